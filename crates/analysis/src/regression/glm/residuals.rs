//! How far each row lies from its fitted mean.

use spikebook_numeric::sum::RunningSum;

use super::information::in_chunks;
use super::model::Model;
use super::observations::Observations;

/// Multiply-adds that a row's logarithms and roots take as long as.
const ROW_COST: usize = 100;

/// Residuals and what follows from them, one entry a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Residuals {
    /// Expected responses (successes, where there are trials)
    pub(super) means: Vec<f64>,
    /// (y − μ) / √variance, for a dispersion of 1
    pub(super) pearson: Vec<f64>,
    /// ± √ of the row's share of the deviance
    pub(super) deviance: Vec<f64>,
}

impl Observations<'_> {
    /// Σ w · term(row), where a row that does not count may be anything.
    fn weighted_sum(&self, term: impl Fn(usize) -> f64 + Sync) -> f64 {
        let mut total = RunningSum::default();
        let chunk = |rows: std::ops::Range<usize>| {
            let mut sum = RunningSum::default();
            for row in rows {
                let weight = self.weight(row);
                if weight != 0.0 {
                    sum.add(weight * term(row));
                }
            }
            sum.value()
        };
        in_chunks(self.n_rows(), self.n_rows() * ROW_COST, chunk, |sum| total.add(sum));
        total.value()
    }

    /// Σ w · unit deviance at the given linear predictors.
    pub(super) fn deviance(&self, model: Model, predictor: impl Fn(usize) -> f64 + Sync) -> f64 {
        self.weighted_sum(|row| {
            model.unit_deviance(predictor(row), self.response(row), self.trials(row))
        })
    }

    /// The log-likelihood at the given linear predictors, with all its constants; `phi` where it is free.
    pub(super) fn ln_likelihood(
        &self,
        model: Model,
        phi: f64,
        predictor: impl Fn(usize) -> f64 + Sync,
    ) -> f64 {
        if model.family.has_free_dispersion() && phi == 0.0 {
            return f64::INFINITY;
        }
        self.weighted_sum(|row| {
            let curve = model.link.curve(predictor(row));
            model.family.ln_likelihood(&curve, self.response(row), self.trials(row), phi)
        })
    }

    /// Residuals at the given linear predictors, the deviance and Pearson's χ² (Σ w · pearson²).
    pub(super) fn residuals(&self, model: Model, predictors: &[f64]) -> (Residuals, f64, f64) {
        let chunk = |rows: std::ops::Range<usize>| {
            let mut residuals = Residuals::default();
            let (mut deviances, mut squares) = (RunningSum::default(), RunningSum::default());
            for row in rows {
                let (eta, y, trials) = (predictors[row], self.response(row), self.trials(row));
                let curve = model.link.curve(eta);
                let terms = model.family.terms(&curve, y, trials);
                residuals.means.push(terms.mean);
                let difference = y - terms.mean;
                let spread = terms.variance.sqrt();
                let pearson = if difference == 0.0 { 0.0 } else { difference / spread };
                residuals.pearson.push(pearson);
                let unit = model.family.unit_deviance(&curve, y, trials);
                let deviance = unit.max(0.0).sqrt();
                residuals.deviance.push(if y < terms.mean { -deviance } else { deviance });
                let weight = self.weight(row);
                if weight != 0.0 {
                    deviances.add(weight * unit);
                    squares.add(weight * pearson * pearson);
                }
            }
            (residuals, deviances.value(), squares.value())
        };
        let mut all = Residuals::default();
        let (mut deviances, mut squares) = (RunningSum::default(), RunningSum::default());
        in_chunks(self.n_rows(), self.n_rows() * ROW_COST, chunk, |(part, deviance, square)| {
            all.means.extend(part.means);
            all.pearson.extend(part.pearson);
            all.deviance.extend(part.deviance);
            deviances.add(deviance);
            squares.add(square);
        });
        (all, deviances.value(), squares.value())
    }
}
