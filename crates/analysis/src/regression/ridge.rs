//! How much should correlated effects be shrunk?
//!
//! Ridge regression minimises (1/2n) Σᵢ (yᵢ − b₀ − xᵢ·b)² + (λ/2) |b|² for each λ of a path. The intercept is not
//! penalised. scikit-learn's `Ridge` has alpha = n λ; glmnet with `alpha = 0` has this λ where the response is scaled to
//! standard deviation 1 (divisor n) and columns are standardised; R's `MASS::lm.ridge` has lambda = n λ and standardises.
//!
//! One singular value decomposition X = U D Vᵀ of the centred columns serves the whole path: b(λ) = V diag(d / (d² + nλ)) Uᵀ y,
//! with degrees of freedom 1 + Σ d² / (d² + nλ). So do leave-one-out errors: the residual of row i without itself is
//! rᵢ / (1 − hᵢ), exactly (Allen 1974, doi:10.1080/00401706.1974.10489157), and generalised cross-validation puts the mean of h in
//! the place of each (Golub, Heath & Wahba 1979, doi:10.1080/00401706.1979.10489751).
//!
//! **When it misleads.** The penalty has a unit, that of a column's variance: standardise columns that are measured
//! differently ([`standardised`](RidgePath::standardised)), with means and deviations of the training rows alone. Leave-one-out errors
//! take rows as independent: with rows that follow each other in time, hold out blocks. There are no standard errors here: an
//! estimate that is biased on purpose has none that mean what they do elsewhere.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::regression::RidgePath;
//!
//! // Two units whose rates go together.
//! let rates = array![[1.0, 1.1], [2.0, 1.9], [3.0, 3.2], [4.0, 3.9], [5.0, 5.1]];
//! let position = array![1.1, 1.9, 3.0, 4.2, 4.9];
//! let path = RidgePath::new(vec![0.0, 0.1, 1.0])?.fit_design(rates.view(), position.view())?;
//! let best = path.best_by_leave_one_out();
//! assert!(path.points()[best].leave_one_out_error <= path.points()[0].leave_one_out_error);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::svd::{ComputeSvdVectors, svd, svd_scratch};
use faer::{Mat, Par, Spec};
use ndarray::{Array1, ArrayView1, ArrayView2};
use spikebook_numeric::sum::sum;

use crate::Error;
use crate::features::Standardiser;
use crate::matrix::{check_finite, check_finite_slice, check_length};

/// A singular value below this share of the largest is rounding.
const RANK_FLOOR: f64 = 1e-12;

/// A path of ridge regressions, not yet fitted. See the [module](self).
#[derive(Clone, Debug, PartialEq)]
pub struct RidgePath {
    penalties: Vec<f64>,
    is_standardised: bool,
}

/// A fitted path.
#[derive(Clone, Debug, PartialEq)]
pub struct RidgePathFit {
    points: Vec<RidgePoint>,
}

/// The fit at one penalty.
#[derive(Clone, Debug, PartialEq)]
pub struct RidgePoint {
    /// λ
    pub penalty: f64,
    /// The mean response where all columns are 0
    pub intercept: f64,
    /// The coefficients of the columns as they were given
    pub coefficients: Array1<f64>,
    /// What the fit spends, the intercept included
    pub degrees_of_freedom: f64,
    /// Mean of squared residuals
    pub mean_squared_error: f64,
    /// Mean of squared residuals, each of a fit without its row
    pub leave_one_out_error: f64,
    /// The same with the mean leverage in the place of each; infinite where nothing is left
    pub generalised_cross_validation: f64,
}

impl RidgePath {
    /// A path over these penalties, in their order.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none, [`Error::OutOfRange`] for one that is negative or not finite.
    pub fn new(penalties: Vec<f64>) -> Result<Self, Error> {
        check_penalties(&penalties)?;
        Ok(Self { penalties, is_standardised: false })
    }

    /// Penalises coefficients of columns divided by their standard deviation (divisor n), as glmnet does. What is
    /// reported stays that of the columns as they were given.
    #[must_use]
    pub fn standardised(self) -> Self {
        Self { is_standardised: true, ..self }
    }

    /// Fits `design` (`n_rows` × `n_features`, without a column of ones) to `response`.
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`]; [`Error::TooFew`] below two rows.
    /// - [`Error::ConstantColumn`] where a standardised column is constant.
    /// - [`Error::RankDeficient`] for a penalty of 0 where columns depend on each other.
    /// - [`Error::Overflow`] where squares are not finite, [`Error::SingularValues`].
    pub fn fit_design(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
    ) -> Result<RidgePathFit, Error> {
        let (n_rows, n_columns) = design.dim();
        check_length("response", response.len(), n_rows)?;
        check_finite("design matrix", design)?;
        check_finite_slice("response", &response.to_vec())?;
        if n_rows < 2 {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: 2 });
        }
        let standard = if self.is_standardised {
            Standardiser::new().fit_matrix(design)?
        } else {
            Standardiser::new().without_scaling().fit_matrix(design)?
        };
        let columns = standard.transform_matrix(design)?;
        let matrix = Mat::from_fn(n_rows, n_columns, |row, column| columns[[row, column]]);
        if let Some(column) =
            matrix.col_iter().position(|column| !column.squared_norm_l2().is_finite())
        {
            return Err(Error::Overflow { what: format!("design matrix, column {column}") });
        }
        let mean = sum(response.iter().copied()) / n_rows as f64;
        let target: Vec<f64> = response.iter().map(|y| y - mean).collect();
        let parts = Parts::new(&matrix, &target)?;
        let points = self.penalties.iter().map(|&penalty| {
            let fit = parts.at(penalty, &target)?;
            let coefficients: Array1<f64> = fit
                .coefficients
                .iter()
                .zip(standard.scales())
                .map(|(b, scale)| b / scale)
                .collect();
            let shift = sum(coefficients.iter().zip(standard.means()).map(|(b, mean)| b * mean));
            let intercept = mean - shift;
            if !(intercept.is_finite() && fit.mean_squared_error.is_finite()) {
                return Err(Error::Overflow { what: "response".to_owned() });
            }
            Ok(RidgePoint { intercept, coefficients, ..fit })
        });
        Ok(RidgePathFit { points: points.collect::<Result<_, _>>()? })
    }
}

impl RidgePathFit {
    /// The fits, in the order of the penalties.
    pub fn points(&self) -> &[RidgePoint] {
        &self.points
    }

    /// The index of the least leave-one-out error, the largest penalty of equals.
    pub fn best_by_leave_one_out(&self) -> usize {
        self.best(|point| point.leave_one_out_error)
    }

    /// The index of the least generalised cross-validation.
    pub fn best_by_generalised_cross_validation(&self) -> usize {
        self.best(|point| point.generalised_cross_validation)
    }

    fn best(&self, of: impl Fn(&RidgePoint) -> f64) -> usize {
        let better = |a: usize, b: usize| {
            let (first, second) = (&self.points[a], &self.points[b]);
            let order = of(second).total_cmp(&of(first));
            let larger = order.is_eq() && second.penalty > first.penalty;
            if order.is_lt() || larger { b } else { a }
        };
        (0..self.points.len()).reduce(better).expect("a path has a penalty")
    }
}

impl RidgePoint {
    /// The mean response of each row of `design`.
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns is another than that of the fit.
    pub fn predict_mean(&self, design: ArrayView2<'_, f64>) -> Result<Array1<f64>, Error> {
        check_length("columns of the design matrix", design.ncols(), self.coefficients.len())?;
        Ok(design.dot(&self.coefficients) + self.intercept)
    }
}

/// Refuses penalties that are none, negative or not finite.
pub(super) fn check_penalties(penalties: &[f64]) -> Result<(), Error> {
    if penalties.is_empty() {
        return Err(Error::TooFew { what: "penalties", got: 0, wanted: 1 });
    }
    let outside = |penalty: &f64| !(*penalty >= 0.0 && penalty.is_finite());
    match penalties.iter().position(outside) {
        Some(row) => {
            let wanted = "a finite number of at least 0";
            Err(Error::OutOfRange { what: "penalties", row, got: penalties[row], wanted })
        }
        None => Ok(()),
    }
}

/// The decomposition that serves the whole path.
struct Parts {
    left: Mat<f64>,
    singular_values: Vec<f64>,
    right: Mat<f64>,
    /// Uᵀ y
    projections: Vec<f64>,
}

impl Parts {
    fn new(matrix: &Mat<f64>, target: &[f64]) -> Result<Self, Error> {
        let (n_rows, n_columns) = matrix.shape();
        let size = n_rows.min(n_columns);
        let mut values = Diag::zeros(size);
        let (mut left, mut right) = (Mat::zeros(n_rows, size), Mat::zeros(n_columns, size));
        let (thin, options) = (ComputeSvdVectors::Thin, Spec::default());
        let scratch = svd_scratch::<f64>(n_rows, n_columns, thin, thin, Par::Seq, options);
        svd(
            matrix.as_ref(),
            values.as_mut(),
            Some(left.as_mut()),
            Some(right.as_mut()),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
            options,
        )
        .map_err(|_| Error::SingularValues { n_rows, n_columns })?;
        let singular_values: Vec<f64> = (0..size).map(|k| values.column_vector()[k]).collect();
        let projection = |k: usize| sum((0..n_rows).map(|row| left[(row, k)] * target[row]));
        let projections = (0..size).map(projection).collect();
        Ok(Self { left, singular_values, right, projections })
    }

    fn at(&self, penalty: f64, target: &[f64]) -> Result<RidgePoint, Error> {
        let (n_rows, n_columns) = (self.left.nrows(), self.right.nrows());
        let n = n_rows as f64;
        let largest = self.singular_values.first().copied().unwrap_or(0.0);
        let rank = self.singular_values.iter().filter(|d| **d > RANK_FLOOR * largest).count();
        if penalty == 0.0 && rank < n_columns {
            return Err(Error::RankDeficient { column: self.most_dependent(rank) });
        }
        let shares: Vec<f64> = self
            .singular_values
            .iter()
            .map(|d| if *d > 0.0 { d * d / (d * d + n * penalty) } else { 0.0 })
            .collect();
        let coefficient = |j: usize| {
            let terms = (0..shares.len()).filter(|&k| shares[k] > 0.0).map(|k| {
                self.right[(j, k)] * shares[k] * self.projections[k] / self.singular_values[k]
            });
            sum(terms)
        };
        let degrees_of_freedom = 1.0 + sum(shares.iter().copied());
        let (mut squares, mut left_out) = (Vec::new(), Vec::new());
        for (row, y) in target.iter().enumerate() {
            let parts = (0..shares.len()).map(|k| (self.left[(row, k)], shares[k], k));
            let fitted = sum(parts.clone().map(|(u, share, k)| u * share * self.projections[k]));
            let leverage = 1.0 / n + sum(parts.map(|(u, share, _)| u * u * share));
            let residual = y - fitted;
            squares.push(residual * residual);
            let without = residual / (1.0 - leverage);
            left_out.push(without * without);
        }
        let mean_squared_error = sum(squares) / n;
        let spare = 1.0 - degrees_of_freedom / n;
        Ok(RidgePoint {
            penalty,
            intercept: 0.0,
            coefficients: (0..n_columns).map(coefficient).collect(),
            degrees_of_freedom,
            mean_squared_error,
            leave_one_out_error: sum(left_out) / n,
            generalised_cross_validation: if spare > 1e-12 {
                mean_squared_error / (spare * spare)
            } else {
                f64::INFINITY
            },
        })
    }

    /// The column with the largest part in what has no singular value.
    fn most_dependent(&self, rank: usize) -> usize {
        let (n_columns, size) = self.right.shape();
        if rank >= size {
            return n_columns - 1;
        }
        let part = |j: usize| -> f64 {
            (rank..size).map(|k| self.right[(j, k)] * self.right[(j, k)]).sum()
        };
        // Of equals the last: the columns before it say what it does.
        (0..n_columns)
            .reduce(|a, b| if part(b) >= part(a) * (1.0 - 1e-9) { b } else { a })
            .expect("a dependent column is a column")
    }
}

#[cfg(test)]
mod tests;
