//! Many uncoupled axons at once.
//!
//! A block of axons lies in arrays, one a variable, so that a step over the block becomes vector
//! instructions; blocks run on all threads, each through all of time, so that its state stays near.

use rayon::prelude::*;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::vectorised::widest;

use super::rates::Rates;
use super::{HodgkinHuxley, HodgkinHuxleyParameters, check_current};
use crate::Error;
use crate::error::within;
use crate::integration::{IntegrationError, Steps};

const BLOCK: usize = 32;
/// Steps between two looks whether all is finite.
const LOOK: usize = 1024;
/// From −65 mV, the longest step for which spikes still come as they should.
const LONGEST_STEP_MS: f64 = 0.1;

/// What a population did.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// The ascending spike times of each axon, milliseconds: upward passages of 0 mV, on a straight line
    pub spike_times_ms: Vec<Vec<f64>>,
    /// The last state of each axon: [V, m, h, n]
    pub last: Vec<[f64; 4]>,
}

impl HodgkinHuxley {
    /// Follows one axon for each current (µA/cm², instead of the parameters' own) from −65 mV by
    /// exponential Euler.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a current, [`Error::Parameter`] for a current beyond ±10⁴ or a step above
    /// 0.1 ms, else as [`Steps::new`].
    pub fn simulate_population(
        &self,
        currents_ua: &[f64],
        step_ms: f64,
        duration_ms: f64,
    ) -> Result<Population, Error> {
        if currents_ua.is_empty() {
            return Err(Error::TooFew { what: "currents", got: 0, wanted: 1 });
        }
        currents_ua.iter().try_for_each(|&current| check_current(current).map(|_| ()))?;
        within("step_ms", step_ms, ..=LONGEST_STEP_MS, "at most 0.1")?;
        let steps = Steps::new(step_ms, duration_ms)?;
        let blocks: Vec<_> = currents_ua
            .par_chunks(BLOCK)
            .map(|currents| Block::new(currents).run(&self.parameters, steps))
            .collect::<Result<_, _>>()?;
        let mut population = Population { spike_times_ms: Vec::new(), last: Vec::new() };
        for (block, currents) in blocks.into_iter().zip(currents_ua.chunks(BLOCK)) {
            let n = currents.len();
            population
                .last
                .extend((0..n).map(|i| [block.v[i], block.m[i], block.h[i], block.n[i]]));
            population.spike_times_ms.extend(block.spikes.into_iter().take(n));
        }
        Ok(population)
    }
}

/// Axons side by side; where there are fewer, the rest copies the first.
struct Block {
    current: [f64; BLOCK],
    v: [f64; BLOCK],
    m: [f64; BLOCK],
    h: [f64; BLOCK],
    n: [f64; BLOCK],
    before: [f64; BLOCK],
    spikes: Vec<Vec<f64>>,
}

impl Block {
    fn new(currents: &[f64]) -> Self {
        let [v, m, h, n] = HodgkinHuxley::steady_state(-65.0);
        Self {
            current: std::array::from_fn(|i| *currents.get(i).unwrap_or(&currents[0])),
            v: [v; BLOCK],
            m: [m; BLOCK],
            h: [h; BLOCK],
            n: [n; BLOCK],
            before: [v; BLOCK],
            spikes: vec![Vec::new(); BLOCK],
        }
    }

    fn run(
        mut self,
        parameters: &HodgkinHuxleyParameters,
        steps: Steps,
    ) -> Result<Self, IntegrationError> {
        let mut first = 0;
        while first < steps.n_steps() {
            let last = (first + LOOK).min(steps.n_steps());
            let begin = [self.v[0], self.m[0], self.h[0], self.n[0]];
            widest(
                #[inline(always)]
                || self.stretch(parameters, steps, first, last),
            );
            let sound = |i: usize| (self.v[i] + self.m[i] + self.h[i] + self.n[i]).is_finite();
            if !(0..BLOCK).all(sound) {
                return Err(IntegrationError::Diverged {
                    time: steps.time(last),
                    state: begin.to_vec(),
                });
            }
            first = last;
        }
        Ok(self)
    }

    #[inline(always)]
    fn stretch(&mut self, p: &HodgkinHuxleyParameters, steps: Steps, first: usize, last: usize) {
        let step = steps.step();
        let per_capacitance = step / p.capacitance_uf;
        for number in first..last {
            self.before = self.v;
            for i in 0..BLOCK {
                let (v, m, h, n) = (self.v[i], self.m[i], self.h[i], self.n[i]);
                let rates = Rates::at(v);
                self.m[i] = relaxed(m, rates.m, step);
                self.h[i] = relaxed(h, rates.h, step);
                self.n[i] = relaxed(n, rates.n, step);
                let sodium = p.sodium_ms * m * m * m * h;
                let potassium = p.potassium_ms * (n * n) * (n * n);
                let conductance = sodium + potassium + p.leak_ms;
                let drive = self.current[i]
                    + sodium * p.sodium_mv
                    + potassium * p.potassium_mv
                    + p.leak_ms * p.leak_mv;
                let target = drive / conductance;
                self.v[i] = target + (v - target) * exp(-conductance * per_capacitance);
            }
            let mut rising = 0_u64;
            for i in 0..BLOCK {
                rising += u64::from(self.before[i] < 0.0) & u64::from(self.v[i] >= 0.0);
            }
            if rising > 0 {
                self.note(steps, number);
            }
        }
    }

    /// Notes who passed 0 mV in a step.
    #[cold]
    fn note(&mut self, steps: Steps, number: usize) {
        for i in 0..BLOCK {
            let (before, after) = (self.before[i], self.v[i]);
            if before < 0.0 && after >= 0.0 {
                let share = before / (before - after);
                self.spikes[i].push(steps.time(number) + share * steps.step());
            }
        }
    }
}

/// A gate after a step at given rates.
#[inline(always)]
fn relaxed(gate: f64, (opening, closing): (f64, f64), step: f64) -> f64 {
    let rate = opening + closing;
    let target = opening / rate;
    target + (gate - target) * exp(-rate * step)
}
