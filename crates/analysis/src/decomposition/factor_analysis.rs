//! Which few causes do units share, and how noisy is each unit by itself?
//!
//! Row t of the data (p units) is x = μ + Λ f + e with k factors f ~ N(0, I) and noise e ~ N(0, Ψ), Ψ diagonal. The
//! covariance is Λ Λᵀ + Ψ: the factors explain what units have in common, and each unit keeps a variance of its own, where
//! principal components mix the two. Scores are the posterior means of f,
//!
//! E[f | x] = (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹ (x − μ).
//!
//! The fit maximises ln L = −n/2 [p ln 2π + ln |Λ Λᵀ + Ψ| + tr((Λ Λᵀ + Ψ)⁻¹ S)], with S the covariance with n below, by
//! expectation–maximisation (Rubin & Thayer 1982, doi:10.1007/BF02293851): it never falls. It ends when no noise variance
//! moves by more than `tolerance` of the unit's variance over ten steps. Λ is found but for a rotation: here Λᵀ Ψ⁻¹ Λ is
//! diagonal and falling, and of each factor the largest loading is positive.
//!
//! **When it misleads.** A factor is no cause: any rotation fits as well, and a slow drift that all units share is a
//! factor too. More factors always fit better: choose their number by held-out likelihood
//! ([`FactorAnalysisFit::mean_ln_likelihood`] on other rows). Where a unit's noise goes to 0 (a Heywood case) the steps
//! become endless, which is [`Error::NotConverged`]: take fewer factors.
//!
//! **Agreement.** scikit-learn's `FactorAnalysis`: same objective (its `score` is the mean ln L of a row), same Λ Λᵀ and
//! Ψ; its loadings are rotated otherwise. R's `factanal` works on correlations.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::decomposition::FactorAnalysis;
//! use spikebook_numeric::Seed;
//!
//! // One cause moves three units; each has noise of variance 0.25.
//! let mut draws = Seed::from_name("factor analysis").replicate("example", 0);
//! let mut counts = Array2::zeros((500, 3));
//! for mut row in counts.rows_mut() {
//!     let cause = draws.standard_normal();
//!     row.mapv_inplace(|_: f64| cause + 0.5 * draws.standard_normal());
//! }
//! let fit = FactorAnalysis::new(1)?.fit_matrix(counts.view())?;
//! assert!(fit.noise_variance().iter().all(|variance| (variance - 0.25).abs() < 0.08));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod fit;
mod maximise;

pub use fit::FactorAnalysisFit;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{ArrayBase, ArrayView2, Data, Ix2};

use crate::Error;
use crate::matrix::{centred_gram, check_finite, column_means, from_faer};
use crate::settings;
use maximise::{maximise, start};

/// A factor analysis, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `n_factors` | – | 1 to columns − 1 |
/// | tolerance | 10⁻⁶ | > 0, < 1 |
/// | `max_iterations` | 20 000 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FactorAnalysis {
    n_factors: usize,
    tolerance: f64,
    max_iterations: usize,
}

impl FactorAnalysis {
    /// `n_factors` factors.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_factors: usize) -> Result<Self, Error> {
        let n_factors = settings::count("n_factors", n_factors)?;
        Ok(Self { n_factors, tolerance: 1e-6, max_iterations: 20_000 })
    }

    /// Ends when no noise variance moves by more than this share of its unit's variance over ten steps.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        settings::tolerance(tolerance).map(|tolerance| Self { tolerance, ..self })
    }

    /// Takes at most so many steps.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        settings::iterations(max_iterations).map(|max_iterations| Self { max_iterations, ..self })
    }

    /// Fits `matrix` (`n_rows` × `n_columns`).
    ///
    /// # Errors
    /// - [`Error::TooFew`]: two rows or columns are needed; [`Error::Parameter`]: as many factors as columns, or more.
    /// - [`Error::NonFinite`], [`Error::ConstantColumn`], [`Error::Overflow`].
    /// - [`Error::NotConverged`]: the noise still moves after the last step.
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<FactorAnalysisFit, Error> {
        let (n_rows, n_columns) = matrix.dim();
        for (what, got) in [("rows", n_rows), ("columns", n_columns)] {
            if got < 2 {
                return Err(Error::TooFew { what, got, wanted: 2 });
            }
        }
        if self.n_factors >= n_columns {
            return Err(Error::Parameter {
                parameter: "n_factors",
                got: self.n_factors as f64,
                wanted: "fewer factors than columns",
            });
        }
        check_finite("matrix", matrix)?;
        let mean = column_means(matrix);
        let gram = centred_gram(matrix, mean.as_slice().expect("one slice"));
        let covariance = from_faer(gram.as_ref()) / n_rows as f64;
        for (column, variance) in covariance.diag().iter().enumerate() {
            if !variance.is_finite() {
                return Err(Error::Overflow { what: format!("matrix, column {column}") });
            }
            if variance.sqrt() <= 1e-13 * mean[column].abs() || *variance == 0.0 {
                return Err(Error::ConstantColumn { column });
            }
        }
        let mut model = start(&covariance, self.n_factors)?;
        let n_iterations = maximise(&covariance, &mut model, self.tolerance, self.max_iterations)?;
        FactorAnalysisFit::new(mean, model, &covariance, n_rows, n_iterations)
    }
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for FactorAnalysis {
    type Object = FactorAnalysisFit;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<FactorAnalysisFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

#[cfg(test)]
mod tests;
