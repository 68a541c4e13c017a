//! Which penalty predicts rows best that were not fitted?

use ndarray::{ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;
use spikebook_numeric::sum::sum;

use super::ElasticNet;
use crate::Error;
use crate::folds::FoldPlan;
use crate::matrix::check_length;

/// Held-out errors of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct ElasticNetCrossValidation {
    /// One a penalty, in the order given
    pub errors: Vec<HeldOutError>,
    /// The index of the least mean error
    pub best: usize,
    /// The index of the largest penalty whose mean error is within one standard error of the least
    pub within_one_standard_error: usize,
}

/// The error at one penalty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOutError {
    /// λ
    pub penalty: f64,
    /// Mean over folds of the mean squared error of the held-out rows
    pub mean: f64,
    /// The standard error of that mean (standard deviation over folds, divisor k − 1, over √k)
    pub standard_error: f64,
}

impl ElasticNet {
    /// Fits the path on the training rows of each fold, and predicts the rows held out. Means and deviations
    /// by which columns are standardised are those of the training rows.
    ///
    /// # Errors
    /// As [`fit_path`](Self::fit_path), of any fold; [`Error::Length`] where the plan has another number of rows.
    pub fn cross_validate(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        penalties: &[f64],
        plan: &FoldPlan,
    ) -> Result<ElasticNetCrossValidation, Error> {
        check_length("rows of the fold plan", plan.n_rows(), design.nrows())?;
        check_length("response", response.len(), design.nrows())?;
        let splits: Vec<(Vec<usize>, Vec<usize>)> = plan.splits().collect();
        let of_fold = |(train, test): &(Vec<usize>, Vec<usize>)| -> Result<Vec<f64>, Error> {
            let rows =
                |rows: &[usize]| (design.select(Axis(0), rows), response.select(Axis(0), rows));
            let (train_design, train_response) = rows(train);
            let (test_design, test_response) = rows(test);
            let path = self.fit_path(train_design.view(), train_response.view(), penalties)?;
            let error = |point: &super::ElasticNetPoint| {
                let predicted = point.predict_mean(test_design.view())?;
                let squares = predicted.iter().zip(&test_response).map(|(p, y)| (p - y) * (p - y));
                Ok(sum(squares) / test.len() as f64)
            };
            path.iter().map(error).collect()
        };
        let folds: Vec<Vec<f64>> =
            splits.par_iter().map(of_fold).collect::<Result<Vec<_>, Error>>()?;
        let k = folds.len() as f64;
        let errors: Vec<HeldOutError> = penalties
            .iter()
            .enumerate()
            .map(|(at, &penalty)| {
                let mean = sum(folds.iter().map(|fold| fold[at])) / k;
                let squares = sum(folds.iter().map(|fold| (fold[at] - mean) * (fold[at] - mean)));
                HeldOutError { penalty, mean, standard_error: (squares / (k - 1.0) / k).sqrt() }
            })
            .collect();
        let lower = |a: usize, b: usize| if errors[b].mean < errors[a].mean { b } else { a };
        let best = (0..errors.len()).reduce(lower).expect("a path has a penalty");
        let bound = errors[best].mean + errors[best].standard_error;
        let within = (0..errors.len()).filter(|&at| errors[at].mean <= bound);
        let larger = |a: usize, b: usize| if errors[b].penalty > errors[a].penalty { b } else { a };
        let within_one_standard_error = within.reduce(larger).unwrap_or(best);
        Ok(ElasticNetCrossValidation { errors, best, within_one_standard_error })
    }
}
