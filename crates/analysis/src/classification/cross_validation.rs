//! How well are classes told of rows that the classifier has not seen?

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::{Classifier, ConfusionMatrix};
use crate::Error;
use crate::folds::FoldPlan;
use crate::matrix::{check_length, column_means};

/// What each row was taken for by the fit that had not seen it.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossValidation {
    /// The class that each row was taken for
    pub predicted: Vec<usize>,
    /// The probability of each class for each row, where the method has a model of it
    pub probabilities: Option<Array2<f64>>,
    /// The share of rows told in each fold
    pub fold_accuracies: Vec<f64>,
    /// Which class was taken for which, over all rows
    pub confusion: ConfusionMatrix,
}

/// Fits `classifier` to the training rows of each fold and predicts its test rows.
///
/// Where `is_scaled`, columns are brought to mean 0 and standard deviation 1 (ddof 1) of the *training* rows of the fold, and the test
/// rows by the same numbers; a column that is constant there is left at 0. Folds are fitted in parallel; the result
/// does not depend on it.
///
/// ```
/// use ndarray::Array2;
/// use spikebook_analysis::classification::{LinearDiscriminant, cross_validate};
/// use spikebook_analysis::folds::FoldPlan;
///
/// let labels: Vec<usize> = (0..20).map(|row| row % 2).collect();
/// let rates_hz = Array2::from_shape_fn((20, 1), |(row, _)| (row % 2 * 5 + row % 3) as f64);
/// let plan = FoldPlan::contiguous(20, 5)?;
/// let held_out = cross_validate(&LinearDiscriminant::new(), rates_hz.view(), &labels, 2, &plan, false)?;
/// assert_eq!(held_out.confusion.accuracy(), 1.0);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
///
/// # Errors
/// [`Error::Length`] for a plan of another number of rows, and the first error of a fit (such as [`Error::TooFew`] where a
/// class is missing from the training rows of a fold).
pub fn cross_validate(
    classifier: &dyn Classifier,
    matrix: ArrayView2<'_, f64>,
    labels: &[usize],
    n_classes: usize,
    plan: &FoldPlan,
    is_scaled: bool,
) -> Result<CrossValidation, Error> {
    check_length("rows of the fold plan", plan.n_rows(), matrix.nrows())?;
    check_length("labels", labels.len(), matrix.nrows())?;
    let splits: Vec<(Vec<usize>, Vec<usize>)> = plan.splits().collect();
    let folds: Vec<_> = splits
        .par_iter()
        .map(|(train, test)| {
            let mut train_rows = matrix.select(Axis(0), train);
            let mut test_rows = matrix.select(Axis(0), test);
            if is_scaled {
                let scale = Scale::of(&train_rows);
                scale.apply(&mut train_rows);
                scale.apply(&mut test_rows);
            }
            let train_labels: Vec<usize> = train.iter().map(|&row| labels[row]).collect();
            let fit = classifier.fit_labels(train_rows.view(), &train_labels, n_classes)?;
            Ok((fit.predict_rows(test_rows.view())?, fit.probabilities(test_rows.view())?))
        })
        .collect::<Vec<Result<_, Error>>>()
        .into_iter()
        .collect::<Result<_, _>>()?;
    let mut predicted = vec![0; labels.len()];
    let mut probabilities = Array2::zeros((labels.len(), n_classes));
    let mut has_probabilities = true;
    let mut fold_accuracies = Vec::with_capacity(folds.len());
    for ((_, test), (told, chances)) in splits.iter().zip(&folds) {
        let n_right = test.iter().zip(told).filter(|&(&row, &told)| labels[row] == told).count();
        fold_accuracies.push(n_right as f64 / test.len() as f64);
        for (place, &row) in test.iter().enumerate() {
            predicted[row] = told[place];
            if let Some(chances) = chances {
                probabilities.row_mut(row).assign(&chances.row(place));
            }
        }
        has_probabilities &= chances.is_some();
    }
    let confusion = ConfusionMatrix::new(labels, &predicted, n_classes)?;
    let probabilities = has_probabilities.then_some(probabilities);
    Ok(CrossValidation { predicted, probabilities, fold_accuracies, confusion })
}

/// The columns of `matrix` at mean 0 and standard deviation 1 (ddof 1); constant ones at 0.
pub fn standardised(matrix: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut rows = matrix.to_owned();
    Scale::of(&rows).apply(&mut rows);
    rows
}

/// Means and standard deviations of training rows.
struct Scale {
    mean: Array1<f64>,
    deviation: Array1<f64>,
}

impl Scale {
    fn of(rows: &Array2<f64>) -> Self {
        let mean = column_means(rows.view());
        let degrees = rows.nrows().saturating_sub(1).max(1) as f64;
        let deviation = rows
            .columns()
            .into_iter()
            .zip(&mean)
            .map(|(column, mean)| {
                let squares = column.iter().map(|value| (value - mean) * (value - mean));
                let deviation = (spikebook_numeric::sum::sum(squares) / degrees).sqrt();
                // Rounding is no spread: such a column becomes 0.
                if deviation > 1e-13 * mean.abs() { deviation } else { f64::INFINITY }
            })
            .collect();
        Self { mean, deviation }
    }

    fn apply(&self, rows: &mut Array2<f64>) {
        for mut row in rows.outer_iter_mut() {
            for ((value, mean), deviation) in row.iter_mut().zip(&self.mean).zip(&self.deviation) {
                *value = (*value - mean) / deviation;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::classification::NearestNeighbours;

    #[test]
    fn scales_are_those_of_the_training_rows() {
        let rows = array![[1.0, 5.0], [3.0, 5.0]];
        let scale = Scale::of(&rows);
        let mut other = array![[5.0, 6.0]];
        scale.apply(&mut other);
        assert_eq!(other, array![[3.0 / 2.0_f64.sqrt(), 0.0]]);
    }

    #[test]
    fn every_row_is_told_by_a_fit_without_it() {
        // With one neighbour, a row seen in training would always be right; alternating labels never are.
        let matrix = Array2::from_shape_fn((10, 1), |(row, _)| row as f64);
        let labels: Vec<usize> = (0..10).map(|row| row % 2).collect();
        let plan = FoldPlan::leave_one_out(10).expect("ten rows");
        let nearest = NearestNeighbours::new(1).expect("one");
        let got =
            cross_validate(&nearest, matrix.view(), &labels, 2, &plan, true).expect("ten fits");
        assert_eq!(got.confusion.accuracy(), 0.0);
        assert_eq!(got.fold_accuracies, vec![0.0; 10]);
        let short = cross_validate(&nearest, matrix.view(), &labels[..9], 2, &plan, true);
        insta::assert_snapshot!(short.expect_err("nine labels"), @"labels: got 9 entries, wanted 10");
    }
}
