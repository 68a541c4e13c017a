//! The voltage from step to step.

use spikebook_numeric::elementary::{exp, ln, sqrt};
use spikebook_numeric::{Seed, Stream};

use super::{Input, LeakyNeuron, LeakyParameters};
use crate::Error;
use crate::integration::Steps;

/// A simulated neuron.
#[derive(Clone, Debug, PartialEq)]
pub struct LeakySession {
    /// What an electrode would show
    pub observed: ObservedLeaky,
    /// What drove the neuron
    pub truth: LeakyTruth,
}

/// The voltage and the spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedLeaky {
    /// The time of each sample, milliseconds, both ends included
    pub time_ms: Vec<f64>,
    /// The voltage then, millivolts
    pub voltage_mv: Vec<f64>,
    /// The ascending spike times, milliseconds
    pub spike_times_ms: Vec<f64>,
}

/// The neuron and its input.
#[derive(Clone, Debug, PartialEq)]
pub struct LeakyTruth {
    /// What the neuron is made of
    pub parameters: LeakyParameters,
    /// The input's law
    pub input: Input,
    /// The current in each step, nanoamperes, without white noise and jumps
    pub current_na: Vec<f64>,
    /// The times of the excitatory synapses' spikes, milliseconds
    pub excitatory_times_ms: Vec<f64>,
    /// The times of the inhibitory synapses' spikes, milliseconds
    pub inhibitory_times_ms: Vec<f64>,
}

impl LeakyNeuron {
    /// Simulates the neuron from rest, with a sample each step; noise comes from the stream
    /// `seed.replicate("noise", 0)`, synapses from `seed.replicate("excitation", 0)` and
    /// `seed.replicate("inhibition", 0)`.
    ///
    /// # Errors
    /// As [`Steps::new`].
    pub fn simulate(
        &self,
        input: Input,
        step_ms: f64,
        duration_ms: f64,
        seed: Seed,
    ) -> Result<LeakySession, Error> {
        let steps = Steps::new(step_ms, duration_ms)?;
        let mut noise = seed.replicate("noise", 0);
        let current_na = currents(input, steps, &mut noise);
        let end = steps.time(steps.n_steps());
        let arrivals = |purpose, rate_hz| arrivals_ms(rate_hz, end, seed.replicate(purpose, 0));
        let (mut jumps, mut sigma) = (Vec::new(), 0.0);
        let (mut excitatory, mut inhibitory) = (Vec::new(), Vec::new());
        match input {
            Input::White { sigma_mv, .. } => sigma = sigma_mv,
            Input::Poisson {
                excitatory_hz,
                excitatory_jump_mv,
                inhibitory_hz,
                inhibitory_jump_mv,
            } => {
                excitatory = arrivals("excitation", excitatory_hz);
                inhibitory = arrivals("inhibition", inhibitory_hz);
                jumps.extend(excitatory.iter().map(|&time| (time, excitatory_jump_mv)));
                jumps.extend(inhibitory.iter().map(|&time| (time, -inhibitory_jump_mv)));
                jumps.sort_by(|a, b| a.0.total_cmp(&b.0));
            }
            Input::Constant { .. } | Input::OrnsteinUhlenbeck { .. } => {}
        }
        let p = self.parameters;
        let mut membrane = Membrane { p, voltage: p.resting_mv, rests: 0.0, spikes: Vec::new() };
        let mut voltage_mv = vec![membrane.voltage];
        let mut jumps = jumps.into_iter().peekable();
        for n in 0..steps.n_steps() {
            let (mut time, end) = (steps.time(n), steps.time(n + 1));
            let target = p.resting_mv + p.resistance_mohm * current_na[n];
            if sigma > 0.0 {
                membrane.stir(time, end - time, target, sigma, &mut noise);
            } else {
                while let Some((at, jump)) = jumps.next_if(|jump| jump.0 < end) {
                    membrane.drift(time, at - time, target);
                    membrane.jump(at, jump);
                    time = at;
                }
                membrane.drift(time, end - time, target);
            }
            voltage_mv.push(membrane.voltage);
        }
        Ok(LeakySession {
            observed: ObservedLeaky {
                time_ms: steps.times(),
                voltage_mv,
                spike_times_ms: membrane.spikes,
            },
            truth: LeakyTruth {
                parameters: p,
                input,
                current_na,
                excitatory_times_ms: excitatory,
                inhibitory_times_ms: inhibitory,
            },
        })
    }
}

/// The current of each step.
fn currents(input: Input, steps: Steps, stream: &mut Stream) -> Vec<f64> {
    match input {
        Input::Constant { current_na: mean_na } | Input::White { mean_na, .. } => {
            vec![mean_na; steps.n_steps()]
        }
        Input::Poisson { .. } => vec![0.0; steps.n_steps()],
        Input::OrnsteinUhlenbeck { mean_na, deviation_na, memory_ms } => {
            let kept = exp(-steps.step() / memory_ms);
            let fresh = sqrt(1.0 - kept * kept);
            let mut deviate = stream.standard_normal();
            let mut next = || {
                let now = deviate;
                deviate = kept * deviate + fresh * stream.standard_normal();
                mean_na + deviation_na * now
            };
            (0..steps.n_steps()).map(|_| next()).collect()
        }
    }
}

/// The times of a Poisson process before an end.
fn arrivals_ms(rate_hz: f64, end_ms: f64, mut stream: Stream) -> Vec<f64> {
    let mut times = Vec::new();
    let mut time = 0.0;
    loop {
        time += stream.standard_exponential() * 1000.0 / rate_hz;
        if !(time < end_ms) {
            return times;
        }
        times.push(time);
    }
}

/// A membrane on its way.
struct Membrane {
    p: LeakyParameters,
    voltage: f64,
    /// How much of the refractory time is left
    rests: f64,
    spikes: Vec<f64>,
}

impl Membrane {
    /// Fires and begins to rest.
    fn fire(&mut self, time: f64) {
        self.spikes.push(time);
        self.voltage = self.p.reset_mv;
        self.rests = self.p.refractory_ms;
    }

    /// Rests for what is left of the refractory time or of `left`; whether any of `left` remains.
    fn wakes(&mut self, time: &mut f64, left: &mut f64) -> bool {
        let rested = self.rests.min(*left);
        self.rests -= rested;
        *time += rested;
        *left -= rested;
        *left > 0.0
    }

    /// Drifts to a target for a time, exactly.
    fn drift(&mut self, mut time: f64, mut left: f64, target: f64) {
        let p = self.p;
        loop {
            if !self.wakes(&mut time, &mut left) {
                return;
            }
            let until = if target > p.threshold_mv {
                p.time_constant_ms * ln((target - self.voltage) / (target - p.threshold_mv))
            } else {
                f64::INFINITY
            };
            if until > left {
                let kept = exp(-left / p.time_constant_ms);
                // Rounding must not lift it to the threshold without a spike.
                let moved = target + (self.voltage - target) * kept;
                self.voltage = moved.min(p.threshold_mv.next_down());
                return;
            }
            self.fire(time + until);
            time += until;
            left -= until;
        }
    }

    /// A synapse's jump; a resting membrane does not take it.
    fn jump(&mut self, time: f64, size: f64) {
        if self.rests > 0.0 {
            return;
        }
        self.voltage += size;
        if self.voltage >= self.p.threshold_mv {
            self.fire(time);
        }
    }

    /// Drifts for a time under white noise.
    fn stir(&mut self, mut time: f64, mut left: f64, target: f64, sigma: f64, stream: &mut Stream) {
        let p = self.p;
        loop {
            if !self.wakes(&mut time, &mut left) {
                return;
            }
            let kept = exp(-left / p.time_constant_ms);
            let fresh = sigma * sqrt(0.5 * (1.0 - kept * kept));
            let next = target + (self.voltage - target) * kept + fresh * stream.standard_normal();
            let passes = next >= p.threshold_mv || {
                let room = (p.threshold_mv - self.voltage) * (p.threshold_mv - next);
                let variance = sigma * sigma * left / p.time_constant_ms;
                stream.uniform() < exp(-2.0 * room / variance)
            };
            if !passes {
                self.voltage = next;
                return;
            }
            left *= 0.5;
            time += left;
            self.fire(time);
        }
    }
}
