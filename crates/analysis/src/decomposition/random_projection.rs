//! How well do directions drawn by chance keep the distances between states of a population?
//!
//! The lemma of Johnson and Lindenstrauss: k random directions keep all distances between n points to within a share ε
//! with high probability once k is some 8 ln n / ε², *whatever the number of units*. A projection that looks good is
//! therefore no finding; principal components should beat it.
//!
//! Directions are sparse (Li, Hastie & Church 2006, doi:10.1145/1150402.1150436): of p entries about √p are not 0, and these
//! are ±√(√p / k), so that E‖x R‖² = ‖x‖². They are drawn by linfa-reduction's `SparseRandomProjection` from a stream of
//! the seed; linfa-reduction 0.8.1 gives non-zero entries of ±√p instead, which makes lengths √(k √p) times too large (a test
//! holds it to that), and this module divides by that factor.
//!
//! **When it misleads.** Distances are kept on average; a single one may be off by much where k is small or few units
//! carry the signal.
//!
//! **Agreement.** scikit-learn's `SparseRandomProjection(density="auto")` draws from the same distribution.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::decomposition::RandomProjection;
//! use spikebook_numeric::Seed;
//!
//! let counts = Array2::from_shape_fn((20, 400), |(row, unit)| f64::from((row * unit % 7) as u32));
//! let projection = RandomProjection::new(100, Seed::from_number(1))?.fit_columns(400)?;
//! assert_eq!(projection.transform(counts.view())?.dim(), (20, 100));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use linfa::traits::{Fit, Transformer};
use linfa::{DatasetBase, ParamGuard};
use linfa_reduction::random_projection::SparseRandomProjection;
use ndarray::{Array2, ArrayView2};
use spikebook_numeric::{Seed, Stream};

use crate::matrix::{check_finite, check_length};
use crate::{Error, settings};

/// Random directions, not yet drawn. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomProjection {
    n_directions: usize,
    seed: Seed,
}

/// Random directions for a number of columns.
pub struct RandomProjectionFit {
    directions: Array2<f64>,
}

impl RandomProjection {
    /// `n_directions` directions.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_directions: usize, seed: Seed) -> Result<Self, Error> {
        Ok(Self { n_directions: settings::count("n_directions", n_directions)?, seed })
    }

    /// Draws the directions for rows of `n_columns` entries.
    ///
    /// # Errors
    /// [`Error::Parameter`] where there are more directions than columns.
    pub fn fit_columns(&self, n_columns: usize) -> Result<RandomProjectionFit, Error> {
        if self.n_directions > n_columns {
            return Err(Error::Parameter {
                parameter: "n_directions",
                got: self.n_directions as f64,
                wanted: "at most as many as columns",
            });
        }
        let stream = LinfasRandomness(self.seed.replicate("random projection", 0));
        let params = SparseRandomProjection::<f64>::params_with_rng(stream)
            .target_dim(self.n_directions)
            .check()
            .map_err(|error| Error::Refused {
                package: "linfa-reduction",
                reason: error.to_string(),
            })?;
        // linfa reads the number of columns alone.
        let shape: DatasetBase<Array2<f64>, _> = Array2::zeros((1, n_columns)).into();
        let drawn = params.fit(&shape).map_err(|error| Error::Refused {
            package: "linfa-reduction",
            reason: error.to_string(),
        })?;
        let mut directions: Array2<f64> = drawn.transform(Array2::<f64>::eye(n_columns));
        let too_large = (self.n_directions as f64 * (n_columns as f64).sqrt()).sqrt();
        directions.mapv_inplace(|entry| entry / too_large);
        Ok(RandomProjectionFit { directions })
    }
}

impl RandomProjectionFit {
    /// The directions (`n_columns` × `n_directions`).
    pub fn directions(&self) -> ArrayView2<'_, f64> {
        self.directions.view()
    }

    /// The place of each row along the directions (`n_rows` × `n_directions`).
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns, [`Error::NonFinite`].
    pub fn transform(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_length("columns", matrix.ncols(), self.directions.nrows())?;
        check_finite("matrix", matrix)?;
        Ok(crate::matrix::product(matrix, self.directions.view()))
    }
}

/// Our stream, as the version of `rand` that linfa uses asks for it.
#[derive(Clone)]
struct LinfasRandomness(Stream);

impl rand_core::RngCore for LinfasRandomness {
    fn next_u32(&mut self) -> u32 {
        (self.0.bits() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.0.bits()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.0.bits().to_le_bytes()[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_kept_on_average_and_entries_are_what_the_paper_says() {
        let (p, k) = (400, 50);
        let mut ratios = Vec::new();
        let mut n_entries = 0;
        for seed in 0..40 {
            let fit = RandomProjection::new(k, Seed::from_number(seed))
                .expect("some")
                .fit_columns(p)
                .expect("fewer");
            let size = (20.0_f64 / k as f64).sqrt();
            for entry in fit.directions() {
                assert!(*entry == 0.0 || (entry.abs() - size).abs() < 1e-12, "{entry}");
                n_entries += usize::from(*entry != 0.0);
            }
            let x = Array2::from_shape_fn((1, p), |(_, j)| ((j * 37) % 11) as f64 - 5.0);
            let y = fit.transform(x.view()).expect("the same columns");
            ratios.push((&y * &y).sum() / (&x * &x).sum());
        }
        // Var of ‖xR‖²/‖x‖² is about 2/k: the mean of 40 has a standard error of 0.032.
        let mean = spikebook_numeric::sum::mean(&ratios);
        assert!((mean - 1.0).abs() < 0.1, "{mean}");
        let expected = 40.0 * (p * k) as f64 / 20.0;
        assert!((n_entries as f64 / expected - 1.0).abs() < 0.02, "{n_entries} of {expected}");
    }

    #[test]
    fn the_same_seed_draws_the_same_directions() {
        let draw = |seed| {
            let projection = RandomProjection::new(5, Seed::from_number(seed)).expect("five");
            projection.fit_columns(30).expect("fewer").directions().to_owned()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let error = RandomProjection::new(5, Seed::from_number(1))
            .expect("five")
            .fit_columns(4)
            .map(|_| ());
        insta::assert_snapshot!(error.expect_err("more than columns"), @"n_directions: got 5, wanted at most as many as columns");
    }
}
