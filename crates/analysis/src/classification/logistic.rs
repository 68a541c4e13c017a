//! The log-odds of every class against every other as a sum over columns.
//!
//! P(class k | x) = exp(aₖ + bₖ · x) / Σₗ exp(aₗ + bₗ · x). The fit minimises
//!
//! −(1/n) Σₜ ln P(class of row t | xₜ) + (penalty / 2) Σₖ |bₖ|²
//!
//! by Newton's steps, halved where they overshoot. Adding the same to every class changes no probability: here coefficients sum to
//! 0 over classes. With two classes b₁ − b₀ is the coefficient of [`Glm::binomial`](crate::regression::Glm::binomial).
//!
//! **Agreement.** scikit-learn's `LogisticRegression(C = 1 / (n · penalty))`; glmnet's `family = "multinomial"`, `alpha = 0` with
//! its λ = penalty (and `standardize = FALSE`); R's `nnet::multinom` for penalty 0, whose first class has coefficients 0.
//!
//! **When it misleads.** Coefficients belong to a class *against all others*; columns in other units have other sizes.
//! Without a penalty, classes that a plane separates have no estimate, which is [`Error::Separated`].
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::classification::MultinomialLogistic;
//!
//! let rates_hz = array![[1.0], [2.0], [3.0], [2.5], [4.0], [5.0], [4.5], [7.0], [6.0]];
//! let fit = MultinomialLogistic::new().with_penalty(0.01)?.fit(rates_hz.view(), &[0, 0, 0, 1, 1, 1, 2, 2, 2], 3)?;
//! assert!(fit.coefficients().sum().abs() < 1e-9);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod newton;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::training::{Training, check_new_rows};
use super::{Classifier, FittedClassifier, largest_of_rows, softmax};
use crate::{Error, settings};

/// A multinomial logistic regression, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | penalty | 0 | ≥ 0, finite |
/// | tolerance | 10⁻¹² | > 0, < 1: the fall of the loss that the next step promises |
/// | `max_iterations` | 100 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultinomialLogistic {
    penalty: f64,
    tolerance: f64,
    max_iterations: usize,
}

/// A fitted multinomial logistic regression.
#[derive(Clone, Debug, PartialEq)]
pub struct MultinomialLogisticFit {
    intercepts: Array1<f64>,
    coefficients: Array2<f64>,
    mean_loss: f64,
    n_iterations: usize,
}

impl Default for MultinomialLogistic {
    fn default() -> Self {
        Self { penalty: 0.0, tolerance: 1e-12, max_iterations: 100 }
    }
}

impl MultinomialLogistic {
    /// Without a penalty.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds penalty/2 · Σ|b|² to the mean loss (intercepts are left out).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a penalty that is negative or not finite.
    pub fn with_penalty(self, penalty: f64) -> Result<Self, Error> {
        settings::not_negative("penalty", penalty).map(|penalty| Self { penalty, ..self })
    }

    /// Takes at most so many steps.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        settings::iterations(max_iterations).map(|max_iterations| Self { max_iterations, ..self })
    }

    /// Fits `matrix` (`n_rows` × `n_columns`), whose row t is of class `labels[t]`.
    ///
    /// # Errors
    /// - those of [`Classifier::fit_labels`]; [`Error::RankDeficient`] for a column that depends on others without a penalty;
    /// - [`Error::Separated`] where classes can be separated and there is no penalty;
    /// - [`Error::NotConverged`] where steps do not come to rest.
    pub fn fit(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<MultinomialLogisticFit, Error> {
        let training = Training::new(matrix, labels, n_classes, 1)?;
        newton::minimise(&training, self.penalty, self.tolerance, self.max_iterations)
    }
}

impl MultinomialLogisticFit {
    /// The intercept aₖ of each class.
    pub fn intercepts(&self) -> ArrayView1<'_, f64> {
        self.intercepts.view()
    }

    /// The coefficients bₖ (classes × columns).
    pub fn coefficients(&self) -> ArrayView2<'_, f64> {
        self.coefficients.view()
    }

    /// −(1/n) Σ ln P, without the penalty.
    pub fn mean_loss(&self) -> f64 {
        self.mean_loss
    }

    /// Newton's steps.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }

    fn scores(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_new_rows(matrix, self.coefficients.ncols())?;
        Ok(matrix.dot(&self.coefficients.t()) + &self.intercepts)
    }
}

impl Classifier for MultinomialLogistic {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        Ok(Box::new(self.fit(matrix, labels, n_classes)?))
    }
}

impl FittedClassifier for MultinomialLogisticFit {
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        Ok(largest_of_rows(&self.scores(matrix)?))
    }

    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error> {
        let mut scores = self.scores(matrix)?;
        softmax(&mut scores);
        Ok(Some(scores))
    }
}

#[cfg(test)]
mod tests;
