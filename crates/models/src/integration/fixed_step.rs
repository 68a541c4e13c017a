//! Steps of one length, written to be read next to their formula.

use super::error::{checked, finite};
use super::{IntegrationError, Steps, System, Trajectory};
use crate::Error;

/// How a step is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Along the slope at the start: order 1
    Euler,
    /// Along the mean of the slopes at both ends: order 2
    Heun,
    /// Along a mean of four slopes: order 4
    RungeKutta4,
}

/// A method, a step and a number of steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedStep {
    method: Method,
    steps: Steps,
}

impl FixedStep {
    /// Steps of a length over a duration from time 0, both in the system's unit of time.
    ///
    /// # Errors
    /// As [`Steps::new`].
    pub fn new(method: Method, step: f64, duration: f64) -> Result<Self, Error> {
        Ok(Self { method, steps: Steps::new(step, duration)? })
    }

    /// Follows the system from a start.
    ///
    /// # Errors
    /// [`IntegrationError::Diverged`] with the time where the state leaves the numbers;
    /// [`IntegrationError::Dimension`] for a start of another length.
    pub fn integrate(
        &self,
        system: &impl System,
        start: &[f64],
    ) -> Result<Trajectory, IntegrationError> {
        let dimension = system.dimension();
        checked(start, dimension, 0.0)?;
        let mut states = Vec::with_capacity((self.steps.n_steps() + 1) * dimension);
        states.extend_from_slice(start);
        let mut state = start.to_vec();
        let mut stepper = Stepper::new(self.method, dimension);
        for n in 0..self.steps.n_steps() {
            stepper.step(system, self.steps.time(n), self.steps.step(), &mut state);
            let before = &states[n * dimension..];
            finite(&state, before, self.steps.time(n + 1))?;
            states.extend_from_slice(&state);
        }
        Ok(Trajectory::new(self.steps.times(), dimension, states))
    }
}

/// A method with the room that its slopes need.
struct Stepper {
    method: Method,
    slopes: [Vec<f64>; 4],
    within: Vec<f64>,
}

impl Stepper {
    fn new(method: Method, dimension: usize) -> Self {
        let room = vec![0.0; dimension];
        Self { method, slopes: std::array::from_fn(|_| room.clone()), within: room }
    }

    /// Moves the state by one step Δ from time t.
    fn step(&mut self, system: &impl System, t: f64, step: f64, x: &mut [f64]) {
        let Self { method, slopes: [k1, k2, k3, k4], within } = self;
        system.derivative(t, x, k1);
        match method {
            Method::Euler => advance(x, step, k1),
            Method::Heun => {
                along(within, x, step, k1);
                system.derivative(t + step, within, k2);
                for (i, x) in x.iter_mut().enumerate() {
                    *x += step * (k1[i] + k2[i]) / 2.0;
                }
            }
            Method::RungeKutta4 => {
                along(within, x, step / 2.0, k1);
                system.derivative(t + step / 2.0, within, k2);
                along(within, x, step / 2.0, k2);
                system.derivative(t + step / 2.0, within, k3);
                along(within, x, step, k3);
                system.derivative(t + step, within, k4);
                for (i, x) in x.iter_mut().enumerate() {
                    *x += step * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]) / 6.0;
                }
            }
        }
    }
}

/// x + Δ slope
fn along(point: &mut [f64], x: &[f64], step: f64, slope: &[f64]) {
    for (i, point) in point.iter_mut().enumerate() {
        *point = x[i] + step * slope[i];
    }
}

/// x ← x + Δ slope
fn advance(x: &mut [f64], step: f64, slope: &[f64]) {
    for (x, slope) in x.iter_mut().zip(slope) {
        *x += step * slope;
    }
}
