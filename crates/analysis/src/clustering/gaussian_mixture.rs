//! Of which normal clouds are the rows a mixture?
//!
//! p(x) = Σₖ wₖ N(x; μₖ, Σₖ), Σₖ full or diagonal. The likelihood is maximised by expectation–maximisation (Dempster, Laird &
//! Rubin 1977): responsibilities rₜₖ ∝ wₖ N(xₜ; μₖ, Σₖ), then weights, means and covariances of the rows weighted by them. Every
//! covariance gets `floor` times the mean variance of the columns added to its diagonal, without which a component
//! that sits on one row has an unbounded likelihood. Starts are k-means groups, and the best of `n_starts` is kept. A fit
//! ends when the mean ln p of a row rises by less than `tolerance` over a step.
//!
//! BIC = parameters · ln n − 2 ln L and AIC = 2 · parameters − 2 ln L: the number of components with the smallest is a
//! fair guess (Schwarz 1978, doi:10.1214/aos/1176344136). Components come by weight, the largest first.
//!
//! **When it misleads.** Components are clouds, not kinds: one skewed cloud is fitted by two. With many columns a full
//! covariance has p (p + 1) / 2 numbers a component: reduce first, or take diagonal ones. The likelihood has many maxima.
//!
//! **Agreement.** scikit-learn's `GaussianMixture(covariance_type="full" | "diag")`: same objective and steps; its `reg_covar` is
//! an absolute number (`floor` × mean variance of the columns here), its `tol` is ours, its `bic` the same.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::clustering::{Covariance, GaussianMixture};
//! use spikebook_numeric::Seed;
//!
//! let mut draws = Seed::from_name("mixture").replicate("example", 0);
//! let rows = Array2::from_shape_fn((300, 2), |(row, _)| f64::from(row as u32 % 3 / 2) * 6.0 + draws.standard_normal());
//! let mixture = |k| GaussianMixture::new(k, Covariance::Full, Seed::from_number(1));
//! let two = mixture(2)?.fit_matrix(rows.view())?;
//! assert!((two.weights()[0] - 2.0 / 3.0).abs() < 0.02);
//! assert!(two.bic() < mixture(1)?.fit_matrix(rows.view())?.bic());
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod fit;
mod maximise;

pub use fit::GaussianMixtureFit;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array2, ArrayBase, ArrayView2, Axis, Data, Ix2};
use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::{KMeans, check_rows};
use crate::matrix::column_means;
use crate::{Error, settings};
use maximise::{Ending, maximise};

/// The shape of the clouds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Covariance {
    /// Each its own covariance matrix
    #[default]
    Full,
    /// Each its own variances, along the axes
    Diagonal,
}

/// A mixture, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `n_components` | – | 1 to rows |
/// | covariance | – | full or diagonal |
/// | floor | 10⁻⁶ | ≥ 0, finite; a share of the mean variance of the columns |
/// | tolerance | 10⁻⁷ | > 0, < 1 |
/// | `max_iterations` | 2000 | ≥ 1 |
/// | `n_starts` | 5 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaussianMixture {
    n_components: usize,
    covariance: Covariance,
    floor: f64,
    tolerance: f64,
    max_iterations: usize,
    n_starts: usize,
    seed: Seed,
}

impl GaussianMixture {
    /// `n_components` clouds; start k draws from a stream of its own.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_components: usize, covariance: Covariance, seed: Seed) -> Result<Self, Error> {
        let n_components = settings::count("n_components", n_components)?;
        let (floor, tolerance, max_iterations, n_starts) = (1e-6, 1e-7, 2000, 5);
        Ok(Self { n_components, covariance, floor, tolerance, max_iterations, n_starts, seed })
    }

    /// Adds this share of the columns' mean variance to the diagonal of every covariance.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a share that is negative or not finite.
    pub fn with_floor(self, floor: f64) -> Result<Self, Error> {
        settings::not_negative("floor", floor).map(|floor| Self { floor, ..self })
    }

    /// Ends when a step raises the mean ln p of a row by less than this.
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

    /// Starts so many times.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_starts(self, n_starts: usize) -> Result<Self, Error> {
        settings::count("n_starts", n_starts).map(|n_starts| Self { n_starts, ..self })
    }

    /// Fits the rows of `matrix`.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: below two rows, or fewer distinct rows than components; [`Error::NonFinite`]; [`Error::Overflow`];
    ///   [`Error::NoVariance`].
    /// - [`Error::Singular`]: a component has shrunk to a point or a plane, from every start.
    /// - [`Error::NotConverged`]: the likelihood still rises after the last step, from every start.
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<GaussianMixtureFit, Error> {
        check_rows(matrix)?;
        let (n_rows, n_columns) = matrix.dim();
        if n_rows < 2 {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: 2 });
        }
        let mean = column_means(matrix);
        let centred = &matrix - &mean;
        let squares = spikebook_numeric::sum::sum(centred.iter().map(|value| value * value));
        let mean_variance = squares / (n_rows * n_columns) as f64;
        if mean_variance == 0.0 {
            return Err(Error::NoVariance);
        }
        let ending = Ending {
            floor: self.floor * mean_variance,
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
        };
        let starts: Vec<Result<GaussianMixtureFit, Error>> = (0..self.n_starts)
            .into_par_iter()
            .map(|start| {
                let seed = self.seed.child(&format!("start {start}"));
                let groups = KMeans::new(self.n_components, seed)?.with_starts(1)?;
                let labels = groups.fit_matrix(centred.view())?.labels().to_vec();
                let mut responsibilities = Array2::zeros((n_rows, self.n_components));
                for (row, label) in labels.into_iter().enumerate() {
                    responsibilities[[row, label]] = 1.0;
                }
                let found = maximise(&centred, responsibilities, self.covariance, ending)?;
                Ok(GaussianMixtureFit::new(found, self.covariance, &mean, n_rows))
            })
            .collect();
        let mut best: Option<GaussianMixtureFit> = None;
        let mut failure = None;
        for start in starts {
            match start {
                Ok(fit) => {
                    let is_better =
                        best.as_ref().is_none_or(|best| fit.ln_likelihood() > best.ln_likelihood());
                    if is_better {
                        best = Some(fit);
                    }
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        best.ok_or_else(|| failure.expect("a start gives a fit or an error, and there is one"))
    }
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for GaussianMixture {
    type Object = GaussianMixtureFit;

    fn fit(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<GaussianMixtureFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

/// Entries of each row in the order of `order`.
fn columns_in_order(matrix: &Array2<f64>, order: &[usize]) -> Array2<f64> {
    matrix.select(Axis(1), order)
}

#[cfg(test)]
mod tests;
