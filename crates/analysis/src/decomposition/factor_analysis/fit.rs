//! Fitted factors, and what they say of rows.

use linfa::DatasetBase;
use linfa::traits::Transformer;
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Ix2};

use super::maximise::Model;
use crate::Error;
use crate::matrix::{
    centred_gram, check_finite, check_length, fix_sign, from_faer, symmetric_eigen,
};

/// A fitted factor analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorAnalysisFit {
    mean: Array1<f64>,
    model: Model,
    ln_likelihood: f64,
    n_rows: usize,
    n_iterations: usize,
}

impl FactorAnalysisFit {
    pub(super) fn new(
        mean: Array1<f64>,
        model: Model,
        covariance: &Array2<f64>,
        n_rows: usize,
        n_iterations: usize,
    ) -> Result<Self, Error> {
        let model = canonical(model)?;
        let ln_likelihood = model.mean_ln_likelihood(covariance)? * n_rows as f64;
        Ok(Self { mean, model, ln_likelihood, n_rows, n_iterations })
    }

    /// Means of the columns.
    pub fn mean(&self) -> ArrayView1<'_, f64> {
        self.mean.view()
    }

    /// Loadings Λ (`n_columns` × `n_factors`).
    pub fn loadings(&self) -> ArrayView2<'_, f64> {
        self.model.loadings.view()
    }

    /// The variance of each column's own noise, the diagonal of Ψ.
    pub fn noise_variance(&self) -> ArrayView1<'_, f64> {
        self.model.noise.view()
    }

    /// The share of each column's variance that the factors explain.
    pub fn communalities(&self) -> Array1<f64> {
        let shared = self.model.loadings.map_axis(Axis(1), |row| row.dot(&row));
        &shared / (&shared + &self.model.noise)
    }

    /// The covariance that the model gives, Λ Λᵀ + Ψ.
    pub fn covariance(&self) -> Array2<f64> {
        self.model.loadings.dot(&self.model.loadings.t()) + Array2::from_diag(&self.model.noise)
    }

    /// The log-likelihood of the rows of the fit.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// Free numbers: means, noise, and loadings less their free rotation.
    pub fn n_parameters(&self) -> usize {
        let (p, k) = self.model.loadings.dim();
        (2 * p + p * k).saturating_sub(k * (k - 1) / 2)
    }

    /// The Bayesian information criterion, −2 ln L + parameters · ln n: smaller is better.
    pub fn bic(&self) -> f64 {
        let ln_n = spikebook_numeric::elementary::ln(self.n_rows as f64);
        self.n_parameters() as f64 * ln_n - 2.0 * self.ln_likelihood
    }

    /// Steps until the fit stood still.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }

    /// The mean log-likelihood of the rows of `matrix`, such as held-out ones.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns, [`Error::TooFew`] for no row, [`Error::NonFinite`].
    pub fn mean_ln_likelihood(&self, matrix: ArrayView2<'_, f64>) -> Result<f64, Error> {
        check_length("columns", matrix.ncols(), self.mean.len())?;
        check_finite("matrix", matrix)?;
        if matrix.nrows() == 0 {
            return Err(Error::TooFew { what: "rows", got: 0, wanted: 1 });
        }
        let gram = centred_gram(matrix, self.mean.as_slice().expect("one slice"));
        self.model.mean_ln_likelihood(&(from_faer(gram.as_ref()) / matrix.nrows() as f64))
    }

    /// Posterior means of the factors (`n_rows` × `n_factors`).
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns.
    pub fn scores(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns", matrix.ncols(), self.mean.len())?;
        Ok((&matrix - &self.mean).dot(&self.model.posterior()?.weights.t()))
    }

    /// The rows that scores stand for, μ + Λ f.
    ///
    /// # Errors
    /// [`Error::Length`] where there are not as many columns as factors.
    pub fn reconstruct(&self, scores: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns of the scores", scores.ncols(), self.model.loadings.ncols())?;
        Ok(scores.dot(&self.model.loadings.t()) + &self.mean)
    }
}

/// Turns the factors so that Λᵀ Ψ⁻¹ Λ is diagonal and falls.
fn canonical(model: Model) -> Result<Model, Error> {
    let k = model.loadings.ncols();
    let scaled = &model.loadings / &model.noise.view().insert_axis(Axis(1));
    let precision = model.loadings.t().dot(&scaled);
    let precision = faer::Mat::from_fn(k, k, |i, j| precision[[i, j]]);
    let (_, turn) = symmetric_eigen(precision.as_ref())?;
    let mut loadings = model.loadings.dot(&turn.t());
    loadings.axis_iter_mut(Axis(1)).for_each(fix_sign);
    Ok(Model { loadings, ..model })
}

/// Scores in the place of the records. [`FactorAnalysisFit::scores`] returns errors where this panics.
impl<D, T> Transformer<DatasetBase<ArrayBase<D, Ix2>, T>, DatasetBase<Array2<f64>, T>>
    for FactorAnalysisFit
where
    D: Data<Elem = f64>,
{
    fn transform(&self, dataset: DatasetBase<ArrayBase<D, Ix2>, T>) -> DatasetBase<Array2<f64>, T> {
        let scores = self
            .scores(dataset.records().view())
            .expect("linfa's transform takes as many columns as the fit had");
        let (targets, weights) = (dataset.targets, dataset.weights);
        DatasetBase::new(scores, targets).with_weights(weights)
    }
}
