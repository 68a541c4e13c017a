//! When does a drifting, jittering variable reach one of two bounds? The density, and the fit of every trial.
//!
//! With bounds at 0 and a, start w a and drift v, the density of reaching the lower bound at time t is
//!
//! f(t) = a⁻² e^{−v a w − v² t/2} g(t/a², w),
//!
//! and of the upper one the same with −v and 1 − w. g is that of a driftless variable between 0 and 1, by two series that
//! converge fast on either side of u = 0.35: √(2π u³)⁻¹ Σₖ (w + 2k) e^{−(w+2k)²/2u} over all whole k, and
//! π Σₖ k e^{−k²π²u/2} sin(kπw) over k ≥ 1. With seven and six terms the error is below 1e-16 of the value.
//!
//! The fit maximises Σ ln f of all trials over the drift's gain (v = gain · strength, strength signed so that positive favours the upper
//! bound) and offset, a, w and t₀, by Newton's method with exact derivatives; offset and w may be fixed to 0 and 1/2. Standard
//! errors are from the observed information.

use std::f64::consts::{PI, TAU};

use rayon::prelude::*;
use spikebook_numeric::elementary::{exp, ln, log_odds};

use crate::Error;
use crate::jet::Jet;
use crate::maximum::{Maximum, maximise};

/// Where one series takes over from the other, in units of a².
const SHORT: f64 = 0.35;
/// Trials are summed in blocks of so many, and the blocks in order: the same bits on any number of threads.
const BLOCK: usize = 256;

/// One decision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// Strength of the stimulus, signed
    pub strength: f64,
    /// Whether the upper bound was reached
    pub upper: bool,
    /// Reaction time, seconds
    pub reaction_time_s: f64,
}

/// The parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstPassage {
    /// Drift a unit of strength, 1/√s
    pub gain: f64,
    /// Drift without a stimulus, 1/√s
    pub offset: f64,
    /// a, the distance between the bounds, √s
    pub separation: f64,
    /// w, where it starts, as a share of a
    pub start: f64,
    /// t₀, seconds
    pub non_decision_s: f64,
}

/// A fit with its standard errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The maximum of the likelihood
    pub estimate: FirstPassage,
    /// Standard errors; 0 for what was fixed
    pub standard_error: FirstPassage,
    /// Σ ln f
    pub ln_likelihood: f64,
    /// Free parameters
    pub n_parameters: usize,
    /// Newton steps taken
    pub n_iterations: usize,
}

impl Fit {
    /// Akaike's criterion, 2 parameters − 2 ln likelihood
    pub fn aic(&self) -> f64 {
        2.0 * self.n_parameters as f64 - 2.0 * self.ln_likelihood
    }
}

impl FirstPassage {
    /// ln f of one trial; −∞ before t₀.
    pub fn ln_density(&self, trial: Trial) -> f64 {
        let time = trial.reaction_time_s - self.non_decision_s;
        if time <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let constant = Jet::<0>::constant;
        let drift = constant(self.gain * trial.strength + self.offset);
        let (separation, start) = (constant(self.separation), constant(self.start));
        ln_density(constant(time), drift, separation, start, trial.upper).value
    }

    /// The probability of the upper bound at a strength.
    pub fn share_upper(&self, strength: f64) -> f64 {
        let drift = self.gain * strength + self.offset;
        let height = 2.0 * drift * self.separation;
        if height.abs() < 1e-8 {
            // To first order in the drift.
            return self.start + 0.5 * height * self.start * (1.0 - self.start);
        }
        // (1 − e^{−hw})/(1 − e^{−h}), written so that neither side overflows.
        let less = |x: f64| -spikebook_numeric::elementary::exp_minus_1(x);
        if height > 0.0 {
            less(-height * self.start) / less(-height)
        } else {
            exp(height * (1.0 - self.start)) * less(height * self.start) / less(height)
        }
    }

    /// Fits gain, separation and non-decision time, the start midway and no drift without a stimulus.
    ///
    /// # Errors
    /// As [`FirstPassage::fit_with_bias`].
    pub fn fit(trials: &[Trial]) -> Result<Fit, Error> {
        let (fastest, first) = begin(trials)?;
        let parameters = |[gain, separation, rest]: [Jet<3>; 3]| Parameters {
            gain,
            offset: Jet::constant(0.0),
            separation: separation.exp(),
            start: Jet::constant(0.5),
            non_decision_s: rest.logistic() * fastest,
        };
        let start = [first.gain, ln(first.separation), log_odds(first.non_decision_s / fastest)];
        let maximum = climb(trials, start, parameters)?;
        Ok(describe(&maximum, parameters, 3))
    }

    /// Fits all five parameters.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: fewer than 10 trials, [`Error::OneOutcome`]: all at one bound,
    /// - [`Error::NonFinite`], [`Error::OutOfRange`] for a reaction time that is not above 0,
    /// - [`Error::NotConverged`]: no maximum within bounds.
    pub fn fit_with_bias(trials: &[Trial]) -> Result<Fit, Error> {
        let (fastest, first) = begin(trials)?;
        let parameters = |[gain, separation, rest, offset, start]: [Jet<5>; 5]| Parameters {
            gain,
            offset,
            separation: separation.exp(),
            start: start.logistic(),
            non_decision_s: rest.logistic() * fastest,
        };
        let rest = log_odds(first.non_decision_s / fastest);
        let start = [first.gain, ln(first.separation), rest, 0.0, log_odds(first.start)];
        let maximum = climb(trials, start, parameters)?;
        Ok(describe(&maximum, parameters, 5))
    }
}

/// The parameters of the density as functions of those of the climb.
struct Parameters<const N: usize> {
    gain: Jet<N>,
    offset: Jet<N>,
    separation: Jet<N>,
    start: Jet<N>,
    non_decision_s: Jet<N>,
}

fn climb<const N: usize>(
    trials: &[Trial],
    start: [f64; N],
    parameters: impl Fn([Jet<N>; N]) -> Parameters<N> + Sync,
) -> Result<Maximum<N>, Error> {
    maximise("drift-diffusion", start, |theta| {
        let at = parameters(theta);
        let of_trial = |trial: &Trial| {
            let drift = at.gain * trial.strength + at.offset;
            let time = -at.non_decision_s + trial.reaction_time_s;
            ln_density(time, drift, at.separation, at.start, trial.upper)
        };
        let blocks: Vec<Jet<N>> = trials
            .par_chunks(BLOCK)
            .map(|block| block.iter().fold(Jet::constant(0.0), |sum, trial| sum + of_trial(trial)))
            .collect();
        blocks.into_iter().fold(Jet::constant(0.0), |sum, block| sum + block)
    })
}

fn describe<const N: usize>(
    maximum: &Maximum<N>,
    parameters: impl Fn([Jet<N>; N]) -> Parameters<N>,
    n_parameters: usize,
) -> Fit {
    let at = parameters(Jet::parameters(maximum.at));
    let error =
        |which: fn(Parameters<N>) -> Jet<N>| maximum.standard_error(|t| which(parameters(t)));
    let standard_error = FirstPassage {
        gain: error(|p| p.gain),
        offset: error(|p| p.offset),
        separation: error(|p| p.separation),
        start: error(|p| p.start),
        non_decision_s: error(|p| p.non_decision_s),
    };
    let estimate = FirstPassage {
        gain: at.gain.value,
        offset: at.offset.value,
        separation: at.separation.value,
        start: at.start.value,
        non_decision_s: at.non_decision_s.value,
    };
    Fit {
        estimate,
        standard_error,
        ln_likelihood: maximum.ln_likelihood,
        n_parameters,
        n_iterations: maximum.n_iterations,
    }
}

/// The shortest time and where to start: mean time without drift, a quarter of a².
fn begin(trials: &[Trial]) -> Result<(f64, FirstPassage), Error> {
    if trials.len() < 10 {
        return Err(Error::TooFew { what: "trials", got: trials.len(), wanted: 10 });
    }
    for (row, trial) in trials.iter().enumerate() {
        if !trial.strength.is_finite() {
            return Err(Error::NonFinite { what: "strength".into(), row, got: trial.strength });
        }
        if !(trial.reaction_time_s.is_finite() && trial.reaction_time_s > 0.0) {
            let (what, wanted) = ("reaction_time_s", "a finite number above 0");
            return Err(Error::OutOfRange { what, row, got: trial.reaction_time_s, wanted });
        }
    }
    let n_upper = trials.iter().filter(|trial| trial.upper).count();
    if n_upper == 0 || n_upper == trials.len() {
        let outcome = if n_upper == 0 { "failure" } else { "success" };
        return Err(Error::OneOutcome { outcome, n_rows: trials.len() });
    }
    let times = || trials.iter().map(|trial| trial.reaction_time_s);
    let fastest = times().fold(f64::INFINITY, f64::min);
    let mean = times().sum::<f64>() / trials.len() as f64;
    let non_decision_s = 0.7 * fastest;
    let separation = 2.0 * spikebook_numeric::elementary::sqrt(mean - non_decision_s);
    // How far choices go with strength, in units of its spread.
    let signs = || trials.iter().map(|trial| if trial.upper { 1.0 } else { -1.0 });
    let agreement: f64 = trials.iter().zip(signs()).map(|(t, sign)| t.strength * sign).sum();
    let size: f64 = trials.iter().map(|trial| trial.strength * trial.strength).sum();
    let gain = if size > 0.0 { agreement / size / separation.max(1e-3) } else { 0.0 };
    Ok((fastest, FirstPassage { gain, offset: 0.0, separation, start: 0.5, non_decision_s }))
}

/// ln f at the bound that was reached.
fn ln_density<const N: usize>(
    time: Jet<N>,
    drift: Jet<N>,
    separation: Jet<N>,
    start: Jet<N>,
    upper: bool,
) -> Jet<N> {
    let (drift, start) = if upper { (-drift, -start + 1.0) } else { (drift, start) };
    let scaled = time / (separation * separation);
    let along = -(drift * separation * start) - drift * drift * time * 0.5;
    ln_driftless(scaled, start) + along - separation.ln() * 2.0
}

/// ln g(u, w).
fn ln_driftless<const N: usize>(u: Jet<N>, w: Jet<N>) -> Jet<N> {
    if u.value < SHORT {
        // e^{−w²/2u} is taken out of the sum: the other exponents are −4k(k + w)/2u, never above 0.
        let mut sum = Jet::constant(0.0);
        for k in -3..=3 {
            let k = f64::from(k);
            let exponent = (w + k) * (-2.0 * k) / u;
            sum = sum + (w + 2.0 * k) * exponent.exp();
        }
        sum.ln() - w * w / (u * 2.0) - (u.ln() * 3.0 + ln(TAU)) * 0.5
    } else {
        // e^{−π²u/2} is taken out likewise.
        let mut sum = Jet::constant(0.0);
        for k in 1..=6 {
            let k = f64::from(k);
            let decay = (u * (-0.5 * PI * PI * (k * k - 1.0))).exp();
            sum = sum + decay * (w * (k * PI)).sin() * k;
        }
        sum.ln() - u * (0.5 * PI * PI) + ln(PI)
    }
}

#[cfg(test)]
mod tests;
