//! Accuracy and mean reaction time by strength of the stimulus, from a drift in proportion to it.
//!
//! With drift k C at strength C ≥ 0, bounds at ±A and a start midway,
//!
//! p(C) = 1/(1 + e^{−2 k C A}),   t(C) = A/(k C) · tanh(k C A) + t₀,   t(0) = A² + t₀.
//!
//! The objective is the sum over strengths of the binomial log-likelihood of right answers and of the normal one of the mean
//! reaction time with its standard error, −(T − t(C))²/(2 SE²). Units: A in √s, k in 1/√s a unit of strength, t₀ in s. Both kinds of
//! observation are taken as independent; the deviance (twice what is missing to one probability and one mean a
//! strength) is about χ² with 2·strengths − 3 degrees of freedom where the model is right.
//!
//! ```
//! use spikebook_analysis::behaviour::drift_diffusion::proportional_rate::{Level, ProportionalRate};
//!
//! let truth = ProportionalRate { gain: 12.0, bound: 0.7, non_decision_s: 0.35 };
//! let level = |strength: f64| Level {
//!     strength,
//!     n_trials: 1000,
//!     n_correct: (1000.0 * truth.share_correct(strength)).round() as u64,
//!     mean_reaction_time_s: truth.mean_reaction_time_s(strength),
//!     standard_error_s: 0.01,
//! };
//! let fit = ProportionalRate::fit(&[0.0, 0.032, 0.064, 0.128, 0.256, 0.512].map(level))?;
//! assert!((fit.estimate.bound - 0.7).abs() < 0.01);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::{ln, logistic, tanh};

use crate::Error;
use crate::jet::Jet;
use crate::maximum::maximise;

/// What was seen at a strength of the stimulus.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// C, at least 0, in any unit
    pub strength: f64,
    /// Trials with an answer
    pub n_trials: u64,
    /// Right answers; at strength 0 they say nothing and may be any
    pub n_correct: u64,
    /// T, seconds
    pub mean_reaction_time_s: f64,
    /// The standard error of T, seconds
    pub standard_error_s: f64,
}

/// The three parameters of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionalRate {
    /// k, 1/√s a unit of strength
    pub gain: f64,
    /// A, √s
    pub bound: f64,
    /// t₀, seconds
    pub non_decision_s: f64,
}

/// A fit with its standard errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The maximum of the likelihood
    pub estimate: ProportionalRate,
    /// The standard error of each parameter, from the observed information
    pub standard_error: ProportionalRate,
    /// Twice the log-likelihood that is missing to one probability and one mean a strength
    pub deviance: f64,
    /// Observations less parameters
    pub degrees_of_freedom: usize,
    /// Newton steps taken
    pub n_iterations: usize,
}

impl ProportionalRate {
    /// p(C)
    pub fn share_correct(&self, strength: f64) -> f64 {
        logistic(2.0 * self.gain * strength * self.bound)
    }

    /// t(C), seconds
    pub fn mean_reaction_time_s(&self, strength: f64) -> f64 {
        let drift = self.gain * strength;
        let decision = if drift == 0.0 {
            self.bound * self.bound
        } else {
            self.bound / drift * tanh(drift * self.bound)
        };
        decision + self.non_decision_s
    }

    /// Fits to accuracy and mean reaction time at once.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: fewer than two strengths above 0 with trials,
    /// - [`Error::OutOfRange`]: a strength below 0, more right answers than trials, a standard error that is not above 0,
    /// - [`Error::NotConverged`]: answers or times that do not depend on strength as a drift would have it.
    pub fn fit(levels: &[Level]) -> Result<Fit, Error> {
        check(levels)?;
        let fastest = least(levels.iter().map(|level| level.mean_reaction_time_s));
        let slowest = -least(levels.iter().map(|level| -level.mean_reaction_time_s));
        let strongest = -least(levels.iter().map(|level| -level.strength));
        let mut best: Option<crate::maximum::Maximum<3>> = None;
        let mut refusal = None;
        for steepness in [2.0, 0.7, 6.0] {
            let bound = (slowest - fastest).max(0.05 * slowest).sqrt();
            let start = [ln(steepness / (bound * strongest)), ln(bound), 0.8 * fastest];
            match maximise("drift-diffusion", start, |theta| ln_likelihood(levels, theta)) {
                Ok(maximum) => {
                    if best.as_ref().is_none_or(|b| maximum.ln_likelihood > b.ln_likelihood + 1e-9)
                    {
                        best = Some(maximum);
                    }
                }
                Err(error) => refusal = Some(error),
            }
        }
        let Some(maximum) = best else {
            return Err(refusal.expect("a climb that finds no maximum says why"));
        };
        let natural: [fn([Jet<3>; 3]) -> Jet<3>; 3] =
            [|[gain, _, _]| gain.exp(), |[_, bound, _]| bound.exp(), |[_, _, rest]| rest];
        let value = natural.map(|of| of(Jet::parameters(maximum.at)).value);
        let error = natural.map(|of| maximum.standard_error(of));
        let parameters =
            |[gain, bound, non_decision_s]: [f64; 3]| Self { gain, bound, non_decision_s };
        let n_answers = levels.iter().filter(|level| level.strength > 0.0).count();
        Ok(Fit {
            estimate: parameters(value),
            standard_error: parameters(error),
            deviance: 2.0 * (highest(levels) - maximum.ln_likelihood),
            degrees_of_freedom: (n_answers + levels.len()).saturating_sub(3),
            n_iterations: maximum.n_iterations,
        })
    }
}

fn ln_likelihood(levels: &[Level], [ln_gain, ln_bound, rest]: [Jet<3>; 3]) -> Jet<3> {
    let (gain, bound) = (ln_gain.exp(), ln_bound.exp());
    let mut sum = Jet::constant(0.0);
    for level in levels {
        let drift = gain * level.strength;
        let height = drift * bound;
        let decision = if level.strength == 0.0 {
            bound * bound
        } else {
            // ln p = −ln(1 + e^{−2h}), ln(1 − p) = −ln(1 + e^{2h}).
            let right = level.n_correct as f64;
            let wrong = (level.n_trials - level.n_correct) as f64;
            sum = sum
                - (height * -2.0).ln_1_plus_exp() * right
                - (height * 2.0).ln_1_plus_exp() * wrong;
            bound / drift * height.tanh()
        };
        let off = (decision + rest - level.mean_reaction_time_s) * (1.0 / level.standard_error_s);
        sum = sum - off * off * 0.5;
    }
    sum
}

/// The log-likelihood of one probability and one mean a strength.
fn highest(levels: &[Level]) -> f64 {
    let times_ln = |k: f64, p: f64| if k == 0.0 { 0.0 } else { k * ln(p) };
    let of_level = |level: &Level| {
        let (n, k) = (level.n_trials as f64, level.n_correct as f64);
        times_ln(k, k / n) + times_ln(n - k, (n - k) / n)
    };
    levels.iter().filter(|level| level.strength > 0.0).map(of_level).sum()
}

fn least(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(f64::INFINITY, f64::min)
}

fn check(levels: &[Level]) -> Result<(), Error> {
    for (row, level) in levels.iter().enumerate() {
        let refuse = |what, got, wanted| Err(Error::OutOfRange { what, row, got, wanted });
        if !(level.strength.is_finite() && level.strength >= 0.0) {
            return refuse("strength", level.strength, "a finite number of at least 0");
        }
        if level.n_trials == 0 {
            return refuse("n_trials", 0.0, "at least 1");
        }
        if level.n_correct > level.n_trials {
            return refuse("n_correct", level.n_correct as f64, "at most the number of trials");
        }
        if !(level.mean_reaction_time_s.is_finite() && level.mean_reaction_time_s > 0.0) {
            return refuse("mean_reaction_time_s", level.mean_reaction_time_s, "a number above 0");
        }
        if !(level.standard_error_s.is_finite() && level.standard_error_s > 0.0) {
            return refuse("standard_error_s", level.standard_error_s, "a number above 0");
        }
    }
    let mut strengths: Vec<f64> =
        levels.iter().map(|level| level.strength).filter(|&strength| strength > 0.0).collect();
    strengths.sort_by(f64::total_cmp);
    strengths.dedup();
    if strengths.len() < 2 {
        return Err(Error::TooFew { what: "strengths above 0", got: strengths.len(), wanted: 2 });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::elementary::power;

    use super::*;

    fn levels(truth: ProportionalRate) -> Vec<Level> {
        [0.0, 0.032, 0.064, 0.128, 0.256, 0.512]
            .map(|strength| Level {
                strength,
                n_trials: 1_000_000_000,
                n_correct: (1e9 * truth.share_correct(strength)).round() as u64,
                mean_reaction_time_s: truth.mean_reaction_time_s(strength),
                standard_error_s: 1e-3,
            })
            .to_vec()
    }

    #[test]
    fn exact_observations_give_the_truth_back() {
        let truth = ProportionalRate { gain: 9.0, bound: 0.8, non_decision_s: 0.4 };
        let fit = ProportionalRate::fit(&levels(truth)).expect("a fit");
        assert!((fit.estimate.gain / truth.gain - 1.0).abs() < 1e-6, "{fit:?}");
        assert!((fit.estimate.bound / truth.bound - 1.0).abs() < 1e-6);
        assert!((fit.estimate.non_decision_s - truth.non_decision_s).abs() < 1e-6);
        assert!(fit.deviance.abs() < 1e-6 && fit.degrees_of_freedom == 8);
    }

    #[test]
    fn closed_forms_are_those_of_a_random_walk() {
        // A walk in steps of ±√dt that drifts: solved exactly by its own linear equations, refined until it is the limit.
        let model = ProportionalRate { gain: 4.0, bound: 0.6, non_decision_s: 0.0 };
        let (strength, n) = (0.3, 600_usize);
        let step = model.bound / n as f64;
        let dt = step * step;
        let up = 0.5 * (1.0 + model.gain * strength * step);
        // Gambler's ruin between −n and n from 0.
        let odds = (1.0 - up) / up;
        let share = 1.0 / (1.0 + power(odds, n as f64));
        let mean_steps = n as f64 * (2.0 * share - 1.0) / (2.0 * up - 1.0);
        assert!((share - model.share_correct(strength)).abs() < 1e-6);
        assert!((mean_steps * dt - model.mean_reaction_time_s(strength)).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_drift_is_an_error() {
        let truth = ProportionalRate { gain: 9.0, bound: 0.8, non_decision_s: 0.4 };
        let mut worse = levels(truth);
        for level in &mut worse {
            level.n_correct = level.n_trials / 10;
            level.mean_reaction_time_s = 0.7;
        }
        assert!(matches!(ProportionalRate::fit(&worse), Err(Error::NotConverged { .. })));
        let mut negative = levels(truth);
        negative[1].strength = -0.1;
        insta::assert_snapshot!(ProportionalRate::fit(&negative).expect_err("below 0"), @"strength, row 2: got -0.1, wanted a finite number of at least 0");
        insta::assert_snapshot!(ProportionalRate::fit(&levels(truth)[..2]).expect_err("too few"), @"strengths above 0: got 1, wanted at least 2");
    }
}
