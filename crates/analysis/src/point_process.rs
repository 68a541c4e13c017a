//! What makes a unit fire just now: the stimulus, its own last spikes, or its neighbours?
//!
//! Time is cut into bins of width w, so narrow that each holds a spike at most now and then. The count of a bin is
//! Poisson given what came before it, with the rate
//!
//! ```text
//! ln λ(t) = b₀ + x(t)·b + Σₖ k(k) s(t − k) + Σₖ h(k) n(t − k) + Σ_u Σₖ c_u(k) n_u(t − k)
//! ```
//!
//! x are covariates (where the animal is), s a stimulus, n the unit's own counts and `n_u` those of other units. The
//! filters k (lags from 0 on), h and c (lags from one bin on) are sums of a few smooth functions of the lag, a
//! [`LagBasis`], and their weights are what is fitted: the model is a Poisson regression
//! ([`crate::regression::glm`]) whose columns are convolutions.
//!
//! - [`PointProcessDesign`]: those columns, made a block of rows at a time and never held whole,
//! - [`PointProcessGlm`], [`PointProcessFit`]: the fit, its rates, and its [filters in time](FilterInTime) with bands,
//! - [`held_out`]: the bits a spike that it gains on bins which it has not seen,
//! - [`TimeRescaling`]: is what is left over as random as it should be,
//! - [`SpikingNetwork`]: spikes made from filters, fitted or assumed.
//!
//! **When it misleads.** A model that knows a unit's own spikes predicts well whatever drives them: a slow drift
//! that nobody measured looks like a history of long reach. Units that share an input look coupled. Standard errors hold the
//! basis for right; a filter that bends more than its functions can is missed beyond its band. And a fit may be
//! stable on data and still run away when it is simulated, where a spike makes more than one spike.
//!
//! Truccolo et al. (2005), doi:10.1152/jn.00697.2004; Paninski (2004), doi:10.1088/0954-898X_15_4_002; Pillow et al.
//! (2008), doi:10.1038/nature07140.
//!
//! ```
//! use spikebook_analysis::basis::RaisedCosine;
//! use spikebook_analysis::point_process::{BinRuns, LagBasis, PointProcessDesign, PointProcessGlm};
//!
//! // One spike every eight to twelve bins of 1 ms, for a second.
//! let mut counts = vec![0.0; 1000];
//! let mut bin = 0;
//! for gap in [8, 12, 9, 11, 10].into_iter().cycle() {
//!     bin += gap;
//!     match counts.get_mut(bin) {
//!         Some(count) => *count = 1.0,
//!         None => break,
//!     }
//! }
//! let bumps = RaisedCosine::log_stretched(0.001, 0.016, 5, 0.02)?;
//! let basis = LagBasis::raised_cosine(&bumps, 0.001, 1)?;
//! let runs = BinRuns::unbroken(1000);
//! let design = PointProcessDesign::new(&runs).with_spikes("history", &counts, &basis)?;
//! let fit = PointProcessGlm::new().with_penalty(1e-3)?.fit(&design, &counts, 0.001)?;
//! let history = &fit.filters(0.95)?[0];
//! // Right after a spike there is hardly another; about ten bins later it is due.
//! assert!((history.log_gain[0] + 3.49995).abs() < 1e-5);
//! assert!((history.log_gain[11] - 0.23756).abs() < 1e-5);
//! assert!(history.log_gain.iter().all(|gain| *gain <= history.log_gain[11]));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod cross_validation;
mod design;
mod filter;
mod fit;
mod lag_basis;
mod runs;
mod simulation;
mod time_rescaling;

pub use cross_validation::{HeldOut, bits_per_spike, held_out};
pub use design::{PointProcessDesign, TermKind};
pub use filter::FilterInTime;
pub use fit::{FittedTerm, PointProcessFit, PointProcessGlm};
pub use lag_basis::LagBasis;
pub use runs::BinRuns;
pub use simulation::{SpikeFilter, SpikingNetwork, filtered_signal, spike_times_s};
pub use time_rescaling::TimeRescaling;

#[cfg(test)]
mod tests;
