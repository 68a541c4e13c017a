//! Eigenvalues and eigenvectors of a symmetric matrix, the largest first.

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Mat, Par, Spec};
use ndarray::{Array1, Array2, ArrayView2};

use crate::Error;

/// The eigenvalues of a symmetric matrix in descending order, and its eigenvectors as rows of length
/// one, each with its largest entry positive.
///
/// # Errors
/// [`Error::NotConverged`] where faer's iteration does not end.
pub(crate) fn symmetric_eigen(
    what: &'static str,
    matrix: ArrayView2<'_, f64>,
) -> Result<(Array1<f64>, Array2<f64>), Error> {
    let n = matrix.nrows();
    let mut vectors = Mat::zeros(n, n);
    let ascending = decompose(what, matrix, Some(&mut vectors))?;
    let mut rows = Array2::from_shape_fn((n, n), |(rank, entry)| vectors[(entry, n - 1 - rank)]);
    for mut row in rows.rows_mut() {
        let largest = row.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
        // Of entries equally large but for rounding, the first decides.
        let near = |entry: &&f64| entry.abs() >= largest * (1.0 - 1e-10);
        if row.iter().find(near).is_some_and(|entry| *entry < 0.0) {
            row.mapv_inplace(|entry| -entry);
        }
    }
    Ok((ascending.into_iter().rev().collect(), rows))
}

/// The eigenvalues alone, in descending order.
///
/// # Errors
/// As [`symmetric_eigen`].
pub(crate) fn symmetric_eigenvalues(
    what: &'static str,
    matrix: ArrayView2<'_, f64>,
) -> Result<Vec<f64>, Error> {
    Ok(decompose(what, matrix, None)?.into_iter().rev().collect())
}

fn decompose(
    what: &'static str,
    matrix: ArrayView2<'_, f64>,
    vectors: Option<&mut Mat<f64>>,
) -> Result<Vec<f64>, Error> {
    let n = matrix.nrows();
    let matrix = Mat::from_fn(n, n, |row, column| matrix[[row, column]]);
    let mut values = Diag::zeros(n);
    let wanted = if vectors.is_some() { ComputeEigenvectors::Yes } else { ComputeEigenvectors::No };
    let scratch = self_adjoint_evd_scratch::<f64>(n, wanted, Par::Seq, Spec::default());
    self_adjoint_evd(
        matrix.as_ref(),
        values.as_mut(),
        vectors.map(Mat::as_mut),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Spec::default(),
    )
    .map_err(|_| Error::NotConverged {
        what,
        n_iterations: 0,
        step: f64::NAN,
        tolerance: 0.0,
    })?;
    let values = values.column_vector();
    Ok((0..n).map(|rank| values[rank]).collect())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_matrix_is_put_together_again() {
        let matrix = array![[4.0, 1.0, -2.0], [1.0, 2.0, 0.0], [-2.0, 0.0, 3.0]];
        let (values, vectors) = symmetric_eigen("matrix", matrix.view()).expect("it ends");
        assert!(values[0] > values[1] && values[1] > values[2]);
        let again = vectors.t().dot(&Array2::from_diag(&values)).dot(&vectors);
        assert!((&again - &matrix).iter().all(|entry| entry.abs() < 1e-13));
        let alone = symmetric_eigenvalues("matrix", matrix.view()).expect("it ends");
        assert!(values.iter().zip(&alone).all(|(a, b)| (a - b).abs() < 1e-13));
    }
}
