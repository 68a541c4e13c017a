//! Classes as normal clouds: which is a row likeliest to come from?
//!
//! Class k has mean μₖ, covariance Σₖ and prior πₖ (its share of the rows), and a row goes to the class with the largest
//! ln πₖ − ½ ln |Σₖ| − ½ (x − μₖ)ᵀ Σₖ⁻¹ (x − μₖ). Probabilities are these, exponentiated and brought to sum 1.
//!
//! - [`LinearDiscriminant`]: one covariance for all, the scatter within classes over n. Boundaries are straight
//!   (Fisher 1936, doi:10.1111/j.1469-1809.1936.tb02137.x).
//! - [`QuadraticDiscriminant`]: the covariance of each class, its scatter over nₖ. Boundaries are conic.
//!
//! With shrinkage s a covariance is (1 − s) Σ + s (tr Σ / p) I: needed where there are as many columns as rows.
//!
//! **When they mislead.** Counts are not normal: take square roots of small ones. With s = 0 and many columns the
//! covariance is nearly singular, and probabilities are far too sure.
//!
//! **Agreement.** scikit-learn's `LinearDiscriminantAnalysis(solver="lsqr")` and `QuadraticDiscriminantAnalysis` (1.8 and later) with s = 0, and its
//! `shrinkage` for the linear one. R's `MASS::lda` divides by n − K and
//! `qda` by nₖ − 1, which makes probabilities a little less sure.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::classification::{Classifier, LinearDiscriminant};
//!
//! let rates_hz = array![[1.0, 5.0], [2.0, 6.5], [1.5, 4.0], [7.0, 2.0], [8.0, 3.0], [6.5, 0.5]];
//! let fit = LinearDiscriminant::new().fit_labels(rates_hz.view(), &[0, 0, 0, 1, 1, 1], 2)?;
//! assert_eq!(fit.predict_rows(array![[2.0, 5.0], [9.0, 1.0]].view())?, [0, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array1, Array2, ArrayView2};

use super::training::{Training, check_new_rows};
use super::{Classifier, FittedClassifier, largest_of_rows, softmax};
use crate::matrix::Cholesky;
use crate::{Error, settings};

/// Classes that share one covariance, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinearDiscriminant {
    shrinkage: f64,
}

/// Classes with a covariance each, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QuadraticDiscriminant {
    shrinkage: f64,
}

/// A cloud, and what is added to its ln density.
struct Cloud {
    mean: Array1<f64>,
    factor: Cholesky,
    ln_constant: f64,
}

/// Fitted clouds, one a class.
struct Clouds(Vec<Cloud>);

fn shrinkage(got: f64) -> Result<f64, Error> {
    settings::not_negative("shrinkage", got)?;
    if got <= 1.0 {
        return Ok(got);
    }
    Err(Error::Parameter { parameter: "shrinkage", got, wanted: "a number from 0 to 1" })
}

impl LinearDiscriminant {
    /// No shrinkage.
    pub fn new() -> Self {
        Self::default()
    }

    /// Draws the covariance towards a multiple of the identity.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside [0, 1].
    pub fn with_shrinkage(self, got: f64) -> Result<Self, Error> {
        shrinkage(got).map(|shrinkage| Self { shrinkage })
    }
}

impl QuadraticDiscriminant {
    /// No shrinkage.
    pub fn new() -> Self {
        Self::default()
    }

    /// Draws each covariance towards a multiple of the identity.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside [0, 1].
    pub fn with_shrinkage(self, got: f64) -> Result<Self, Error> {
        shrinkage(got).map(|shrinkage| Self { shrinkage })
    }
}

/// Adds [`Error::Singular`] where there is no spread within classes in some direction.
impl Classifier for LinearDiscriminant {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        let training = Training::new(matrix, labels, n_classes, 1)?;
        let moments = training.class_moments();
        let n_columns = matrix.ncols();
        let scatter = moments
            .iter()
            .fold(Array2::zeros((n_columns, n_columns)), |sum, (_, scatter)| sum + scatter);
        let factor =
            factor(scatter / matrix.nrows() as f64, self.shrinkage).ok_or(Error::Singular {
                what: "linear discriminant, all classes as of class",
                index: 0,
            })?;
        let clouds = moments.into_iter().zip(training.ln_priors()).map(|((mean, _), ln_prior)| {
            Cloud { mean, factor: factor.clone(), ln_constant: ln_prior }
        });
        Ok(Box::new(Clouds(clouds.collect())))
    }
}

/// Adds [`Error::Singular`] where a class has no spread in some direction, and needs two rows of each class.
impl Classifier for QuadraticDiscriminant {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        let training = Training::new(matrix, labels, n_classes, 2)?;
        let mut clouds = Vec::with_capacity(n_classes);
        let moments = training.class_moments().into_iter().zip(training.ln_priors());
        for (class, ((mean, scatter), ln_prior)) in moments.enumerate() {
            let covariance = scatter / training.sizes[class] as f64;
            let factor = factor(covariance, self.shrinkage)
                .ok_or(Error::Singular { what: "quadratic discriminant, class", index: class })?;
            let ln_constant = ln_prior - 0.5 * factor.ln_determinant();
            clouds.push(Cloud { mean, factor, ln_constant });
        }
        Ok(Box::new(Clouds(clouds)))
    }
}

/// The factor of the covariance, drawn towards a multiple of the identity; none where it is singular.
fn factor(covariance: Array2<f64>, shrinkage: f64) -> Option<Cholesky> {
    let n = covariance.nrows();
    let mean_variance = covariance.diag().sum() / n as f64;
    let mut shrunk = covariance * (1.0 - shrinkage);
    shrunk.diag_mut().mapv_inplace(|variance| variance + shrinkage * mean_variance);
    let flat: Vec<f64> = shrunk.iter().copied().collect();
    Cholesky::new(&flat, n, 1e-12).ok()
}

impl Clouds {
    fn ln_scores(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_new_rows(matrix, self.0[0].mean.len())?;
        let mut scores = Array2::zeros((matrix.nrows(), self.0.len()));
        for (row, mut scores) in matrix.outer_iter().zip(scores.outer_iter_mut()) {
            for (cloud, score) in self.0.iter().zip(&mut scores) {
                let mut z = (&row - &cloud.mean).to_vec();
                cloud.factor.solve_lower(&mut z);
                *score = cloud.ln_constant - 0.5 * z.iter().map(|z| z * z).sum::<f64>();
            }
        }
        Ok(scores)
    }
}

impl FittedClassifier for Clouds {
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
mod tests;
