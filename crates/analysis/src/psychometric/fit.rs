//! A fitted psychometric function.

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::sum::sum;

use super::likelihood::{Answers, Point};
use super::newton::{Climb, TOLERANCE, climb};
use super::start::{n_distinct, spread, start};
use super::step::Step;
use super::{Curve, Lapse, Psychometric};
use crate::Error;

/// A free lapse rate starts here (or at half of its bound), and at its two bounds.
const FIRST_LAPSE: f64 = 0.02;
/// Log-likelihoods closer than this are equal.
const AS_LIKELY: f64 = 1e-9;
/// A curve that rises by less than this share of its height over the spread of the levels is level.
const LEVEL_WITHIN: f64 = 1e-6;

/// The maximum of the likelihood and what can be told from it.
#[derive(Clone, Debug, PartialEq)]
pub struct PsychometricFit {
    curve: Curve,
    at: Point,
    threshold: f64,
    shape: f64,
    /// Standard errors of threshold and shape
    errors: [f64; 2],
    lapse_error: Option<f64>,
    ln_likelihood: f64,
    deviance: f64,
    degrees_of_freedom: usize,
    n_iterations: usize,
}

pub(super) fn fit(model: &Psychometric, answers: &Answers) -> Result<PsychometricFit, Error> {
    let (first_lapses, most_lapses) = match model.lapse {
        Lapse::Fixed(rate) => (vec![rate], None),
        Lapse::FreeUpTo(most) => (vec![FIRST_LAPSE.min(0.5 * most), 0.0, most], Some(most)),
    };
    let n_parameters = if most_lapses.is_some() { 3 } else { 2 };
    let n_levels = n_distinct(answers);
    if n_levels < n_parameters {
        return Err(Error::TooFew {
            what: "levels with trials",
            got: n_levels,
            wanted: n_parameters,
        });
    }
    if answers.iter().all(|(_, _, k)| k == 0.0) || answers.iter().all(|(_, n, k)| k == n) {
        return Err(Error::PsychometricFlat);
    }
    let step = Step::likeliest(answers, model.guess_rate, model.lapse);
    let step_height = step.map_or(f64::NEG_INFINITY, |step| step.ln_likelihood);
    let refusal = || step.map_or(Error::PsychometricFlat, |step| step.refusal(answers));
    if step_height >= answers.highest_ln_likelihood() - AS_LIKELY {
        return Err(refusal());
    }

    let mut best: Option<(f64, Climb)> = None;
    for lapse in first_lapses {
        let first = start(answers, model.guess_rate, lapse);
        for steeper in [1.0, 3.0, 1.0 / 3.0] {
            let climb = climb(answers, tilted(first, steeper), most_lapses);
            let height = answers.ln_likelihood(climb.at);
            // Of climbs to one maximum, the first is kept.
            if best.as_ref().is_none_or(|(highest, _)| height > highest + AS_LIKELY) {
                best = Some((height, climb));
            }
        }
    }
    let Some((height, climb)) = best else { return Err(refusal()) };
    if step_height >= height - AS_LIKELY {
        return Err(refusal());
    }
    if climb.at.slope * spread(answers) <= LEVEL_WITHIN {
        return Err(Error::PsychometricFlat);
    }
    match &climb.covariance {
        Some(covariance) => Ok(describe(answers, &climb, covariance, n_levels)),
        None => Err(Error::PsychometricNotConverged {
            n_iterations: climb.n_iterations,
            distance: climb.distance,
            tolerance: TOLERANCE,
        }),
    }
}

/// The maximum for answers much like those that `near` was fitted to; none where there is none.
///
/// One climb is enough where it ends inside of all bounds: everything else starts from everywhere.
pub(super) fn refit(model: &Psychometric, answers: &Answers, near: Point) -> Option<Point> {
    let most_lapses = match model.lapse {
        Lapse::Fixed(_) => None,
        Lapse::FreeUpTo(most) => Some(most),
    };
    let climb = climb(answers, near, most_lapses);
    let is_inside = climb.covariance.is_some()
        && climb.lapse_is_free == most_lapses.is_some()
        && climb.at.slope * spread(answers) > LEVEL_WITHIN;
    if is_inside {
        let step = Step::likeliest(answers, model.guess_rate, model.lapse);
        let step_height = step.map_or(f64::NEG_INFINITY, |step| step.ln_likelihood);
        // With a free lapse rate there can be a second summit: only a fixed one is concave enough.
        if most_lapses.is_none() && step_height < answers.ln_likelihood(climb.at) - AS_LIKELY {
            return Some(climb.at);
        }
    }
    fit(model, answers).ok().map(|fit| fit.at)
}

/// The same curve, steeper by a factor where it stands in the middle of its rise.
fn tilted(at: Point, steeper: f64) -> Point {
    Point { intercept: steeper * at.intercept, slope: steeper * at.slope, ..at }
}

fn describe(
    answers: &Answers,
    climb: &Climb,
    covariance: &[Vec<f64>],
    n_levels: usize,
) -> PsychometricFit {
    let (at, curve) = (climb.at, answers.curve);
    let (threshold, shape) = curve.threshold_and_shape(at.intercept, at.slope);
    let errors = curve.threshold_and_shape_jacobian(at.intercept, at.slope).map(|by| {
        let terms = (0..2).flat_map(|i| (0..2).map(move |j| (i, j)));
        sqrt(sum(terms.map(|(i, j)| by[i] * covariance[i][j] * by[j])))
    });
    let n_free = if climb.lapse_is_free { 3 } else { 2 };
    PsychometricFit {
        curve,
        at,
        threshold,
        shape,
        errors,
        lapse_error: climb.lapse_is_free.then(|| sqrt(covariance[2][2])),
        ln_likelihood: answers.ln_likelihood(at),
        deviance: answers.deviance(at),
        degrees_of_freedom: n_levels.saturating_sub(n_free),
        n_iterations: climb.n_iterations,
    }
}

impl PsychometricFit {
    /// Where the climb ended.
    pub(super) fn at(&self) -> Point {
        self.at
    }

    /// The threshold a, in the unit of the levels.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The shape b: the width of a logistic or Gaussian curve in the unit of the levels, the
    /// exponent of a Weibull curve.
    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// The guess rate, as it was given.
    pub fn guess_rate(&self) -> f64 {
        self.at.guess
    }

    /// The lapse rate, given or estimated.
    pub fn lapse_rate(&self) -> f64 {
        self.at.lapse
    }

    /// The standard error of the threshold.
    pub fn threshold_standard_error(&self) -> f64 {
        self.errors[0]
    }

    /// The standard error of the shape.
    pub fn shape_standard_error(&self) -> f64 {
        self.errors[1]
    }

    /// The standard error of the lapse rate; none where it was given or ended at a bound, and then
    /// the other standard errors take it as known.
    pub fn lapse_standard_error(&self) -> Option<f64> {
        self.lapse_error
    }

    /// The log-likelihood Σ k ln p + (n − k) ln(1 − p), without the binomial coefficients.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// 2 Σ k ln(k/(n p)) + (n − k) ln((n − k)/(n (1 − p))): about χ² distributed with
    /// [`PsychometricFit::degrees_of_freedom`] where the model is right and trials are many.
    pub fn deviance(&self) -> f64 {
        self.deviance
    }

    /// Distinct levels less free parameters (a Weibull level of 0 counts for neither).
    pub fn degrees_of_freedom(&self) -> usize {
        self.degrees_of_freedom
    }

    /// Newton steps taken.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }

    /// The probability of success at a level; NaN for a negative level of a Weibull curve.
    pub fn probability(&self, level: f64) -> f64 {
        self.at.probability_of(self.curve, level)
    }
}
