//! Which things belong together, when nobody says so?
//!
//! - [`KMeans`]: groups about their means,
//! - [`GaussianMixture`]: groups with a shape of their own, and how sure each membership is,
//! - [`hierarchical`]: what joins what, from single rows up to all of them,
//! - [`silhouette`]: how well each row fits into its group; [`adjusted_rand_index`]: whether two groupings agree,
//! - [`SpikeSorter`]: waveforms to units, by components and a mixture.

pub mod agreement;
pub mod gaussian_mixture;
pub mod hierarchical;
pub mod k_means;
pub mod silhouette;
pub mod spike_sorter;

pub use agreement::adjusted_rand_index;
pub use gaussian_mixture::{Covariance, GaussianMixture, GaussianMixtureFit};
pub use hierarchical::{Dendrogram, Linkage, Merge};
pub use k_means::{KMeans, KMeansFit};
pub use spike_sorter::{SortedSpikes, SpikeSorter};

use ndarray::{ArrayView1, ArrayView2};

use crate::Error;
use crate::matrix::check_finite;

/// Refuses a matrix without rows or columns, or with a number whose squares leave the range.
pub(crate) fn check_rows(matrix: ArrayView2<'_, f64>) -> Result<(), Error> {
    for (what, got) in [("rows", matrix.nrows()), ("columns", matrix.ncols())] {
        if got == 0 {
            return Err(Error::TooFew { what, got, wanted: 1 });
        }
    }
    check_finite("matrix", matrix)?;
    match matrix.indexed_iter().find(|(_, entry)| entry.abs() >= 1e150) {
        Some(((_, column), _)) => Err(Error::Overflow { what: format!("matrix, column {column}") }),
        None => Ok(()),
    }
}

/// |a − b|².
pub(crate) fn squared_distance(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    let mut sum = 0.0;
    for (a, b) in a.iter().zip(b) {
        sum += (a - b) * (a - b);
    }
    sum
}
