//! Which class does a row belong to, as learned from rows whose class is known?
//!
//! | method | boundary | how it is found |
//! |---|---|---|
//! | [`LinearDiscriminant`] | straight | one covariance for all classes |
//! | [`QuadraticDiscriminant`] | curved | a covariance for each class |
//! | [`GaussianNaiveBayes`] | curved | a variance for each class and column |
//! | [`MultinomialLogistic`] | straight | largest likelihood, Newton's steps |
//! | [`IndicatorRegression`] | straight | least squares on 0 and 1 (linfa-linear) |
//! | [`NearestNeighbours`] | any | votes of the k nearest rows (smartcore) |
//! | [`SupportVectors`] | straight, or any by a kernel | widest margin, two classes at a time |
//! | [`RandomForest`] | steps along axes | votes of trees on resampled rows (smartcore) |
//! | [`Perceptron`] | any | backpropagation through hidden layers |
//!
//! All are a [`Classifier`]: rows and labels 0, 1, … go in, a [`FittedClassifier`] comes out, which predicts labels and,
//! where the method has a model of them, probabilities. [`cross_validate`] tests them on rows they have not seen, and
//! [`ConfusionMatrix`] counts which class is taken for which. Logistic regression of two classes with standard errors
//! is [`Glm::binomial`](crate::regression::Glm::binomial).

pub mod confusion;
pub mod cross_validation;
pub mod discriminant;
pub mod indicator_regression;
pub mod logistic;
pub mod naive_bayes;
pub mod nearest_neighbours;
pub mod perceptron;
pub mod random_forest;
pub mod support_vectors;
mod training;

pub use confusion::ConfusionMatrix;
pub use cross_validation::{CrossValidation, cross_validate, standardised};
pub use discriminant::{LinearDiscriminant, QuadraticDiscriminant};
pub use indicator_regression::IndicatorRegression;
pub use logistic::{MultinomialLogistic, MultinomialLogisticFit};
pub use naive_bayes::GaussianNaiveBayes;
pub use nearest_neighbours::NearestNeighbours;
pub use perceptron::{Activation, Network, Perceptron, PerceptronFit};
pub use random_forest::RandomForest;
pub use support_vectors::{Kernel, SupportVectors, SupportVectorsFit};

use ndarray::{Array2, ArrayView1, ArrayView2};
use spikebook_numeric::elementary::exp;

use crate::Error;

/// What learns from labelled rows.
pub trait Classifier: Sync {
    /// Learns from `matrix` (`n_rows` × `n_columns`), whose row t is of class `labels[t]` below `n_classes`.
    ///
    /// # Errors
    /// [`Error::TooFew`] for no rows, no columns, fewer than two classes or a class without a row (some methods need
    /// two); [`Error::Length`], [`Error::Index`] for labels that are not one a row below `n_classes`; [`Error::NonFinite`];
    /// and what the method adds.
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error>;
}

/// What tells classes of new rows.
pub trait FittedClassifier: Send + Sync {
    /// The class of each row; of classes equally likely the first.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns than the fit had, [`Error::NonFinite`].
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error>;

    /// The probability of each class for each row (`n_rows` × `n_classes`); none where the method has no model of it.
    ///
    /// # Errors
    /// As [`FittedClassifier::predict_rows`].
    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error>;
}

/// The largest entry, the first among equals.
fn largest(row: ArrayView1<'_, f64>) -> usize {
    (0..row.len()).reduce(|best, k| if row[k] > row[best] { k } else { best }).unwrap_or(0)
}

/// The class of the largest entry in each row.
fn largest_of_rows(scores: &Array2<f64>) -> Vec<usize> {
    scores.outer_iter().map(largest).collect()
}

/// Makes each row of log-scores a row of probabilities.
fn softmax(scores: &mut Array2<f64>) {
    for mut row in scores.outer_iter_mut() {
        let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        row.mapv_inplace(|score| exp(score - largest));
        let total: f64 = row.iter().sum();
        row.mapv_inplace(|weight| weight / total);
    }
}
