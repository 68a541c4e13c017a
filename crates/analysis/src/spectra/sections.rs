//! A recursive filter as a chain of sections of second order, applied once or forwards and backwards.
//!
//! Each section is y(t) = b₀ x(t) + b₁ x(t − 1) + b₂ x(t − 2) − a₁ y(t − 1) − a₂ y(t − 2). Sections keep
//! digits that one long polynomial loses. [`Sections::filter`] works forwards in time, as a device does, and
//! delays; [`Sections::filter_both_ways`] has no delay at any frequency and squares the response (half power
//! at the edges becomes a quarter).
//!
//! **When it misleads.** Both-ways filters look into the future: a response may begin before its stimulus. A
//! narrow band of noise looks like a rhythm. Sharp edges ring. scipy's `sosfilt` and `sosfiltfilt` agree.

use std::f64::consts::TAU;

use faer::c64 as Complex64;

use super::complex::{power, unit};
use crate::Error;
use crate::matrix::check_finite_slice;

/// A filter in sections. See the module.
///
/// ```
/// use spikebook_analysis::spectra::{Passband, Sections};
///
/// let filter = Sections::butterworth(4, Passband::Between(8.0, 12.0), 250.0)?;
/// let gain = filter.gains(&[1.0, 8.0, 10.0, 50.0], 250.0);
/// assert!(gain[0] < 1e-3 && (gain[1] - 0.5_f64.sqrt()).abs() < 1e-9 && gain[3] < 1e-3);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sections {
    sections: Vec<[f64; 6]>,
}

impl Sections {
    pub(super) fn of(sections: Vec<[f64; 6]>) -> Self {
        Self { sections }
    }

    /// The sections, b₀ b₁ b₂ 1 a₁ a₂ each.
    pub fn sections(&self) -> &[[f64; 6]] {
        &self.sections
    }

    /// By how much a sinusoid of each frequency is scaled when filtered once.
    pub fn gains(&self, frequencies_hz: &[f64], sampling_rate_hz: f64) -> Vec<f64> {
        let gain = |frequency: &f64| {
            let z = unit(-TAU * frequency / sampling_rate_hz);
            let value = |c: &[f64]| Complex64::from(c[0]) + z * c[1] + z * z * c[2];
            let of_section = |s: &[f64; 6]| power(value(&s[..3])) / power(value(&s[3..]));
            self.sections.iter().map(of_section).product::<f64>().sqrt()
        };
        frequencies_hz.iter().map(gain).collect()
    }

    /// Filters forwards from rest.
    ///
    /// # Errors
    /// [`Error::NonFinite`].
    pub fn filter(&self, signal: &[f64]) -> Result<Vec<f64>, Error> {
        check_finite_slice("signal", signal)?;
        let mut filtered = signal.to_vec();
        self.run(&mut filtered, 0.0);
        Ok(filtered)
    }

    /// Samples at either end that [`Sections::filter_both_ways`] mirrors: three times the length of the
    /// recursion.
    pub fn padding(&self) -> usize {
        let without = |at: usize| self.sections.iter().filter(|section| section[at] == 0.0).count();
        3 * (2 * self.sections.len() + 1 - without(2).min(without(5)))
    }

    /// Filters forwards and then backwards. The ends are mirrored through the first and the last sample, and
    /// each pass starts as if the signal had always had its first value.
    ///
    /// # Errors
    /// [`Error::NonFinite`]; [`Error::TooFew`] for a signal not longer than [`Sections::padding`].
    pub fn filter_both_ways(&self, signal: &[f64]) -> Result<Vec<f64>, Error> {
        check_finite_slice("signal", signal)?;
        let (n, padding) = (signal.len(), self.padding());
        if n <= padding {
            return Err(Error::TooFew { what: "samples of a signal", got: n, wanted: padding + 1 });
        }
        let mut padded = mirrored(signal, padding);
        for _ in 0..2 {
            let first = padded[0];
            self.run(&mut padded, first);
            padded.reverse();
        }
        Ok(padded[padding..padding + n].to_vec())
    }

    /// Filters in place, from the state of a signal that always was `before`.
    fn run(&self, signal: &mut [f64], before: f64) {
        let mut level = before;
        for &[b0, b1, b2, _, a1, a2] in &self.sections {
            let gain = (b0 + b1 + b2) / (1.0 + a1 + a2);
            let mut late = (b2 - a2 * gain) * level;
            let mut soon = (b1 - a1 * gain) * level + late;
            for value in signal.iter_mut() {
                let x = *value;
                let y = b0 * x + soon;
                soon = b1 * x - a1 * y + late;
                late = b2 * x - a2 * y;
                *value = y;
            }
            level *= gain;
        }
    }
}

/// The signal with `padding` samples more at either end, mirrored through the end.
pub(super) fn mirrored(signal: &[f64], padding: usize) -> Vec<f64> {
    let n = signal.len();
    let before = (1..=padding).rev().map(|k| 2.0 * signal[0] - signal[k]);
    let after = (1..=padding).map(|k| 2.0 * signal[n - 1] - signal[n - 1 - k]);
    before.chain(signal.iter().copied()).chain(after).collect()
}
