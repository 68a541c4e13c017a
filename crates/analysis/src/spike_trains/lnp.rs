//! How does what a unit sees become a rate?
//!
//! The linear–nonlinear–Poisson model: the stimulus behind a frame is reduced to one number by a filter,
//! zₜ = w · xₜ, a nonlinearity f makes a rate of it, and the spikes of the frame are Poisson with mean
//! f(zₜ) Δ. [`Lnp`] takes w from the spike-triggered average and f from a histogram:
//!
//! ```text
//! w ∝ (C + ρ v I)⁻¹ (STA − mean)        f(bin) = spikes in the bin / (frames in the bin · Δ)
//! ```
//!
//! with C the covariance of the stimulus, v its mean variance and ρ the `ridge`. Without a ridge given
//! w is the average itself, as is right for white stimuli; with ρ → 0 it is the filter by least squares,
//! whatever the stimulus' correlation, and noisy where the stimulus hardly varies. w is scaled so that z
//! has mean 0 and variance 1 over the frames that count, so f is read in standard deviations. Bins hold
//! equally many frames; f is a straight line between the mean z of neighbouring bins, and level outside.
//!
//! **When it misleads.** f absorbs whatever the filter misses: a refractory unit, or one with two
//! filters, has a flatter f. Judged on the frames that it was fitted to, f looks too good: take
//! [`bits_per_spike`] of held-out frames. Frames without a spike of a bin count as half a spike there,
//! so that no held-out spike is impossible.
//!
//! Chichilnisky (2001), doi:10.1080/713663221.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::spike_trains::{lnp::Lnp, spike_triggered::LaggedStimulus};
//!
//! let frames = Array2::from_shape_fn((400, 1), |(t, _)| ((t * 37) % 101) as f64);
//! let counts: Vec<u32> = frames.column(0).iter().map(|&x| u32::from(x > 70.0)).collect();
//! let stimulus = LaggedStimulus::new(frames.view(), 1)?;
//! let fit = Lnp::default().fit(&stimulus, &counts, 0.01)?;
//! assert!(fit.nonlinearity().rate_at(1.5) > 90.0 && fit.nonlinearity().rate_at(-1.0) < 5.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod fit;
mod nonlinearity;

pub use fit::{Lnp, LnpFit};
pub use nonlinearity::{Nonlinearity, bits_per_spike};

#[cfg(test)]
mod tests;
