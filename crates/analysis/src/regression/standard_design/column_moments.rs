//! Means and mean squares of columns in one pass over the rows, which finds numbers that are not finite as well.

use ndarray::ArrayView1;
use rayon::prelude::*;
use spikebook_numeric::sum::RunningSum;
use spikebook_numeric::vectorised::widest;

use crate::Error;
use crate::matrix::{Rows, check_finite_rows};

/// Rows whose sums are taken together, on whatever thread; the sums of chunks are added in their order.
const CHUNK_ROWS: usize = 4096;

/// Where a mean square is this much smaller than what it was the difference of, it is computed anew.
const CANCELLED: f64 = 1e-4;

/// Sums over the rows that count, about the first of them.
#[derive(Clone, Debug)]
pub(in crate::regression) struct ColumnMoments<'a, 'w> {
    design: Rows<'a>,
    weights: Option<&'w [f64]>,
    n_counting: f64,
    pivots: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// Whether all numbers of all rows are finite, as far as the sums tell: where not, they may still be
    looks_finite: bool,
}

/// The sums of a chunk of rows.
struct Chunk {
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// 0 times each number of the rows that do not count: NaN where one is not finite
    absent: f64,
}

impl<'a, 'w> ColumnMoments<'a, 'w> {
    /// The sums of a matrix whose numbers are all finite.
    ///
    /// # Errors
    /// [`Error::NonFinite`] for one that has others, in whatever row.
    pub(in crate::regression) fn checked(
        design: Rows<'a>,
        weights: Option<&'w [f64]>,
    ) -> Result<Self, Error> {
        let moments = Self::of(design, weights);
        if !moments.looks_finite {
            check_finite_rows("design matrix", design)?;
        }
        Ok(moments)
    }

    pub(super) fn of(design: Rows<'a>, weights: Option<&'w [f64]>) -> Self {
        let counts = |row: usize| weights.is_none_or(|weights| weights[row] > 0.0);
        let (n_rows, n_columns) = (design.n_rows(), design.n_columns());
        let first = (0..n_rows).find(|&row| counts(row));
        let pivots: Vec<f64> = first.map_or_else(Vec::new, |row| {
            (0..n_columns).map(|column| design.entry(row, column)).collect()
        });
        let chunk = |start: usize| {
            widest(
                #[inline(always)]
                || {
                    let mut sums = vec![0.0; n_columns];
                    let mut squares = vec![0.0; n_columns];
                    let mut absent = 0.0;
                    let mut add_row = |row: usize, values: ArrayView1<'_, f64>| {
                        if counts(row) {
                            let totals = sums.iter_mut().zip(&mut squares).zip(&pivots);
                            match values.as_slice() {
                                Some(values) => add(totals, values.iter()),
                                None => add(totals, values.iter()),
                            }
                        } else {
                            values.iter().for_each(|value| absent += value * 0.0);
                        }
                    };
                    let rows = start..n_rows.min(start + CHUNK_ROWS);
                    match design {
                        Rows::Matrix(matrix) => rows.for_each(|row| add_row(row, matrix.row(row))),
                        Rows::Blocks(blocks) => {
                            let made = blocks.rows(start, rows.len());
                            rows.zip(made.outer_iter())
                                .for_each(|(row, values)| add_row(row, values));
                        }
                    }
                    Chunk { sums, squares, absent }
                },
            )
        };
        let starts = (0..n_rows).into_par_iter().step_by(CHUNK_ROWS);
        let parts: Vec<Chunk> = starts.map(chunk).collect();
        let total = |of: fn(&Chunk) -> &Vec<f64>| {
            let mut totals = vec![RunningSum::default(); n_columns];
            for part in &parts {
                for (total, term) in totals.iter_mut().zip(of(part)) {
                    total.add(*term);
                }
            }
            totals.into_iter().map(RunningSum::value).collect::<Vec<f64>>()
        };
        let n_counting = (0..n_rows).filter(|&row| counts(row)).count() as f64;
        let (sums, squares) = (total(|part| &part.sums), total(|part| &part.squares));
        let looks_finite = parts.iter().all(|part| part.absent == 0.0)
            && sums.iter().chain(&squares).all(|total| total.is_finite());
        Self { design, weights, n_counting, pivots, sums, squares, looks_finite }
    }

    pub(super) fn means(&self) -> Vec<f64> {
        let sums = self.pivots.iter().zip(&self.sums);
        sums.map(|(pivot, sum)| pivot + sum / self.n_counting).collect()
    }

    /// The mean of (x − centre)² over the rows that count.
    pub(super) fn mean_square_about(&self, column: usize, centre: f64) -> f64 {
        let Some(pivot) = self.pivots.get(column) else { return f64::NAN };
        let shift = pivot - centre;
        let square = self.squares[column];
        let terms = [square, 2.0 * shift * self.sums[column], self.n_counting * shift * shift];
        let total = terms[0] + terms[1] + terms[2];
        let largest = terms.iter().fold(0.0_f64, |largest, term| largest.max(term.abs()));
        if total > CANCELLED * largest {
            return total / self.n_counting;
        }
        let mut total = RunningSum::default();
        self.design.for_each_block(CHUNK_ROWS, |start, block| {
            for (i, value) in block.column(column).iter().enumerate() {
                if self.weights.is_none_or(|weights| weights[start + i] > 0.0) {
                    total.add((value - centre) * (value - centre));
                }
            }
        });
        total.value() / self.n_counting
    }
}

#[inline(always)]
fn add<'a>(
    totals: impl Iterator<Item = ((&'a mut f64, &'a mut f64), &'a f64)>,
    values: impl Iterator<Item = &'a f64>,
) {
    for (((sum, square), pivot), value) in totals.zip(values) {
        let difference = value - pivot;
        *sum += difference;
        *square += difference * difference;
    }
}
