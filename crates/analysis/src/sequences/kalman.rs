//! Along which smooth path did a hidden state move, seen only through noisy measurements?
//!
//! ```text
//! x₁ ~ N(m, P)        xₜ₊₁ = A xₜ + qₜ,  qₜ ~ N(0, Q)        yₜ = d + C xₜ + rₜ,  rₜ ~ N(0, R)
//! ```
//!
//! - [`LinearGaussianModel::filter`] says where the state is given the measurements so far (Kalman),
//! - [`LinearGaussianModel::smooth`] says where it was given all of them (Rauch–Tung–Striebel),
//! - [`DynamicsEm`] fits all parameters by expectation–maximisation, R diagonal: latent dynamics of a
//!   population,
//! - [`LinearGaussianModel::from_known_states`] fits them by least squares where the state was seen in
//!   training (a cursor, a hand), to decode it from the activity alone.
//!
//! Note that N(m, P) is the law of the state *at* the first measurement. The filter works with square roots
//! of covariances in the dimension of the state: Q and P may be singular, and there may be many more
//! measurements than state dimensions.
//!
//! **When it misleads.** Spike counts are not Gaussian: take square roots or bins with several spikes. Only C
//! A … up to a change of axes can be told from data: the fit is turned so that the columns of C are
//! orthonormal and sorted by how much the state moves along them. The number of dimensions is not found by
//! the training likelihood, which always grows.
//!
//! Kalman (1960), doi:10.1115/1.3662552; Shumway & Stoffer (1982), doi:10.1111/j.1467-9892.1982.tb00349.x;
//! for decoding Wu et al. (2006), doi:10.1162/089976606774841585.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::sequences::kalman::LinearGaussianModel;
//!
//! // A walk with steps of size 1, measured with noise of size 2.
//! let one = array![[1.0]];
//! let model = LinearGaussianModel::new(
//!     one.view(), one.view(), one.view(), array![[4.0]].view(), &[0.0], array![[10.0]].view(),
//! )?;
//! let y = array![[1.0], [2.0], [9.0], [4.0], [5.0]];
//! let smoothed = model.smooth(y.view())?;
//! assert!(smoothed.means[[2, 0]] < 6.0, "the outlier is not followed");
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod eigen;
mod em;
mod filter;
mod known_states;
mod model;
mod smoother;
mod square;

pub use em::{DynamicsEm, DynamicsFit};
pub use filter::Filtered;
pub use model::LinearGaussianModel;
pub use smoother::Smoothed;

#[cfg(test)]
mod tests;
