//! Two latents that turn around each other.

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{cos, exp, sin, sqrt};

use crate::Error;
use crate::error::within;

/// A noisy rotation with decay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    frequency_hz: f64,
    memory_s: f64,
    standard_deviation: f64,
}

impl Plane {
    /// From the frequency of the rotation, the time constant with which it is forgotten, and the
    /// standard deviation of each of its two latents.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a frequency outside [0, 1000] Hz, a memory outside (0, 10⁶] s, a
    /// deviation outside (0, 10⁶].
    pub fn new(frequency_hz: f64, memory_s: f64, standard_deviation: f64) -> Result<Self, Error> {
        within("frequency_hz", frequency_hz, 0.0..=1000.0, "a number between 0 and 1000")?;
        let wanted = "a number above 0, at most 1,000,000";
        within("memory_s", memory_s, f64::MIN_POSITIVE..=1e6, wanted)?;
        within("standard_deviation", standard_deviation, f64::MIN_POSITIVE..=1e6, wanted)?;
        Ok(Self { frequency_hz, memory_s, standard_deviation })
    }

    /// The standard deviation of each latent.
    pub fn standard_deviation(&self) -> f64 {
        self.standard_deviation
    }

    /// The states in `n_bins` bins; the first is drawn from the law that all of them have.
    pub(super) fn states(
        &self,
        n_bins: usize,
        bin_width_s: f64,
        stream: &mut Stream,
    ) -> impl Iterator<Item = [f64; 2]> {
        let kept = exp(-bin_width_s / self.memory_s);
        let renewed = self.standard_deviation * sqrt(1.0 - kept * kept);
        let angle = std::f64::consts::TAU * self.frequency_hz * bin_width_s;
        let (along, across) = (kept * cos(angle), kept * sin(angle));
        let mut state = [stream.standard_normal(), stream.standard_normal()]
            .map(|draw| self.standard_deviation * draw);
        (0..n_bins).map(move |_| {
            let now = state;
            state = [
                along * now[0] - across * now[1] + renewed * stream.standard_normal(),
                across * now[0] + along * now[1] + renewed * stream.standard_normal(),
            ];
            now
        })
    }
}
