//! What does a population's activity say about the world?
//!
//! Units with rates λ(s) in state s (a place, a direction) fire n spikes each in a bin of width Δ.
//! If each unit's counts are Poisson and units are independent given s, Bayes' rule gives
//!
//! ```text
//! ln P(s | counts) = Σ (n ln λ(s) − Δ λ(s)) + ln P(s) + constant,   summed over units,
//! ```
//!
//! normalised over the states by subtracting the largest term before exponentials are taken.
//! Without a prior all states are equally likely and the most probable state is the
//! maximum-likelihood one.
//!
//! It misleads where units are correlated given s: the posterior is then too narrow. Refractory and
//! bursting cells, and rates estimated from the very bins that are decoded, do the same. Zhang et
//! al. (1998), doi:10.1152/jn.1998.79.2.1017.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::decoding::PoissonDecoder;
//!
//! let rates_hz = array![[20.0, 1.0], [1.0, 20.0]]; // two states × two units
//! let decoder = PoissonDecoder::new(rates_hz.view(), 0.1)?;
//! let posterior = decoder.posterior(array![[3, 0], [0, 2]].view())?;
//! assert_eq!(posterior.most_probable_states(), [0, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod kernel;
mod movement;
mod nearest_mean;
mod one_cell;
mod poisson;
mod posterior;
mod wiener;

pub use movement::MovementDecoder;
pub use nearest_mean::NearestMean;
pub use one_cell::{OneCellPosterior, ramp_cell};
pub use poisson::PoissonDecoder;
pub use posterior::Posterior;
pub use wiener::{WienerDecoder, WienerFit};

#[cfg(test)]
mod tests;
