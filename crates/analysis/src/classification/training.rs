//! Labelled rows that can be learned from.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use spikebook_numeric::elementary::ln;

use crate::Error;
use crate::clustering::check_rows;
use crate::matrix::{check_finite, check_length, column_means};

/// Rows with labels, checked: every class has at least `n_least` rows.
pub(super) struct Training<'a, 'b> {
    pub(super) matrix: ArrayView2<'a, f64>,
    pub(super) labels: &'b [usize],
    pub(super) sizes: Vec<usize>,
}

impl<'a, 'b> Training<'a, 'b> {
    pub(super) fn new(
        matrix: ArrayView2<'a, f64>,
        labels: &'b [usize],
        n_classes: usize,
        n_least: usize,
    ) -> Result<Self, Error> {
        check_rows(matrix)?;
        check_length("labels", labels.len(), matrix.nrows())?;
        if n_classes < 2 {
            return Err(Error::TooFew { what: "classes", got: n_classes, wanted: 2 });
        }
        let mut sizes = vec![0; n_classes];
        for &label in labels {
            match sizes.get_mut(label) {
                Some(size) => *size += 1,
                None => return Err(Error::Index { what: "class", got: label, below: n_classes }),
            }
        }
        match sizes.iter().find(|&&size| size < n_least) {
            Some(&got) => {
                Err(Error::TooFew { what: "rows of a class to learn from", got, wanted: n_least })
            }
            None => Ok(Self { matrix, labels, sizes }),
        }
    }

    pub(super) fn n_classes(&self) -> usize {
        self.sizes.len()
    }

    /// The rows of one class.
    pub(super) fn of_class(&self, class: usize) -> Array2<f64> {
        let rows: Vec<usize> =
            (0..self.labels.len()).filter(|&row| self.labels[row] == class).collect();
        self.matrix.select(Axis(0), &rows)
    }

    /// ln of the share of rows of each class.
    pub(super) fn ln_priors(&self) -> Vec<f64> {
        let n_rows = self.labels.len() as f64;
        self.sizes.iter().map(|&size| ln(size as f64 / n_rows)).collect()
    }

    /// Class means, and the sum of squares and products about them.
    pub(super) fn class_moments(&self) -> Vec<(Array1<f64>, Array2<f64>)> {
        (0..self.n_classes())
            .map(|class| {
                let rows = self.of_class(class);
                let mean = column_means(rows.view());
                let centred = &rows - &mean;
                (mean, centred.t().dot(&centred))
            })
            .collect()
    }

    /// Labels in the type of other packages.
    pub(super) fn labels_u32(&self) -> Vec<u32> {
        self.labels.iter().map(|&label| label as u32).collect()
    }

    /// The rows in the type of smartcore.
    pub(super) fn smartcore_matrix(
        &self,
    ) -> Result<smartcore::linalg::basic::matrix::DenseMatrix<f64>, Error> {
        smartcore_matrix(self.matrix)
    }
}

/// Rows in the type of smartcore.
pub(super) fn smartcore_matrix(
    matrix: ArrayView2<'_, f64>,
) -> Result<smartcore::linalg::basic::matrix::DenseMatrix<f64>, Error> {
    let (n_rows, n_columns) = matrix.dim();
    let values = matrix.t().iter().copied().collect();
    // Column after column, which is what the last argument says.
    smartcore::linalg::basic::matrix::DenseMatrix::new(n_rows, n_columns, values, true)
        .map_err(refused)
}

/// smartcore's error as ours.
pub(super) fn refused(error: impl std::fmt::Display) -> Error {
    Error::Refused { package: "smartcore", reason: error.to_string() }
}

/// Refuses rows that the fit cannot be asked about.
pub(super) fn check_new_rows(matrix: ArrayView2<'_, f64>, n_columns: usize) -> Result<(), Error> {
    check_length("columns", matrix.ncols(), n_columns)?;
    check_finite("matrix", matrix)
}
