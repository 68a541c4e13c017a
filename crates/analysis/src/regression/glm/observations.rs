//! The rows of a fit, checked on their way in.

use std::borrow::Cow;

use ndarray::ArrayView1;

use super::Family;
use crate::Error;
use crate::matrix::{Rows, check_finite_rows, check_finite_slice, check_length};

/// The largest count whose neighbours are doubles too.
const MAX_COUNT: f64 = 9_007_199_254_740_992.0;

/// Rows: what was measured, what it came with, how often it counts.
#[derive(Clone, Debug)]
pub(super) struct Observations<'a> {
    /// One row a bin or trial, one column a covariate; without a column of ones
    pub(super) design: Rows<'a>,
    response: Cow<'a, [f64]>,
    trials: Option<Cow<'a, [f64]>>,
    weights: Option<&'a [f64]>,
    offset: Option<&'a [f64]>,
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
        let observations = Self {
            design,
            response: contiguous(response),
            trials: trials.map(contiguous),
            weights,
            offset,
        };
        observations.check(family)?;
        Ok(observations)
    }

    /// The same responses without covariates.
    pub(super) fn without_design(&self) -> Observations<'_> {
        Observations {
            design: Rows::without_columns(self.n_rows()),
            response: Cow::Borrowed(&self.response),
            trials: self.trials.as_deref().map(Cow::Borrowed),
            weights: self.weights,
            offset: self.offset,
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

    /// How often each row counts; once where there is nothing.
    pub(super) fn weights(&self) -> Option<&'a [f64]> {
        self.weights
    }

    /// How often a row counts.
    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// What a row's linear predictor holds beside the model.
    pub(super) fn offset(&self, row: usize) -> f64 {
        self.offset.map_or(0.0, |offset| offset[row])
    }

    /// The number of rows, each as often as it counts.
    pub(super) fn total_weight(&self) -> f64 {
        spikebook_numeric::sum::sum((0..self.n_rows()).map(|row| self.weight(row)))
    }

    fn check(&self, family: Family) -> Result<(), Error> {
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
        check_finite_rows("design matrix", self.design)?;
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
        let whole = |value: f64| (0.0..=MAX_COUNT).contains(&value) && value.fract() == 0.0;
        let trials = self.trials(row);
        if !(whole(trials) && trials >= 1.0) {
            return out_of_range("trials", trials, "a whole number of at least 1");
        }
        let got = self.response(row);
        match family {
            Family::Poisson if !whole(got) => {
                out_of_range("response", got, "a whole number of at least 0")
            }
            Family::Binomial if self.trials.is_none() && got != 0.0 && got != 1.0 => {
                out_of_range("response", got, "0 or 1")
            }
            Family::Binomial if !(whole(got) && got <= trials) => {
                out_of_range("successes", got, "a whole number from 0 to the row's trials")
            }
            _ => Ok(()),
        }
    }
}

fn contiguous(vector: ArrayView1<'_, f64>) -> Cow<'_, [f64]> {
    match vector.to_slice() {
        Some(slice) => Cow::Borrowed(slice),
        None => Cow::Owned(vector.to_vec()),
    }
}
