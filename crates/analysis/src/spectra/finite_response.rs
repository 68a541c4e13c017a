//! A filter that is a weighted mean of neighbours: no feedback, a finite memory, the same delay at all
//! frequencies.
//!
//! The ideal filter's weights sin(2π f t)/(π t) are cut to `n_taps` under a Hamming window and scaled so that
//! the middle of the passband (0, Nyquist, or the centre of the band) passes with gain 1; scipy's `firwin` is
//! the same. The edge is where the gain is a half, and it is about 3.3 · rate / `n_taps` wide.
//! [`FiniteImpulseResponse::filter_centred`] takes the delay of (`n_taps` − 1)/2 samples away; forwards and
//! backwards squares the gain as for [`Sections`](super::Sections).

use std::f64::consts::{PI, TAU};

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{cos, sin};

use super::Passband;
use super::complex::{size, unit};
use super::sections::mirrored;
use crate::Error;
use crate::matrix::check_finite_slice;

/// A filter without feedback. See the module.
///
/// ```
/// use spikebook_analysis::spectra::{FiniteImpulseResponse, Passband};
///
/// let filter = FiniteImpulseResponse::windowed(101, Passband::Below(20.0), 250.0)?;
/// let gain = filter.gains(&[0.0, 20.0, 40.0], 250.0);
/// assert!((gain[0] - 1.0).abs() < 1e-12 && (gain[1] - 0.5).abs() < 0.01 && gain[2] < 0.01);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FiniteImpulseResponse {
    weights: Vec<f64>,
}

impl FiniteImpulseResponse {
    /// The windowed ideal filter with an odd number of weights.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless `n_taps` is odd and at least 3, or for the edges; [`Error::Interval`].
    pub fn windowed(
        n_taps: usize,
        passband: Passband,
        sampling_rate_hz: f64,
    ) -> Result<Self, Error> {
        if n_taps < 3 || n_taps.is_multiple_of(2) {
            let (got, wanted) = (n_taps as f64, "an odd number from 3 on");
            return Err(Error::Parameter { parameter: "n_taps", got, wanted });
        }
        passband.check(sampling_rate_hz)?;
        let middle = (n_taps - 1) as f64 / 2.0;
        let nyquist = sampling_rate_hz / 2.0;
        let (bands, scaled_at) = match passband {
            Passband::Below(edge) => (vec![(0.0, edge)], 0.0),
            Passband::Above(edge) => (vec![(edge, nyquist)], nyquist),
            Passband::Between(low, high) => (vec![(low, high)], f64::midpoint(low, high)),
            Passband::Outside(low, high) => (vec![(0.0, low), (high, nyquist)], 0.0),
        };
        let ideal = |edge: f64, t: f64| {
            if t == 0.0 {
                2.0 * edge / sampling_rate_hz
            } else {
                sin(TAU * edge / sampling_rate_hz * t) / (PI * t)
            }
        };
        let weight = |tap: usize| {
            let t = tap as f64 - middle;
            let window = 0.54 - 0.46 * cos(TAU * tap as f64 / (n_taps - 1) as f64);
            let inside: f64 =
                bands.iter().map(|(low, high)| ideal(*high, t) - ideal(*low, t)).sum();
            inside * window
        };
        let mut weights: Vec<f64> = (0..n_taps).map(weight).collect();
        let along = |tap: usize| cos(TAU * scaled_at / sampling_rate_hz * (tap as f64 - middle));
        let total: f64 = weights.iter().enumerate().map(|(tap, w)| w * along(tap)).sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        Ok(Self { weights })
    }

    /// The weights, from the present sample into the past.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// By how much a sinusoid of each frequency is scaled.
    pub fn gains(&self, frequencies_hz: &[f64], sampling_rate_hz: f64) -> Vec<f64> {
        let gain = |frequency: &f64| {
            let step = TAU * frequency / sampling_rate_hz;
            let terms = self.weights.iter().enumerate().map(|(t, w)| unit(-step * t as f64) * *w);
            size(terms.fold(Complex64::default(), |sum, term| sum + term))
        };
        frequencies_hz.iter().map(gain).collect()
    }

    /// Filters forwards from rest: y(t) = Σ wₖ x(t − k).
    ///
    /// # Errors
    /// [`Error::NonFinite`].
    pub fn filter(&self, signal: &[f64]) -> Result<Vec<f64>, Error> {
        check_finite_slice("signal", signal)?;
        Ok(self.run(signal))
    }

    /// Filters with the weights centred on each sample: no delay, the gain as it is. The ends are mirrored.
    ///
    /// # Errors
    /// [`Error::NonFinite`]; [`Error::TooFew`] for a signal not longer than half the weights.
    pub fn filter_centred(&self, signal: &[f64]) -> Result<Vec<f64>, Error> {
        check_finite_slice("signal", signal)?;
        let half = self.weights.len() / 2;
        if signal.len() <= half {
            let got = signal.len();
            return Err(Error::TooFew { what: "samples of a signal", got, wanted: half + 1 });
        }
        Ok(self.run(&mirrored(signal, half))[2 * half..].to_vec())
    }

    fn run(&self, signal: &[f64]) -> Vec<f64> {
        let mut filtered = vec![0.0; signal.len()];
        for (delay, weight) in self.weights.iter().enumerate() {
            for (y, x) in filtered.iter_mut().skip(delay).zip(signal) {
                *y += weight * x;
            }
        }
        filtered
    }
}
