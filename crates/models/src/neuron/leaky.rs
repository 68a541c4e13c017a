//! A membrane leaks, collects current and fires at a threshold: when, and how regularly?
//!
//! ```text
//! τ dV/dt = −(V − V_rest) + R I,
//! ```
//!
//! with a spike when V reaches the threshold, after which V stays at the reset value for the refractory
//! time. The current I is constant, white noise, an Ornstein–Uhlenbeck process or the jumps of Poisson
//! synapses ([`Input`]). Under a constant current the rate has a closed form, under white noise
//! Siegert's ([`LeakyNeuron::rate_hz`], [`LeakyNeuron::siegert_rate_hz`]).
//!
//! Between spikes a step is exact, not Euler's, so its length changes nothing under a constant current
//! and under Poisson jumps. With white noise V can pass the threshold between two samples and come back:
//! such passages are drawn with their probability e^{−2 (θ − V₀)(θ − V₁)/(σ² Δ/τ)} (Brownian bridge;
//! Giraudo & Sacerdote 1999, doi:10.1080/03610919908813596), and the spike is put at the middle of the step; without this
//! the rate would be too low by an amount ∝ √Δ. An Ornstein–Uhlenbeck current is held within a step:
//! keep the step well below its memory. Real neurons adapt, and their threshold is not sharp.
//!
//! Siegert (1951), doi:10.1103/PhysRev.81.617; Brunel (2000), doi:10.1023/A:1008925309027.
//!
//! ```
//! use spikebook_models::neuron::leaky::{Input, LeakyNeuron, LeakyParameters};
//! use spikebook_numeric::Seed;
//!
//! let neuron = LeakyNeuron::new(LeakyParameters::default())?;
//! let session = neuron.simulate(Input::constant(3.0)?, 0.1, 1000.0, Seed::from_number(1))?;
//! assert_eq!(session.observed.spike_times_ms.len(), 49);
//! assert!((neuron.rate_hz(3.0) - 49.19852).abs() < 1e-4);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod input;
mod rate;
mod simulate;

pub use input::Input;
pub use simulate::{LeakySession, LeakyTruth, ObservedLeaky};

use crate::Error;
use crate::error::within;

/// What a leaky neuron is made of. The default is the course's neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyParameters {
    /// The membrane's time constant τ, milliseconds
    pub time_constant_ms: f64,
    /// The voltage `V_rest` that the leak draws to, millivolts
    pub resting_mv: f64,
    /// The voltage at which it fires, millivolts
    pub threshold_mv: f64,
    /// The voltage after a spike, millivolts
    pub reset_mv: f64,
    /// The membrane's resistance R, megaohms
    pub resistance_mohm: f64,
    /// How long the voltage stays at its reset value, milliseconds
    pub refractory_ms: f64,
}

impl Default for LeakyParameters {
    fn default() -> Self {
        Self {
            time_constant_ms: 20.0,
            resting_mv: -70.0,
            threshold_mv: -50.0,
            reset_mv: -65.0,
            resistance_mohm: 10.0,
            refractory_ms: 2.0,
        }
    }
}

/// A leaky integrate-and-fire neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyNeuron {
    parameters: LeakyParameters,
}

impl LeakyNeuron {
    /// Checks the parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a time constant outside (0, 10⁴] ms, a voltage beyond ±1000 mV, a reset that is
    /// not below the threshold, a resistance outside (0, 10⁶] MΩ, a refractory time outside [0, 1000] ms.
    pub fn new(parameters: LeakyParameters) -> Result<Self, Error> {
        let p = parameters;
        let wanted = "a number above 0, at most 10,000";
        within("time_constant_ms", p.time_constant_ms, f64::MIN_POSITIVE..=1e4, wanted)?;
        let wanted = "a number between −1000 and 1000";
        within("resting_mv", p.resting_mv, -1e3..=1e3, wanted)?;
        within("threshold_mv", p.threshold_mv, -1e3..=1e3, wanted)?;
        within("reset_mv", p.reset_mv, -1e3..=1e3, wanted)?;
        within("reset_mv", p.reset_mv, ..p.threshold_mv, "below the threshold")?;
        let wanted = "a number above 0, at most 10⁶";
        within("resistance_mohm", p.resistance_mohm, f64::MIN_POSITIVE..=1e6, wanted)?;
        within("refractory_ms", p.refractory_ms, 0.0..=1e3, "a number between 0 and 1000")?;
        Ok(Self { parameters })
    }

    /// What it is made of.
    pub fn parameters(&self) -> &LeakyParameters {
        &self.parameters
    }
}

#[cfg(test)]
mod tests;
