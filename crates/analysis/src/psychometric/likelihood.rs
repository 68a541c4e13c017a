//! The binomial likelihood of answers, with its first two derivatives.

use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use super::Curve;
use crate::Error;

/// Answers at the levels that have trials.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answers {
    pub(super) curve: Curve,
    /// The argument of the curve before scaling: the level or its logarithm
    pub(super) abscissae: Vec<f64>,
    pub(super) n_trials: Vec<f64>,
    pub(super) n_successes: Vec<f64>,
}

/// A point: u = intercept + slope × abscissa, and the rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) intercept: f64,
    pub(super) slope: f64,
    pub(super) guess: f64,
    pub(super) lapse: f64,
}

/// The log-likelihood, its gradient and its second derivatives by (intercept, slope, lapse).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expansion {
    pub(super) gradient: [f64; 3],
    pub(super) curvature: [[f64; 3]; 3],
}

impl Point {
    /// The probability of success at a level; NaN for a negative level of a Weibull curve.
    pub(super) fn probability_of(&self, curve: Curve, level: f64) -> f64 {
        let argument = self.intercept + self.slope * curve.abscissa(level);
        self.guess + (1.0 - self.guess - self.lapse) * curve.at(argument).rise
    }
}

impl Answers {
    pub(super) fn new(
        curve: Curve,
        levels: &[f64],
        n_trials: &[u64],
        n_successes: &[u64],
    ) -> Result<Self, Error> {
        for (what, got) in [("trials", n_trials.len()), ("successes", n_successes.len())] {
            if got != levels.len() {
                return Err(Error::Length { what, got, wanted: levels.len() });
            }
        }
        let mut answers =
            Self { curve, abscissae: Vec::new(), n_trials: Vec::new(), n_successes: Vec::new() };
        for (row, ((&level, &n), &k)) in levels.iter().zip(n_trials).zip(n_successes).enumerate() {
            if !level.is_finite() {
                return Err(Error::NonFinite { what: "levels".into(), row, got: level });
            }
            if curve == Curve::Weibull && level < 0.0 {
                let wanted = "at least 0 for a Weibull curve";
                return Err(Error::Parameter { parameter: "level", got: level, wanted });
            }
            if k > n {
                return Err(Error::SuccessesExceedTrials { row, got: k, n_trials: n });
            }
            if n > 0 {
                answers.abscissae.push(curve.abscissa(level));
                answers.n_trials.push(n as f64);
                answers.n_successes.push(k as f64);
            }
        }
        Ok(answers)
    }

    /// The same trials with other successes, made from the trials of each level in turn.
    pub(super) fn with_successes(&self, successes: impl FnMut(f64) -> f64) -> Self {
        let n_successes = self.n_trials.iter().copied().map(successes).collect();
        Self { n_successes, ..self.clone() }
    }

    /// (abscissa, trials, successes) of each level.
    pub(super) fn iter(&self) -> impl Iterator<Item = (f64, f64, f64)> + Clone + '_ {
        let counts = self.n_trials.iter().zip(&self.n_successes);
        self.abscissae.iter().zip(counts).map(|(&abscissa, (&n, &k))| (abscissa, n, k))
    }

    /// p and 1 − p at one abscissa, each without cancellation.
    pub(super) fn probability(&self, abscissa: f64, at: Point) -> (f64, f64) {
        let value = self.curve.at(argument(abscissa, at));
        let span = 1.0 - at.guess - at.lapse;
        (at.guess + span * value.rise, at.lapse + span * value.rest)
    }

    /// Σ k ln p + (n − k) ln(1 − p); −∞ where an answer is impossible.
    pub(super) fn ln_likelihood(&self, at: Point) -> f64 {
        sum(self.iter().map(|(abscissa, n, k)| {
            let (p, q) = self.probability(abscissa, at);
            times_ln(k, p) + times_ln(n - k, q)
        }))
    }

    /// The log-likelihood of one probability a level, which no curve exceeds.
    pub(super) fn highest_ln_likelihood(&self) -> f64 {
        sum(self.iter().map(|(_, n, k)| times_ln(k, k / n) + times_ln(n - k, (n - k) / n)))
    }

    /// Twice the log-likelihood that is missing to one probability a level.
    pub(super) fn deviance(&self, at: Point) -> f64 {
        2.0 * sum(self.iter().map(|(abscissa, n, k)| {
            let (p, q) = self.probability(abscissa, at);
            times_ln(k, k / (n * p)) + times_ln(n - k, (n - k) / (n * q))
        }))
    }

    /// The derivatives of the log-likelihood.
    pub(super) fn expand(&self, at: Point) -> Expansion {
        let mut gradient_terms: [Vec<f64>; 3] = Default::default();
        let mut curvature_terms: [[Vec<f64>; 3]; 3] = Default::default();
        for (abscissa, n, k) in self.iter() {
            let value = self.curve.at(argument(abscissa, at));
            let span = 1.0 - at.guess - at.lapse;
            let (p, q) = self.probability(abscissa, at);
            let first = ratio(k, p) - ratio(n - k, q);
            let second = -(ratio(ratio(k, p), p) + ratio(ratio(n - k, q), q));
            // A level of 0 on a logarithmic scale sits at −∞, where nothing moves with the slope.
            let along = [1.0, if abscissa.is_finite() { abscissa } else { 0.0 }];
            let of_p = [span * value.slope * along[0], span * value.slope * along[1], -value.rise];
            for i in 0..3 {
                gradient_terms[i].push(first * of_p[i]);
                for j in 0..3 {
                    let mixed = match (i, j) {
                        (2, 2) => 0.0,
                        (2, other) | (other, 2) => -value.slope * along[other],
                        _ => span * value.bend * along[i] * along[j],
                    };
                    curvature_terms[i][j].push(second * of_p[i] * of_p[j] + first * mixed);
                }
            }
        }
        Expansion {
            gradient: gradient_terms.map(sum),
            curvature: curvature_terms.map(|row| row.map(sum)),
        }
    }
}

fn argument(abscissa: f64, at: Point) -> f64 {
    if abscissa == f64::NEG_INFINITY {
        f64::NEG_INFINITY
    } else {
        at.intercept + at.slope * abscissa
    }
}

/// count × ln value, 0 where there is nothing to count.
pub(super) fn times_ln(count: f64, value: f64) -> f64 {
    if count == 0.0 { 0.0 } else { count * ln(value) }
}

/// count / value, 0 where there is nothing to count.
fn ratio(count: f64, value: f64) -> f64 {
    if count == 0.0 { 0.0 } else { count / value }
}
