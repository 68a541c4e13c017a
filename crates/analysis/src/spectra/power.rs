//! How much power does a signal have at each frequency?
//!
//! S(f) = mean over looks of |Σₜ w(t) x(t) e^(−2πi f t)|² / sampling rate, twice that between 0 and Nyquist:
//! a one-sided density that integrates to the variance. scipy's `periodogram` and `welch` agree; MNE's
//! multitaper with `adaptive=False` weighs tapers by their concentration, which is a difference of some
//! percent at most.
//!
//! **Bands.** [`PowerSpectrum::chi_squared_band`] holds for Gaussian noise: ν S/χ²(1 ± level)/2.
//! [`PowerSpectrum::with_jackknife`] leaves out one look at a time on the scale of logarithms and asks no law
//! of the signal (Thomson & Chave 1991); it needs several looks.
//!
//! **When it misleads.** Leakage of a strong slow rhythm lifts all that lies near it (take tapers, or a Hann
//! window); a peak of a periodogram is as likely chance as not: its spread does not shrink with the length of
//! the recording. 1/f activity looks like rhythm where the axis is linear. Each frequency has its own band:
//! among many, some lie outside by chance.

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{exp, ln};

use super::complex::power;
use super::confidence::{Interval, check_level, chi_squared_quantile, jackknife_half_width};
use super::fourier::frequencies_hz;
use super::looks::Looks;
use super::plan::Plan;
use crate::Error;

/// A spectrum with what its uncertainty follows from.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerSpectrum {
    frequencies_hz: Vec<f64>,
    density: Vec<f64>,
    degrees_of_freedom: f64,
    n_looks: usize,
}

impl PowerSpectrum {
    /// Of one signal or of several trials of it.
    ///
    /// # Errors
    /// [`Error::TooFew`] for no trial or one shorter than a segment; [`Error::NonFinite`];
    /// [`Error::Parameter`] for the sampling rate; [`Error::Overflow`] where squares are not finite.
    pub fn of(trials: &[&[f64]], sampling_rate_hz: f64, looks: &Looks) -> Result<Self, Error> {
        looks.check(trials, sampling_rate_hz)?;
        let plan = Plan::new(looks);
        let mut density = vec![0.0; plan.n_frequencies()];
        let mut n_looks = 0;
        for signal in trials {
            let (powers, n) = plan.total_power(signal);
            n_looks += n;
            for (sum, power) in density.iter_mut().zip(powers) {
                *sum += power;
            }
        }
        for (frequency, sum) in density.iter_mut().enumerate() {
            *sum *= looks.density_scale(frequency, sampling_rate_hz) / n_looks as f64;
        }
        if density.iter().any(|power| !power.is_finite()) {
            return Err(Error::Overflow { what: "signal".into() });
        }
        let n_samples = trials.iter().map(|signal| signal.len()).min().unwrap_or(0);
        Ok(Self {
            frequencies_hz: frequencies_hz(looks.segment_samples(), sampling_rate_hz),
            density,
            degrees_of_freedom: looks.degrees_of_freedom(n_samples, trials.len()),
            n_looks,
        })
    }

    /// The spectrum, and the band of a jackknife that leaves out one look at a time, on the scale of
    /// logarithms.
    ///
    /// # Errors
    /// As [`PowerSpectrum::of`]; [`Error::Parameter`] for the level; [`Error::TooFew`] for fewer than 3 looks.
    pub fn with_jackknife(
        trials: &[&[f64]],
        sampling_rate_hz: f64,
        looks: &Looks,
        level: f64,
    ) -> Result<(Self, Interval), Error> {
        check_level(level)?;
        let spectrum = Self::of(trials, sampling_rate_hz, looks)?;
        let n = spectrum.n_looks;
        if n < 3 {
            let what = "looks (segments × tapers × trials)";
            return Err(Error::TooFew { what, got: n, wanted: 3 });
        }
        let plan = Plan::new(looks);
        let transforms: Vec<_> = trials.iter().flat_map(|signal| plan.transforms(signal)).collect();
        let mut band = Interval { low: Vec::new(), high: Vec::new() };
        for (frequency, density) in spectrum.density.iter().enumerate() {
            let scale = looks.density_scale(frequency, sampling_rate_hz);
            let without = |look: &Vec<Complex64>| {
                ln((density * n as f64 - power(look[frequency]) * scale) / (n as f64 - 1.0))
            };
            let left_out: Vec<f64> = transforms.iter().map(without).collect();
            let half_width = jackknife_half_width(&left_out, level);
            let at = ln(*density);
            // No power in any look, such as at 0 Hz without the mean: a band of no width.
            let is_known = half_width.is_finite() && at.is_finite();
            band.low.push(if is_known { exp(at - half_width) } else { *density });
            band.high.push(if is_known { exp(at + half_width) } else { *density });
        }
        Ok((spectrum, band))
    }

    /// The frequencies, Hz: 0 … Nyquist.
    pub fn frequencies_hz(&self) -> &[f64] {
        &self.frequencies_hz
    }

    /// The power density at each frequency, unit² / Hz.
    pub fn density(&self) -> &[f64] {
        &self.density
    }

    /// Degrees of freedom of the estimate at frequencies between 0 and Nyquist.
    pub fn degrees_of_freedom(&self) -> f64 {
        self.degrees_of_freedom
    }

    /// Looks that were averaged: segments × tapers × trials.
    pub fn n_looks(&self) -> usize {
        self.n_looks
    }

    /// The frequency with the largest density from `low_hz` to `high_hz`, as an index.
    pub fn peak(&self, low_hz: f64, high_hz: f64) -> Option<usize> {
        let inside = |index: &usize| (low_hz..=high_hz).contains(&self.frequencies_hz[*index]);
        let by_density = |a: &usize, b: &usize| self.density[*a].total_cmp(&self.density[*b]);
        // `rev` so that the lowest of equal ones is the last seen, which `max_by` keeps.
        (0..self.density.len()).rev().filter(inside).max_by(by_density)
    }

    /// The power from `low_hz` to `high_hz` (unit²), by the trapezoidal rule on the frequencies within.
    pub fn band_power(&self, low_hz: f64, high_hz: f64) -> f64 {
        let pairs = self.frequencies_hz.windows(2).zip(self.density.windows(2));
        let inside = pairs.filter(|(f, _)| f[0] >= low_hz && f[1] <= high_hz);
        inside.map(|(f, s)| 0.5 * (s[0] + s[1]) * (f[1] - f[0])).sum()
    }

    /// ν S/χ² at the two tails: where the density of Gaussian noise is with this confidence.
    ///
    /// # Errors
    /// [`Error::Parameter`] for the level.
    pub fn chi_squared_band(&self, level: f64) -> Result<Interval, Error> {
        check_level(level)?;
        let nu = self.degrees_of_freedom;
        let ends = [0.5 + level / 2.0, 0.5 - level / 2.0].map(|p| nu / chi_squared_quantile(p, nu));
        let scaled = |end: f64| self.density.iter().map(|power| power * end).collect();
        Ok(Interval { low: scaled(ends[0]), high: scaled(ends[1]) })
    }
}
