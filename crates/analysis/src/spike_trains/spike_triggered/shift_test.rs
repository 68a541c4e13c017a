//! Which entries of a spike-triggered average are more than chance?

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::shifts::{places, shifted};
use super::{LaggedStimulus, Shifts, SpikeTriggeredAverage};
use crate::Error;
use crate::descriptive::quantile;
use crate::permutation::NullDistribution;

/// A spike-triggered average against those of the same train shifted in time.
///
/// The statistic of the whole is the largest |average − mean of the stimulus| over the stimulus' own
/// standard deviation, over all lags and columns: its null tells whether the average is anything at all,
/// and its quantile is a limit that entries of an average of nothing pass, any of them, with
/// probability 1 − level. The pointwise band is narrower: one entry in twenty lies outside of a 95 %
/// band by chance.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftTest {
    average: SpikeTriggeredAverage,
    low: Array2<f64>,
    high: Array2<f64>,
    is_significant: Array2<bool>,
    standard_deviation: Array2<f64>,
    limit: f64,
    largest: NullDistribution,
}

impl LaggedStimulus<'_> {
    /// The average of one unit with its null.
    ///
    /// # Errors
    /// As [`LaggedStimulus::average`]; [`Error::NoShift`], [`Error::TooFew`] without shifts,
    /// [`Error::Parameter`] for a level outside (0, 1), [`Error::ConstantColumn`] for a column of the
    /// stimulus that never changes.
    pub fn shift_test(
        &self,
        counts: &[u32],
        shifts: Shifts,
        level: f64,
    ) -> Result<ShiftTest, Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let average = self.average(counts)?;
        let usable = self.usable_counts(counts)?;
        let frames = self.usable_frames();
        let with_spikes = places(&usable);
        let n = average.n_spikes() as f64;
        let nulls: Vec<Vec<f64>> = shifts
            .drawn(frames.len())?
            .into_par_iter()
            .map(|shift| {
                let mut sums = vec![0.0; self.n_dimensions()];
                for (frame, count) in shifted(&frames, &with_spikes, shift) {
                    self.add_stretch(frame, count, &mut sums);
                }
                sums.iter().map(|sum| sum / n).collect()
            })
            .collect();
        let spread = self.standard_deviations(&frames, average.frame_mean())?;
        let shape = (self.n_lags(), self.n_columns());
        let means: Vec<f64> = average.frame_mean().iter().copied().collect();
        let score = |entry: usize, value: f64| (value - means[entry]).abs() / spread[entry];
        let largest_of = |values: &[f64]| {
            let scores = values.iter().enumerate().map(|(entry, &value)| score(entry, value));
            scores.fold(0.0_f64, f64::max)
        };
        let observed: Vec<f64> = average.average().iter().copied().collect();
        let null_largest: Vec<f64> = nulls.iter().map(|values| largest_of(values)).collect();
        let limit = quantile(&null_largest, level);
        let largest = NullDistribution::from_random(largest_of(&observed), null_largest)?;
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for entry in 0..self.n_dimensions() {
            let values: Vec<f64> = nulls.iter().map(|values| values[entry]).collect();
            low.push(quantile(&values, 0.5 * (1.0 - level)));
            high.push(quantile(&values, 0.5 * (1.0 + level)));
        }
        let is_significant: Vec<bool> =
            observed.iter().enumerate().map(|(entry, &x)| score(entry, x) > limit).collect();
        let shaped = |flat: Vec<f64>| Array2::from_shape_vec(shape, flat).expect("lags × columns");
        Ok(ShiftTest {
            average,
            low: shaped(low),
            high: shaped(high),
            is_significant: Array2::from_shape_vec(shape, is_significant).expect("lags × columns"),
            standard_deviation: shaped(spread),
            limit,
            largest,
        })
    }

    fn add_stretch(&self, frame: usize, weight: f64, sums: &mut [f64]) {
        for (lag, part) in sums.chunks_exact_mut(self.n_columns()).enumerate() {
            for (sum, x) in part.iter_mut().zip(self.row(frame, lag)) {
                *sum += weight * x;
            }
        }
    }

    /// The standard deviation (ddof 0) of each entry of the stretches that count.
    fn standard_deviations(
        &self,
        frames: &[usize],
        mean: ArrayView2<'_, f64>,
    ) -> Result<Vec<f64>, Error> {
        let mut squares = Array2::<f64>::zeros(mean.dim());
        for &frame in frames {
            for lag in 0..self.n_lags() {
                let of_lag = squares.row_mut(lag).into_iter().zip(mean.row(lag));
                for ((sum, mean), x) in of_lag.zip(self.row(frame, lag)) {
                    *sum += (x - mean) * (x - mean);
                }
            }
        }
        let spread = squares.mapv(|sum| (sum / frames.len() as f64).sqrt());
        for ((_, column), &one) in spread.indexed_iter() {
            if one <= 1e-13 * mean.column(column).iter().fold(0.0_f64, |a, b| a.max(b.abs())) {
                return Err(Error::ConstantColumn { column });
            }
        }
        Ok(spread.into_iter().collect())
    }
}

impl ShiftTest {
    /// The average that was tested.
    pub fn average(&self) -> &SpikeTriggeredAverage {
        &self.average
    }

    /// The lower end of the pointwise band of shifted trains (shape: lags × columns).
    pub fn low(&self) -> ArrayView2<'_, f64> {
        self.low.view()
    }

    /// The upper end of that band.
    pub fn high(&self) -> ArrayView2<'_, f64> {
        self.high.view()
    }

    /// Which entries lie beyond the limit for all entries together.
    pub fn is_significant(&self) -> ArrayView2<'_, bool> {
        self.is_significant.view()
    }

    /// The standard deviation of the stimulus at each lag and column.
    pub fn standard_deviation(&self) -> ArrayView2<'_, f64> {
        self.standard_deviation.view()
    }

    /// The limit for all entries together, in standard deviations of the stimulus.
    pub fn limit(&self) -> f64 {
        self.limit
    }

    /// The largest entry, in standard deviations of the stimulus, and its null: `p_greater` is the p
    /// value of the average as a whole.
    pub fn largest(&self) -> &NullDistribution {
        &self.largest
    }
}
