//! A fitted regression: a value that does not change.

use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Ix2, Slice};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::special::{normal_quantile, normal_two_sided};

use super::newton::{Problem, Solution, largest};
use super::observations::Observations;
use super::residuals::Residuals;
use super::{Family, Glm, GlmSummary};
use crate::Error;
use crate::matrix::{BLOCK_ROWS, RowBlocks, Rows, check_length};

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

/// A fitted Poisson or binomial regression.
///
/// Vectors over coefficients have the intercept first, where there is one; [`GlmFit::coefficients`] leaves it
/// out. Every number is of the columns as they were given, not of standardised ones.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmFit {
    params: Glm,
    feature_names: Vec<String>,
    estimates: Array1<f64>,
    covariance: Array2<f64>,
    residuals: Residuals,
    n_observations: f64,
    effective_parameters: f64,
    deviance: f64,
    null_deviance: f64,
    ln_likelihood: f64,
    pearson_chi_squared: f64,
    convergence: Convergence,
}

impl GlmFit {
    pub(super) fn new(
        params: Glm,
        problem: &Problem<'_, '_>,
        solution: &Solution,
        null_deviance: f64,
    ) -> Self {
        let (rows, design) = (problem.rows, problem.design);
        let mut predictors = vec![0.0; rows.n_rows()];
        design.for_each_product(&solution.b, |row, product| {
            predictors[row] = product + rows.offset(row);
        });
        let residuals = rows.residuals(problem.family, &predictors);
        let inverse = solution.factor.inverse();
        let n = design.n_columns();
        // trace((I + P)⁻¹ I) = n − trace((I + P)⁻¹ P) for information I and penalty P.
        let shrinkage: f64 = (0..n).map(|j| inverse[j * n + j] * problem.penalty_of(j)).sum();
        let n_observations = problem.total_weight;
        let gradient = largest(&problem.gradient(&solution.at, &solution.b)) / n_observations;
        Self {
            params,
            feature_names: (0..rows.design.n_columns())
                .map(|column| format!("x{column}"))
                .collect(),
            estimates: design.original_coefficients(&solution.b),
            covariance: design.original_covariance(&inverse),
            n_observations,
            effective_parameters: n as f64 - shrinkage,
            deviance: rows.deviance(problem.family, |row| predictors[row]),
            null_deviance,
            ln_likelihood: rows.ln_likelihood(problem.family, |row| predictors[row]),
            pearson_chi_squared: rows.pearson_chi_squared(&residuals),
            residuals,
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

    /// The family.
    pub fn family(&self) -> Family {
        self.params.family()
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

    /// The inverse of the information, with the penalty's share in it.
    pub fn covariance(&self) -> ArrayView2<'_, f64> {
        self.covariance.view()
    }

    /// Square roots of the covariance's diagonal.
    pub fn standard_errors(&self) -> Array1<f64> {
        self.covariance.diag().mapv(f64::sqrt)
    }

    /// Estimates over standard errors.
    pub fn wald_z(&self) -> Array1<f64> {
        &self.estimates / &self.standard_errors()
    }

    /// Two-sided p values of the Wald z.
    pub fn wald_p(&self) -> Array1<f64> {
        self.wald_z().mapv(normal_two_sided)
    }

    /// Wald intervals, one row (low, high) a coefficient.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn confidence_intervals(&self, level: f64) -> Result<Array2<f64>, Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let half_widths = self.standard_errors() * -normal_quantile(0.5 * (1.0 - level));
        let ends = [&self.estimates - &half_widths, &self.estimates + &half_widths];
        Ok(Array2::from_shape_fn((self.estimates.len(), 2), |(j, end)| ends[end][j]))
    }

    /// Twice the log-likelihood that a model of one mean a row would gain.
    pub fn deviance(&self) -> f64 {
        self.deviance
    }

    /// The deviance of the same model (intercept, offset, weights) without covariates or penalty.
    pub fn null_deviance(&self) -> f64 {
        self.null_deviance
    }

    /// The share of the null deviance that the covariates explain.
    pub fn deviance_explained(&self) -> f64 {
        1.0 - self.deviance / self.null_deviance
    }

    /// The log-likelihood, with all its constants.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
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

    /// Akaike's criterion: 2 · effective parameters − 2 · log-likelihood.
    pub fn aic(&self) -> f64 {
        2.0 * self.effective_parameters - 2.0 * self.ln_likelihood
    }

    /// Schwarz's criterion: ln(observations) · effective parameters − 2 · log-likelihood.
    pub fn bic(&self) -> f64 {
        ln(self.n_observations) * self.effective_parameters - 2.0 * self.ln_likelihood
    }

    /// The sum of squared Pearson residuals. Above the residual degrees of freedom: overdispersion.
    pub fn pearson_chi_squared(&self) -> f64 {
        self.pearson_chi_squared
    }

    /// Fitted means of the rows of the fit, offset included; successes where there are trials.
    pub fn fitted_means(&self) -> &[f64] {
        &self.residuals.means
    }

    /// (y − μ) / √variance, one a row.
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

    /// b₀ + x·b for each row of `design` (`n_rows` × `n_features`), with the offset where there is one.
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns or of offsets is another than that of the fit or design.
    pub fn linear_predictor(
        &self,
        design: ArrayView2<'_, f64>,
        offset: Option<&[f64]>,
    ) -> Result<Array1<f64>, Error> {
        check_length("columns of the design matrix", design.ncols(), self.feature_names.len())?;
        if let Some(offset) = offset {
            check_length("offset", offset.len(), design.nrows())?;
        }
        let b = self.coefficients();
        let mut predictors = Array1::from_elem(design.nrows(), self.intercept());
        for (row, predictor) in predictors.iter_mut().enumerate() {
            let product: f64 = design.row(row).iter().zip(&b).map(|(x, b)| x * b).sum();
            *predictor += product + offset.map_or(0.0, |offset| offset[row]);
        }
        Ok(predictors)
    }

    /// As [`GlmFit::linear_predictor`], for a design whose rows are made a block at a time.
    ///
    /// # Errors
    /// As [`GlmFit::linear_predictor`].
    pub fn linear_predictor_of_blocks(
        &self,
        design: &dyn RowBlocks,
        offset: Option<&[f64]>,
    ) -> Result<Array1<f64>, Error> {
        if let Some(offset) = offset {
            check_length("offset", offset.len(), design.n_rows())?;
        }
        let mut predictors = Vec::with_capacity(design.n_rows());
        for first in (0..design.n_rows()).step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(design.n_rows() - first);
            let offset = offset.map(|offset| &offset[first..first + n]);
            predictors.extend(self.linear_predictor(design.rows(first, n).view(), offset)?);
        }
        Ok(predictors.into())
    }

    /// The mean response of each row of `design`: an expected count, or the probability of a success.
    ///
    /// # Errors
    /// As [`GlmFit::linear_predictor`].
    pub fn predict_mean(
        &self,
        design: ArrayView2<'_, f64>,
        offset: Option<&[f64]>,
    ) -> Result<Array1<f64>, Error> {
        Ok(self.linear_predictor(design, offset)?.mapv(|eta| self.family().mean(eta)))
    }

    /// The deviance of rows that the fit has not seen; divided by their number, what cross-validation
    /// compares.
    ///
    /// # Errors
    /// As [`Glm::fit_design`] for rows that cannot be, and as [`GlmFit::linear_predictor`].
    pub fn deviance_of(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<f64, Error> {
        let predictors = self.linear_predictor(design, offset)?;
        let (design, response) = (Rows::Matrix(design.reborrow()), response.reborrow());
        let rows = Observations::new(self.family(), design, response, None, weights, offset)?;
        Ok(rows.deviance(self.family(), |row| predictors[row]))
    }

    /// As [`GlmFit::deviance_of`], for a design whose rows are made a block at a time.
    ///
    /// # Errors
    /// As [`GlmFit::deviance_of`].
    pub fn deviance_of_blocks(
        &self,
        design: &dyn RowBlocks,
        response: &[f64],
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> Result<f64, Error> {
        let predictors = self.linear_predictor_of_blocks(design, offset)?;
        let (design, response) = (Rows::Blocks(design), response.into());
        let rows = Observations::new(self.family(), design, response, None, weights, offset)?;
        Ok(rows.deviance(self.family(), |row| predictors[row]))
    }
}

/// Predicts mean responses, without offset. [`GlmFit::predict_mean`] returns errors where this panics.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for GlmFit {
    fn predict_inplace<'a>(&'a self, design: &'a ArrayBase<D, Ix2>, means: &mut Array1<f64>) {
        *means = self
            .predict_mean(design.view(), None)
            .expect("linfa's predict takes as many columns as the fit had");
    }

    fn default_target(&self, design: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(design.nrows())
    }
}
