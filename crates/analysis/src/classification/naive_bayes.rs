//! Classes whose columns are independent normal numbers.
//!
//! ln πₖ − ½ Σⱼ [ln(2π vₖⱼ) + (xⱼ − μₖⱼ)² / vₖⱼ], with the mean and variance (nₖ below) of each class and column; a row
//! goes to the class where it is largest. 10⁻⁹ of the largest variance of any column is added to every variance, so that a
//! constant column does no harm. Needs few rows, as no covariance is fitted.
//!
//! **When it misleads.** Columns that go together count twice: its probabilities are far too near 0 and 1, though the
//! classes it tells may be right.
//!
//! **Agreement.** scikit-learn's `GaussianNB` with its defaults.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::classification::{Classifier, GaussianNaiveBayes};
//!
//! let rates_hz = array![[1.0], [3.0], [7.0], [9.0]];
//! let fit = GaussianNaiveBayes.fit_labels(rates_hz.view(), &[0, 0, 1, 1], 2)?;
//! let chances = fit.probabilities(array![[5.0]].view())?.expect("a model of them");
//! assert!((chances[[0, 0]] - 0.5).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array1, Array2, ArrayView2};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use super::training::{Training, check_new_rows};
use super::{Classifier, FittedClassifier, largest_of_rows, softmax};
use crate::Error;
use crate::matrix::column_means;

/// Added to every variance, as a share of the largest.
const SMOOTHING: f64 = 1e-9;

/// A classifier, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GaussianNaiveBayes;

struct Fitted {
    ln_priors: Vec<f64>,
    means: Vec<Array1<f64>>,
    variances: Vec<Array1<f64>>,
}

/// Mean squared distances from the means of the columns.
fn variances(rows: &Array2<f64>, mean: &Array1<f64>) -> Array1<f64> {
    rows.columns()
        .into_iter()
        .zip(mean)
        .map(|(column, mean)| {
            sum(column.iter().map(|x| (x - mean) * (x - mean))) / rows.nrows() as f64
        })
        .collect()
}

/// Adds [`Error::NoVariance`] where every column is constant.
impl Classifier for GaussianNaiveBayes {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        let training = Training::new(matrix, labels, n_classes, 1)?;
        let all = variances(&matrix.to_owned(), &column_means(matrix));
        let largest = all.iter().copied().fold(0.0, f64::max);
        if largest == 0.0 {
            return Err(Error::NoVariance);
        }
        let mut fit =
            Fitted { ln_priors: training.ln_priors(), means: Vec::new(), variances: Vec::new() };
        for class in 0..n_classes {
            let rows = training.of_class(class);
            let mean = column_means(rows.view());
            fit.variances.push(variances(&rows, &mean) + SMOOTHING * largest);
            fit.means.push(mean);
        }
        Ok(Box::new(fit))
    }
}

impl Fitted {
    fn ln_scores(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_new_rows(matrix, self.means[0].len())?;
        Ok(Array2::from_shape_fn((matrix.nrows(), self.means.len()), |(row, class)| {
            let columns = matrix.row(row);
            let terms = columns.iter().zip(&self.means[class]).zip(&self.variances[class]);
            let term = |((x, mean), variance): ((&f64, &f64), &f64)| {
                ln(std::f64::consts::TAU * variance) + (x - mean) * (x - mean) / variance
            };
            self.ln_priors[class] - 0.5 * sum(terms.map(term))
        }))
    }
}

impl FittedClassifier for Fitted {
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        Ok(largest_of_rows(&self.ln_scores(matrix)?))
    }

    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error> {
        let mut scores = self.ln_scores(matrix)?;
        softmax(&mut scores);
        Ok(Some(scores))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::classification::QuadraticDiscriminant;

    #[test]
    fn one_column_is_the_quadratic_discriminant() {
        let rows = array![[0.0], [2.0], [5.0], [9.0]];
        let labels = [0, 0, 1, 1];
        let naive = GaussianNaiveBayes.fit_labels(rows.view(), &labels, 2).expect("a fit");
        let discriminant = QuadraticDiscriminant::new();
        let quadratic = discriminant.fit_labels(rows.view(), &labels, 2).expect("a fit");
        for x in [-1.0, 2.5, 3.0, 6.0] {
            let at = |fit: &dyn FittedClassifier| {
                let chances = fit.probabilities(array![[x]].view()).expect("finite");
                chances.expect("a model")[[0, 0]]
            };
            assert!((at(&*naive) - at(&*quadratic)).abs() < 1e-7, "{x}");
        }
        let refused =
            GaussianNaiveBayes.fit_labels(array![[1.0], [1.0]].view(), &[0, 1], 2).map(|_| ());
        assert_eq!(refused, Err(Error::NoVariance));
    }
}
