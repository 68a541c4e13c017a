//! Columns of tables as matrices, and back.

use ndarray::{Array2, ArrayView2};
use spikebook_data::Table;
use spikebook_pipeline::Failure;

/// The matrix in a vector column: one row a row.
pub(crate) fn matrix_of(table: &Table, column: &str) -> Result<Array2<f64>, Failure> {
    let (flat, width) = table.vectors(column)?;
    Ok(Array2::from_shape_vec((table.n_rows(), width), flat)?)
}

/// The entries of a matrix row after row, as a vector column takes them.
pub(crate) fn flat_rows(matrix: ArrayView2<'_, f64>) -> Vec<f64> {
    matrix.iter().copied().collect()
}

/// Fails where two tables that go together row by row do not have equally many.
pub(crate) fn same_rows(a: (&str, usize), b: (&str, usize)) -> Result<(), Failure> {
    if a.1 == b.1 {
        return Ok(());
    }
    Err(Failure::new(
        format!(
            "inputs `{}` and `{}`: got {} and {} rows, wanted equally many",
            a.0, b.0, a.1, b.1
        ),
        "wire tables that were made from the same bins",
    ))
}
