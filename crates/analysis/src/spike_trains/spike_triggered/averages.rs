//! Averages of what had been shown when spikes came.

use ndarray::{Array2, Array3, ArrayView2, Axis};

use super::LaggedStimulus;
use super::sums::{Channel, weighted_sums};
use crate::Error;
use crate::matrix::check_length;

/// The spike-triggered averages of many units.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeTriggeredAverages {
    n_spikes: Vec<u64>,
    averages: Array3<f64>,
    frame_mean: Array2<f64>,
    n_frames: usize,
}

/// The spike-triggered average of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeTriggeredAverage {
    n_spikes: u64,
    n_frames: usize,
    average: Array2<f64>,
    frame_mean: Array2<f64>,
}

impl LaggedStimulus<'_> {
    /// The averages of many units, given their counts (shape: frames × units). The stimulus is read once
    /// for all of them, and of each sum only the frames with spikes are added.
    ///
    /// # Errors
    /// [`Error::Length`] for other than one row of counts a frame, [`Error::NonFinite`] for the
    /// stimulus. A unit without spikes is an error only where it is asked for.
    pub fn averages(&self, counts: ArrayView2<'_, u32>) -> Result<SpikeTriggeredAverages, Error> {
        check_length("spike counts", counts.nrows(), self.n_frames())?;
        let (n_units, n_lags) = (counts.ncols(), self.n_lags());
        let frames = self.usable_frames();
        let mut n_spikes = vec![0_u64; n_units];
        let mut channels = vec![Channel::default(); n_units * n_lags];
        for &frame in &frames {
            for (unit, &count) in counts.row(frame).iter().enumerate().filter(|(_, n)| **n > 0) {
                n_spikes[unit] += u64::from(count);
                for lag in 0..n_lags {
                    channels[unit * n_lags + lag].push(frame - lag, f64::from(count));
                }
            }
        }
        for lag in 0..n_lags {
            let mut channel = Channel::default();
            for frame in &frames {
                channel.push(frame - lag, 1.0);
            }
            channels.push(channel);
        }
        let sums = weighted_sums(self.frames(), &channels);
        // Every number of the stimulus but those outside of all stretches is part of a mean.
        let (of_units, of_frames) = sums.view().split_at(Axis(0), n_units * n_lags);
        let frame_mean = of_frames.mapv(|x| x / frames.len() as f64);
        if frame_mean.iter().any(|mean| !mean.is_finite()) {
            return Err(self
                .first_not_finite()
                .unwrap_or(Error::Overflow { what: "stimulus".into() }));
        }
        let mut averages = of_units
            .to_owned()
            .into_shape_with_order((n_units, n_lags, self.n_columns()))
            .expect("a row for each unit and lag");
        for (mut average, &n) in averages.axis_iter_mut(Axis(0)).zip(&n_spikes) {
            average.mapv_inplace(|sum| sum / n as f64);
        }
        Ok(SpikeTriggeredAverages { n_spikes, averages, frame_mean, n_frames: frames.len() })
    }

    /// The average of one unit, given its count in each frame.
    ///
    /// # Errors
    /// As [`LaggedStimulus::averages`]; [`Error::TooFew`] without a spike.
    pub fn average(&self, counts: &[u32]) -> Result<SpikeTriggeredAverage, Error> {
        check_length("spike counts", counts.len(), self.n_frames())?;
        let column = ArrayView2::from_shape((counts.len(), 1), counts).expect("one column");
        self.averages(column)?.of_unit(0)
    }
}

impl SpikeTriggeredAverages {
    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.n_spikes.len()
    }

    /// The average of a unit.
    ///
    /// # Errors
    /// [`Error::Index`], [`Error::TooFew`] for a unit without spikes in frames that count.
    pub fn of_unit(&self, unit: usize) -> Result<SpikeTriggeredAverage, Error> {
        let n_spikes = *self.n_spikes.get(unit).ok_or(Error::Index {
            what: "units",
            got: unit,
            below: self.n_units(),
        })?;
        if n_spikes == 0 {
            return Err(Error::TooFew { what: "spikes in frames that count", got: 0, wanted: 1 });
        }
        Ok(SpikeTriggeredAverage {
            n_spikes,
            n_frames: self.n_frames,
            average: self.averages.index_axis(Axis(0), unit).to_owned(),
            frame_mean: self.frame_mean.clone(),
        })
    }
}

impl SpikeTriggeredAverage {
    /// The spikes that were averaged over.
    pub fn n_spikes(&self) -> u64 {
        self.n_spikes
    }

    /// The frames that count, with spikes or without.
    pub fn n_frames(&self) -> usize {
        self.n_frames
    }

    /// The mean of what had been shown before spikes (shape: lags × columns, lag 0 first).
    pub fn average(&self) -> ArrayView2<'_, f64> {
        self.average.view()
    }

    /// The mean of all that was shown (shape: lags × columns): what the average of spikes that do not
    /// mind the stimulus comes to.
    pub fn frame_mean(&self) -> ArrayView2<'_, f64> {
        self.frame_mean.view()
    }

    /// The average less the mean of all that was shown.
    pub fn contrast(&self) -> Array2<f64> {
        &self.average - &self.frame_mean
    }

    /// The lag and the column where the contrast is largest in size; the first where several are.
    pub fn peak(&self) -> (usize, usize) {
        let mut best = ((0, 0), -1.0);
        for (place, value) in self.contrast().indexed_iter() {
            if value.abs() > best.1 {
                best = (place, value.abs());
            }
        }
        best.0
    }
}
