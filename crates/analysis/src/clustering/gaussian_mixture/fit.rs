//! Fitted clouds, and what they say of rows.

use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2, ArrayView2};
use ndarray::{ArrayBase, Data, Ix2};
use spikebook_numeric::elementary::ln;

use super::maximise::{Cloud, Found, expect};
use super::{Covariance, columns_in_order};
use crate::Error;
use crate::clustering::check_rows;
use crate::matrix::check_length;

/// A fitted mixture.
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianMixtureFit {
    clouds: Vec<Cloud>,
    covariance: Covariance,
    responsibilities: Array2<f64>,
    ln_likelihood: f64,
    n_rows: usize,
    n_iterations: usize,
}

impl GaussianMixtureFit {
    pub(super) fn new(
        found: Found,
        covariance: Covariance,
        offset: &Array1<f64>,
        n_rows: usize,
    ) -> Self {
        let mut order: Vec<usize> = (0..found.clouds.len()).collect();
        order.sort_by(|&a, &b| found.clouds[b].weight.total_cmp(&found.clouds[a].weight));
        let cloud = |&component: &usize| {
            let cloud = found.clouds[component].clone();
            Cloud { mean: cloud.mean + offset, ..cloud }
        };
        Self {
            clouds: order.iter().map(cloud).collect(),
            covariance,
            responsibilities: columns_in_order(&found.responsibilities, &order),
            ln_likelihood: found.mean_ln_density * n_rows as f64,
            n_rows,
            n_iterations: found.n_iterations,
        }
    }

    /// The number of components.
    pub fn n_components(&self) -> usize {
        self.clouds.len()
    }

    /// The share of each component, the largest first.
    pub fn weights(&self) -> Vec<f64> {
        self.clouds.iter().map(|cloud| cloud.weight).collect()
    }

    /// The means (`n_components` × `n_columns`).
    pub fn means(&self) -> Array2<f64> {
        let p = self.clouds[0].mean.len();
        Array2::from_shape_fn((self.clouds.len(), p), |(k, j)| self.clouds[k].mean[j])
    }

    /// The covariance of one component (`n_columns` × `n_columns`, diagonal where that was asked for).
    pub fn covariance(&self, component: usize) -> ArrayView2<'_, f64> {
        self.clouds[component].covariance.view()
    }

    /// The probability of each component given each row of the fit (`n_rows` × `n_components`).
    pub fn responsibilities(&self) -> ArrayView2<'_, f64> {
        self.responsibilities.view()
    }

    /// The likeliest component of each row of the fit.
    pub fn labels(&self) -> Vec<usize> {
        likeliest(&self.responsibilities)
    }

    /// The log-likelihood of the rows of the fit.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// Free numbers: weights, means and covariances.
    pub fn n_parameters(&self) -> usize {
        let (k, p) = (self.clouds.len(), self.clouds[0].mean.len());
        let of_covariance = match self.covariance {
            Covariance::Full => p * (p + 1) / 2,
            Covariance::Diagonal => p,
        };
        k - 1 + k * (p + of_covariance)
    }

    /// The Bayesian information criterion, parameters · ln n − 2 ln L: smaller is better.
    pub fn bic(&self) -> f64 {
        self.n_parameters() as f64 * ln(self.n_rows as f64) - 2.0 * self.ln_likelihood
    }

    /// Akaike's information criterion, 2 parameters − 2 ln L: smaller is better.
    pub fn aic(&self) -> f64 {
        2.0 * (self.n_parameters() as f64 - self.ln_likelihood)
    }

    /// Steps until the likelihood came to rest.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }

    /// The probability of each component given each row of another matrix.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns; [`Error::TooFew`], [`Error::NonFinite`], [`Error::Overflow`].
    pub fn responsibilities_of(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        Ok(self.expect(matrix)?.0)
    }

    /// ln p of each row of another matrix.
    ///
    /// # Errors
    /// As [`GaussianMixtureFit::responsibilities_of`].
    pub fn ln_densities(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<f64>, Error> {
        Ok(self.expect(matrix)?.1)
    }

    /// The likeliest component of each row of another matrix.
    ///
    /// # Errors
    /// As [`GaussianMixtureFit::responsibilities_of`].
    pub fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        Ok(likeliest(&self.expect(matrix)?.0))
    }

    fn expect(&self, matrix: ArrayView2<'_, f64>) -> Result<(Array2<f64>, Vec<f64>), Error> {
        check_length("columns", matrix.ncols(), self.clouds[0].mean.len())?;
        check_rows(matrix)?;
        expect(matrix, &self.clouds)
    }
}

/// The largest entry of each row, the first among equals.
fn likeliest(responsibilities: &Array2<f64>) -> Vec<usize> {
    let largest = |row: ndarray::ArrayView1<'_, f64>| {
        (0..row.len()).reduce(|best, k| if row[k] > row[best] { k } else { best }).unwrap_or(0)
    };
    responsibilities.outer_iter().map(largest).collect()
}

/// Predicts components. [`GaussianMixtureFit::predict_rows`] returns errors where this panics.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for GaussianMixtureFit {
    fn predict_inplace<'a>(&'a self, matrix: &'a ArrayBase<D, Ix2>, labels: &mut Array1<usize>) {
        *labels = Array1::from(
            self.predict_rows(matrix.view())
                .expect("linfa's predict takes finite rows with the columns of the fit"),
        );
    }

    fn default_target(&self, matrix: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(matrix.nrows())
    }
}
