//! Fitted components, and what they do to a matrix.

use linfa::DatasetBase;
use linfa::traits::{PredictInplace, Transformer};
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Ix2};

use super::Found;
use super::columns::Columns;
use crate::Error;
use crate::matrix::check_length;

/// Variances below this share of the largest are rounding, and cannot be divided by.
const FLAT: f64 = 1e-24;

/// A fitted principal component analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct PcaFit {
    mean: Array1<f64>,
    scale: Array1<f64>,
    components: Array2<f64>,
    singular_values: Array1<f64>,
    explained_variance: Array1<f64>,
    variance_errors: Array1<f64>,
    total_variance: f64,
}

impl PcaFit {
    pub(super) fn new(columns: Columns, found: Found, n_rows: usize) -> Self {
        let Columns { mean, scale, total_variance } = columns;
        let Found { singular_values, components, square_errors } = found;
        let degrees = (n_rows - 1) as f64;
        let explained_variance = singular_values.mapv(|s: f64| s * s / degrees);
        let variance_errors = square_errors / degrees;
        Self {
            mean,
            scale,
            components,
            singular_values,
            explained_variance,
            variance_errors,
            total_variance,
        }
    }

    /// The number of components kept.
    pub fn n_components(&self) -> usize {
        self.components.nrows()
    }

    /// Means of the columns.
    pub fn mean(&self) -> ArrayView1<'_, f64> {
        self.mean.view()
    }

    /// What each centred column was divided by; ones for an analysis that is not scaled.
    pub fn scale(&self) -> ArrayView1<'_, f64> {
        self.scale.view()
    }

    /// Components (`n_components` × `n_columns`), each a row of length one whose largest entry is positive.
    pub fn components(&self) -> ArrayView2<'_, f64> {
        self.components.view()
    }

    /// Singular values of the centred (and scaled) matrix.
    pub fn singular_values(&self) -> ArrayView1<'_, f64> {
        self.singular_values.view()
    }

    /// Variance (ddof 1) of each component's scores.
    pub fn explained_variance(&self) -> ArrayView1<'_, f64> {
        self.explained_variance.view()
    }

    /// How far off each explained variance may be, by the solver's bound (see the [module](super)).
    pub fn variance_errors(&self) -> ArrayView1<'_, f64> {
        self.variance_errors.view()
    }

    /// The variance of all columns together, whether or not their components were kept.
    pub fn total_variance(&self) -> f64 {
        self.total_variance
    }

    /// Explained variance over total variance.
    pub fn explained_variance_ratio(&self) -> Array1<f64> {
        &self.explained_variance / self.total_variance
    }

    /// Coordinates of each row along the components (`n_rows` × `n_components`).
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns is another than that of the fit.
    pub fn scores(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns", matrix.ncols(), self.mean.len())?;
        let standard = (&matrix - &self.mean) / &self.scale;
        Ok(standard.dot(&self.components.t()))
    }

    /// The rows that scores stand for: with all components kept, the rows themselves.
    ///
    /// # Errors
    /// [`Error::Length`] where the number of columns of `scores` is another than that of the components.
    pub fn reconstruct(&self, scores: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns of the scores", scores.ncols(), self.n_components())?;
        Ok(scores.dot(&self.components) * &self.scale + &self.mean)
    }

    /// Scores with variance one, over the rows of the fit.
    ///
    /// # Errors
    /// [`Error::Length`] as [`PcaFit::scores`]; [`Error::FlatComponent`] for a component without variance.
    pub fn whitened_scores(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        Ok(self.scores(matrix)? / &self.deviations()?)
    }

    /// The rows that whitened scores stand for.
    ///
    /// # Errors
    /// As [`PcaFit::reconstruct`] and [`PcaFit::whitened_scores`].
    pub fn reconstruct_whitened(&self, scores: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns of the scores", scores.ncols(), self.n_components())?;
        self.reconstruct((&scores * &self.deviations()?).view())
    }

    fn deviations(&self) -> Result<Array1<f64>, Error> {
        let largest = self.explained_variance[0];
        let flat = |variance: &f64| *variance <= FLAT * largest;
        match self.explained_variance.iter().position(flat) {
            Some(component) => Err(Error::FlatComponent { component }),
            None => Ok(self.explained_variance.mapv(f64::sqrt)),
        }
    }
}

/// Scores in the place of the records. [`PcaFit::scores`] returns errors where this panics.
impl<D, T> Transformer<DatasetBase<ArrayBase<D, Ix2>, T>, DatasetBase<Array2<f64>, T>> for PcaFit
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

/// Predicts scores. [`PcaFit::scores`] returns errors where this panics.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array2<f64>> for PcaFit {
    fn predict_inplace<'a>(&'a self, matrix: &'a ArrayBase<D, Ix2>, scores: &mut Array2<f64>) {
        *scores = self
            .scores(matrix.view())
            .expect("linfa's predict takes as many columns as the fit had");
    }

    fn default_target(&self, matrix: &ArrayBase<D, Ix2>) -> Array2<f64> {
        Array2::zeros((matrix.len_of(Axis(0)), self.n_components()))
    }
}
