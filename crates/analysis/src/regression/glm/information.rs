//! One pass over the rows: the loss, its gradient and its curvature at given coefficients.
//!
//! Rows are taken in chunks whose size depends on their number alone. Each chunk sums its own terms, on whatever
//! thread, and the sums of the chunks are added in their order: the bits do not depend on the threads.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;
use spikebook_numeric::sum::RunningSum;

use super::Family;
use super::gram::{BLOCK_ROWS, Block, Gram, LANES};
use super::observations::Observations;
use crate::Error;

/// There are at most this many chunks, so that adding up their sums costs little.
const MAX_CHUNKS: usize = 512;

/// So many chunks are summed before their sums are added up: it bounds the memory.
const CHUNKS_AT_ONCE: usize = 64;

/// Multiply-adds below which a pass stays on one thread.
const PARALLEL_FROM: usize = 4_000_000;

/// The columns that the fit really uses: an intercept first (where there is one), then the design's columns,
/// centred (where there is an intercept) and scaled to mean square 1.
#[derive(Clone, Debug)]
pub(super) struct StandardDesign<'a> {
    design: ArrayView2<'a, f64>,
    pub(super) has_intercept: bool,
    pub(super) centres: Vec<f64>,
    pub(super) scales: Vec<f64>,
}

/// The sums of a pass.
#[derive(Clone, Debug)]
pub(super) struct Evaluation {
    /// Σ w · loss
    pub(super) loss: f64,
    /// Σ w (μ − y) z
    pub(super) gradient: Vec<f64>,
    /// Σ w · curvature · z zᵀ, in rows
    pub(super) information: Vec<f64>,
    /// Whether each row's model part of η has the sign of its response: complete separation
    pub(super) splits_responses: bool,
}

struct Partial {
    loss: f64,
    gradient: Vec<[f64; LANES]>,
    information: Gram,
    splits_responses: bool,
}

impl<'a> StandardDesign<'a> {
    /// Centres and scales over the rows that count.
    ///
    /// # Errors
    /// [`Error::RankDeficient`] for a column that is constant beside an intercept, or 0 without one.
    pub(super) fn new(rows: &Observations<'a>, has_intercept: bool) -> Result<Self, Error> {
        let n_columns = rows.design.ncols();
        let n_counting = (0..rows.n_rows()).filter(|&row| rows.weight(row) > 0.0).count() as f64;
        let mut design = Self {
            design: rows.design,
            has_intercept,
            centres: vec![0.0; n_columns],
            scales: vec![1.0; n_columns],
        };
        if has_intercept {
            let sums = design.column_sums(rows, |_, value| value);
            design.centres = sums.into_iter().map(|sum| sum / n_counting).collect();
        }
        let squares = design.column_sums(rows, |centre, value| (value - centre) * (value - centre));
        for (column, square) in squares.into_iter().enumerate() {
            let scale = (square / n_counting).sqrt();
            // A constant that is no short binary fraction leaves rounding behind.
            if scale <= 1e-13 * design.centres[column].abs() || scale == 0.0 {
                return Err(Error::RankDeficient { column });
            }
            design.scales[column] = scale;
        }
        Ok(design)
    }

    /// The sum of `term(centre, value)` down each column, over the rows that count.
    fn column_sums(&self, rows: &Observations<'_>, term: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let mut totals = vec![RunningSum::default(); self.centres.len()];
        for start in (0..self.n_rows()).step_by(BLOCK_ROWS) {
            let end = self.n_rows().min(start + BLOCK_ROWS);
            let block = self.design.slice_axis(Axis(0), (start..end).into());
            let mut counts = [0.0; BLOCK_ROWS];
            for (count, row) in counts.iter_mut().zip(start..end) {
                *count = f64::from(u8::from(rows.weight(row) > 0.0));
            }
            for ((column, total), &centre) in
                block.axis_iter(Axis(1)).zip(&mut totals).zip(&self.centres)
            {
                let terms = column.iter().zip(&counts).map(|(x, count)| count * term(centre, *x));
                total.add(terms.sum());
            }
        }
        totals.into_iter().map(|total| total.value()).collect()
    }

    /// Columns with the intercept.
    pub(super) fn n_columns(&self) -> usize {
        self.design.ncols() + usize::from(self.has_intercept)
    }

    /// Rows of the design.
    pub(super) fn n_rows(&self) -> usize {
        self.design.nrows()
    }

    /// Standardised rows `start..start + n` into a block.
    fn fill(&self, block: &mut Block, start: usize, n: usize) {
        let rows = self.design.slice_axis(Axis(0), (start..start + n).into());
        if self.has_intercept {
            block.set_column(0, std::iter::repeat_n(1.0, n));
        }
        let first = usize::from(self.has_intercept);
        for (j, column) in rows.axis_iter(Axis(1)).enumerate() {
            let (centre, factor) = (self.centres[j], 1.0 / self.scales[j]);
            block.set_column(first + j, column.iter().map(|value| (value - centre) * factor));
        }
    }

    /// Z b for all rows, handed out as (row, product) in order.
    pub(super) fn for_each_product(&self, b: &[f64], mut take: impl FnMut(usize, f64)) {
        let lanes = to_lanes(b);
        let mut block = Block::new(self.n_columns());
        let mut products = [0.0; BLOCK_ROWS];
        for start in (0..self.n_rows()).step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(self.n_rows() - start);
            self.fill(&mut block, start, n);
            block.times(&lanes, &mut products);
            for (i, &product) in products[..n].iter().enumerate() {
                take(start + i, product);
            }
        }
    }

    /// The coefficients of the columns as they were given.
    pub(super) fn original_coefficients(&self, b: &[f64]) -> Array1<f64> {
        self.to_original(b).into()
    }

    /// The covariance of the coefficients of the columns as they were given.
    pub(super) fn original_covariance(&self, covariance: &[f64]) -> Array2<f64> {
        let n = self.n_columns();
        // T C Tᵀ, where T takes coefficients to their originals: T on each row, then on each column.
        let half: Vec<Vec<f64>> = covariance.chunks(n).map(|row| self.to_original(row)).collect();
        let mut original = Array2::zeros((n, n));
        for j in 0..n {
            let column: Vec<f64> = half.iter().map(|row| row[j]).collect();
            for (i, value) in self.to_original(&column).into_iter().enumerate() {
                original[[i, j]] = value;
            }
        }
        // The same on both sides of the diagonal, to the last bit.
        for i in 0..n {
            for j in 0..i {
                original[[i, j]] = original[[j, i]];
            }
        }
        original
    }

    /// Standardised slopes over their scales; what the centres take goes to the intercept.
    fn to_original(&self, b: &[f64]) -> Vec<f64> {
        let first = usize::from(self.has_intercept);
        let mut original = b.to_vec();
        for (slope, scale) in original[first..].iter_mut().zip(&self.scales) {
            *slope /= scale;
        }
        if self.has_intercept {
            let shifts = original[1..].iter().zip(&self.centres);
            original[0] -= shifts.map(|(slope, centre)| slope * centre).sum::<f64>();
        }
        original
    }

    /// The loss and its derivatives at the standardised coefficients `b`.
    pub(super) fn evaluate(
        &self,
        family: Family,
        rows: &Observations<'_>,
        b: &[f64],
    ) -> Evaluation {
        let n_rows = self.n_rows();
        let n_columns = self.n_columns();
        let lanes = to_lanes(b);
        let chunk_rows = n_rows.div_ceil(MAX_CHUNKS).max(1024).next_multiple_of(BLOCK_ROWS);
        let chunk = |index: usize| {
            let start = index * chunk_rows;
            self.evaluate_chunk(family, rows, &lanes, start..n_rows.min(start + chunk_rows))
        };
        let n_chunks = n_rows.div_ceil(chunk_rows);
        let in_parallel = n_rows * n_columns * n_columns > PARALLEL_FROM;
        let mut total = Partial::new(n_columns);
        for start in (0..n_chunks).step_by(CHUNKS_AT_ONCE) {
            let indices = start..n_chunks.min(start + CHUNKS_AT_ONCE);
            let partials: Vec<Partial> = if in_parallel {
                indices.into_par_iter().map(chunk).collect()
            } else {
                indices.map(chunk).collect()
            };
            partials.iter().for_each(|partial| total.add(partial));
        }
        Evaluation {
            loss: total.loss,
            gradient: total.gradient.into_iter().flatten().take(n_columns).collect(),
            information: total.information.to_symmetric(n_columns),
            splits_responses: total.splits_responses,
        }
    }

    fn evaluate_chunk(
        &self,
        family: Family,
        rows: &Observations<'_>,
        b: &[[f64; LANES]],
        range: std::ops::Range<usize>,
    ) -> Partial {
        let mut partial = Partial::new(self.n_columns());
        let mut block = Block::new(self.n_columns());
        let mut predictors = [0.0; BLOCK_ROWS];
        for start in range.clone().step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(range.end - start);
            self.fill(&mut block, start, n);
            block.times(b, &mut predictors);
            let mut residuals = [0.0; BLOCK_ROWS];
            let mut roots = [0.0; BLOCK_ROWS];
            for (i, &predictor) in predictors[..n].iter().enumerate() {
                let row = start + i;
                let weight = rows.weight(row);
                if weight == 0.0 {
                    continue;
                }
                let (y, trials) = (rows.response(row), rows.trials(row));
                let terms = family.terms(predictor + rows.offset(row), y, trials);
                partial.loss += weight * terms.loss;
                residuals[i] = weight * (terms.mean - y);
                roots[i] = (weight * terms.curvature).sqrt();
                partial.splits_responses &= predictor * family.free_direction(y, trials) > 0.0;
            }
            block.add_transposed_times(&residuals, &mut partial.gradient);
            block.scale_rows(&roots);
            partial.information.add_block(&block);
        }
        partial
    }
}

impl Partial {
    fn new(n_columns: usize) -> Self {
        Self {
            loss: 0.0,
            gradient: vec![[0.0; LANES]; n_columns.div_ceil(LANES)],
            information: Gram::new(n_columns),
            splits_responses: true,
        }
    }

    fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        for (sums, terms) in self.gradient.iter_mut().zip(&other.gradient) {
            for lane in 0..LANES {
                sums[lane] += terms[lane];
            }
        }
        self.information.add(&other.information);
        self.splits_responses &= other.splits_responses;
    }
}

fn to_lanes(b: &[f64]) -> Vec<[f64; LANES]> {
    b.chunks(LANES)
        .map(|chunk| {
            let mut lanes = [0.0; LANES];
            lanes[..chunk.len()].copy_from_slice(chunk);
            lanes
        })
        .collect()
}
