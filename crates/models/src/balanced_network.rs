//! Ten thousand neurons excite and inhibit each other: do they fire together or each for itself?
//!
//! Leaky integrate-and-fire neurons, four fifths of them excitatory, each with K inputs drawn at random from the
//! network (one fifth of them inhibitory) and Poisson input from outside:
//!
//! ```text
//! τ dV/dt = −V + τ Σ J δ(t − spike − D),   V ≥ θ: spike, V = V_r for the refractory time
//! ```
//!
//! with weights J from excitatory and −g J from inhibitory neurons and a delay D. Outside spikes come at η times the rate that
//! by itself would just reach the threshold, θ/(J Kₑ τ). Voltages are counted from rest. Brunel's four states (2000,
//! doi:10.1023/A:1008925309027, figure 8), with his 12,500 neurons and 1,250 inputs each:
//!
//! | state | g | η | rate here | in the paper | rhythm of the network here | in the paper | CV of intervals |
//! |---|---|---|---|---|---|---|---|
//! | together and regular | 3 | 2 | 333 Hz | near 1/refractory time | volleys | volleys | 0.00 |
//! | fast rhythm, irregular | 6 | 4 | 58 Hz | 60.7 Hz | 188 Hz | 180 Hz | 0.82 |
//! | each for itself | 5 | 2 | 37.6 Hz | 37.7 Hz | – | – | 0.42 |
//! | slow rhythm, irregular | 4.5 | 0.9 | 5.8 Hz | 5.5 Hz | 22 Hz | 22 Hz | 0.71 |
//!
//! "Each for itself" holds in pairs, not for the whole: a tenth of all pairs is connected, so neurons share inputs, and two of them
//! correlate by 0.015 in 2 ms. That is little in a pair, but over 12,500 neurons it makes the variance of the whole network's counts
//! 190 times their mean ([`BalancedSession::synchrony`]), for that is 1 + (neurons − 1) · correlation. With a hundred inputs of 0.4 mV among
//! 20,000 neurons (g = 6, η = 1.5) pairs correlate by 0.0007, and intervals have a coefficient of variation of 0.63.
//!
//! Time goes in steps, exactly between spikes (which arrive at steps). Nothing that happens within a delay reaches
//! anyone within it: so blocks of 1024 neurons each go through a delay alone, take what all fired in the one before from
//! a ring of two delays, and the result is the same for any number of threads. Cost grows with neurons × steps + spikes ×
//! synapses. Inputs are counted as whole numbers, so no order of addition matters.
//!
//! ```
//! use spikebook_models::balanced_network::{BalancedNetwork, BalancedParameters};
//! use spikebook_numeric::Seed;
//!
//! let small = BalancedParameters { n_neurons: 500, n_inputs: 50, weight_mv: 0.5, ..Default::default() };
//! let session = BalancedNetwork::new(small)?.simulate(0.2, Seed::from_number(1))?;
//! assert!(session.mean_rate_hz(0.0) > 1.0);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod block;
mod outside;
mod session;

pub use session::BalancedSession;

use rayon::prelude::*;
use spikebook_numeric::Seed;

use crate::Error;
use crate::error::within;
use crate::integration::Steps;
use block::Block;
use outside::Outside;

/// Neurons that go through a delay together.
const BLOCK: usize = 1024;

/// The numbers of a network. The default is 10,000 neurons with 1,000 inputs each, in the state between rhythms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BalancedParameters {
    /// How many neurons there are; the first four fifths are excitatory
    pub n_neurons: usize,
    /// K, the inputs of each from the network, four fifths of them excitatory
    pub n_inputs: usize,
    /// J, what an excitatory spike adds to the voltage, mV
    pub weight_mv: f64,
    /// g, how many times stronger inhibition is
    pub inhibition: f64,
    /// η, the outside rate in units of the rate that just reaches the threshold
    pub outside: f64,
    /// τ, ms
    pub time_constant_ms: f64,
    /// θ, mV above rest
    pub threshold_mv: f64,
    /// `V_r`, mV above rest
    pub reset_mv: f64,
    /// The refractory time, ms
    pub refractory_ms: f64,
    /// D, ms
    pub delay_ms: f64,
    /// The step, ms
    pub step_ms: f64,
}

impl Default for BalancedParameters {
    fn default() -> Self {
        Self {
            n_neurons: 10_000,
            n_inputs: 1_000,
            weight_mv: 0.1,
            inhibition: 5.0,
            outside: 2.0,
            time_constant_ms: 20.0,
            threshold_mv: 20.0,
            reset_mv: 10.0,
            refractory_ms: 2.0,
            delay_ms: 1.5,
            step_ms: 0.1,
        }
    }
}

/// A network of excitatory and inhibitory neurons.
#[derive(Clone, Debug, PartialEq)]
pub struct BalancedNetwork {
    parameters: BalancedParameters,
    outside: Outside,
    delay_steps: usize,
    refractory_steps: u16,
}

impl BalancedNetwork {
    /// From parameters. Delay and refractory time are rounded to whole steps.
    ///
    /// # Errors
    /// [`Error::TooFew`] below 5 neurons or inputs; [`Error::Parameter`]: more than 2,000,000 neurons or 50,000 inputs, a
    /// number outside its range, a delay below one step, a step above τ/10, a reset not below the threshold, more
    /// than 20 outside spikes expected a step.
    pub fn new(parameters: BalancedParameters) -> Result<Self, Error> {
        let p = &parameters;
        for (what, got) in [("neurons", p.n_neurons), ("inputs", p.n_inputs)] {
            if got < 5 {
                return Err(Error::TooFew { what, got, wanted: 5 });
            }
        }
        within("n_neurons", p.n_neurons as f64, ..=2e6, "at most 2,000,000")?;
        within("n_inputs", p.n_inputs as f64, ..=5e4, "at most 50,000")?;
        let above = "a number above 0, at most 1000";
        let positive = [
            ("weight_mv", p.weight_mv),
            ("time_constant_ms", p.time_constant_ms),
            ("threshold_mv", p.threshold_mv),
        ];
        for (name, value) in positive {
            within(name, value, f64::MIN_POSITIVE..=1000.0, above)?;
        }
        for (name, value) in [("inhibition", p.inhibition), ("outside", p.outside)] {
            within(name, value, 0.0..=100.0, "a number between 0 and 100")?;
        }
        within("reset_mv", p.reset_mv, -1000.0..p.threshold_mv, "below the threshold")?;
        let longest = p.time_constant_ms / 10.0;
        within("step_ms", p.step_ms, 1e-3..=longest, "at least 0.001, at most τ/10")?;
        within("delay_ms", p.delay_ms, p.step_ms..=100.0, "at least a step, at most 100")?;
        within("refractory_ms", p.refractory_ms, 0.0..=1000.0 * p.step_ms, "0 to 1000 steps")?;
        // η θ/(J Kₑ τ) from each of Kₑ outside inputs, a step.
        let expected = p.outside * p.threshold_mv / (p.weight_mv * p.time_constant_ms) * p.step_ms;
        within("outside spikes a step", expected, ..=20.0, "at most 20: take a shorter step")?;
        Ok(Self {
            parameters,
            outside: Outside::new(expected),
            delay_steps: (p.delay_ms / p.step_ms).round() as usize,
            refractory_steps: (p.refractory_ms / p.step_ms).round() as u16,
        })
    }

    /// How many of the neurons are excitatory.
    pub fn n_excitatory(&self) -> usize {
        self.parameters.n_neurons * 4 / 5
    }

    /// Simulates the network from random voltages between reset and threshold. Block b of 1024 neurons draws its synapses from
    /// `seed.replicate("synapses", b)` and its voltages and outside spikes from `seed.replicate("outside", b)`.
    ///
    /// # Errors
    /// As [`Steps::new`], for the duration.
    pub fn simulate(&self, duration_s: f64, seed: Seed) -> Result<BalancedSession, Error> {
        let p = &self.parameters;
        let steps = Steps::new(p.step_ms, 1000.0 * duration_s)?;
        let n_blocks = p.n_neurons.div_ceil(BLOCK);
        let mut blocks: Vec<Block> =
            (0..n_blocks).into_par_iter().map(|b| Block::new(b, self, seed)).collect();
        // What fired in the delay before: (step within it, neuron), by step and then by neuron within a block.
        let mut fired: Vec<Vec<(u32, u32)>> = vec![Vec::new(); n_blocks];
        let (mut step, mut neuron) = (Vec::new(), Vec::new());
        let mut done = 0;
        while done < steps.n_steps() {
            let n_steps = self.delay_steps.min(steps.n_steps() - done);
            let go = |block: &mut Block| block.advance(self, &fired, n_steps);
            let next: Vec<Vec<(u32, u32)>> = blocks.par_iter_mut().map(go).collect();
            fired = next;
            let mut together: Vec<(u32, u32)> = fired.concat();
            together.sort_unstable();
            step.extend(together.iter().map(|spike| (done as u32) + spike.0));
            neuron.extend(together.iter().map(|spike| spike.1));
            done += n_steps;
        }
        Ok(BalancedSession {
            time_s: step.into_iter().map(|step| steps.time(step as usize + 1) / 1000.0).collect(),
            neuron,
            n_neurons: p.n_neurons,
            n_excitatory: self.n_excitatory(),
            duration_s: steps.time(steps.n_steps()) / 1000.0,
        })
    }
}

#[cfg(test)]
mod tests;
