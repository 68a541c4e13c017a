//! What every estimator does with a matrix: checks that its numbers are finite, sums of products over its rows,
//! and the factors of small and of tall matrices. Where the rows follow from something smaller, [`RowBlocks`]
//! makes them a block at a time.
//!
//! Sums of products and the Cholesky factor are plain loops: the same bits on every processor. QR and SVD are
//! faer's, which uses fused multiply-add where the processor has it (every x86-64 since 2013), so their last
//! digits are one set with it and another without; so are products by ndarray. faer always runs on one thread
//! here (`Par::Seq`), for it would divide its work by the number of threads.

mod cholesky;
mod gram;
mod householder;
mod panels;
mod product;
mod row_blocks;
mod symmetric_eigen;
mod tall_qr;

pub(crate) use cholesky::{Cholesky, dot};
pub(crate) use gram::{BLOCK_ROWS, Block, Gram};
pub(crate) use householder::{Householder, length};
pub(crate) use panels::{GivenRows, LANES, PanelGram, Panels, RowValues, in_lanes};
pub(crate) use product::{centred_gram, product};
pub use row_blocks::RowBlocks;
pub(crate) use row_blocks::Rows;
pub(crate) use symmetric_eigen::{fix_sign, symmetric_eigen, symmetric_eigenvalues};
pub(crate) use tall_qr::TallQr;

use ndarray::{Array2, ArrayView2, Axis, Slice};
use rayon::prelude::*;
use spikebook_numeric::vectorised::widest;

use crate::Error;

/// Rows that are checked at a time.
const CHECKED_ROWS: usize = 4096;

/// Whether all numbers are finite: 0 times any other is NaN.
#[inline(always)]
fn are_finite(values: &[f64]) -> bool {
    let mut sums = [0.0; 8];
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for lane in 0..8 {
            sums[lane] += chunk[lane] * 0.0;
        }
    }
    sums.iter().chain(rest).all(|value| value.is_finite())
}

/// Refuses a matrix with a number that is not finite, naming its column.
pub(crate) fn check_finite(what: &str, matrix: ArrayView2<'_, f64>) -> Result<(), Error> {
    let is_clean = |rows: ArrayView2<'_, f64>| {
        rows.as_slice().is_some_and(|values| {
            widest(
                #[inline(always)]
                || are_finite(values),
            )
        })
    };
    let parts = (0..matrix.nrows()).into_par_iter().step_by(CHECKED_ROWS);
    let of = |start: usize| {
        matrix.slice_axis(Axis(0), Slice::from(start..matrix.nrows().min(start + CHECKED_ROWS)))
    };
    if parts.all(|start| is_clean(of(start))) {
        return Ok(());
    }
    for ((row, column), &got) in matrix.indexed_iter() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: format!("{what}, column {column}"), row, got });
        }
    }
    Ok(())
}

/// As [`check_finite`], for rows that may come in blocks.
pub(crate) fn check_finite_rows(what: &str, rows: Rows<'_>) -> Result<(), Error> {
    if let Rows::Matrix(matrix) = rows {
        return check_finite(what, matrix.reborrow());
    }
    let mut outcome = Ok(());
    rows.for_each_block(1024, |first, block| {
        if outcome.is_ok() {
            outcome = check_finite(what, block).map_err(|error| match error {
                Error::NonFinite { what, row, got } => {
                    Error::NonFinite { what, row: first + row, got }
                }
                other => other,
            });
        }
    });
    outcome
}

/// Refuses a vector with a number that is not finite.
pub(crate) fn check_finite_slice(what: &str, values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(row) => Err(Error::NonFinite { what: what.to_owned(), row, got: values[row] }),
        None => Ok(()),
    }
}

/// Refuses a length other than that of what it goes with.
pub(crate) fn check_length(what: &'static str, got: usize, wanted: usize) -> Result<(), Error> {
    if got == wanted { Ok(()) } else { Err(Error::Length { what, got, wanted }) }
}

/// A copy in faer's order.
pub(crate) fn to_faer(matrix: ArrayView2<'_, f64>) -> faer::Mat<f64> {
    faer::Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)])
}

/// The matrix in ndarray's layout.
pub(crate) fn from_faer(matrix: faer::MatRef<'_, f64>) -> Array2<f64> {
    Array2::from_shape_fn((matrix.nrows(), matrix.ncols()), |(row, column)| matrix[(row, column)])
}

/// Means of the columns.
pub(crate) fn column_means(matrix: ArrayView2<'_, f64>) -> ndarray::Array1<f64> {
    let n_rows = matrix.nrows() as f64;
    matrix
        .columns()
        .into_iter()
        .map(|column| spikebook_numeric::sum::sum(column.iter().copied()) / n_rows)
        .collect()
}
