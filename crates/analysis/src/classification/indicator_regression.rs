//! Classes by least squares: a column of 0 and 1 for each class, a regression of each, and the largest prediction wins.
//!
//! The oldest way to a linear boundary, and a lesson: with three classes in a row the middle one is never the largest
//! ("masking"; Hastie, Tibshirani & Friedman 2009, section 4.2, doi:10.1007/978-0-387-84858-7). With two classes of equal size the
//! boundary is that of the [linear discriminant](super::discriminant). Predictions are no probabilities.
//!
//! The regressions are linfa-linear's `LinearRegression` (QR). It agrees with our own least squares to 10⁻¹² in a test, and is
//! used here because only predictions are wanted: standard errors, leverages and the like are in
//! [`OrdinaryLeastSquares`](crate::regression::OrdinaryLeastSquares). What it does not see is a column that depends on
//! others, so that is looked for first.
//!
//! **Agreement.** scikit-learn's `LinearRegression` on one-hot targets, and `argmax`.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::classification::{Classifier, IndicatorRegression};
//!
//! let rates_hz = array![[1.0], [2.0], [5.0], [6.0], [9.0], [10.0]];
//! let fit = IndicatorRegression.fit_labels(rates_hz.view(), &[0, 0, 1, 1, 2, 2], 3)?;
//! // The middle class is masked.
//! assert_eq!(fit.predict_rows(array![[1.0], [5.4], [10.0]].view())?, [0, 0, 2]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use linfa_linear::{FittedLinearRegression, LinearRegression};
use ndarray::{Array1, Array2, ArrayView2};

use super::training::{Training, check_new_rows};
use super::{Classifier, FittedClassifier, largest_of_rows};
use crate::Error;
use crate::matrix::TallQr;

/// A classifier, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndicatorRegression;

struct Fitted {
    regressions: Vec<FittedLinearRegression<f64>>,
    n_columns: usize,
}

/// Adds [`Error::RankDeficient`] for a column that depends on others, and [`Error::TooFew`] for no more rows than
/// columns.
impl Classifier for IndicatorRegression {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        Training::new(matrix, labels, n_classes, 1)?;
        let (n_rows, n_columns) = matrix.dim();
        if n_rows <= n_columns {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: n_columns + 1 });
        }
        let with_intercept = faer::Mat::from_fn(n_rows, n_columns + 1, |row, column| {
            if column == 0 { 1.0 } else { matrix[[row, column - 1]] }
        });
        TallQr::new(with_intercept)
            .map_err(|column| Error::RankDeficient { column: column.saturating_sub(1) })?;
        let regressions = (0..n_classes)
            .map(|class| {
                let is_class = |&label: &usize| f64::from(u8::from(label == class));
                let targets: Array1<f64> = labels.iter().map(is_class).collect();
                LinearRegression::new().fit(&Dataset::new(matrix.to_owned(), targets)).map_err(
                    |error| Error::Refused { package: "linfa-linear", reason: error.to_string() },
                )
            })
            .collect::<Result<_, _>>()?;
        Ok(Box::new(Fitted { regressions, n_columns }))
    }
}

impl FittedClassifier for Fitted {
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        check_new_rows(matrix, self.n_columns)?;
        let rows = matrix.to_owned();
        let mut scores = Array2::zeros((matrix.nrows(), self.regressions.len()));
        for (mut column, regression) in scores.columns_mut().into_iter().zip(&self.regressions) {
            let predicted: Array1<f64> = regression.predict(&rows);
            column.assign(&predicted);
        }
        Ok(largest_of_rows(&scores))
    }

    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error> {
        check_new_rows(matrix, self.n_columns)?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;
    use crate::regression::OrdinaryLeastSquares;

    #[test]
    fn our_own_least_squares_tell_the_same_classes() {
        let mut draws = Seed::from_name("indicator").replicate("sample", 0);
        let labels: Vec<usize> = (0..90).map(|row| row % 3).collect();
        let matrix = Array2::from_shape_fn((90, 2), |(row, column)| {
            [[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]][labels[row]][column] + draws.standard_normal()
        });
        let fit = IndicatorRegression.fit_labels(matrix.view(), &labels, 3).expect("a fit");
        let mut scores = Array2::zeros((90, 3));
        for class in 0..3 {
            let targets: Array1<f64> =
                labels.iter().map(|&label| f64::from(u8::from(label == class))).collect();
            let ours = OrdinaryLeastSquares::new()
                .fit_design(matrix.view(), targets.view(), None)
                .expect("a fit");
            let b = ours.estimates().to_vec();
            for (row, x) in matrix.outer_iter().enumerate() {
                scores[[row, class]] = b[0] + b[1] * x[0] + b[2] * x[1];
            }
        }
        assert_eq!(fit.predict_rows(matrix.view()).expect("finite"), largest_of_rows(&scores));
        let twice = Array2::from_shape_fn((9, 2), |(row, _)| row as f64);
        let refused = IndicatorRegression
            .fit_labels(twice.view(), &[0, 1, 0, 1, 0, 1, 0, 1, 0], 2)
            .map(|_| ());
        insta::assert_snapshot!(refused.expect_err("the same column twice"), @"design matrix, column 1: it is a combination of the intercept and the columns before it, wanted independent columns");
    }
}
