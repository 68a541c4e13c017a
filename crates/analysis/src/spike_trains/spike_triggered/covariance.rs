//! The spread of what had been shown when spikes came.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::LaggedStimulus;
use crate::Error;
use crate::matrix::{BLOCK_ROWS, Block, Gram, symmetric_eigen, symmetric_eigenvalues, to_faer};

/// Longer stretches make a matrix that no spike train fills.
const MOST_DIMENSIONS: usize = 2000;

/// Covariances of what had been shown before spikes and of all that was shown, and the directions along
/// which the two differ.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikeTriggeredCovariance {
    n_spikes: u64,
    n_frames: usize,
    average: Array1<f64>,
    covariance: Array2<f64>,
    frame_covariance: Array2<f64>,
    differences: Array1<f64>,
    axes: Array2<f64>,
}

impl LaggedStimulus<'_> {
    /// The spike-triggered covariance of one unit, given its count in each frame.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooFew`] below two spikes or frames that count,
    /// [`Error::Parameter`] where a stretch has more than 2,000 entries, [`Error::NonFinite`] for the
    /// stimulus, [`Error::Overflow`] where its squares are beyond the range of numbers, [`Error::NotConverged`].
    pub fn covariance(&self, counts: &[u32]) -> Result<SpikeTriggeredCovariance, Error> {
        let usable = self.usable_counts(counts)?;
        let d = self.n_dimensions();
        if d > MOST_DIMENSIONS {
            let wanted = "lags times columns of at most 2000";
            return Err(Error::Parameter {
                parameter: "n_lags",
                got: self.n_lags() as f64,
                wanted,
            });
        }
        if let Some(error) = self.first_not_finite() {
            return Err(error);
        }
        let frames = self.usable_frames();
        let spikes = || frames.iter().copied().zip(usable.iter().map(|&n| f64::from(n)));
        let (n_spikes, average, covariance) = self.moments("spikes", spikes())?;
        let (_, _, frame_covariance) =
            self.moments("frames that count", frames.iter().map(|&frame| (frame, 1.0)))?;
        let difference = &covariance - &frame_covariance;
        let (differences, axes) = symmetric_eigen(to_faer(difference.view()).as_ref())?;
        Ok(SpikeTriggeredCovariance {
            n_spikes: n_spikes as u64,
            n_frames: frames.len(),
            average,
            covariance,
            frame_covariance,
            differences,
            axes,
        })
    }

    /// Sum of weights, mean and covariance (divisor: sum of weights − 1) of weighted stretches.
    pub(in crate::spike_trains) fn moments(
        &self,
        what: &'static str,
        weighted: impl Iterator<Item = (usize, f64)> + Clone,
    ) -> Result<(f64, Array1<f64>, Array2<f64>), Error> {
        let d = self.n_dimensions();
        let weighted = weighted.filter(|(_, weight)| *weight > 0.0);
        let total: f64 = weighted.clone().map(|(_, weight)| weight).sum();
        if total < 2.0 {
            return Err(Error::TooFew { what, got: total as usize, wanted: 2 });
        }
        let mut mean = vec![0.0; d];
        let mut stretch = vec![0.0; d];
        for (frame, weight) in weighted.clone() {
            self.copy_stretch(frame, &mut stretch);
            mean.iter_mut().zip(&stretch).for_each(|(sum, x)| *sum += weight * x);
        }
        for sum in &mut mean {
            *sum /= total;
        }
        let mut gram = Gram::new(d);
        let mut block = Block::new(d);
        let mut filled = 0;
        for (frame, weight) in weighted {
            let row = block.row_mut(filled);
            self.copy_stretch(frame, row);
            let root = weight.sqrt();
            row.iter_mut().zip(&mean).for_each(|(x, mean)| *x = root * (*x - mean));
            filled += 1;
            if filled == BLOCK_ROWS {
                gram.add_block(&block);
                filled = 0;
            }
        }
        block.clear_from(filled);
        gram.add_block(&block);
        let covariance = Array2::from_shape_vec((d, d), gram.into_symmetric()).expect("d × d");
        if !covariance.iter().all(|entry| entry.is_finite()) {
            let overflow = Error::Overflow { what: "stimulus".into() };
            return Err(self.first_not_finite().unwrap_or(overflow));
        }
        Ok((total, Array1::from(mean), covariance / (total - 1.0)))
    }
}

impl SpikeTriggeredCovariance {
    /// The spikes that were averaged over.
    pub fn n_spikes(&self) -> u64 {
        self.n_spikes
    }

    /// The frames that count.
    pub fn n_frames(&self) -> usize {
        self.n_frames
    }

    /// The spike-triggered average, flat: lag 0 first.
    pub fn average(&self) -> ArrayView1<'_, f64> {
        self.average.view()
    }

    /// The covariance of what had been shown before spikes, about their own average.
    pub fn covariance(&self) -> ArrayView2<'_, f64> {
        self.covariance.view()
    }

    /// The covariance of all that was shown.
    pub fn frame_covariance(&self) -> ArrayView2<'_, f64> {
        self.frame_covariance.view()
    }

    /// The eigenvalues of [`SpikeTriggeredCovariance::covariance`], the largest first.
    ///
    /// # Errors
    /// [`Error::SingularValues`] where the iteration does not end.
    pub fn eigenvalues(&self) -> Result<Vec<f64>, Error> {
        Ok(symmetric_eigenvalues(to_faer(self.covariance.view()).as_ref())?.to_vec())
    }

    /// By how much the variance before spikes exceeds that of all that was shown along each axis:
    /// eigenvalues of the difference of the two covariances, the largest (the unit likes either sign)
    /// first, the smallest (the unit is silenced by either sign) last.
    pub fn differences(&self) -> ArrayView1<'_, f64> {
        self.differences.view()
    }

    /// The axes, one a row (shape: rank × dimensions), each of length one with its largest entry
    /// positive.
    pub fn axes(&self) -> ArrayView2<'_, f64> {
        self.axes.view()
    }
}
