//! What a unit makes of its drive.

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;

/// Expected counts are cut off here: a unit that would fire a million spikes in a bin is a slip in
/// the parameters, and its count must still be a number.
const HIGHEST_COUNT: f64 = 1e6;

/// The noise around a unit's drive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activity {
    /// mean + drive + noise
    #[non_exhaustive]
    Gaussian {
        /// The mean of each unit
        mean: f64,
        /// The standard deviation of the noise
        noise: f64,
    },
    /// Poisson counts with mean `mean_count` × e^drive
    #[non_exhaustive]
    Counts {
        /// The expected count at drive 0
        mean_count: f64,
    },
}

impl Activity {
    /// Gaussian activity.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a mean beyond ±10⁶, a noise outside [0, 10⁶].
    pub fn gaussian(mean: f64, noise: f64) -> Result<Self, Error> {
        within("mean", mean, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        within("noise", noise, 0.0..=1e6, "a number between 0 and 10⁶")?;
        Ok(Self::Gaussian { mean, noise })
    }

    /// Poisson counts.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a mean count outside (0, 10,000].
    pub fn counts(mean_count: f64) -> Result<Self, Error> {
        let wanted = "a number above 0, at most 10,000";
        within("mean_count", mean_count, f64::MIN_POSITIVE..=1e4, wanted)?;
        Ok(Self::Counts { mean_count })
    }

    pub(super) fn draw(&self, drive: f64, stream: &mut Stream) -> f64 {
        match *self {
            Self::Gaussian { mean, noise } => mean + drive + noise * stream.standard_normal(),
            Self::Counts { mean_count } => {
                stream.poisson((mean_count * exp(drive)).min(HIGHEST_COUNT)) as f64
            }
        }
    }
}
