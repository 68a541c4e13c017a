//! How far each row lies from its fitted mean.

use super::Family;
use super::observations::Observations;

/// Residuals and what follows from them, one entry a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Residuals {
    /// Expected responses (successes, where there are trials)
    pub(super) means: Vec<f64>,
    /// (y − μ) / √variance
    pub(super) pearson: Vec<f64>,
    /// ± √ of the row's share of the deviance
    pub(super) deviance: Vec<f64>,
}

impl Observations<'_> {
    /// Σ w · unit deviance at the given linear predictors.
    pub(super) fn deviance(&self, family: Family, predictor: impl Fn(usize) -> f64) -> f64 {
        spikebook_numeric::sum::sum((0..self.n_rows()).map(|row| {
            let weight = self.weight(row);
            if weight == 0.0 {
                return 0.0;
            }
            weight * family.unit_deviance(predictor(row), self.response(row), self.trials(row))
        }))
    }

    /// The log-likelihood at the given linear predictors, with all its constants.
    pub(super) fn ln_likelihood(&self, family: Family, predictor: impl Fn(usize) -> f64) -> f64 {
        spikebook_numeric::sum::sum((0..self.n_rows()).map(|row| {
            let weight = self.weight(row);
            if weight == 0.0 {
                return 0.0;
            }
            let (y, trials) = (self.response(row), self.trials(row));
            let terms = family.terms(predictor(row), y, trials);
            weight * (family.ln_constant(y, trials) - terms.loss)
        }))
    }

    /// Σ w · pearson²
    pub(super) fn pearson_chi_squared(&self, residuals: &Residuals) -> f64 {
        let squares = residuals.pearson.iter().enumerate();
        spikebook_numeric::sum::sum(squares.map(|(row, residual)| {
            let weight = self.weight(row);
            if weight == 0.0 { 0.0 } else { weight * residual * residual }
        }))
    }

    /// Residuals at the given linear predictors.
    pub(super) fn residuals(&self, family: Family, predictors: &[f64]) -> Residuals {
        let mut residuals = Residuals {
            means: Vec::with_capacity(predictors.len()),
            pearson: Vec::with_capacity(predictors.len()),
            deviance: Vec::with_capacity(predictors.len()),
        };
        for (row, &eta) in predictors.iter().enumerate() {
            let (y, trials) = (self.response(row), self.trials(row));
            let terms = family.terms(eta, y, trials);
            residuals.means.push(terms.mean);
            let difference = y - terms.mean;
            let spread = terms.curvature.sqrt();
            residuals.pearson.push(if difference == 0.0 { 0.0 } else { difference / spread });
            let deviance = family.unit_deviance(eta, y, trials).max(0.0).sqrt();
            residuals.deviance.push(if y < terms.mean { -deviance } else { deviance });
        }
        residuals
    }
}
