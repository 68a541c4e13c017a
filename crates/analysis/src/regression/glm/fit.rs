//! A fitted regression: a value that does not change.

mod inference;
mod predict;

pub use inference::WaldTest;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice};
use spikebook_numeric::elementary::{exp, ln};

use super::estimator::NullModel;
use super::information::Pass;
use super::model::{Curvature, Model};
use super::newton::{Problem, Solution, largest};
use super::overdispersion::Joint;
use super::residuals::Residuals;
use super::{Family, Glm, GlmSummary, Link, StandardErrors};
use crate::matrix::Cholesky;

/// How a fit ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convergence {
    /// Newton steps taken
    pub n_iterations: usize,
    /// The largest move of a standardised coefficient in the last step
    pub last_step: f64,
    /// The largest entry of the gradient of the mean objective, in standardised coefficients
    pub gradient: f64,
}

/// The dispersion of a negative binomial regression, where it was estimated.
#[derive(Clone, Debug, PartialEq)]
pub struct DispersionEstimate {
    /// α, of variance μ + α μ²
    pub value: f64,
    /// Its standard error, from the observed information of coefficients and α
    pub standard_error: f64,
    /// The covariance of all coefficients (the intercept first) and α (last) from that information
    pub joint_covariance: Array2<f64>,
}

/// A fitted generalised linear model.
///
/// Vectors over coefficients have the intercept first, where there is one; [`GlmFit::coefficients`] leaves it
/// out. Every number is of the columns as they were given, not of standardised ones.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmFit {
    params: Glm,
    model: Model,
    feature_names: Vec<String>,
    estimates: Array1<f64>,
    covariance: Array2<f64>,
    residuals: Residuals,
    n_observations: f64,
    effective_parameters: f64,
    deviance: f64,
    null: NullModel,
    ln_likelihood: f64,
    pearson_chi_squared: f64,
    dispersion: f64,
    dispersion_estimate: Option<DispersionEstimate>,
    convergence: Convergence,
}

impl GlmFit {
    pub(super) fn new(
        params: Glm,
        problem: &Problem<'_, '_, '_>,
        solution: &Solution,
        joint: Option<Joint>,
        null: NullModel,
    ) -> Self {
        let Pass { model, rows, design } = problem.pass;
        let predictors = &solution.at.predictors;
        let (residuals, deviance, pearson_chi_squared) = rows.residuals(model, predictors);
        let inverse = solution.factor.inverse();
        let n = design.n_columns();
        // trace((I + P)⁻¹ I) = n − trace((I + P)⁻¹ P) for information I and penalty P.
        let shrinkage: f64 = (0..n).map(|j| inverse[j * n + j] * problem.penalty_of(j)).sum();
        let n_observations = problem.total_weight;
        let effective_parameters = n as f64 - shrinkage;
        let gradient = largest(&problem.gradient(&solution.at, &solution.b)) / n_observations;
        let dispersion = if model.family.has_free_dispersion() {
            pearson_chi_squared / (n_observations - effective_parameters)
        } else {
            1.0
        };
        let phi = deviance / n_observations;
        let covariance = match params.standard_errors() {
            StandardErrors::Expected => {
                inverse.iter().map(|entry| dispersion * entry).collect::<Vec<f64>>()
            }
            StandardErrors::Sandwich => {
                let scores = problem.pass.evaluate(&solution.b, Curvature::SquaredScore);
                sandwich(&inverse, &scores.information.unwrap_or_default(), n)
            }
        };
        let dispersion_estimate = joint.map(|joint| {
            let joint_covariance = design.original_joint_covariance(&joint.covariance);
            DispersionEstimate {
                value: joint.dispersion,
                standard_error: joint_covariance[[n, n]].sqrt(),
                joint_covariance,
            }
        });
        Self {
            params,
            model,
            feature_names: (0..rows.design.n_columns())
                .map(|column| format!("x{column}"))
                .collect(),
            estimates: design.original_coefficients(&solution.b),
            covariance: design.original_covariance(&covariance),
            n_observations,
            effective_parameters,
            deviance,
            null,
            ln_likelihood: rows.ln_likelihood(model, phi, |row| predictors[row]),
            pearson_chi_squared,
            residuals,
            dispersion,
            dispersion_estimate,
            convergence: Convergence {
                n_iterations: solution.n_iterations,
                last_step: solution.last_step,
                gradient,
            },
        }
    }

    /// The same fit with names for its covariates, as the summary shows them; without effect unless there is one
    /// for each.
    #[must_use]
    pub fn with_feature_names(mut self, names: &[String]) -> Self {
        if names.len() == self.feature_names.len() {
            self.feature_names = names.to_vec();
        }
        self
    }

    /// What was fitted.
    pub fn params(&self) -> &Glm {
        &self.params
    }

    /// The family; where its dispersion was estimated, with the estimate.
    pub fn family(&self) -> Family {
        self.model.family
    }

    /// The link.
    pub fn link(&self) -> Link {
        self.model.link
    }

    /// Whether the model has an intercept.
    pub fn has_intercept(&self) -> bool {
        self.estimates.len() > self.feature_names.len()
    }

    /// Names of the coefficients, `(Intercept)` first where there is one.
    pub fn terms(&self) -> Vec<&str> {
        let intercept = self.has_intercept().then_some("(Intercept)");
        intercept.into_iter().chain(self.feature_names.iter().map(String::as_str)).collect()
    }

    /// The intercept; 0 for a model without.
    pub fn intercept(&self) -> f64 {
        if self.has_intercept() { self.estimates[0] } else { 0.0 }
    }

    /// The coefficients of the covariates, without the intercept.
    pub fn coefficients(&self) -> ArrayView1<'_, f64> {
        self.estimates.slice_axis(Axis(0), Slice::from(usize::from(self.has_intercept())..))
    }

    /// All coefficients, the intercept first where there is one.
    pub fn estimates(&self) -> ArrayView1<'_, f64> {
        self.estimates.view()
    }

    /// The covariance of the estimates: dispersion times the inverse of the expected information (with the
    /// penalty's share in it), or the sandwich, as [`Glm::with_standard_errors`] has it.
    pub fn covariance(&self) -> ArrayView2<'_, f64> {
        self.covariance.view()
    }

    /// φ: 1 where the family knows it, else Pearson's χ² over the residual degrees of freedom.
    pub fn dispersion(&self) -> f64 {
        self.dispersion
    }

    /// α of a negative binomial regression, where it was estimated.
    pub fn dispersion_estimate(&self) -> Option<&DispersionEstimate> {
        self.dispersion_estimate.as_ref()
    }

    /// What the log-likelihood of a model of one mean a row would gain, times two (and times φ where that is free).
    pub fn deviance(&self) -> f64 {
        self.deviance
    }

    /// The deviance of the same model (intercept, offset, weights, α) without covariates or penalty.
    pub fn null_deviance(&self) -> f64 {
        self.null.deviance
    }

    /// The share of the null deviance that the covariates explain.
    pub fn deviance_explained(&self) -> f64 {
        1.0 - self.deviance / self.null.deviance
    }

    /// The log-likelihood, with all its constants. Where φ is free it is taken at φ = deviance / observations, as
    /// R does.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// The log-likelihood of the model without covariates, at its own dispersion.
    pub fn null_ln_likelihood(&self) -> f64 {
        self.null.ln_likelihood
    }

    /// `McFadden`'s pseudo-R²: 1 − ln L / ln L₀.
    pub fn mcfadden_r_squared(&self) -> f64 {
        1.0 - self.ln_likelihood / self.null.ln_likelihood
    }

    /// Cox and Snell's pseudo-R²: 1 − (L₀/L)^(2/n). For a Gaussian it is R².
    pub fn cox_snell_r_squared(&self) -> f64 {
        1.0 - exp(2.0 * (self.null.ln_likelihood - self.ln_likelihood) / self.n_observations)
    }

    /// The number of rows, each as often as its weight says.
    pub fn n_observations(&self) -> f64 {
        self.n_observations
    }

    /// The number of coefficients; with a penalty the trace of the smoother, which is less.
    pub fn effective_parameters(&self) -> f64 {
        self.effective_parameters
    }

    /// Observations less effective parameters.
    pub fn residual_degrees_of_freedom(&self) -> f64 {
        self.n_observations - self.effective_parameters
    }

    /// Observations less one for the intercept.
    pub fn null_degrees_of_freedom(&self) -> f64 {
        self.n_observations - f64::from(u8::from(self.has_intercept()))
    }

    /// What the criteria count: effective parameters, and one more for a dispersion that was estimated.
    fn n_estimated(&self) -> f64 {
        let has_dispersion =
            self.model.family.has_free_dispersion() || self.dispersion_estimate.is_some();
        self.effective_parameters + f64::from(u8::from(has_dispersion))
    }

    /// Akaike's criterion, as R has it: 2 · (effective parameters, and one for an estimated dispersion) − 2 ·
    /// log-likelihood.
    pub fn aic(&self) -> f64 {
        2.0 * self.n_estimated() - 2.0 * self.ln_likelihood
    }

    /// Schwarz's criterion: ln(observations) in the place of Akaike's 2.
    pub fn bic(&self) -> f64 {
        ln(self.n_observations) * self.n_estimated() - 2.0 * self.ln_likelihood
    }

    /// The sum of squared Pearson residuals. Above the residual degrees of freedom: overdispersion.
    pub fn pearson_chi_squared(&self) -> f64 {
        self.pearson_chi_squared
    }

    /// Fitted means of the rows of the fit, offset included; successes where there are trials.
    pub fn fitted_means(&self) -> &[f64] {
        &self.residuals.means
    }

    /// (y − μ) / √V(μ), one a row; not divided by √φ.
    pub fn pearson_residuals(&self) -> &[f64] {
        &self.residuals.pearson
    }

    /// ± √ of each row's share of the deviance.
    pub fn deviance_residuals(&self) -> &[f64] {
        &self.residuals.deviance
    }

    /// How the fit ended.
    pub fn convergence(&self) -> Convergence {
        self.convergence
    }

    /// Everything that R's `summary.glm` reports.
    pub fn summary(&self) -> GlmSummary {
        GlmSummary::new(self)
    }
}

/// A⁻¹ B A⁻¹, the middle in rows.
fn sandwich(inverse: &[f64], middle: &[f64], n: usize) -> Vec<f64> {
    let product = |a: &[f64], b: &[f64]| -> Vec<f64> {
        let entry = |i: usize, j: usize| (0..n).map(|k| a[i * n + k] * b[k * n + j]).sum::<f64>();
        (0..n * n).map(|place| entry(place / n, place % n)).collect()
    };
    product(&product(inverse, middle), inverse)
}

/// The factor of a covariance, for tests of several coefficients at once.
fn factor_of(covariance: &[f64], n: usize) -> Option<Cholesky> {
    Cholesky::new(covariance, n, 0.0).ok()
}
