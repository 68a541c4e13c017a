//! Which few columns carry the effect?
//!
//! The elastic net minimises (1/2n) Σᵢ (yᵢ − b₀ − xᵢ·b)² + λ (r Σⱼ |bⱼ| + (1 − r)/2 Σⱼ bⱼ²). With r = 1 it is the lasso; with a
//! small r, correlated columns enter together. The intercept is not penalised. scikit-learn's `ElasticNet` has alpha = λ and
//! `l1_ratio` = r; glmnet has `lambda` = λ and `alpha` = r where the response is scaled to standard deviation 1 (divisor n) and
//! `standardize = FALSE` (its default standardises: [`standardised`](ElasticNet::standardised)); linfa has penalty = λ.
//!
//! Coordinate descent (Friedman, Hastie & Tibshirani 2010, doi:10.18637/jss.v033.i01) on the products `XᵀX` and Xᵀy, from large
//! penalties to small, each from where the last one ended. The descent tells which columns enter; their coefficients are
//! then solved for exactly. A point counts as reached only where the duality gap, a bound on how far the objective is
//! from its least value, is below 10⁻¹² of Σ (y − ȳ)² / n and every slope meets its penalty to 10⁻¹¹ of the largest that its
//! column allows: all else is [`Error::NotConverged`].
//!
//! **When it misleads.** Which of several correlated columns enters is chance. Coefficients are shrunk, and have no standard
//! errors; a test of what was selected on the same rows is none. Columns that are measured in other units are
//! penalised otherwise: standardise, with means and deviations of the training rows alone, as
//! [`cross_validate`](ElasticNet::cross_validate) does.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::regression::ElasticNet;
//!
//! // Of two columns, one drives the rate.
//! let stimulus = array![[1.0, 0.3], [2.0, -0.1], [3.0, 0.2], [4.0, -0.3]];
//! let rate_hz = array![1.1, 2.0, 2.9, 4.1];
//! let path = ElasticNet::new(1.0)?.fit_path(stimulus.view(), rate_hz.view(), &[0.1])?;
//! assert!(path[0].coefficients[0] > 0.8 && path[0].coefficients[1] == 0.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod cross_validation;
mod descent;

pub use cross_validation::{ElasticNetCrossValidation, HeldOutError};

use ndarray::{Array1, ArrayView1, ArrayView2};
use spikebook_numeric::elementary::power;
use spikebook_numeric::sum::sum;

use super::ridge::check_penalties;
use crate::Error;
use crate::features::Standardiser;
use crate::matrix::{check_finite, check_finite_slice, check_length};
use descent::Moments;

/// An elastic net, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | share of the absolute penalty r | – | (0, 1] |
/// | standardised | no | |
/// | `max_iterations` over all columns | 10,000 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ElasticNet {
    absolute_share: f64,
    is_standardised: bool,
    max_iterations: usize,
}

/// The fit at one penalty.
#[derive(Clone, Debug, PartialEq)]
pub struct ElasticNetPoint {
    /// λ
    pub penalty: f64,
    /// The mean response where all columns are 0
    pub intercept: f64,
    /// The coefficients of the columns as they were given; exactly 0 for columns that do not enter
    pub coefficients: Array1<f64>,
    /// How many columns enter
    pub n_active: usize,
    /// Mean of squared residuals
    pub mean_squared_error: f64,
    /// The share of the squares about the mean that the fit explains
    pub r_squared: f64,
    /// How far the objective may be from its least value
    pub duality_gap: f64,
    /// Passes over the columns
    pub n_iterations: usize,
}

impl ElasticNet {
    /// An elastic net whose penalty is absolute to this share, in (0, 1]; 1 is the lasso.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside; for 0 there is [`RidgePath`](super::RidgePath).
    pub fn new(absolute_share: f64) -> Result<Self, Error> {
        if !(absolute_share > 0.0 && absolute_share <= 1.0) {
            let wanted = "a number above 0 and at most 1";
            let parameter = "share of the absolute penalty";
            return Err(Error::Parameter { parameter, got: absolute_share, wanted });
        }
        Ok(Self { absolute_share, is_standardised: false, max_iterations: 10_000 })
    }

    /// Penalises coefficients of columns divided by their standard deviation (divisor n). What is reported stays
    /// that of the columns as they were given.
    #[must_use]
    pub fn standardised(self) -> Self {
        Self { is_standardised: true, ..self }
    }

    /// Limits the passes over the columns at each penalty.
    ///
    /// # Errors
    /// [`Error::Parameter`] for 0.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        if max_iterations == 0 {
            let wanted = "at least 1";
            return Err(Error::Parameter { parameter: "max_iterations", got: 0.0, wanted });
        }
        Ok(Self { max_iterations, ..self })
    }

    /// Fits `design` (`n_rows` × `n_features`, without a column of ones) to `response` at each penalty, in the
    /// order given; from large to small is fastest.
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`]; [`Error::TooFew`] below two rows or without a penalty;
    ///   [`Error::OutOfRange`] for a penalty that is negative or not finite.
    /// - [`Error::ConstantColumn`] where a standardised column is constant.
    /// - [`Error::Overflow`] where squares are not finite.
    /// - [`Error::RankDeficient`] for a penalty of 0 where columns depend on each other.
    /// - [`Error::NotConverged`] where the duality gap stays too wide or a slope misses its penalty.
    pub fn fit_path(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        penalties: &[f64],
    ) -> Result<Vec<ElasticNetPoint>, Error> {
        check_penalties(penalties)?;
        let standard = self.standard(design, response)?;
        let mut start = vec![0.0; design.ncols()];
        penalties.iter().map(|&penalty| standard.fit(self, penalty, &mut start)).collect()
    }

    /// The least penalty at which no column enters.
    ///
    /// # Errors
    /// As [`fit_path`](Self::fit_path).
    pub fn largest_penalty(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
    ) -> Result<f64, Error> {
        let standard = self.standard(design, response)?;
        let largest = standard.moments.products.iter().fold(0.0_f64, |most, p| most.max(p.abs()));
        // So that the product with the share is no less, whatever rounding does.
        let mut penalty = largest / self.absolute_share;
        while penalty * self.absolute_share < largest {
            penalty = penalty.next_up();
        }
        Ok(penalty)
    }

    /// `n_penalties` in equal ratios from the [largest](Self::largest_penalty) down to `least_share` of it.
    ///
    /// # Errors
    /// As [`fit_path`](Self::fit_path); [`Error::Parameter`] for no penalty or a share outside (0, 1).
    pub fn penalties(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        n_penalties: usize,
        least_share: f64,
    ) -> Result<Vec<f64>, Error> {
        if n_penalties == 0 {
            let wanted = "at least 1";
            return Err(Error::Parameter { parameter: "n_penalties", got: 0.0, wanted });
        }
        if !(least_share > 0.0 && least_share < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "least_share", got: least_share, wanted });
        }
        let largest = self.largest_penalty(design, response)?;
        let last = n_penalties.saturating_sub(1).max(1) as f64;
        Ok((0..n_penalties).map(|k| largest * power(least_share, k as f64 / last)).collect())
    }

    fn standard(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
    ) -> Result<Standard, Error> {
        let n_rows = design.nrows();
        check_length("response", response.len(), n_rows)?;
        check_finite("design matrix", design)?;
        check_finite_slice("response", &response.to_vec())?;
        if n_rows < 2 {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: 2 });
        }
        let standardiser = Standardiser::new();
        let standardiser =
            if self.is_standardised { standardiser } else { standardiser.without_scaling() };
        let standard = standardiser.fit_matrix(design)?;
        let mean = sum(response.iter().copied()) / n_rows as f64;
        let target: Vec<f64> = response.iter().map(|y| y - mean).collect();
        let moments = Moments::new(&standard.transform_matrix(design)?, &target)?;
        Ok(Standard {
            means: standard.means().to_vec(),
            scales: standard.scales().to_vec(),
            mean,
            moments,
        })
    }
}

impl ElasticNetPoint {
    /// The mean response of each row of `design`.
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns is another than that of the fit.
    pub fn predict_mean(&self, design: ArrayView2<'_, f64>) -> Result<Array1<f64>, Error> {
        check_length("columns of the design matrix", design.ncols(), self.coefficients.len())?;
        Ok(design.dot(&self.coefficients) + self.intercept)
    }
}

/// Columns and response about their means, as their products.
struct Standard {
    means: Vec<f64>,
    scales: Vec<f64>,
    mean: f64,
    moments: Moments,
}

impl Standard {
    /// The fit at one penalty, begun at `start`, which is left at its end.
    fn fit(
        &self,
        net: &ElasticNet,
        penalty: f64,
        start: &mut Vec<f64>,
    ) -> Result<ElasticNetPoint, Error> {
        let absolute = penalty * net.absolute_share;
        let square = penalty - absolute;
        let (n_iterations, duality_gap) =
            self.moments.descend(start, absolute, square, net.max_iterations)?;
        let coefficients: Array1<f64> =
            start.iter().zip(&self.scales).map(|(b, scale)| b / scale).collect();
        let shift = sum(coefficients.iter().zip(&self.means).map(|(b, mean)| b * mean));
        let mean_squared_error = self.moments.mean_squared_error(start);
        let spread = self.moments.response_square;
        Ok(ElasticNetPoint {
            penalty,
            intercept: self.mean - shift,
            n_active: coefficients.iter().filter(|b| **b != 0.0).count(),
            coefficients,
            mean_squared_error,
            r_squared: if spread > 0.0 { 1.0 - mean_squared_error / spread } else { f64::NAN },
            duality_gap,
            n_iterations,
        })
    }
}

#[cfg(test)]
mod tests;
