//! A filter, a nonlinearity, Poisson counts: what does such a cell answer to a stimulus?
//!
//! The stimulus of the last bins is projected on the filter k (oldest bin first) and the rate follows from g = k · s by
//!
//! exponential  rate = r e^g,   rectified  rate = r max(g, 0),   squared  rate = r g² (both signs: only covariance tells).
//!
//! Stimuli are white (unit normal, independent) or natural-like: a power spectrum that falls about as 1/f, by a sum of
//! wanderers of octave-spaced memories, scaled to variance 1; a plain average of what preceded spikes is then smeared by the
//! stimulus' own correlations. Chichilnisky (2001), doi:10.1080/713663221.
//!
//! ```
//! use spikebook_models::spike_trains::lnp::{Lnp, Nonlinearity, Stimulus};
//! use spikebook_numeric::Seed;
//!
//! let cell = Lnp::new(vec![0.0, 0.5, 1.0, 0.2], Nonlinearity::Exponential, 10.0, 0.01)?;
//! let session = cell.simulate(Stimulus::White, 1000, Seed::from_number(1))?;
//! assert_eq!(session.observed.counts.len(), 1000);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, sqrt};

use crate::Error;
use crate::error::within;
use crate::spike_response::wandering_signal;

const MOST_EXPECTED: f64 = 1e6;
/// Memories of the natural-like stimulus: 1, 2, 4 … bins.
const OCTAVES: u32 = 10;

/// How the rate follows from the projection g.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nonlinearity {
    /// e^g
    Exponential,
    /// max(g, 0)
    Rectified,
    /// g²
    Squared,
}

/// What is shown, one value a bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stimulus {
    /// Independent standard normal values
    White,
    /// Correlated over all times up to a thousand bins, near to 1/f
    NaturalLike,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Lnp {
    filter: Vec<f64>,
    nonlinearity: Nonlinearity,
    scale_hz: f64,
    bin_width_s: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct LnpSession {
    /// What is recorded
    pub observed: ObservedLnp,
    /// What made it
    pub truth: LnpTruth,
}

/// The stimulus and the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedLnp {
    /// The stimulus in each bin
    pub stimulus: Vec<f64>,
    /// The count in each bin
    pub counts: Vec<u64>,
}

/// The cell and its rate.
#[derive(Clone, Debug, PartialEq)]
pub struct LnpTruth {
    /// The cell
    pub cell: Lnp,
    /// The rate in each bin, spikes/s
    pub rate_hz: Vec<f64>,
}

impl Lnp {
    /// From the filter (its last entry meets the current bin), the nonlinearity, the rate r (spikes/s) and the width of a
    /// bin (seconds).
    ///
    /// # Errors
    /// [`Error::TooFew`] for an empty filter; [`Error::Parameter`]: an entry beyond ±1000, r outside [10⁻⁶, 10⁴], a width
    /// outside [10⁻⁴, 10].
    pub fn new(
        filter: Vec<f64>,
        nonlinearity: Nonlinearity,
        scale_hz: f64,
        bin_width_s: f64,
    ) -> Result<Self, Error> {
        if filter.is_empty() {
            return Err(Error::TooFew { what: "bins of the filter", got: 0, wanted: 1 });
        }
        for &entry in &filter {
            within("filter", entry, -1e3..=1e3, "numbers between −1000 and 1000")?;
        }
        within("scale_hz", scale_hz, 1e-6..=1e4, "a number between 10⁻⁶ and 10,000")?;
        within("bin_width_s", bin_width_s, 1e-4..=10.0, "a number between 0.0001 and 10")?;
        Ok(Self { filter, nonlinearity, scale_hz, bin_width_s })
    }

    /// Simulates so many bins: the stimulus from the streams `seed.replicate("stimulus", …)`, the counts from
    /// `seed.replicate("counts", 0)`. Before the first bin the stimulus was 0.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a bin.
    pub fn simulate(
        &self,
        stimulus: Stimulus,
        n_bins: usize,
        seed: Seed,
    ) -> Result<LnpSession, Error> {
        if n_bins == 0 {
            return Err(Error::TooFew { what: "bins", got: 0, wanted: 1 });
        }
        let stimulus = shown(stimulus, n_bins, seed);
        let mut stream = seed.replicate("counts", 0);
        let rate = |bin: usize| {
            let lags = self.filter.iter().rev().enumerate().take(bin + 1);
            let g = lags.fold(0.0, |sum, (lag, weight)| sum + weight * stimulus[bin - lag]);
            let shape = match self.nonlinearity {
                Nonlinearity::Exponential => exp(g),
                Nonlinearity::Rectified => g.max(0.0),
                Nonlinearity::Squared => g * g,
            };
            (self.scale_hz * shape).min(MOST_EXPECTED / self.bin_width_s)
        };
        let rate_hz: Vec<f64> = (0..n_bins).map(rate).collect();
        let counts = rate_hz.iter().map(|rate| stream.poisson(rate * self.bin_width_s)).collect();
        Ok(LnpSession {
            observed: ObservedLnp { stimulus, counts },
            truth: LnpTruth { cell: self.clone(), rate_hz },
        })
    }
}

fn shown(stimulus: Stimulus, n_bins: usize, seed: Seed) -> Vec<f64> {
    match stimulus {
        Stimulus::White => {
            let mut stream = seed.replicate("stimulus", 0);
            (0..n_bins).map(|_| stream.standard_normal()).collect()
        }
        Stimulus::NaturalLike => {
            let mut sum = vec![0.0; n_bins];
            for octave in 0..OCTAVES {
                let stream = &mut seed.replicate("stimulus", u64::from(octave));
                let memory = f64::from(1_u32 << octave);
                let part = wandering_signal(n_bins, 1.0, memory, stream);
                sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
            }
            let scale = 1.0 / sqrt(f64::from(OCTAVES));
            sum.iter().map(|sum| scale * sum).collect()
        }
    }
}

#[cfg(test)]
mod tests;
