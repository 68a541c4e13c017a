//! What would a recorded unit have fired whose law is known?
//!
//! - [`intervals`]: renewal processes: Poisson, gamma, inverse Gaussian, with a refractory time or without,
//! - [`hawkes`]: units that excite each other and themselves, in continuous time,
//! - [`coupled_glm`]: units with stimulus, history and coupling filters, in bins,
//! - [`lnp`]: a filter, a nonlinearity and Poisson counts, under white or natural-like stimuli,
//! - [`spatial`]: place and grid cells along a path,
//! - [`orientation`]: cells of the visual cortex with shared noise,
//! - [`switching`]: a population whose rates jump with a hidden state.
//!
//! Inhomogeneous Poisson trains are [`spiking`](crate::spiking)'s, head-direction cells and latent linear dynamics have
//! modules of their own. Every unit draws from a stream of its own.

pub mod coupled_glm;
pub mod hawkes;
pub mod intervals;
pub mod lnp;
pub mod orientation;
pub mod spatial;
pub mod switching;

#[cfg(test)]
mod tests;
