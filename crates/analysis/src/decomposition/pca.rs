//! Along which directions does a population vary most?
//!
//! Rows are observations (time bins, trials), columns are variables (units). Centred columns Z (n × p) have the
//! singular value decomposition Z = U S Vᵀ; then
//!
//! - the components are the rows of Vᵀ, of length one, each with its largest entry positive,
//! - the scores are Z V, and component k explains the variance sₖ² / (n − 1), the eigenvalue of the covariance,
//! - whitened scores are scores over √variance.
//!
//! There are at most min(n − 1, p) components. The decomposition is exact (faer's SVD on one thread), not
//! a covariance's, so small variances keep their digits.
//!
//! **When it misleads.** Variance is not importance: a unit that fires much dominates (scale the columns, or take
//! square roots of counts). Smooth signals give sinusoids whatever they are (Shinn 2023,
//! doi:10.1073/pnas.2311420120). Neighbouring variances that are nearly equal leave their directions to chance.
//!
//! **Agreement.** scikit-learn's `PCA(svd_solver="full")` up to signs; its whitening is the same. linfa-reduction
//! 0.8.1 differs: its `explained_variance` divides by the number of components less one instead of rows less one, its
//! last singular values are wrong where one component fewer than there are columns is asked for, and its
//! `inverse_transform` does not undo whitening.
//!
//! Jolliffe & Cadima (2016), doi:10.1098/rsta.2015.0202.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::decomposition::Pca;
//!
//! // Two units that rise and fall together: one direction holds everything.
//! let rates_hz = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [6.0, 12.0]];
//! let fit = Pca::new().fit_matrix(rates_hz.view())?;
//! assert!((fit.explained_variance_ratio()[0] - 1.0).abs() < 1e-15);
//! let direction = fit.components().row(0).to_owned();
//! assert!((direction[1] / direction[0] - 2.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod fit;

pub use fit::PcaFit;

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::svd::{ComputeSvdVectors, svd, svd_scratch};
use faer::{Mat, Par, Spec};
use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, ArrayBase, ArrayView2, Axis, Data, Ix2};

use crate::Error;
use crate::matrix::{check_finite, from_faer};

/// A principal component analysis, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pca {
    n_components: Option<usize>,
    is_scaled: bool,
}

impl Pca {
    /// All components of columns as they are.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps the first `n_components`.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_components(self, n_components: usize) -> Result<Self, Error> {
        if n_components == 0 {
            return Err(Error::TooFew { what: "n_components", got: 0, wanted: 1 });
        }
        Ok(Self { n_components: Some(n_components), ..self })
    }

    /// Divides each column by its standard deviation (ddof 1) first: components of the correlations.
    #[must_use]
    pub fn scaled(self) -> Self {
        Self { is_scaled: true, ..self }
    }

    /// Fits `matrix` (`n_rows` × `n_columns`).
    ///
    /// # Errors
    /// - [`Error::TooFew`]: fewer than two rows, or no columns.
    /// - [`Error::Parameter`]: more components than min(rows − 1, columns).
    /// - [`Error::NonFinite`]: a number that is not finite.
    /// - [`Error::ConstantColumn`]: a column without spread that is to be scaled; [`Error::NoVariance`]: no column with any.
    /// - [`Error::Overflow`]: a column whose squares are not finite.
    /// - [`Error::SingularValues`]: faer's iteration did not end.
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<PcaFit, Error> {
        let (n_rows, n_columns) = matrix.dim();
        if n_rows < 2 {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: 2 });
        }
        if n_columns == 0 {
            return Err(Error::TooFew { what: "columns", got: 0, wanted: 1 });
        }
        check_finite("matrix", matrix)?;
        let most = n_columns.min(n_rows - 1);
        let n_components = self.n_components.unwrap_or(most);
        if n_components > most {
            return Err(Error::Parameter {
                parameter: "n_components",
                got: n_components as f64,
                wanted: "at most the smaller of rows - 1 and columns",
            });
        }
        let mean: Array1<f64> =
            matrix.axis_iter(Axis(1)).map(|column| mean(column.iter().copied(), n_rows)).collect();
        let scale = self.scale(matrix, &mean)?;
        let standard = Mat::from_fn(n_rows, n_columns, |row, column| {
            (matrix[[row, column]] - mean[column]) / scale[column]
        });
        let squares: Vec<f64> =
            standard.col_iter().map(|column| column.squared_norm_l2()).collect();
        if let Some(column) = squares.iter().position(|square| !square.is_finite()) {
            return Err(Error::Overflow { what: format!("matrix, column {column}") });
        }
        let total_variance = spikebook_numeric::sum::sum(squares) / (n_rows - 1) as f64;
        if total_variance == 0.0 {
            return Err(Error::NoVariance);
        }
        let (singular_values, components) = decompose(&standard, n_components)?;
        Ok(PcaFit::new(mean, scale, components, singular_values, total_variance, n_rows))
    }

    /// What each column is divided by.
    fn scale(&self, matrix: ArrayView2<'_, f64>, mean: &Array1<f64>) -> Result<Array1<f64>, Error> {
        let n_rows = matrix.nrows();
        if !self.is_scaled {
            return Ok(Array1::ones(matrix.ncols()));
        }
        let mut scale = Array1::zeros(matrix.ncols());
        for (column, values) in matrix.axis_iter(Axis(1)).enumerate() {
            let squares =
                values.iter().map(|value| (value - mean[column]) * (value - mean[column]));
            scale[column] = (spikebook_numeric::sum::sum(squares) / (n_rows - 1) as f64).sqrt();
            // A constant that is no short binary fraction leaves rounding behind.
            if scale[column] <= 1e-13 * mean[column].abs() || scale[column] == 0.0 {
                return Err(Error::ConstantColumn { column });
            }
        }
        Ok(scale)
    }
}

fn mean(values: impl Iterator<Item = f64>, n: usize) -> f64 {
    spikebook_numeric::sum::sum(values) / n as f64
}

/// The first singular values and right singular vectors (in rows), signs fixed.
fn decompose(matrix: &Mat<f64>, n_components: usize) -> Result<(Array1<f64>, Array2<f64>), Error> {
    let (n_rows, n_columns) = matrix.shape();
    let size = n_rows.min(n_columns);
    let mut singular_values = Diag::zeros(size);
    let mut right = Mat::zeros(n_columns, size);
    let scratch = svd_scratch::<f64>(
        n_rows,
        n_columns,
        ComputeSvdVectors::No,
        ComputeSvdVectors::Thin,
        Par::Seq,
        Spec::default(),
    );
    svd(
        matrix.as_ref(),
        singular_values.as_mut(),
        None,
        Some(right.as_mut()),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Spec::default(),
    )
    .map_err(|_| Error::SingularValues { n_rows, n_columns })?;
    let values = singular_values.column_vector();
    let singular_values = (0..n_components).map(|k| values[k]).collect();
    let mut components = from_faer(right.transpose().get(..n_components, ..));
    for mut component in components.axis_iter_mut(Axis(0)) {
        let largest = component.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
        // Of entries equally large but for rounding, the first decides.
        let near = |entry: &&f64| entry.abs() >= largest * (1.0 - 1e-10);
        if component.iter().find(near).is_some_and(|entry| *entry < 0.0) {
            component.mapv_inplace(|entry| -entry);
        }
    }
    Ok((singular_values, components))
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for Pca {
    type Object = PcaFit;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<PcaFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

#[cfg(test)]
mod tests;
