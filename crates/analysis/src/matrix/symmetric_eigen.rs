//! Eigenvalues and eigenvectors of a symmetric matrix, by faer on one thread.

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Mat, MatRef, Par, Spec};
use ndarray::{Array1, Array2, Axis};

use crate::Error;

/// Eigenvalues, the largest first, and in the rows of a matrix their eigenvectors, each of length one with its
/// largest entry positive.
pub(crate) fn symmetric_eigen(
    matrix: MatRef<'_, f64>,
) -> Result<(Array1<f64>, Array2<f64>), Error> {
    let n = matrix.nrows();
    let mut values = Diag::zeros(n);
    let mut vectors = Mat::zeros(n, n);
    decompose(matrix, &mut values, Some(&mut vectors))?;
    let values = values.column_vector();
    let descending = (0..n).map(|k| values[n - 1 - k]).collect();
    let mut rows = Array2::from_shape_fn((n, n), |(k, j)| vectors[(j, n - 1 - k)]);
    rows.axis_iter_mut(Axis(0)).for_each(fix_sign);
    Ok((descending, rows))
}

/// Eigenvalues alone, the largest first.
pub(crate) fn symmetric_eigenvalues(matrix: MatRef<'_, f64>) -> Result<Array1<f64>, Error> {
    let n = matrix.nrows();
    let mut values = Diag::zeros(n);
    decompose(matrix, &mut values, None)?;
    let values = values.column_vector();
    Ok((0..n).map(|k| values[n - 1 - k]).collect())
}

fn decompose(
    matrix: MatRef<'_, f64>,
    values: &mut Diag<f64>,
    vectors: Option<&mut Mat<f64>>,
) -> Result<(), Error> {
    let n = matrix.nrows();
    let wanted = if vectors.is_some() { ComputeEigenvectors::Yes } else { ComputeEigenvectors::No };
    let scratch = self_adjoint_evd_scratch::<f64>(n, wanted, Par::Seq, Spec::default());
    self_adjoint_evd(
        matrix,
        values.as_mut(),
        vectors.map(faer::mat::generic::Mat::as_mut),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Spec::default(),
    )
    .map_err(|_| Error::SingularValues { n_rows: n, n_columns: n })
}

/// Turns a direction so that its largest entry is positive.
pub(crate) fn fix_sign(mut direction: ndarray::ArrayViewMut1<'_, f64>) {
    let largest = direction.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
    // Of entries equally large but for rounding, the first decides.
    let near = |entry: &&f64| entry.abs() >= largest * (1.0 - 1e-10);
    if direction.iter().find(near).is_some_and(|entry| *entry < 0.0) {
        direction.mapv_inplace(|entry| -entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two_has_a_closed_form() {
        // Eigenvalues 4 and 2 along (1, 1) and (1, −1).
        let matrix = Mat::from_fn(2, 2, |i, j| if i == j { 3.0 } else { 1.0 });
        let (values, vectors) = symmetric_eigen(matrix.as_ref()).expect("it ends");
        assert!((values[0] - 4.0).abs() < 1e-15 && (values[1] - 2.0).abs() < 1e-15);
        let half = 0.5_f64.sqrt();
        for (got, wanted) in vectors.iter().zip([half, half, half, -half]) {
            assert!((got - wanted).abs() < 1e-15, "{vectors}");
        }
        let alone = symmetric_eigenvalues(matrix.as_ref()).expect("it ends");
        assert!((&alone - &values).iter().all(|difference| difference.abs() < 1e-15));
    }
}
