//! A fitted psychometric function.

use spikebook_numeric::elementary::sqrt;

use super::likelihood::{Answers, Point};
use super::newton::{Maximum, maximise};
use super::start::{n_distinct, refuse_step, spread, start, step};
use super::{Curve, Lapse, Psychometric};
use crate::Error;

/// A free lapse rate starts here, or at half of its bound.
const FIRST_LAPSE: f64 = 0.02;
/// A level at which the curve is this close to an end says nothing about its slope.
const SATURATED_WITHIN: f64 = 1e-6;

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
    let (first_lapse, most_lapses) = match model.lapse {
        Lapse::Fixed(rate) => (rate, None),
        Lapse::FreeUpTo(most) => (FIRST_LAPSE.min(0.5 * most), Some(most)),
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
    refuse_step(answers, model.guess_rate, most_lapses.is_some() || first_lapse > 0.0)?;
    let first = start(answers, model.guess_rate, first_lapse);
    let maximum = maximise(answers, first, most_lapses)?;
    refuse_undetermined(answers, &maximum)?;
    Ok(describe(model.curve, answers, &maximum, n_levels))
}

/// Refuses a maximum at which fewer than two levels lie on the slope: then no data fix it.
fn refuse_undetermined(answers: &Answers, maximum: &Maximum) -> Result<(), Error> {
    let at = maximum.at;
    if at.slope * spread(answers) <= SATURATED_WITHIN {
        return Err(Error::PsychometricFlat);
    }
    let finite = || answers.abscissae.iter().copied().filter(|abscissa| abscissa.is_finite());
    let rise = |abscissa: f64| answers.curve.at(at.intercept + at.slope * abscissa);
    let lowest = rise(finite().fold(f64::INFINITY, f64::min)).rise;
    let highest = rise(finite().fold(f64::NEG_INFINITY, f64::max)).rise;
    if highest - lowest <= SATURATED_WITHIN {
        return Err(Error::PsychometricFlat);
    }
    let mut on_slope: Vec<f64> = finite()
        .filter(|&abscissa| {
            rise(abscissa).rise > SATURATED_WITHIN && rise(abscissa).rest > SATURATED_WITHIN
        })
        .collect();
    on_slope.sort_by(f64::total_cmp);
    on_slope.dedup();
    if on_slope.len() < 2 {
        return Err(step(answers.curve, -at.intercept / at.slope));
    }
    Ok(())
}

fn describe(
    curve: Curve,
    answers: &Answers,
    maximum: &Maximum,
    n_levels: usize,
) -> PsychometricFit {
    let at = maximum.at;
    let (threshold, shape) = curve.threshold_and_shape(at.intercept, at.slope);
    let errors = curve.threshold_and_shape_jacobian(at.intercept, at.slope).map(|by| {
        let covariance = &maximum.covariance;
        let mut variance = 0.0;
        for i in 0..2 {
            for j in 0..2 {
                variance += by[i] * covariance[i][j] * by[j];
            }
        }
        sqrt(variance)
    });
    let n_free = if maximum.lapse_is_free { 3 } else { 2 };
    PsychometricFit {
        curve,
        at,
        threshold,
        shape,
        errors,
        lapse_error: maximum.lapse_is_free.then(|| sqrt(maximum.covariance[2][2])),
        ln_likelihood: answers.ln_likelihood(at),
        deviance: answers.deviance(at),
        degrees_of_freedom: n_levels.saturating_sub(n_free),
        n_iterations: maximum.n_iterations,
    }
}

impl PsychometricFit {
    /// The threshold a, in the unit of the levels.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The shape b: the width of a logistic or Gaussian curve in the unit of the levels, the exponent of
    /// a Weibull curve.
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

    /// The standard error of the lapse rate; none where it was given or ended at a bound, and then the
    /// other standard errors take it as known.
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
        let argument = self.at.intercept + self.at.slope * self.curve.abscissa(level);
        self.at.guess + (1.0 - self.at.guess - self.at.lapse) * self.curve.at(argument).rise
    }
}
