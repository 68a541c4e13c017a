//! Does the phase of a slow rhythm set the size of a fast one?
//!
//! The signal is filtered (Butterworth, both ways) into a slow band, whose phase φ is taken, and a fast band,
//! whose envelope A is. Two measures:
//!
//! - the modulation index: mean envelopes in bins of phase, over their sum, are compared with an even spread,
//!   (ln N + Σ p ln p) / ln N in 0 … 1 (Tort et al. 2010, doi:10.1152/jn.00106.2010),
//! - the mean vector |Σ A e^(iφ)| / Σ A, whose angle is the preferred phase (Canolty et al. 2006,
//!   doi:10.1126/science.1128115).
//!
//! Surrogates shift the envelope against the phase in a circle by a chance amount: both rhythms stay as they
//! are, only their relation goes. p = (1 + surrogates at least as large) / (1 + surrogates).
//!
//! **When it misleads.** A rhythm that is perfectly regular is the same after a shift: its surrogates are as
//! coupled as it is. The fast band must be wide enough to hold its own modulation: at least twice the slow
//! frequency on either side. Sharp waves that are not sinusoids have power at harmonics that go with their
//! phase, without two rhythms (Aru et al. 2015, doi:10.1016/j.conb.2014.08.002).

use std::f64::consts::{PI, TAU};

use faer::c64 as Complex64;
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::ln;

use super::complex::{angle, size, unit};
use super::{Passband, Sections, analytic_signal};
use crate::Error;
use crate::matrix::check_length;

/// How coupling is looked for. See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseAmplitudeCoupling {
    n_bins: usize,
    n_surrogates: usize,
}

/// The coupling of one slow with one fast band.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupling {
    /// (ln N + Σ p ln p) / ln N
    pub modulation_index: f64,
    /// |Σ A e^(iφ)| / Σ A
    pub mean_vector_length: f64,
    /// Its angle, radians: 0 where the envelope is largest at the peak of the slow rhythm
    pub preferred_phase_rad: f64,
    /// The mean envelope in each bin of phase, −π … π, in the unit of the signal
    pub envelope_by_phase: Vec<f64>,
    /// The modulation index of each surrogate
    pub surrogates: Vec<f64>,
    /// The share of surrogates, and the observed one, that reach the modulation index; none without surrogates
    pub p: Option<f64>,
}

impl PhaseAmplitudeCoupling {
    /// With this many bins of phase and surrogates.
    ///
    /// # Errors
    /// [`Error::TooFew`] for fewer than 2 bins.
    pub fn new(n_bins: usize, n_surrogates: usize) -> Result<Self, Error> {
        if n_bins < 2 {
            return Err(Error::TooFew { what: "bins of phase", got: n_bins, wanted: 2 });
        }
        Ok(Self { n_bins, n_surrogates })
    }

    /// The phase of a band of the signal at each sample (Butterworth of order 2 an edge, both ways).
    ///
    /// # Errors
    /// As [`Sections::butterworth`] and [`Sections::filter_both_ways`].
    pub fn phase_of(
        signal: &[f64],
        band_hz: (f64, f64),
        sampling_rate_hz: f64,
    ) -> Result<Vec<f64>, Error> {
        Ok(banded(signal, band_hz, sampling_rate_hz)?.phase_rad())
    }

    /// The envelope of a band of the signal at each sample.
    ///
    /// # Errors
    /// As [`PhaseAmplitudeCoupling::phase_of`].
    pub fn envelope_of(
        signal: &[f64],
        band_hz: (f64, f64),
        sampling_rate_hz: f64,
    ) -> Result<Vec<f64>, Error> {
        Ok(banded(signal, band_hz, sampling_rate_hz)?.envelope())
    }

    /// The coupling of a phase with an envelope. Surrogate s draws from `seed.replicate("surrogate", s)`
    /// alone, and shifts by a tenth of the samples at least.
    ///
    /// # Errors
    /// [`Error::Length`]; [`Error::TooFew`] for fewer samples than 10 a bin; [`Error::NoVariance`] for an
    /// envelope of 0.
    pub fn of(&self, phase_rad: &[f64], envelope: &[f64], seed: Seed) -> Result<Coupling, Error> {
        check_length("envelope", envelope.len(), phase_rad.len())?;
        let n = phase_rad.len();
        if n < 10 * self.n_bins {
            return Err(Error::TooFew { what: "samples", got: n, wanted: 10 * self.n_bins });
        }
        let bin_of: Vec<usize> = phase_rad.iter().map(|&phase| self.bin(phase)).collect();
        let total: f64 = envelope.iter().sum();
        if total.is_nan() || total <= 0.0 {
            return Err(Error::NoVariance);
        }
        let envelope_by_phase = self.means(&bin_of, envelope, 0);
        let vector = phase_rad
            .iter()
            .zip(envelope)
            .fold(Complex64::default(), |sum, (&phase, &a)| sum + unit(phase) * a);
        let modulation_index = modulation(&envelope_by_phase);
        let least = n / 10;
        let surrogates: Vec<f64> = (0..self.n_surrogates)
            .into_par_iter()
            .map(|number| {
                let mut stream = seed.replicate("surrogate", number as u64);
                let shift = least + stream.below((n - 2 * least).max(1));
                modulation(&self.means(&bin_of, envelope, shift))
            })
            .collect();
        let n_reached = surrogates.iter().filter(|value| **value >= modulation_index).count();
        let p = (1 + n_reached) as f64 / (1 + self.n_surrogates) as f64;
        Ok(Coupling {
            modulation_index,
            mean_vector_length: size(vector) / total,
            preferred_phase_rad: angle(vector),
            envelope_by_phase,
            surrogates,
            p: (self.n_surrogates > 0).then_some(p),
        })
    }

    /// The middles of the bins of phase, radians.
    pub fn phase_centres_rad(&self) -> Vec<f64> {
        (0..self.n_bins).map(|bin| (bin as f64 + 0.5) * TAU / self.n_bins as f64 - PI).collect()
    }

    fn bin(&self, phase: f64) -> usize {
        (((phase + PI) / TAU * self.n_bins as f64) as usize).min(self.n_bins - 1)
    }

    /// The mean envelope in each bin, with the envelope shifted in a circle.
    fn means(&self, bin_of: &[usize], envelope: &[f64], shift: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_bins];
        let mut counts = vec![0_usize; self.n_bins];
        let shifted = envelope[shift..].iter().chain(&envelope[..shift]);
        for (&bin, value) in bin_of.iter().zip(shifted) {
            sums[bin] += value;
            counts[bin] += 1;
        }
        sums.iter().zip(counts).map(|(sum, n)| if n > 0 { sum / n as f64 } else { 0.0 }).collect()
    }
}

fn banded(
    signal: &[f64],
    (low, high): (f64, f64),
    sampling_rate_hz: f64,
) -> Result<super::AnalyticSignal, Error> {
    let filter = Sections::butterworth(2, Passband::Between(low, high), sampling_rate_hz)?;
    analytic_signal(&filter.filter_both_ways(signal)?)
}

fn modulation(means: &[f64]) -> f64 {
    let total: f64 = means.iter().sum();
    let ln_n = ln(means.len() as f64);
    let entropy = |mean: &f64| {
        let p = mean / total;
        if p > 0.0 { p * ln(p) } else { 0.0 }
    };
    ((ln_n + means.iter().map(entropy).sum::<f64>()) / ln_n).max(0.0)
}
