//! From replicates to the two ends of an interval.

use spikebook_numeric::special::{normal_cdf, normal_quantile};

use super::{Jackknife, Replicates};
use crate::{Error, descriptive::quantile_of_sorted};

/// A confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end
    pub low: f64,
    /// The upper end
    pub high: f64,
}

impl Replicates {
    /// The percentile interval at a level such as 0.95.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn percentile(&self, level: f64) -> Result<Interval, Error> {
        let tail = tail(level)?;
        Ok(self.between(tail, 1.0 - tail))
    }

    /// The basic interval: the percentile interval reflected in the estimate.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn basic(&self, level: f64) -> Result<Interval, Error> {
        let Interval { low, high } = self.percentile(level)?;
        Ok(Interval { low: 2.0 * self.estimate - high, high: 2.0 * self.estimate - low })
    }

    /// The bias-corrected and accelerated interval.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1), [`Error::OneSidedReplicates`] where all
    /// replicates lie on one side of the estimate, [`Error::ConstantJackknife`].
    pub fn bca(&self, jackknife: &Jackknife, level: f64) -> Result<Interval, Error> {
        let z_tail = normal_quantile(tail(level)?);
        let bias = self.bias_correction()?;
        let acceleration = jackknife.acceleration()?;
        let probability = |z: f64| {
            let shifted = bias + z;
            normal_cdf(bias + shifted / (1.0 - acceleration * shifted))
        };
        Ok(self.between(probability(z_tail), probability(-z_tail)))
    }

    /// The bias z₀ of the `BCa` interval: the normal quantile at the share of replicates below the
    /// estimate, where a tie counts half.
    ///
    /// # Errors
    /// [`Error::OneSidedReplicates`] where that share is 0 or 1.
    pub fn bias_correction(&self) -> Result<f64, Error> {
        let n_below = self.sorted.partition_point(|&value| value < self.estimate);
        let n_at_most = self.sorted.partition_point(|&value| value <= self.estimate);
        let n_replicates = self.sorted.len();
        if n_below + n_at_most == 0 || n_below + n_at_most == 2 * n_replicates {
            return Err(Error::OneSidedReplicates { n_below, n_replicates });
        }
        Ok(normal_quantile((n_below + n_at_most) as f64 / (2 * n_replicates) as f64))
    }

    fn between(&self, low: f64, high: f64) -> Interval {
        Interval {
            low: quantile_of_sorted(&self.sorted, low),
            high: quantile_of_sorted(&self.sorted, high),
        }
    }
}

pub(super) fn tail(level: f64) -> Result<f64, Error> {
    if level > 0.0 && level < 1.0 {
        Ok(0.5 * (1.0 - level))
    } else {
        let wanted = "a number above 0 and below 1";
        Err(Error::Parameter { parameter: "confidence level", got: level, wanted })
    }
}
