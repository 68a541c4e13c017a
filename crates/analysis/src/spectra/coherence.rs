//! How closely do two signals go together at each frequency, and which one is ahead?
//!
//! With X and Y the transforms of each look and ⟨·⟩ the mean over looks,
//!
//! ```text
//! Sₓᵧ = ⟨X Y*⟩,     coherence = |Sₓᵧ|² / (Sₓₓ Sᵧᵧ) in 0 … 1,     phase = angle of Sₓᵧ,
//! ```
//!
//! the squared correlation at that frequency. A positive phase says that x is ahead, by phase / (2π f)
//! seconds where that is less than half a cycle. scipy's `coherence` is the same with Welch's looks.
//!
//! **When it misleads.** From one look coherence is 1 whatever the signals are; from n looks at noise it is
//! 1/n on average: compare with [`Coherence::null_quantile`]. A common reference or volume conduction gives
//! coherence at phase 0. Trials with a common evoked response are coherent without being connected. Bendat &
//! Piersol (2010), ISBN 978-0-470-24877-5; jackknife on the scale atanh |coherency|: Thomson & Chave (1991).

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{ln, power as raised, tanh};

use super::complex::{angle, power, size};
use super::confidence::{Interval, check_level, jackknife_half_width};
use super::fourier::frequencies_hz;
use super::looks::Looks;
use super::plan::Plan;
use crate::Error;
use crate::matrix::check_length;

/// The coherence of two signals.
#[derive(Clone, Debug, PartialEq)]
pub struct Coherence {
    frequencies_hz: Vec<f64>,
    coherence: Vec<f64>,
    phase_rad: Vec<f64>,
    degrees_of_freedom: f64,
    /// Frequency after frequency, atanh |coherency| with each look left out
    left_out: Vec<Vec<f64>>,
}

/// Sums over looks at one frequency.
#[derive(Clone, Copy, Default)]
struct Cross {
    xx: f64,
    yy: f64,
    xy: Complex64,
}

impl Coherence {
    /// Of two signals or several trials of them.
    ///
    /// # Errors
    /// As [`PowerSpectrum::of`](super::PowerSpectrum::of); [`Error::Length`] where x and y differ in trials
    /// or samples; [`Error::TooFew`] for fewer than 2 looks.
    pub fn of(
        x: &[&[f64]],
        y: &[&[f64]],
        sampling_rate_hz: f64,
        looks: &Looks,
    ) -> Result<Self, Error> {
        looks.check(x, sampling_rate_hz)?;
        looks.check(y, sampling_rate_hz)?;
        check_length("trials of the second signal", y.len(), x.len())?;
        let plan = Plan::new(looks);
        let (mut of_x, mut of_y) = (Vec::new(), Vec::new());
        for (x, y) in x.iter().zip(y) {
            check_length("samples of the second signal", y.len(), x.len())?;
            of_x.extend(plan.transforms(x));
            of_y.extend(plan.transforms(y));
        }
        let n_samples = x.iter().map(|signal| signal.len()).min().unwrap_or(0);
        let nu = looks.degrees_of_freedom(n_samples, x.len());
        let frequencies = frequencies_hz(looks.segment_samples(), sampling_rate_hz);
        Self::of_transforms(&of_x, &of_y, frequencies, nu)
    }

    /// Of the transforms of all looks.
    pub(super) fn of_transforms(
        x: &[Vec<Complex64>],
        y: &[Vec<Complex64>],
        frequencies_hz: Vec<f64>,
        degrees_of_freedom: f64,
    ) -> Result<Self, Error> {
        let n_looks = x.len();
        if n_looks < 2 {
            return Err(Error::TooFew {
                what: "looks (segments × tapers × trials)",
                got: n_looks,
                wanted: 2,
            });
        }
        let n = frequencies_hz.len();
        let mut found = Self {
            coherence: Vec::with_capacity(n),
            phase_rad: Vec::with_capacity(n),
            left_out: Vec::with_capacity(n),
            frequencies_hz,
            degrees_of_freedom,
        };
        for frequency in 0..n {
            let looks: Vec<Cross> =
                x.iter().zip(y).map(|(x, y)| Cross::of(x[frequency], y[frequency])).collect();
            let total = looks.iter().fold(Cross::default(), |sum, look| sum.plus(look, 1.0));
            if !(total.xx.is_finite() && total.yy.is_finite()) {
                return Err(Error::Overflow { what: "signal".into() });
            }
            found.coherence.push(total.coherence());
            found.phase_rad.push(angle(total.xy));
            let without = |look: &Cross| total.plus(look, -1.0).coherence().sqrt();
            found.left_out.push(looks.iter().map(|look| inverse_tanh(without(look))).collect());
        }
        Ok(found)
    }

    /// The frequencies, Hz: 0 … Nyquist.
    pub fn frequencies_hz(&self) -> &[f64] {
        &self.frequencies_hz
    }

    /// |Sₓᵧ|² / (Sₓₓ Sᵧᵧ); 0 where one of the signals has no power.
    pub fn coherence(&self) -> &[f64] {
        &self.coherence
    }

    /// The angle of Sₓᵧ, radians: positive where x is ahead.
    pub fn phase_rad(&self) -> &[f64] {
        &self.phase_rad
    }

    /// Looks that were averaged.
    pub fn n_looks(&self) -> usize {
        self.left_out.first().map_or(0, Vec::len)
    }

    /// The coherence that signals without connection stay below with probability `level` at one frequency:
    /// 1 − (1 − level)^(1/(n − 1)) for n independent looks (half the degrees of freedom).
    ///
    /// # Errors
    /// [`Error::Parameter`] for the level.
    pub fn null_quantile(&self, level: f64) -> Result<f64, Error> {
        check_level(level)?;
        let n_independent = (self.degrees_of_freedom / 2.0).max(1.0 + 1e-9);
        Ok(1.0 - raised(1.0 - level, 1.0 / (n_independent - 1.0)))
    }

    /// The band of a jackknife over looks, on the scale atanh √coherence.
    ///
    /// # Errors
    /// [`Error::Parameter`] for the level; [`Error::TooFew`] for fewer than 3 looks.
    pub fn jackknife_band(&self, level: f64) -> Result<Interval, Error> {
        check_level(level)?;
        if self.n_looks() < 3 {
            let (what, got) = ("looks (segments × tapers × trials)", self.n_looks());
            return Err(Error::TooFew { what, got, wanted: 3 });
        }
        let mut band = Interval { low: Vec::new(), high: Vec::new() };
        for (coherence, left_out) in self.coherence.iter().zip(&self.left_out) {
            let at = inverse_tanh(coherence.sqrt());
            let half_width = jackknife_half_width(left_out, level);
            let end = |z: f64| if z > 0.0 { tanh(z) * tanh(z) } else { 0.0 };
            let is_known = half_width.is_finite();
            band.low.push(if is_known { end(at - half_width) } else { *coherence });
            band.high.push(if is_known { end(at + half_width) } else { *coherence });
        }
        Ok(band)
    }
}

impl Cross {
    fn of(x: Complex64, y: Complex64) -> Self {
        Self { xx: power(x), yy: power(y), xy: x * y.conj() }
    }

    fn plus(&self, other: &Self, factor: f64) -> Self {
        Self {
            xx: self.xx + factor * other.xx,
            yy: self.yy + factor * other.yy,
            xy: self.xy + other.xy * factor,
        }
    }

    fn coherence(&self) -> f64 {
        if self.xx <= 0.0 || self.yy <= 0.0 {
            return 0.0;
        }
        let coherency = size(self.xy) / (self.xx.sqrt() * self.yy.sqrt());
        (coherency * coherency).min(1.0)
    }
}

fn inverse_tanh(x: f64) -> f64 {
    let x = x.min(1.0 - 1e-15);
    0.5 * ln((1.0 + x) / (1.0 - x))
}
