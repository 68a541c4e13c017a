//! The columns that a fit really uses.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use spikebook_numeric::sum::RunningSum;

use crate::Error;
use crate::matrix::{BLOCK_ROWS, Block, Rows};

/// An intercept first (where there is one), then the design's columns, centred (where there is an intercept) and
/// scaled to mean square 1 over the rows that count.
#[derive(Clone, Debug)]
pub(super) struct StandardDesign<'a> {
    design: Rows<'a>,
    pub(super) has_intercept: bool,
    pub(super) centres: Vec<f64>,
    pub(super) scales: Vec<f64>,
    inverse_scales: Vec<f64>,
}

impl<'a> StandardDesign<'a> {
    /// Centres and scales over the rows that count.
    ///
    /// # Errors
    /// [`Error::RankDeficient`] for a column that is constant beside an intercept, or 0 without one;
    /// [`Error::Overflow`] for one whose squares are not finite.
    pub(super) fn new(
        design: ArrayView2<'a, f64>,
        weights: Option<&[f64]>,
        has_intercept: bool,
    ) -> Result<Self, Error> {
        Self::of_rows(Rows::Matrix(design), weights, has_intercept)
    }

    /// As [`StandardDesign::new`], for rows that may come in blocks.
    pub(super) fn of_rows(
        design: Rows<'a>,
        weights: Option<&[f64]>,
        has_intercept: bool,
    ) -> Result<Self, Error> {
        let n_columns = design.n_columns();
        let n_counting = match weights {
            Some(weights) => weights.iter().filter(|weight| **weight > 0.0).count(),
            None => design.n_rows(),
        } as f64;
        let mut standard = Self {
            design,
            has_intercept,
            centres: vec![0.0; n_columns],
            scales: vec![1.0; n_columns],
            inverse_scales: vec![1.0; n_columns],
        };
        if has_intercept {
            let sums = standard.column_sums(weights, |_, value| value);
            standard.centres = sums.into_iter().map(|sum| sum / n_counting).collect();
        }
        let squares =
            standard.column_sums(weights, |centre, value| (value - centre) * (value - centre));
        for (column, square) in squares.into_iter().enumerate() {
            let scale = (square / n_counting).sqrt();
            if !scale.is_finite() {
                return Err(Error::Overflow { what: format!("design matrix, column {column}") });
            }
            // A constant that is no short binary fraction leaves rounding behind.
            if scale <= 1e-13 * standard.centres[column].abs() || scale == 0.0 {
                return Err(Error::RankDeficient { column });
            }
            standard.scales[column] = scale;
            standard.inverse_scales[column] = 1.0 / scale;
        }
        Ok(standard)
    }

    /// The sum of `term(centre, value)` down each column, over the rows that count.
    fn column_sums(&self, weights: Option<&[f64]>, term: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let mut totals = vec![RunningSum::default(); self.centres.len()];
        self.design.for_each_block(BLOCK_ROWS, |start, block| {
            let mut counts = [false; BLOCK_ROWS];
            for (count, row) in counts.iter_mut().zip(start..start + block.nrows()) {
                *count = weights.is_none_or(|weights| weights[row] > 0.0);
            }
            for ((column, total), &centre) in
                block.axis_iter(Axis(1)).zip(&mut totals).zip(&self.centres)
            {
                let terms = column
                    .iter()
                    .zip(&counts)
                    .map(|(value, counts)| if *counts { term(centre, *value) } else { 0.0 });
                total.add(terms.sum());
            }
        });
        totals.into_iter().map(RunningSum::value).collect()
    }

    /// Columns with the intercept.
    pub(super) fn n_columns(&self) -> usize {
        self.design.n_columns() + usize::from(self.has_intercept)
    }

    /// An entry of the design as it was given; the intercept's column is 1.
    pub(super) fn given(&self, row: usize, column: usize) -> f64 {
        match column.checked_sub(usize::from(self.has_intercept)) {
            Some(column) => self.design.entry(row, column),
            None => 1.0,
        }
    }

    /// Rows of the design.
    pub(super) fn n_rows(&self) -> usize {
        self.design.n_rows()
    }

    /// Standardised rows `start..start + n` into a block.
    pub(super) fn fill(&self, block: &mut Block, start: usize, n: usize) {
        match self.design {
            Rows::Matrix(matrix) => {
                let rows = matrix.slice_axis(Axis(0), (start..start + n).into());
                self.standardise_into(block, rows);
            }
            Rows::Blocks(blocks) => self.standardise_into(block, blocks.rows(start, n).view()),
        }
        block.clear_from(n);
    }

    fn standardise_into(&self, block: &mut Block, rows: ArrayView2<'_, f64>) {
        for (i, values) in rows.outer_iter().enumerate() {
            let (intercept, row) = block.row_mut(i).split_at_mut(usize::from(self.has_intercept));
            intercept.fill(1.0);
            let standard = self.centres.iter().zip(&self.inverse_scales);
            match values.as_slice() {
                Some(values) => standardise(row, values.iter(), standard),
                None => standardise(row, values.iter(), standard),
            }
        }
    }

    /// Z b for all rows, handed out as (row, product) in order.
    pub(super) fn for_each_product(&self, b: &[f64], mut take: impl FnMut(usize, f64)) {
        let mut block = Block::new(self.n_columns());
        let mut products = [0.0; BLOCK_ROWS];
        for start in (0..self.n_rows()).step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(self.n_rows() - start);
            self.fill(&mut block, start, n);
            block.times(b, &mut products);
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

    /// What sums over the columns as they were given, such as Xᵀ r, are over the standardised ones.
    pub(super) fn slants_of(&self, given: &[f64]) -> Vec<f64> {
        let first = usize::from(self.has_intercept);
        let mut standardised = given.to_vec();
        for (j, slant) in standardised[first..].iter_mut().enumerate() {
            if self.has_intercept {
                *slant -= self.centres[j] * given[0];
            }
            *slant /= self.scales[j];
        }
        standardised
    }

    /// Standardised slopes over their scales; what the centres take goes to the intercept.
    pub(super) fn to_original(&self, b: &[f64]) -> Vec<f64> {
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
}

fn standardise<'a>(
    row: &mut [f64],
    values: impl Iterator<Item = &'a f64>,
    standard: impl Iterator<Item = (&'a f64, &'a f64)>,
) {
    for ((entry, value), (centre, factor)) in row.iter_mut().zip(values).zip(standard) {
        *entry = (value - centre) * factor;
    }
}
