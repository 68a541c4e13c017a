//! What had been shown when a unit fired?
//!
//! A stimulus is a matrix of frames (rows) and columns (pixels, or one envelope of a sound). What a
//! unit may answer to at frame t is the stretch xₜ of the last `n_lags` frames, lag 0 being the frame
//! of the spikes themselves. With nₜ spikes in frame t and N = Σ nₜ,
//!
//! ```text
//! STA = Σ nₜ xₜ / N          STC = Σ nₜ (xₜ − STA)(xₜ − STA)ᵀ / (N − 1)
//! ```
//!
//! over the frames that have a whole stretch behind them; spikes in the others do not count.
//!
//! - [`LaggedStimulus`] is the stimulus with its stretches; [`LaggedStimulus::averages`] gives the
//!   averages of many units from one pass over it,
//! - [`ShiftTest`] tells which entries of an average differ from those of trains shifted in time,
//! - [`SpikeTriggeredCovariance`] and [`NestedTest`]: along which directions does the spread of what
//!   had been shown before spikes differ from that of all that was shown?
//!
//! **When it misleads.** The average is the unit's filter only where the stimulus is white (or at
//! least its distribution round): with a correlated stimulus it is the filter blurred by the
//! correlation ([`lnp`](super::lnp) can undo that). A unit that answers to either sign of a pattern has
//! an average of nothing and shows in the covariance alone. Eigenvalues of few spikes spread widely
//! by chance: look at their null.
//!
//! de Boer & Kuyper (1968), doi:10.1109/TBME.1968.4502561; Schwartz, Pillow, Rust & Simoncelli (2006),
//! doi:10.1167/6.4.13.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;
//!
//! // The unit fires one frame after a flash.
//! let flashes = array![[0.0], [1.0], [0.0], [0.0], [1.0], [0.0]];
//! let stimulus = LaggedStimulus::new(flashes.view(), 2)?;
//! let average = stimulus.average(&[0, 0, 1, 0, 0, 1])?;
//! assert_eq!(average.average().column(0).to_vec(), [0.0, 1.0]); // lag 0, lag 1
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod averages;
mod covariance;
mod lagged_stimulus;
mod nested_test;
mod shift_test;
mod shifts;
mod sums;

pub use averages::{SpikeTriggeredAverage, SpikeTriggeredAverages};
pub use covariance::SpikeTriggeredCovariance;
pub use lagged_stimulus::LaggedStimulus;
pub use nested_test::{NestedTest, SignificantAxis};
pub use shift_test::ShiftTest;
pub use shifts::Shifts;

#[cfg(test)]
mod tests;
