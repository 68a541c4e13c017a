//! Which independent sources, mixed together, would give these signals?
//!
//! x = μ + A s: the k sources s are independent, of variance one (ddof 0) and not normal, and A (p × k) mixes them. Whitening by
//! principal components leaves a rotation to be found; `FastICA` (Hyvärinen 1999, doi:10.1109/72.761722) turns all directions
//! wₖ at once by
//!
//! wₖ ← E[z g(wₖᵀ z)] − E[g′(wₖᵀ z)] wₖ,   W ← (W Wᵀ)^(−1/2) W,   g = tanh,
//!
//! where z are whitened rows: fixed points make each E[ln cosh wₖᵀ z] extreme, a stand-in for being far from normal. It
//! ends when no direction turns by more than `tolerance` (1 − |cosine| between steps). Sources come in the order of the
//! variance that they add to the signals, and the largest entry of each column of A is positive.
//!
//! **When it misleads.** Two normal sources cannot be told apart, nor the sign, order or size of any source; other
//! starts may end elsewhere ([`IndependentComponentsFit::contrast`] compares them); and more sources than there are
//! split one into spikes. Sources of artefacts (blinks) are what it is best at; that they are *brain* sources is a claim.
//!
//! **Agreement.** scikit-learn's `FastICA(fun="logcosh", whiten="unit-variance", whiten_solver="svd")`: variances have n
//! below here too, and sources and mixing are the same but for sign and order.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::decomposition::IndependentComponents;
//! use spikebook_numeric::Seed;
//!
//! // Two sources, one uniform and one that switches, reach three electrodes.
//! let mut draws = Seed::from_name("sources").replicate("example", 0);
//! let sources = Array2::from_shape_fn((2000, 2), |(_, k)| {
//!     if k == 0 { draws.uniform() - 0.5 } else { f64::from(u8::from(draws.bernoulli(0.5))) }
//! });
//! let signals = sources.dot(&ndarray::array![[1.0, 0.5, -0.2], [0.3, 1.0, 0.8]]);
//! let fit = IndependentComponents::new(2, Seed::from_number(1))?.fit_matrix(signals.view())?;
//! let found = fit.sources(signals.view())?;
//! let switch = found.column(0).mapv(|value| value > 0.0);
//! let agrees = (0..2000).filter(|&t| switch[t] == (sources[[t, 1]] > 0.5)).count();
//! assert!(agrees == 2000 || agrees == 0); // the sign is free
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod fit;
mod rotation;

pub use fit::IndependentComponentsFit;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array2, ArrayBase, ArrayView2, Axis, Data, Ix2};
use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::Pca;
use crate::{Error, settings};
use rotation::rotate;

/// An independent component analysis, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `n_components` | – | 1 to min(rows − 1, columns) |
/// | tolerance | 10⁻¹⁰ | > 0, < 1 |
/// | `max_iterations` | 1000 | ≥ 1 |
/// | `n_starts` | 1 | ≥ 1; the best by contrast is kept |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndependentComponents {
    n_components: usize,
    tolerance: f64,
    max_iterations: usize,
    n_starts: usize,
    seed: Seed,
}

impl IndependentComponents {
    /// `n_components` sources, from random directions.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_components: usize, seed: Seed) -> Result<Self, Error> {
        let n_components = settings::count("n_components", n_components)?;
        Ok(Self { n_components, tolerance: 1e-10, max_iterations: 1000, n_starts: 1, seed })
    }

    /// Ends when no direction turns by more than this, in 1 − |cosine|.
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

    /// Starts from so many random rotations, start k from the stream k of the seed.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_starts(self, n_starts: usize) -> Result<Self, Error> {
        settings::count("n_starts", n_starts).map(|n_starts| Self { n_starts, ..self })
    }

    /// Fits `matrix` (`n_rows` × `n_columns`).
    ///
    /// # Errors
    /// - those of [`Pca::fit_matrix`], and [`Error::FlatComponent`] where there are fewer directions with variance
    ///   than sources;
    /// - [`Error::NotConverged`]: from no start did the directions come to rest.
    pub fn fit_matrix(
        &self,
        matrix: ArrayView2<'_, f64>,
    ) -> Result<IndependentComponentsFit, Error> {
        let whitening = Pca::new().with_components(self.n_components)?.fit_matrix(matrix)?;
        let white = whitening.whitened_scores(matrix)? * ddof_factor(matrix.nrows());
        let starts: Vec<Result<rotation::Rotation, Error>> = (0..self.n_starts)
            .into_par_iter()
            .map(|start| {
                let mut stream = self.seed.replicate("independent components", start as u64);
                let size = (self.n_components, self.n_components);
                let start = Array2::from_shape_simple_fn(size, || stream.standard_normal());
                rotate(&white, start, self.tolerance, self.max_iterations)
            })
            .collect();
        let mut best: Option<rotation::Rotation> = None;
        let mut failure = None;
        for start in starts {
            match start {
                Ok(found) if best.as_ref().is_none_or(|best| found.contrast > best.contrast) => {
                    best = Some(found);
                }
                Ok(_) => {}
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        match (best, failure) {
            (Some(best), _) => Ok(IndependentComponentsFit::new(&whitening, best, matrix.nrows())),
            (None, Some(failure)) => Err(failure),
            (None, None) => Err(Error::TooFew { what: "n_starts", got: 0, wanted: 1 }),
        }
    }
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for IndependentComponents {
    type Object = IndependentComponentsFit;

    fn fit(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<IndependentComponentsFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

/// √(n / (n − 1)), from variances with n − 1 to those with n.
fn ddof_factor(n_rows: usize) -> f64 {
    (n_rows as f64 / (n_rows - 1) as f64).sqrt()
}

/// Rows in the order of `order`.
fn in_order(matrix: &Array2<f64>, order: &[usize]) -> Array2<f64> {
    matrix.select(Axis(0), order)
}

#[cfg(test)]
mod tests;
