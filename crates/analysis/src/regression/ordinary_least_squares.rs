//! How does a mean that is a sum of effects depend on what was measured?
//!
//! yᵢ = b₀ + xᵢ·b + εᵢ, with independent noise of one size. The fit minimises Σᵢ wᵢ (yᵢ − b₀ − xᵢ·b)²; it is that of R's
//! `lm`, of statsmodels' `OLS` and of scikit-learn's `LinearRegression`.
//!
//! The design is centred, scaled and decomposed as QR, and the solution is refined with residuals of twice
//! the usual precision: on NIST's cases it agrees with the certified values to at least thirteen digits. Where the columns
//! are powers, give x and the degree to [`PolynomialRegression`](super::PolynomialRegression) instead: powers that
//! are already rounded to doubles limit any solver (on NIST's Filip to 7.9 digits).
//!
//! **Weights** count rows ([`Weights::Copies`]): weight 2 is the row twice, in every number reported. As
//! [`Weights::Precisions`] they are inverse variances up to a factor, as R's `lm` and statsmodels' `WLS` take them: same
//! coefficients, and every row is one observation whatever its weight.
//!
//! **When it misleads.** Standard errors assume noise of one size and independent rows; where only the size varies,
//! take [`robust_standard_errors`](OrdinaryLeastSquaresFit::robust_standard_errors), and look at
//! [`durbin_watson`](OrdinaryLeastSquaresFit::durbin_watson) (2 for independent rows, towards 0 for slow drift). Counts and
//! choices have another law: see [`Glm`](super::Glm). R² of a model without intercept is about 0, not about the mean.
//!
//! Golub & Van Loan (2013), ISBN 978-1-4214-0794-4; robust errors (HC3) J. Econometrics 29 (1985),
//! doi:10.1016/0304-4076(85)90158-7.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::regression::OrdinaryLeastSquares;
//!
//! // Reaction times that fall by 2 ms for each % of coherence.
//! let coherence_percent = array![[0.0], [10.0], [20.0], [30.0]];
//! let reaction_time_ms = array![801.0, 779.0, 759.0, 741.0];
//! let fit = OrdinaryLeastSquares::new().fit_design(coherence_percent.view(), reaction_time_ms.view(), None)?;
//! assert!((fit.coefficients()[0] + 2.0).abs() < 1e-12);
//! assert!((fit.intercept() - 800.0).abs() < 1e-9);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod fit;
mod refinement;

pub use fit::OrdinaryLeastSquaresFit;
pub(super) use fit::{Solution, check_level};

use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::Fit;
use ndarray::{ArrayBase, ArrayView1, ArrayView2, Data, Ix2};

use crate::Error;
use crate::matrix::{check_finite, check_finite_slice, check_length};
use refinement::Rows;

/// A least-squares regression, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrdinaryLeastSquares {
    has_intercept: bool,
    weights: Weights,
}

/// What the weight of a row says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weights {
    /// How often the row was seen
    #[default]
    Copies,
    /// How precise its response is: one over its variance, up to a factor common to all
    Precisions,
}

impl Default for OrdinaryLeastSquares {
    fn default() -> Self {
        Self { has_intercept: true, weights: Weights::Copies }
    }
}

impl OrdinaryLeastSquares {
    /// A regression with an intercept.
    pub fn new() -> Self {
        Self::default()
    }

    /// A regression through the origin.
    #[must_use]
    pub fn without_intercept(self) -> Self {
        Self { has_intercept: false, ..self }
    }

    /// Reads weights as inverse variances instead of copies.
    #[must_use]
    pub fn with_precision_weights(self) -> Self {
        Self { weights: Weights::Precisions, ..self }
    }

    /// Fits `design` (`n_rows` × `n_features`, without a column of ones) to `response` (`n_rows`), with optional
    /// weights.
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`], [`Error::OutOfRange`]: a vector that does not go with the
    ///   design, a number that is not finite, a weight below 0.
    /// - [`Error::TooFew`]: no row (of positive weight) more than coefficients.
    /// - [`Error::RankDeficient`]: a column that the columns before it and the intercept determine.
    /// - [`Error::Overflow`]: a column whose squares are not finite.
    pub fn fit_design(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
    ) -> Result<OrdinaryLeastSquaresFit, Error> {
        let response = response.to_vec();
        check_length("response", response.len(), design.nrows())?;
        check_finite_slice("response", &response)?;
        check_finite("design matrix", design)?;
        check_weights(weights, design.nrows())?;
        let rows = Rows::new(design.reborrow(), &response, weights, self.has_intercept)?;
        OrdinaryLeastSquaresFit::new(&rows, self.weights)
    }
}

/// Refuses weights that are not one finite number from 0 on for each row.
pub(super) fn check_weights(weights: Option<&[f64]>, n_rows: usize) -> Result<(), Error> {
    let Some(weights) = weights else { return Ok(()) };
    check_length("weights", weights.len(), n_rows)?;
    let below = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    match weights.iter().position(below) {
        Some(row) => {
            let wanted = "a finite number of at least 0";
            Err(Error::OutOfRange { what: "weights", row, got: weights[row], wanted })
        }
        None => Ok(()),
    }
}

/// linfa's weights are single precision: [`OrdinaryLeastSquares::fit_design`] takes them in full.
impl<D, T> Fit<ArrayBase<D, Ix2>, T, Error> for OrdinaryLeastSquares
where
    D: Data<Elem = f64>,
    T: AsSingleTargets<Elem = f64>,
{
    type Object = OrdinaryLeastSquaresFit;

    fn fit(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<OrdinaryLeastSquaresFit, Error> {
        let weights: Option<Vec<f64>> =
            dataset.weights().map(|weights| weights.iter().copied().map(f64::from).collect());
        let response = dataset.as_single_targets();
        self.fit_design(dataset.records().view(), response, weights.as_deref())
    }
}

#[cfg(test)]
mod tests;
