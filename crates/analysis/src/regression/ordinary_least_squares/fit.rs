//! A fitted regression: a value that does not change.

use std::f64::consts::PI;

use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Ix2, Slice};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::special::{f_upper_tail, student_t_quantile, student_t_two_sided};
use spikebook_numeric::sum::sum;

use super::Weights;
use super::refinement::Rows;
use crate::Error;
use crate::matrix::{BLOCK_ROWS, Block, Gram, check_length, dot};

/// A fitted least-squares regression.
///
/// Vectors over coefficients have the intercept first, where there is one;
/// [`coefficients`](Self::coefficients) leaves it out.
#[derive(Clone, Debug, PartialEq)]
pub struct OrdinaryLeastSquaresFit {
    has_intercept: bool,
    estimates: Array1<f64>,
    /// (XᵀWX)⁻¹
    inverse_gram: Array2<f64>,
    robust_covariance: Array2<f64>,
    residuals: Vec<f64>,
    leverages: Vec<f64>,
    n_observations: f64,
    /// Σ ln w of weights that are precisions
    ln_precisions: f64,
    residual_sum_of_squares: f64,
    total_sum_of_squares: f64,
}

/// What a solver hands over, from which every reported number follows.
pub(in crate::regression) struct Solution<'a> {
    pub(in crate::regression) has_intercept: bool,
    pub(in crate::regression) estimates: Vec<f64>,
    /// (XᵀWX)⁻¹ of the columns as they were given
    pub(in crate::regression) inverse_gram: Array2<f64>,
    pub(in crate::regression) robust_covariance: Array2<f64>,
    pub(in crate::regression) residuals: Vec<f64>,
    pub(in crate::regression) leverages: Vec<f64>,
    pub(in crate::regression) response: &'a [f64],
    pub(in crate::regression) weights: Option<&'a [f64]>,
    pub(in crate::regression) meaning: Weights,
}

impl Solution<'_> {
    /// The fit with all its sums.
    ///
    /// # Errors
    /// [`Error::Overflow`] where one of them is not finite.
    pub(in crate::regression) fn finish(self) -> Result<OrdinaryLeastSquaresFit, Error> {
        let weight = |row: usize| self.weights.map_or(1.0, |weights| weights[row]);
        let rows = || (0..self.residuals.len()).filter(|&row| weight(row) > 0.0);
        let weighted_sum =
            |term: &dyn Fn(usize) -> f64| sum(rows().map(|row| weight(row) * term(row)));
        let total_weight = weighted_sum(&|_| 1.0);
        let mean = if self.has_intercept {
            weighted_sum(&|row| self.response[row]) / total_weight
        } else {
            0.0
        };
        let total_sum_of_squares = weighted_sum(&|row| {
            let difference = self.response[row] - mean;
            difference * difference
        });
        if !total_sum_of_squares.is_finite()
            || self.estimates.iter().any(|value| !value.is_finite())
        {
            return Err(Error::Overflow { what: "response".to_owned() });
        }
        let (n_observations, ln_precisions) = match self.meaning {
            Weights::Copies => (total_weight, 0.0),
            Weights::Precisions => (rows().count() as f64, sum(rows().map(|row| ln(weight(row))))),
        };
        Ok(OrdinaryLeastSquaresFit {
            has_intercept: self.has_intercept,
            residual_sum_of_squares: weighted_sum(&|row| self.residuals[row] * self.residuals[row]),
            estimates: self.estimates.into(),
            inverse_gram: self.inverse_gram,
            robust_covariance: self.robust_covariance,
            n_observations,
            ln_precisions,
            total_sum_of_squares,
            residuals: self.residuals,
            leverages: self.leverages,
        })
    }
}

impl OrdinaryLeastSquaresFit {
    pub(super) fn new(rows: &Rows<'_>, meaning: Weights) -> Result<Self, Error> {
        let qr = rows.decompose()?;
        let (estimates, residuals) = rows.solve(&qr);
        let gram = qr.inverse_gram();
        let (leverages, meat) = influences(rows, &gram, &residuals, meaning);
        Solution {
            has_intercept: rows.design.has_intercept,
            estimates,
            inverse_gram: rows.design.original_covariance(&gram),
            robust_covariance: rows.design.original_covariance(&meat),
            residuals,
            leverages,
            response: rows.response,
            weights: rows.weights,
            meaning,
        }
        .finish()
    }

    /// The intercept; 0 for a model without.
    pub fn intercept(&self) -> f64 {
        if self.has_intercept { self.estimates[0] } else { 0.0 }
    }

    /// The coefficients of the covariates, without the intercept.
    pub fn coefficients(&self) -> ArrayView1<'_, f64> {
        self.estimates.slice_axis(Axis(0), Slice::from(usize::from(self.has_intercept)..))
    }

    /// All coefficients, the intercept first where there is one.
    pub fn estimates(&self) -> ArrayView1<'_, f64> {
        self.estimates.view()
    }

    /// s² (XᵀX)⁻¹
    pub fn covariance(&self) -> Array2<f64> {
        &self.inverse_gram * self.residual_variance()
    }

    /// Square roots of the covariance's diagonal.
    pub fn standard_errors(&self) -> Array1<f64> {
        self.inverse_gram.diag().mapv(|entry| (entry * self.residual_variance()).sqrt())
    }

    /// Standard errors that hold where the size of the noise varies (HC3).
    pub fn robust_standard_errors(&self) -> Array1<f64> {
        self.robust_covariance.diag().mapv(f64::sqrt)
    }

    /// Estimates over standard errors.
    pub fn t(&self) -> Array1<f64> {
        &self.estimates / &self.standard_errors()
    }

    /// Two-sided p values of t.
    pub fn p(&self) -> Array1<f64> {
        let degrees = self.residual_degrees_of_freedom();
        self.t().mapv(|t| student_t_two_sided(t, degrees))
    }

    /// Student intervals, one row (low, high) a coefficient.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn confidence_intervals(&self, level: f64) -> Result<Array2<f64>, Error> {
        check_level(level)?;
        let quantile = -student_t_quantile(0.5 * (1.0 - level), self.residual_degrees_of_freedom());
        let half_widths = self.standard_errors() * quantile;
        let ends = [&self.estimates - &half_widths, &self.estimates + &half_widths];
        Ok(Array2::from_shape_fn((self.estimates.len(), 2), |(j, end)| ends[end][j]))
    }

    /// The number of rows, each as often as its weight says where weights count copies.
    pub fn n_observations(&self) -> f64 {
        self.n_observations
    }

    /// Observations less coefficients.
    pub fn residual_degrees_of_freedom(&self) -> f64 {
        self.n_observations - self.estimates.len() as f64
    }

    /// The sum of squared residuals.
    pub fn residual_sum_of_squares(&self) -> f64 {
        self.residual_sum_of_squares
    }

    /// s²: the sum of squared residuals over its degrees of freedom.
    pub fn residual_variance(&self) -> f64 {
        self.residual_sum_of_squares / self.residual_degrees_of_freedom()
    }

    /// Akaike's criterion, −2 ln L + 2 k, where k counts the coefficients and the size of the noise (as R does).
    pub fn aic(&self) -> f64 {
        2.0 * (self.estimates.len() + 1) as f64 - 2.0 * self.ln_likelihood()
    }

    /// The Bayesian information criterion, −2 ln L + k ln n.
    pub fn bic(&self) -> f64 {
        (self.estimates.len() + 1) as f64 * ln(self.n_observations) - 2.0 * self.ln_likelihood()
    }

    /// s, the residual standard error.
    pub fn residual_standard_deviation(&self) -> f64 {
        self.residual_variance().sqrt()
    }

    /// The share of the squares (about the mean; about 0 without intercept) that the fit explains.
    pub fn r_squared(&self) -> f64 {
        1.0 - self.residual_sum_of_squares / self.total_sum_of_squares
    }

    /// R² less what as many random covariates would explain.
    pub fn adjusted_r_squared(&self) -> f64 {
        let total_degrees = self.n_observations - f64::from(u8::from(self.has_intercept));
        1.0 - (1.0 - self.r_squared()) * total_degrees / self.residual_degrees_of_freedom()
    }

    /// The F statistic of all covariates together.
    pub fn f(&self) -> f64 {
        let explained = self.total_sum_of_squares - self.residual_sum_of_squares;
        explained / self.coefficients().len() as f64 / self.residual_variance()
    }

    /// Its p value.
    pub fn f_p(&self) -> f64 {
        f_upper_tail(self.f(), self.coefficients().len() as f64, self.residual_degrees_of_freedom())
    }

    /// The log-likelihood at the most likely size of the noise.
    pub fn ln_likelihood(&self) -> f64 {
        let n = self.n_observations;
        let variance = self.residual_sum_of_squares / n;
        0.5 * (self.ln_precisions - n * (ln(2.0 * PI * variance) + 1.0))
    }

    /// Residuals of the rows of the fit.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// How much each row's fitted value owes to its own response, from 0 to 1.
    pub fn leverages(&self) -> &[f64] {
        &self.leverages
    }

    /// Σ (rᵢ₊₁ − rᵢ)² / Σ rᵢ² of the rows in their order, each once.
    pub fn durbin_watson(&self) -> f64 {
        let steps = self.residuals.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0]));
        sum(steps) / sum(self.residuals.iter().map(|residual| residual * residual))
    }

    /// The mean response of each row of `design`.
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns is another than that of the fit.
    pub fn predict_mean(&self, design: ArrayView2<'_, f64>) -> Result<Array1<f64>, Error> {
        check_length("columns of the design matrix", design.ncols(), self.coefficients().len())?;
        let b = self.coefficients();
        let mean = |row: ArrayView1<'_, f64>| {
            self.intercept() + row.iter().zip(&b).map(|(x, b)| x * b).sum::<f64>()
        };
        Ok(design.axis_iter(Axis(0)).map(mean).collect())
    }
}

/// Refuses a confidence level outside (0, 1).
pub(in crate::regression) fn check_level(level: f64) -> Result<(), Error> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    let wanted = "a number between 0 and 1, neither included";
    Err(Error::Parameter { parameter: "level", got: level, wanted })
}

/// Leverages h = zᵀ G z of the standardised rows z (w zᵀ G z of weights that are precisions), and
/// Σ w (r / (1 − h))² G z zᵀ G in rows, with w² for precisions.
fn influences(
    rows: &Rows<'_>,
    gram: &[f64],
    residuals: &[f64],
    meaning: Weights,
) -> (Vec<f64>, Vec<f64>) {
    let n_columns = rows.design.n_columns();
    let mut leverages = Vec::with_capacity(residuals.len());
    let mut meat = Gram::new(n_columns);
    let (mut block, mut influence) = (Block::new(n_columns), Block::new(n_columns));
    for start in (0..residuals.len()).step_by(BLOCK_ROWS) {
        let n = BLOCK_ROWS.min(residuals.len() - start);
        rows.design.fill(&mut block, start, n);
        block.times_matrix(gram, &mut influence);
        let mut factors = [0.0; BLOCK_ROWS];
        for (i, factor) in factors[..n].iter_mut().enumerate() {
            let weight = rows.weight(start + i);
            let (share, root) = match meaning {
                Weights::Copies => (1.0, weight.sqrt()),
                Weights::Precisions => (weight, weight),
            };
            let leverage = share * dot(influence.row(i), block.row(i));
            leverages.push(leverage);
            if weight > 0.0 {
                *factor = root * residuals[start + i] / (1.0 - leverage);
            } else {
                influence.row_mut(i).fill(0.0);
            }
        }
        influence.scale_rows(&factors);
        meat.add_block(&influence);
    }
    (leverages, meat.into_symmetric())
}

/// Predicts mean responses. [`OrdinaryLeastSquaresFit::predict_mean`] returns errors where this panics.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>>
    for OrdinaryLeastSquaresFit
{
    fn predict_inplace<'a>(&'a self, design: &'a ArrayBase<D, Ix2>, means: &mut Array1<f64>) {
        *means = self
            .predict_mean(design.view())
            .expect("linfa's predict takes as many columns as the fit had");
    }

    fn default_target(&self, design: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(design.nrows())
    }
}
