//! A fitted path: a value that does not change.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::super::information::Pass;
use super::super::model::Model;
use super::GlmPath;
use super::point::Point;
use crate::Error;
use crate::matrix::check_length;

/// Fits along descending penalties.
///
/// Rows of [`GlmPathFit::estimates`] have the intercept first, where there is one, and are of the columns as they
/// were given.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmPathFit {
    params: GlmPath,
    model: Model,
    has_intercept: bool,
    penalties: Vec<f64>,
    estimates: Array2<f64>,
    deviances: Vec<f64>,
    null_deviance: f64,
    n_iterations: Vec<usize>,
}

impl GlmPathFit {
    pub(super) fn new(
        path: &GlmPath,
        pass: Pass<'_, '_, '_>,
        penalties: Vec<f64>,
        points: &[Point],
        null: &[f64],
    ) -> Self {
        let n = pass.design.n_columns();
        let mut estimates = Array2::zeros((points.len(), n));
        for (mut row, point) in estimates.outer_iter_mut().zip(points) {
            row.assign(&pass.design.original_coefficients(&point.b));
        }
        let mut all: Vec<&[f64]> = points.iter().map(|point| point.b.as_slice()).collect();
        all.push(null);
        let mut deviances = pass.deviances(&all);
        let null_deviance = deviances.pop().unwrap_or(f64::NAN);
        Self {
            params: path.clone(),
            model: pass.model,
            has_intercept: pass.design.has_intercept,
            deviances,
            null_deviance,
            n_iterations: points.iter().map(|point| point.n_iterations).collect(),
            penalties,
            estimates,
        }
    }

    /// What was fitted.
    pub fn params(&self) -> &GlmPath {
        &self.params
    }

    /// The penalties, descending.
    pub fn penalties(&self) -> &[f64] {
        &self.penalties
    }

    /// One row a penalty: all coefficients, the intercept first where there is one.
    pub fn estimates(&self) -> ArrayView2<'_, f64> {
        self.estimates.view()
    }

    /// The intercept at each penalty; 0 for a model without.
    pub fn intercepts(&self) -> Vec<f64> {
        let intercept = |row: ArrayView1<'_, f64>| if self.has_intercept { row[0] } else { 0.0 };
        self.estimates.outer_iter().map(intercept).collect()
    }

    /// The coefficients of the covariates at one penalty, without the intercept.
    pub fn coefficients(&self, index: usize) -> Array1<f64> {
        self.estimates.row(index).iter().skip(usize::from(self.has_intercept)).copied().collect()
    }

    /// How many covariates are in the model at each penalty.
    pub fn n_nonzero(&self) -> Vec<usize> {
        let first = usize::from(self.has_intercept);
        let count =
            |row: ArrayView1<'_, f64>| row.iter().skip(first).filter(|b| **b != 0.0).count();
        self.estimates.outer_iter().map(count).collect()
    }

    /// The deviance at each penalty.
    pub fn deviances(&self) -> &[f64] {
        &self.deviances
    }

    /// The deviance without covariates.
    pub fn null_deviance(&self) -> f64 {
        self.null_deviance
    }

    /// The share of the null deviance that each fit explains.
    pub fn deviance_explained(&self) -> Vec<f64> {
        self.deviances.iter().map(|deviance| 1.0 - deviance / self.null_deviance).collect()
    }

    /// Moves that each fit took.
    pub fn n_iterations(&self) -> &[usize] {
        &self.n_iterations
    }

    /// The mean response of each row of `design` at one penalty.
    ///
    /// # Errors
    /// [`Error::Index`] for a penalty beyond the last, [`Error::Length`] for another number of columns or of
    /// offsets.
    pub fn predict_mean(
        &self,
        index: usize,
        design: ArrayView2<'_, f64>,
        offset: Option<&[f64]>,
    ) -> Result<Array1<f64>, Error> {
        let below = self.penalties.len();
        if index >= below {
            return Err(Error::Index { what: "penalties", got: index, below });
        }
        let b = self.coefficients(index);
        check_length("columns of the design matrix", design.ncols(), b.len())?;
        if let Some(offset) = offset {
            check_length("offset", offset.len(), design.nrows())?;
        }
        let intercept = self.intercepts()[index];
        let mean = |(row, x): (usize, ArrayView1<'_, f64>)| {
            let product: f64 = x.iter().zip(&b).map(|(x, b)| x * b).sum();
            self.model.link.mean(intercept + product + offset.map_or(0.0, |offset| offset[row]))
        };
        Ok(design.outer_iter().enumerate().map(mean).collect())
    }
}
