//! A family with a link: the terms of single rows, and of blocks of rows at a time.

use spikebook_numeric::elementary::{exp, ln_1_plus};
use spikebook_numeric::special::count_deviance;
use spikebook_numeric::vectorised::exp_in_place;

use super::family::RowTerms;
use super::observations::RowBlock;
use super::{Family, Link};
use crate::matrix::{BLOCK_ROWS, RowValues};

/// What law the responses follow, and how their mean hangs on the linear predictor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Model {
    pub(super) family: Family,
    pub(super) link: Link,
}

/// Which second derivative of the loss is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curvature {
    /// None: the gradient is enough
    None,
    /// The one of the responses that were measured
    Observed,
    /// The one that is expected at the fitted means
    Expected,
    /// No derivative: (dloss/dη)², the middle of the sandwich
    SquaredScore,
}

/// Terms of a block of rows, each as often as it counts.
#[derive(Clone, Debug)]
pub(super) struct BlockTerms {
    /// w · loss
    pub(super) losses: RowValues,
    /// w · dloss/dη
    pub(super) scores: RowValues,
    /// w · the curvature
    pub(super) curvatures: RowValues,
}

impl Model {
    /// Whether the observed curvature is the expected one.
    pub(super) fn is_canonical(self) -> bool {
        !matches!(self.family, Family::NegativeBinomial { .. })
            && self.link == self.family.default_link()
    }

    /// The terms of one row.
    pub(super) fn terms(self, eta: f64, y: f64, trials: f64) -> RowTerms {
        self.family.terms(&self.link.curve(eta), y, trials)
    }

    /// What a row adds to the deviance.
    pub(super) fn unit_deviance(self, eta: f64, y: f64, trials: f64) -> f64 {
        if (self.family, self.link) == (Family::Poisson, Link::Log) {
            // The same, without what the mean's curve has beside the mean.
            return 2.0 * count_deviance(y, exp(eta));
        }
        self.family.unit_deviance(&self.link.curve(eta), y, trials)
    }

    /// See [`Family::free_direction`].
    pub(super) fn free_direction(self, y: f64, trials: f64) -> f64 {
        self.family.free_direction(self.link, y, trials)
    }

    /// Terms of a block at the predictors `eta`. Rows that fill it up have weight 0.
    #[inline(always)]
    pub(super) fn block_terms(
        self,
        eta: &RowValues,
        rows: &RowBlock,
        curvature: Curvature,
        terms: &mut BlockTerms,
    ) {
        match (self.family, self.link) {
            (Family::Poisson, Link::Log) => poisson_log(eta, rows, terms),
            (Family::Binomial, Link::Logit) => binomial_logit(eta, rows, terms),
            _ => return self.any_terms(eta, rows, curvature, terms),
        }
        if curvature == Curvature::SquaredScore {
            for row in 0..BLOCK_ROWS {
                let (score, weight) = (terms.scores[row], rows.weights[row]);
                terms.curvatures[row] = if weight > 0.0 { score * score / weight } else { 0.0 };
            }
        }
    }

    #[inline(never)]
    fn any_terms(
        self,
        eta: &RowValues,
        rows: &RowBlock,
        curvature: Curvature,
        terms: &mut BlockTerms,
    ) {
        for row in 0..BLOCK_ROWS {
            let weight = rows.weights[row];
            if weight == 0.0 {
                terms.losses[row] = 0.0;
                terms.scores[row] = 0.0;
                terms.curvatures[row] = 0.0;
                continue;
            }
            let of = self.terms(eta[row], rows.responses[row], rows.trials[row]);
            terms.losses[row] = weight * of.loss;
            terms.scores[row] = weight * of.score;
            terms.curvatures[row] = weight
                * match curvature {
                    Curvature::None => 0.0,
                    Curvature::Observed => of.observed,
                    Curvature::Expected => of.expected,
                    Curvature::SquaredScore => of.score * of.score,
                };
        }
    }
}

impl BlockTerms {
    pub(super) fn new() -> Self {
        let zero = [0.0; BLOCK_ROWS];
        Self { losses: zero, scores: zero, curvatures: zero }
    }

    /// Σ w · loss in eight interleaved sums.
    #[inline(always)]
    pub(super) fn loss(&self) -> f64 {
        let mut sums = [0.0; 8];
        for losses in self.losses.as_chunks::<8>().0 {
            for lane in 0..8 {
                sums[lane] += losses[lane];
            }
        }
        ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
    }
}

#[inline(always)]
fn poisson_log(eta: &RowValues, rows: &RowBlock, terms: &mut BlockTerms) {
    let mut means = *eta;
    exp_in_place(&mut means);
    for row in 0..BLOCK_ROWS {
        let (weight, y, mean) = (rows.weights[row], rows.responses[row], means[row]);
        terms.losses[row] = weight * (mean - y * eta[row]);
        terms.scores[row] = weight * (mean - y);
        terms.curvatures[row] = weight * mean;
    }
}

#[inline(always)]
fn binomial_logit(eta: &RowValues, rows: &RowBlock, terms: &mut BlockTerms) {
    // With e = e^(−|η|): p = 1/(1 + e) or e/(1 + e), p (1 − p) = e/(1 + e)².
    let mut e = eta.map(|eta| -eta.abs());
    exp_in_place(&mut e);
    for row in 0..BLOCK_ROWS {
        let (weight, trials) = (rows.weights[row], rows.trials[row]);
        let larger = 1.0 / (1.0 + e[row]);
        let smaller = e[row] * larger;
        let chance = if eta[row] >= 0.0 { larger } else { smaller };
        terms.scores[row] = weight * (trials * chance - rows.responses[row]);
        terms.curvatures[row] = weight * trials * larger * smaller;
        terms.losses[row] = weight * (trials * eta[row].max(0.0) - rows.responses[row] * eta[row]);
    }
    for row in 0..BLOCK_ROWS {
        terms.losses[row] += rows.weights[row] * rows.trials[row] * ln_1_plus(e[row]);
    }
}
