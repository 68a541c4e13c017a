//! Means and scales of the columns, and the matrix with both taken out.

use faer::Mat;
use ndarray::{Array1, ArrayView2, Axis};
use spikebook_numeric::sum::sum;

use crate::Error;
use crate::matrix::check_finite;

/// What was taken out of the columns, and what variance they have left.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Columns {
    pub(super) mean: Array1<f64>,
    pub(super) scale: Array1<f64>,
    pub(super) total_variance: f64,
}

impl Columns {
    /// The columns of `matrix`, and the matrix without means (and scaled).
    pub(super) fn of(
        matrix: ArrayView2<'_, f64>,
        is_scaled: bool,
    ) -> Result<(Self, Mat<f64>), Error> {
        check_finite("matrix", matrix)?;
        let (n_rows, n_columns) = matrix.dim();
        let mean: Array1<f64> = matrix
            .axis_iter(Axis(1))
            .map(|column| sum(column.iter().copied()) / n_rows as f64)
            .collect();
        let scale = if is_scaled { scale(matrix, &mean)? } else { Array1::ones(n_columns) };
        let standard = Mat::from_fn(n_rows, n_columns, |row, column| {
            (matrix[[row, column]] - mean[column]) / scale[column]
        });
        let squares: Vec<f64> =
            standard.col_iter().map(|column| column.squared_norm_l2()).collect();
        let total_variance = total_variance(&squares, n_rows)?;
        Ok((Self { mean, scale, total_variance }, standard))
    }
}

/// What each column is divided by.
fn scale(matrix: ArrayView2<'_, f64>, mean: &Array1<f64>) -> Result<Array1<f64>, Error> {
    let mut squares = Vec::with_capacity(matrix.ncols());
    for (values, mean) in matrix.axis_iter(Axis(1)).zip(mean) {
        squares.push(sum(values.iter().map(|value| (value - mean) * (value - mean))));
    }
    deviations(&squares, mean, matrix.nrows())
}

/// Standard deviations (ddof 1) from sums of squares.
pub(super) fn deviations(
    squares: &[f64],
    mean: &Array1<f64>,
    n_rows: usize,
) -> Result<Array1<f64>, Error> {
    let mut scale = Array1::zeros(squares.len());
    for (column, square) in squares.iter().enumerate() {
        scale[column] = (square / (n_rows - 1) as f64).sqrt();
        // A constant that is no short binary fraction leaves rounding behind.
        if scale[column] <= 1e-13 * mean[column].abs() || scale[column] == 0.0 {
            return Err(Error::ConstantColumn { column });
        }
    }
    Ok(scale)
}

/// The variance of all columns together.
pub(super) fn total_variance(squares: &[f64], n_rows: usize) -> Result<f64, Error> {
    if let Some(column) = squares.iter().position(|square| !square.is_finite()) {
        return Err(Error::Overflow { what: format!("matrix, column {column}") });
    }
    let total_variance = sum(squares.iter().copied()) / (n_rows - 1) as f64;
    if total_variance == 0.0 { Err(Error::NoVariance) } else { Ok(total_variance) }
}
