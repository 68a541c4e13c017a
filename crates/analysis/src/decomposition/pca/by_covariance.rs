//! Components from the eigenvalues of the covariance: one pass for the means, one for the products, and an eigenvalue
//! problem that no longer knows how many rows there were.

use faer::Mat;
use ndarray::{Array1, ArrayView2, Axis, Slice};
use rayon::prelude::*;
use spikebook_numeric::sum::RunningSum;

use super::Found;
use super::columns::{Columns, deviations, total_variance};
use crate::Error;
use crate::matrix::{centred_gram, check_finite, symmetric_eigen};

/// The smallest share of the whole variance of which the covariance keeps ten digits.
const EXACT_SHARE: f64 = 1e-5;

/// Rows whose columns are summed at a time.
const SUM_ROWS: usize = 256;

/// The first `n_components`; none where they must be exact and one of them has too small a share of the variance.
pub(super) fn decompose(
    matrix: ArrayView2<'_, f64>,
    is_scaled: bool,
    n_components: usize,
    must_be_exact: bool,
) -> Result<(Columns, Option<Found>), Error> {
    let n_rows = matrix.nrows();
    let mean = means(matrix)?;
    let mut gram = centred_gram(matrix, mean.as_slice().expect("one slice"));
    let n_columns = gram.ncols();
    let diagonal = |gram: &Mat<f64>| -> Vec<f64> { (0..n_columns).map(|j| gram[(j, j)]).collect() };
    let mut scale = Array1::ones(n_columns);
    total_variance(&diagonal(&gram), n_rows)?;
    if is_scaled {
        scale = deviations(&diagonal(&gram), &mean, n_rows)?;
        gram = Mat::from_fn(n_columns, n_columns, |i, j| gram[(i, j)] / scale[i] / scale[j]);
    }
    let total_variance = total_variance(&diagonal(&gram), n_rows)?;
    let columns = Columns { mean, scale, total_variance };
    let (squares, components) = symmetric_eigen(gram.as_ref())?;
    let total = total_variance * (n_rows - 1) as f64;
    let least = squares[n_components - 1];
    let is_exact = least >= EXACT_SHARE * total;
    if must_be_exact && !is_exact {
        return Ok((columns, None));
    }
    let found = Found {
        singular_values: squares
            .iter()
            .take(n_components)
            .map(|square| square.max(0.0).sqrt())
            .collect(),
        components: components.slice_axis(Axis(0), Slice::from(..n_components)).to_owned(),
        square_errors: Array1::from_elem(n_components, 16.0 * f64::EPSILON * total),
    };
    Ok((columns, Some(found)))
}

/// The means of the columns: plain sums of blocks of rows, put together with what rounding loses.
fn means(matrix: ArrayView2<'_, f64>) -> Result<Array1<f64>, Error> {
    let (n_rows, n_columns) = matrix.dim();
    let standard = matrix.as_standard_layout();
    let values = standard.as_slice().expect("standard layout is one slice");
    let blocks: Vec<Vec<f64>> = values
        .par_chunks(SUM_ROWS * n_columns)
        .map(|block| {
            let mut sums = vec![0.0; n_columns];
            for row in block.chunks_exact(n_columns) {
                for (sum, value) in sums.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            sums
        })
        .collect();
    let mut sums = vec![RunningSum::default(); n_columns];
    for block in &blocks {
        for (sum, value) in sums.iter_mut().zip(block) {
            sum.add(*value);
        }
    }
    let mean: Array1<f64> = sums.iter().map(|sum| sum.value() / n_rows as f64).collect();
    match mean.iter().position(|mean| !mean.is_finite()) {
        None => Ok(mean),
        Some(column) => {
            check_finite("matrix", matrix)?;
            Err(Error::Overflow { what: format!("matrix, column {column}") })
        }
    }
}
