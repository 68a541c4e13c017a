//! What does a matrix do, direction by direction?
//!
//! X = U S Vᵀ with orthonormal columns in U and V and singular values s₁ ≥ s₂ ≥ … ≥ 0 on the diagonal of S: the
//! direction vₖ is taken to sₖ uₖ. The columns are taken as they are; [`Pca`](super::Pca) centres them first. The best
//! approximation of rank k keeps the first k, and what it misses has the Frobenius norm √(Σⱼ₎ₖ sⱼ²) (Eckart & Young 1936,
//! doi:10.1007/BF02288367).
//!
//! Of each direction vₖ the largest entry is positive. `numpy.linalg.svd(full_matrices=False)` gives the same up to signs.
//! Errors of singular values are of the size of 10⁻¹⁵ s₁: those much smaller are rounding.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::decomposition::SingularValues;
//!
//! let svd = SingularValues::of(array![[3.0, 0.0], [0.0, -2.0], [0.0, 0.0]].view())?;
//! assert!((svd.values()[0] - 3.0).abs() < 1e-14 && (svd.values()[1] - 2.0).abs() < 1e-14);
//! assert_eq!(svd.rank(1e-12), 2);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::svd::{ComputeSvdVectors, svd, svd_scratch};
use faer::{Mat, Par, Spec};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice};

use crate::Error;
use crate::matrix::{check_finite, fix_sign, from_faer};

/// The thin singular value decomposition of a matrix. See the [module](self).
#[derive(Clone, Debug, PartialEq)]
pub struct SingularValues {
    left: Array2<f64>,
    values: Array1<f64>,
    right: Array2<f64>,
}

impl SingularValues {
    /// Decomposes `matrix` (n × p) into min(n, p) directions.
    ///
    /// # Errors
    /// [`Error::TooFew`] for an empty matrix, [`Error::NonFinite`], [`Error::SingularValues`] where faer's iteration did
    /// not end.
    pub fn of(matrix: ArrayView2<'_, f64>) -> Result<Self, Error> {
        let (n_rows, n_columns) = matrix.dim();
        if n_rows == 0 || n_columns == 0 {
            return Err(Error::TooFew { what: "entries of the matrix", got: 0, wanted: 1 });
        }
        check_finite("matrix", matrix)?;
        let size = n_rows.min(n_columns);
        let matrix = Mat::from_fn(n_rows, n_columns, |row, column| matrix[[row, column]]);
        let mut left = Mat::zeros(n_rows, size);
        let (values, right) = decompose(&matrix, Some(&mut left))?;
        let mut fit =
            Self { left: from_faer(left.as_ref()), values, right: from_faer(right.transpose()) };
        for (k, mut direction) in fit.right.axis_iter_mut(Axis(0)).enumerate() {
            let before = direction[0];
            fix_sign(direction.view_mut());
            if before != direction[0] {
                fit.left.column_mut(k).mapv_inplace(|entry| -entry);
            }
        }
        Ok(fit)
    }

    /// Left directions U (n × min(n, p)), one a column.
    pub fn left(&self) -> ArrayView2<'_, f64> {
        self.left.view()
    }

    /// Singular values, the largest first.
    pub fn values(&self) -> ArrayView1<'_, f64> {
        self.values.view()
    }

    /// Right directions Vᵀ (min(n, p) × p), one a row.
    pub fn right(&self) -> ArrayView2<'_, f64> {
        self.right.view()
    }

    /// How many singular values are above `share` of the largest.
    pub fn rank(&self, share: f64) -> usize {
        self.values.iter().filter(|value| **value > share * self.values[0]).count()
    }

    /// The matrix put together from the first `n_directions` (all where there are fewer).
    pub fn reconstruct(&self, n_directions: usize) -> Array2<f64> {
        let k = n_directions.min(self.values.len());
        let first = Slice::from(..k);
        let left = &self.left.slice_axis(Axis(1), first) * &self.values.slice_axis(Axis(0), first);
        left.dot(&self.right.slice_axis(Axis(0), first))
    }
}

/// The first singular values and right singular vectors (in rows), signs fixed.
pub(super) fn right_singular_vectors(
    matrix: &Mat<f64>,
    n_directions: usize,
) -> Result<(Array1<f64>, Array2<f64>), Error> {
    let (values, right) = decompose(matrix, None)?;
    let mut directions = from_faer(right.transpose().get(..n_directions, ..));
    directions.axis_iter_mut(Axis(0)).for_each(fix_sign);
    Ok((values.slice_axis(Axis(0), Slice::from(..n_directions)).to_owned(), directions))
}

fn decompose(
    matrix: &Mat<f64>,
    left: Option<&mut Mat<f64>>,
) -> Result<(Array1<f64>, Mat<f64>), Error> {
    let (n_rows, n_columns) = matrix.shape();
    let size = n_rows.min(n_columns);
    let mut singular_values = Diag::zeros(size);
    let mut right = Mat::zeros(n_columns, size);
    let left_wanted = if left.is_some() { ComputeSvdVectors::Thin } else { ComputeSvdVectors::No };
    let scratch = svd_scratch::<f64>(
        n_rows,
        n_columns,
        left_wanted,
        ComputeSvdVectors::Thin,
        Par::Seq,
        Spec::default(),
    );
    svd(
        matrix.as_ref(),
        singular_values.as_mut(),
        left.map(faer::mat::generic::Mat::as_mut),
        Some(right.as_mut()),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Spec::default(),
    )
    .map_err(|_| Error::SingularValues { n_rows, n_columns })?;
    let values = singular_values.column_vector();
    Ok(((0..size).map(|k| values[k]).collect(), right))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_pieces_put_together_are_the_matrix() {
        let matrix = array![[1.0, 2.0, 0.5], [-3.0, 0.0, 2.0], [4.0, -1.0, 1.0], [0.0, 2.5, -2.0]];
        for matrix in [matrix.clone(), matrix.t().to_owned()] {
            let svd = SingularValues::of(matrix.view()).expect("it ends");
            let error = svd.reconstruct(9) - &matrix;
            assert!(error.iter().all(|error| error.abs() < 1e-14), "{error}");
            let missed = svd.reconstruct(1) - &matrix;
            let left: f64 = svd.values().iter().skip(1).map(|value| value * value).sum();
            assert!(((&missed * &missed).sum() / left - 1.0).abs() < 1e-13);
            let gram = svd.left().t().dot(&svd.left());
            assert!((gram - Array2::<f64>::eye(3)).iter().all(|entry| entry.abs() < 1e-14));
        }
    }

    #[test]
    fn what_cannot_be_decomposed_is_named() {
        let message = |matrix: Array2<f64>| {
            SingularValues::of(matrix.view()).expect_err("refused").to_string()
        };
        insta::assert_snapshot!(message(Array2::zeros((0, 2))), @"entries of the matrix: got 0, wanted at least 1");
        insta::assert_snapshot!(message(array![[1.0, f64::INFINITY]]), @"matrix, column 1, row 1: got inf, wanted a finite number");
    }
}
