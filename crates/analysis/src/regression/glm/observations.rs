//! The rows of a fit, checked on their way in.

use std::borrow::Cow;
use std::ops::Range;

use ndarray::ArrayView1;

use super::Family;
use super::model::Model;
use crate::Error;
use crate::matrix::{BLOCK_ROWS, Panels, RowValues, Rows, check_finite_slice, check_length};
use crate::regression::standard_design::{ColumnMoments, StandardDesign};

/// Rows: what was measured, what it came with, how often it counts.
#[derive(Clone, Debug)]
pub(super) struct Observations<'a> {
    /// One row a bin or trial, one column a covariate; without a column of ones
    pub(super) design: Rows<'a>,
    response: Cow<'a, [f64]>,
    trials: Option<Cow<'a, [f64]>>,
    weights: Option<&'a [f64]>,
    offset: Option<&'a [f64]>,
    /// Of the design, where it was checked with these weights
    moments: Option<ColumnMoments<'a, 'a>>,
}

impl<'a> Observations<'a> {
    /// Checks and collects. Errors: see [`super::Glm::fit_design`].
    pub(super) fn new(
        family: Family,
        design: Rows<'a>,
        response: ArrayView1<'a, f64>,
        trials: Option<ArrayView1<'a, f64>>,
        weights: Option<&'a [f64]>,
        offset: Option<&'a [f64]>,
    ) -> Result<Self, Error> {
        let mut observations = Self {
            design,
            response: contiguous(response),
            trials: trials.map(contiguous),
            weights,
            offset,
            moments: None,
        };
        observations.check(family)?;
        Ok(observations)
    }

    /// The design's columns, centred and scaled over the rows that count.
    ///
    /// # Errors
    /// See [`StandardDesign::new`].
    pub(super) fn standard_design(&self, has_intercept: bool) -> Result<StandardDesign<'a>, Error> {
        match &self.moments {
            Some(moments) => StandardDesign::of_moments(self.design, moments, has_intercept),
            None => StandardDesign::of_rows(self.design, self.weights, has_intercept),
        }
    }

    /// The same responses without covariates.
    pub(super) fn without_design(&self) -> Observations<'_> {
        Observations {
            design: Rows::without_columns(self.n_rows()),
            response: Cow::Borrowed(&self.response),
            trials: self.trials.as_deref().map(Cow::Borrowed),
            weights: self.weights,
            offset: self.offset,
            moments: None,
        }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.design.n_rows()
    }

    /// The response of a row.
    pub(super) fn response(&self, row: usize) -> f64 {
        self.response[row]
    }

    /// The number of trials of a row.
    pub(super) fn trials(&self, row: usize) -> f64 {
        self.trials.as_ref().map_or(1.0, |trials| trials[row])
    }

    /// How often a row counts.
    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// What a row's linear predictor holds beside the model.
    pub(super) fn offset(&self, row: usize) -> f64 {
        self.offset.map_or(0.0, |offset| offset[row])
    }

    /// Rows that come from checked ones.
    pub(super) fn unchecked(
        design: Rows<'a>,
        response: Vec<f64>,
        trials: Vec<f64>,
        weights: &'a [f64],
        offset: &'a [f64],
    ) -> Self {
        Self {
            design,
            response: Cow::Owned(response),
            trials: Some(Cow::Owned(trials)),
            weights: Some(weights),
            offset: Some(offset),
            moments: None,
        }
    }

    /// Whether any offset was given.
    pub(super) fn has_offset(&self) -> bool {
        self.offset.is_some()
    }

    /// The same rows, each as often as `weights` says.
    pub(super) fn weighted<'b>(&'b self, weights: &'b [f64]) -> Observations<'b> {
        Observations {
            design: self.design.reborrow(),
            response: Cow::Borrowed(&self.response),
            trials: self.trials.as_deref().map(Cow::Borrowed),
            weights: Some(weights),
            offset: self.offset,
            moments: None,
        }
    }

    /// The number of rows, each as often as it counts.
    pub(super) fn total_weight(&self) -> f64 {
        spikebook_numeric::sum::sum((0..self.n_rows()).map(|row| self.weight(row)))
    }

    fn check(&mut self, family: Family) -> Result<(), Error> {
        let n_rows = self.n_rows();
        check_length("response", self.response.len(), n_rows)?;
        if let Some(trials) = &self.trials {
            check_length("trials", trials.len(), n_rows)?;
        }
        if let Some(weights) = self.weights {
            check_length("weights", weights.len(), n_rows)?;
        }
        if let Some(offset) = self.offset {
            check_length("offset", offset.len(), n_rows)?;
            check_finite_slice("offset", offset)?;
        }
        self.moments = Some(ColumnMoments::checked(self.design, self.weights)?);
        for row in 0..n_rows {
            self.check_row(family, row)?;
        }
        Ok(())
    }

    fn check_row(&self, family: Family, row: usize) -> Result<(), Error> {
        let out_of_range = |what, got, wanted| Err(Error::OutOfRange { what, row, got, wanted });
        let weight = self.weight(row);
        if !(weight.is_finite() && weight >= 0.0) {
            return out_of_range("weights", weight, "a finite number of at least 0");
        }
        let trials = self.trials(row);
        if !((1.0..=MAX_COUNT).contains(&trials) && trials.fract() == 0.0) {
            return out_of_range("trials", trials, "a whole number of at least 1");
        }
        let got = self.response(row);
        let has_trials = self.trials.is_some();
        match family.fault(got, has_trials.then_some(trials)) {
            Some(wanted) if has_trials => out_of_range("successes", got, wanted),
            Some(wanted) => out_of_range("response", got, wanted),
            None => Ok(()),
        }
    }
}

/// A block of rows as arrays. Rows that fill it up have weight 0.
#[derive(Clone, Debug)]
pub(super) struct RowBlock {
    pub(super) responses: RowValues,
    pub(super) trials: RowValues,
    pub(super) weights: RowValues,
    pub(super) offsets: RowValues,
}

impl RowBlock {
    pub(super) fn new() -> Self {
        let zero = [0.0; BLOCK_ROWS];
        Self { responses: zero, trials: [1.0; BLOCK_ROWS], weights: zero, offsets: zero }
    }

    /// Takes a range of rows, at most a block of them.
    pub(super) fn fill(&mut self, rows: &Observations<'_>, range: Range<usize>) {
        let n = range.len();
        self.responses[..n].copy_from_slice(&rows.response[range.clone()]);
        match &rows.trials {
            Some(trials) => self.trials[..n].copy_from_slice(&trials[range.clone()]),
            None => self.trials[..n].fill(1.0),
        }
        match rows.weights {
            Some(weights) => self.weights[..n].copy_from_slice(&weights[range.clone()]),
            None => self.weights[..n].fill(1.0),
        }
        match rows.offset {
            Some(offset) => self.offsets[..n].copy_from_slice(&offset[range]),
            None => self.offsets[..n].fill(0.0),
        }
        self.empty_from(n);
        self.forget_offsets();
    }

    /// Takes rows in any order, at most a block of them.
    pub(super) fn gather(&mut self, rows: &Observations<'_>, indices: &[usize]) {
        for (i, &row) in indices.iter().enumerate() {
            self.responses[i] = rows.response(row);
            self.trials[i] = rows.trials(row);
            self.weights[i] = rows.weight(row);
            self.offsets[i] = rows.offset(row);
        }
        self.empty_from(indices.len());
        self.forget_offsets();
    }

    fn empty_from(&mut self, n: usize) {
        self.responses[n..].fill(0.0);
        self.trials[n..].fill(1.0);
        self.weights[n..].fill(0.0);
        self.offsets[n..].fill(0.0);
    }

    /// A row that does not count may have any offset.
    fn forget_offsets(&mut self) {
        for (offset, weight) in self.offsets.iter_mut().zip(&self.weights) {
            *offset = if *weight == 0.0 { 0.0 } else { *offset };
        }
    }

    /// Whether any of the first `n` rows does not count.
    pub(super) fn has_absent(&self, n: usize) -> bool {
        self.weights[..n].contains(&0.0)
    }

    /// Puts 0 into the rows that do not count, and for their predictors: their covariates may be too large to be
    /// multiplied by 0.
    pub(super) fn clear_absent(&self, block: &mut Panels, predictors: &mut RowValues) {
        for (row, weight) in self.weights.iter().enumerate() {
            if *weight == 0.0 {
                block.clear_row(row);
                predictors[row] = 0.0;
            }
        }
    }

    /// Whether the predictor of each row that counts has the sign of its response.
    pub(super) fn are_split(&self, model: Model, predictors: &RowValues, n: usize) -> bool {
        (0..n).all(|row| {
            let free = model.free_direction(self.responses[row], self.trials[row]);
            self.weights[row] == 0.0 || predictors[row] * free > 0.0
        })
    }
}

/// The largest count whose neighbours are doubles too.
const MAX_COUNT: f64 = 9_007_199_254_740_992.0;

fn contiguous(vector: ArrayView1<'_, f64>) -> Cow<'_, [f64]> {
    match vector.to_slice() {
        Some(slice) => Cow::Borrowed(slice),
        None => Cow::Owned(vector.to_vec()),
    }
}
