//! Columns of tables as matrices, and back.

use ndarray::{Array2, ArrayView2};
use spikebook_data::Table;
use spikebook_pipeline::Failure;

/// The matrix in a vector column: one row a row.
pub(crate) fn matrix_of(table: &Table, column: &str) -> Result<Array2<f64>, Failure> {
    let (flat, width) = table.vectors(column)?;
    Ok(Array2::from_shape_vec((table.n_rows(), width), flat)?)
}

/// The counts in a vector column: one row a row.
///
/// # Errors
/// Where an entry is no whole number from 0 on.
pub(crate) fn counts_of(table: &Table) -> Result<Array2<u32>, Failure> {
    let matrix = matrix_of(table, "counts")?;
    for ((row, unit), &got) in matrix.indexed_iter() {
        if got < 0.0 || got > f64::from(u32::MAX) || got.fract() != 0.0 {
            return Err(Failure::new(
                format!(
                    "input `counts`, row {}, entry {} (column counts_{unit} of a text file): got {got}, wanted a count",
                    row + 1,
                    unit + 1
                ),
                "counts are whole numbers from 0 on; the stage `bin-spikes` makes them",
            ));
        }
    }
    Ok(matrix.mapv(|count| count as u32))
}

/// Fails where a count is below 0, and says where it stands.
pub(crate) fn no_count_below_zero(counts: &Array2<f64>) -> Result<(), Failure> {
    match counts.indexed_iter().find(|(_, count)| **count < 0.0) {
        None => Ok(()),
        Some(((row, unit), got)) => Err(Failure::new(
            format!(
                "input `counts`, row {}, entry {} (column counts_{unit} of a text file): got {got}, wanted 0 or more",
                row + 1,
                unit + 1
            ),
            "a spike count is never below 0; leave out the rows in which nothing was recorded",
        )),
    }
}

/// The one width of all bins.
///
/// # Errors
/// Where bins differ in width, or there is none.
pub(crate) fn width_of_bins(bins: &Table) -> Result<f64, Failure> {
    match bins.floats("width_s")? {
        [first, others @ ..] if others.iter().all(|width| width == first) => Ok(*first),
        _ => Err(Failure::new(
            "input `bins`, column `width_s`: got bins of several widths or none, wanted one width",
            "count the spikes anew in bins of one width",
        )),
    }
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

/// The classes in an integer column: for each row its place among the distinct numbers, and these, ascending.
pub(crate) fn classes_of(table: &Table, column: &str) -> Result<(Vec<usize>, Vec<i64>), Failure> {
    let numbers = table.integers(column)?;
    let mut distinct = numbers.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let place = |number: &i64| distinct.partition_point(|other| other < number);
    Ok((numbers.iter().map(place).collect(), distinct))
}

/// Numbers from 0 on, one a row.
pub(crate) fn row_numbers(n_rows: usize) -> Vec<i64> {
    (0..n_rows as i64).collect()
}

/// Counts as integers of a table.
pub(crate) fn as_integers(counts: &[usize]) -> Vec<i64> {
    counts.iter().map(|&count| count as i64).collect()
}
