//! A step of current through the membrane, and what voltage, gates and currents do.

use super::{HodgkinHuxley, HodgkinHuxleyParameters, check_current};
use crate::Error;
use crate::error::within;
use crate::integration::{Adaptive, Direction, Event, Steps, Tolerance};

/// Errors far below what a figure or a student's answer shows.
const RELATIVE_TOLERANCE: f64 = 1e-10;
const ABSOLUTE_TOLERANCE: f64 = 1e-10;
/// No step passes over a spike.
const LONGEST_STEP_MS: f64 = 0.5;
const START_MV: f64 = -65.0;

/// A current that is switched on and off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurrentStep {
    before_ua: f64,
    during_ua: f64,
    from_ms: f64,
    to_ms: f64,
}

/// An axon under a step of current.
#[derive(Clone, Debug, PartialEq)]
pub struct StepSession {
    /// What electrodes would show
    pub observed: ObservedStep,
    /// What no electrode shows at once
    pub truth: StepTruth,
}

/// The voltage, the current that was sent in, and the spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedStep {
    /// The time of each sample, milliseconds, both ends included
    pub time_ms: Vec<f64>,
    /// The voltage then, millivolts
    pub voltage_mv: Vec<f64>,
    /// The current from then on, µA/cm²
    pub current_ua: Vec<f64>,
    /// The ascending spike times, milliseconds: upward passages of 0 mV
    pub spike_times_ms: Vec<f64>,
}

/// The channels behind the voltage.
#[derive(Clone, Debug, PartialEq)]
pub struct StepTruth {
    /// What the axon is made of
    pub parameters: HodgkinHuxleyParameters,
    /// [m, h, n] at each sample
    pub gates: Vec<[f64; 3]>,
    /// The currents of sodium, potassium and leak at each sample, µA/cm², outward positive
    pub currents_ua: Vec<[f64; 3]>,
}

impl CurrentStep {
    /// A current (µA/cm²) before and after, another one between two times (milliseconds).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a current beyond ±10⁴, a start below 0 or an end before the start.
    pub fn new(before_ua: f64, during_ua: f64, from_ms: f64, to_ms: f64) -> Result<Self, Error> {
        check_current(before_ua)?;
        check_current(during_ua)?;
        within("from_ms", from_ms, 0.0..=1e9, "a number between 0 and 10⁹")?;
        within("to_ms", to_ms, from_ms..=f64::MAX, "at least the start of the step")?;
        Ok(Self { before_ua, during_ua, from_ms, to_ms })
    }

    /// The current from a time on.
    pub fn at(&self, time_ms: f64) -> f64 {
        if (self.from_ms..self.to_ms).contains(&time_ms) { self.during_ua } else { self.before_ua }
    }

    /// The stretches (from, to, current) up to an end that have a length.
    fn stretches(&self, end_ms: f64) -> impl Iterator<Item = (f64, f64, f64)> {
        let edges = [0.0, self.from_ms.min(end_ms), self.to_ms.min(end_ms), end_ms];
        let currents = [self.before_ua, self.during_ua, self.before_ua];
        (0..3).map(move |i| (edges[i], edges[i + 1], currents[i])).filter(|(from, to, _)| from < to)
    }
}

impl HodgkinHuxley {
    /// Follows the axon from −65 mV, with its gates at rest there, under a step of current (instead of the
    /// parameters' own) by the adaptive method; edges of the step are met exactly.
    ///
    /// # Errors
    /// As [`Steps::new`] for the samples; [`IntegrationError`](crate::integration::IntegrationError) with time and
    /// state where the state leaves the numbers.
    pub fn simulate_step(
        &self,
        step: CurrentStep,
        sample_ms: f64,
        duration_ms: f64,
    ) -> Result<StepSession, Error> {
        let samples = Steps::new(sample_ms, duration_ms)?;
        let time_ms = samples.times();
        let end = samples.time(samples.n_steps());
        let tolerance = Tolerance::new(RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE)?;
        let method = Adaptive::new(tolerance).with_longest_step(LONGEST_STEP_MS)?;
        let mut state = Self::steady_state(START_MV).to_vec();
        let mut states: Vec<[f64; 4]> = Vec::with_capacity(time_ms.len());
        let mut spike_times_ms = Vec::new();
        for (from, to, current_ua) in step.stretches(end) {
            let axon = Self::new(HodgkinHuxleyParameters { current_ua, ..self.parameters })?;
            let rises = Event::new(Direction::Rising, |_, state: &[f64]| state[0]);
            let solution = method.integrate_with_events(&axon, &state, (from, to), &[rises])?;
            spike_times_ms.extend(solution.times_of(0));
            state.copy_from_slice(solution.last());
            // A sample at an edge belongs to the stretch before it; the state is the same in both.
            while let Some(&time) = time_ms.get(states.len()).filter(|time| **time <= to) {
                let at = solution.at(time);
                states.push([at[0], at[1], at[2], at[3]]);
            }
        }
        Ok(StepSession {
            observed: ObservedStep {
                voltage_mv: states.iter().map(|state| state[0]).collect(),
                current_ua: time_ms.iter().map(|&time| step.at(time)).collect(),
                spike_times_ms,
                time_ms,
            },
            truth: StepTruth {
                parameters: self.parameters,
                gates: states.iter().map(|&[_, m, h, n]| [m, h, n]).collect(),
                currents_ua: states.iter().map(|state| self.currents_ua(state)).collect(),
            },
        })
    }
}
