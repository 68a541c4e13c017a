//! The columns that a fit really uses.

mod column_moments;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

pub(super) use column_moments::ColumnMoments;

use crate::Error;
use crate::matrix::{BLOCK_ROWS, Block, GivenRows, LANES, Panels, RowValues, Rows, in_lanes};

/// An intercept first (where there is one), then the design's columns, centred (where there is an intercept) and
/// scaled to mean square 1 over the rows that count.
#[derive(Clone, Debug)]
pub(super) struct StandardDesign<'a> {
    design: Rows<'a>,
    pub(super) has_intercept: bool,
    pub(super) centres: Vec<f64>,
    pub(super) scales: Vec<f64>,
    inverse_scales: Vec<f64>,
    centre_lanes: Vec<[f64; LANES]>,
    inverse_scale_lanes: Vec<[f64; LANES]>,
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
        Self::of_moments(design, &ColumnMoments::of(design, weights), has_intercept)
    }

    /// As [`StandardDesign::of_rows`], where the moments of the rows are known.
    pub(super) fn of_moments(
        design: Rows<'a>,
        moments: &ColumnMoments<'_, '_>,
        has_intercept: bool,
    ) -> Result<Self, Error> {
        let n_columns = design.n_columns();
        let centres = if has_intercept { moments.means() } else { vec![0.0; n_columns] };
        let mut scales = Vec::with_capacity(n_columns);
        for (column, &centre) in centres.iter().enumerate() {
            let scale = moments.mean_square_about(column, centre).sqrt();
            if !scale.is_finite() {
                return Err(Error::Overflow { what: format!("design matrix, column {column}") });
            }
            // A constant that is no short binary fraction leaves rounding behind.
            if scale <= 1e-13 * centre.abs() || scale == 0.0 {
                return Err(Error::RankDeficient { column });
            }
            scales.push(scale);
        }
        let inverse_scales: Vec<f64> = scales.iter().map(|scale| 1.0 / scale).collect();
        Ok(Self {
            design,
            has_intercept,
            centre_lanes: in_lanes(centres.iter().copied(), n_columns),
            inverse_scale_lanes: in_lanes(inverse_scales.iter().copied(), n_columns),
            centres,
            scales,
            inverse_scales,
        })
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

    /// Standardised rows `start..start + n` into panels: the design's columns first, the intercept last. Rows
    /// beyond the last are 0.
    #[inline(always)]
    pub(super) fn fill_panels(&self, block: &mut Panels, start: usize, n: usize) {
        match self.design {
            Rows::Matrix(matrix) => self.standardise_panels(block, n, |i| matrix.row(start + i)),
            Rows::Blocks(blocks) => {
                let rows = blocks.rows(start, n);
                self.standardise_panels(block, n, |i| rows.row(i));
            }
        }
    }

    /// As [`StandardDesign::fill_panels`], for rows that lie anywhere.
    #[inline(always)]
    pub(super) fn gather_panels(&self, block: &mut Panels, indices: &[usize]) {
        let n = indices.len();
        match self.design {
            Rows::Matrix(matrix) => self.standardise_panels(block, n, |i| matrix.row(indices[i])),
            Rows::Blocks(_) => {
                let rows = self.given_rows(indices);
                self.standardise_panels(block, n, |i| rows.row(i));
            }
        }
    }

    #[inline(always)]
    fn standardise_panels<'r>(
        &self,
        block: &mut Panels,
        n: usize,
        row: impl Fn(usize) -> ArrayView1<'r, f64>,
    ) {
        let n_columns = self.design.n_columns();
        // Whole panels of rows that lie in one piece; the rest one number at a time.
        let are_slices = (0..n).all(|i| row(i).is_standard_layout());
        let first_left = if are_slices { n_columns / LANES } else { 0 };
        if are_slices {
            let values = |i: usize| row(i).to_slice().expect("a row in one piece");
            block.standardise(n, values, &self.centre_lanes, &self.inverse_scale_lanes);
        }
        for panel in 0..self.n_columns().div_ceil(LANES) {
            let target = block.panel_mut(panel);
            target[n..].fill([0.0; LANES]);
            if panel < first_left {
                continue;
            }
            let first = panel * LANES;
            let n_lanes = LANES.min(n_columns.saturating_sub(first));
            for (i, entry) in target[..n].iter_mut().enumerate() {
                let values = row(i);
                *entry = [0.0; LANES];
                for lane in 0..n_lanes {
                    let (column, value) = (first + lane, values[first + lane]);
                    entry[lane] = (value - self.centres[column]) * self.inverse_scales[column];
                }
                if self.has_intercept && n_lanes < LANES {
                    entry[n_lanes] = 1.0;
                }
            }
        }
    }

    /// Rows `start..start + n` as they were given, to be standardised as they are read; none where they do not lie
    /// one after the other, or no eight columns do.
    #[inline(always)]
    pub(super) fn given_rows_of(&self, start: usize, n: usize) -> Option<GivenRows<'_>> {
        let Rows::Matrix(matrix) = &self.design else { return None };
        let n_columns = matrix.ncols();
        if n_columns < LANES {
            return None;
        }
        let values = &matrix.as_slice()?[start * n_columns..(start + n) * n_columns];
        let (centres, scales) = (&self.centre_lanes, &self.inverse_scale_lanes);
        Some(GivenRows { values, n_columns, centres, scales })
    }

    /// Z b of rows as they were given; the columns that their eights leave out, and the intercept, go into `rest`,
    /// which is [`StandardDesign::panels_beside_given`].
    #[inline(always)]
    pub(super) fn times_given(
        &self,
        given: GivenRows<'_>,
        rest: &mut Panels,
        b: &[[f64; LANES]],
        products: &mut RowValues,
    ) {
        let n_columns = given.n_columns;
        let first = n_columns / LANES * LANES;
        let fill = |rest: &mut Panels| {
            if first == self.n_columns() {
                return;
            }
            let standard = || self.centres[first..].iter().zip(&self.inverse_scales[first..]);
            let (filled, empty) =
                rest.panel_mut(0).split_at_mut(given.values.len() / n_columns.max(1));
            for (entry, row) in filled.iter_mut().zip(given.values.chunks_exact(n_columns)) {
                standardise(&mut entry[..n_columns - first], row[first..].iter(), standard());
                if self.has_intercept {
                    entry[n_columns - first] = 1.0;
                }
            }
            empty.fill([0.0; LANES]);
        };
        rest.times_with(given, fill, b, products);
    }

    /// Room for what eights of columns leave out.
    pub(super) fn panels_beside_given(&self) -> Panels {
        Panels::new(self.n_columns() - self.design.n_columns() / LANES * LANES)
    }

    /// The same centres and scales for other rows.
    pub(super) fn with_rows<'b>(&self, design: Rows<'b>) -> StandardDesign<'b> {
        StandardDesign {
            design,
            has_intercept: self.has_intercept,
            centres: self.centres.clone(),
            scales: self.scales.clone(),
            inverse_scales: self.inverse_scales.clone(),
            centre_lanes: self.centre_lanes.clone(),
            inverse_scale_lanes: self.inverse_scale_lanes.clone(),
        }
    }

    /// Rows of the design as it was given.
    pub(super) fn given_rows(&self, indices: &[usize]) -> Array2<f64> {
        match self.design {
            Rows::Matrix(matrix) => matrix.select(Axis(0), indices),
            Rows::Blocks(blocks) => {
                let mut rows = Array2::zeros((indices.len(), blocks.n_columns()));
                for (mut row, &index) in rows.outer_iter_mut().zip(indices) {
                    row.assign(&blocks.rows(index, 1).row(0));
                }
                rows
            }
        }
    }

    /// A standardised row, the intercept first.
    pub(super) fn standardised(&self, row: usize) -> Vec<f64> {
        let first = usize::from(self.has_intercept);
        let entry = |j: usize| match j.checked_sub(first) {
            Some(column) => {
                (self.design.entry(row, column) - self.centres[column])
                    * self.inverse_scales[column]
            }
            None => 1.0,
        };
        (0..self.n_columns()).map(entry).collect()
    }

    /// The place of a coefficient (the intercept first) among the columns of panels (the intercept last).
    pub(super) fn panel_column(&self, j: usize) -> usize {
        match (self.has_intercept, j) {
            (false, j) => j,
            (true, 0) => self.design.n_columns(),
            (true, j) => j - 1,
        }
    }

    /// Coefficients in the order of the panels.
    pub(super) fn to_lanes(&self, b: &[f64]) -> Vec<[f64; LANES]> {
        let (intercept, slopes) = b.split_at(usize::from(self.has_intercept));
        in_lanes(slopes.iter().chain(intercept).copied(), self.n_columns())
    }

    /// What stands in lanes in the order of the panels, with the intercept first.
    pub(super) fn of_lanes(&self, lanes: &[[f64; LANES]]) -> Vec<f64> {
        let flat = lanes.as_flattened();
        (0..self.n_columns()).map(|j| flat[self.panel_column(j)]).collect()
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

    /// All rows in order: their number, the standardised row and its product with `b`.
    pub(super) fn for_each_row(&self, b: &[f64], mut take: impl FnMut(usize, &[f64], f64)) {
        let mut block = Block::new(self.n_columns());
        let mut products = [0.0; BLOCK_ROWS];
        for start in (0..self.n_rows()).step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(self.n_rows() - start);
            self.fill(&mut block, start, n);
            block.times(b, &mut products);
            for (i, &product) in products[..n].iter().enumerate() {
                take(start + i, block.row(i), product);
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

    /// As [`StandardDesign::original_covariance`], with one more parameter behind the coefficients.
    pub(super) fn original_joint_covariance(&self, covariance: &[f64]) -> Array2<f64> {
        let n = self.n_columns();
        let entry = |i: usize, j: usize| covariance[i * (n + 1) + j];
        let block: Vec<f64> = (0..n * n).map(|k| entry(k / n, k % n)).collect();
        let crossed: Vec<f64> = (0..n).map(|j| entry(j, n)).collect();
        let mut joint = Array2::from_elem((n + 1, n + 1), entry(n, n));
        for ((i, j), value) in self.original_covariance(&block).indexed_iter() {
            joint[[i, j]] = *value;
        }
        for (j, value) in self.to_original(&crossed).into_iter().enumerate() {
            joint[[j, n]] = value;
            joint[[n, j]] = value;
        }
        joint
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

#[inline(always)]
fn standardise<'a>(
    row: &mut [f64],
    values: impl Iterator<Item = &'a f64>,
    standard: impl Iterator<Item = (&'a f64, &'a f64)>,
) {
    for ((entry, value), (centre, factor)) in row.iter_mut().zip(values).zip(standard) {
        *entry = (value - centre) * factor;
    }
}
