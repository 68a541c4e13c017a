//! Steps as long as a tolerance allows.
//!
//! Dormand and Prince's method of order 8 (DOP853): twelve slopes make a step, two embedded formulas of
//! orders 5 and 3 tell its error, three more slopes a polynomial of order 7 for all times within.

mod coefficients;
mod event;
mod solution;
mod step;

pub use event::{Direction, Event, Happening};
pub use solution::Solution;

use super::error::checked;
use super::{IntegrationError, System};
use crate::Error;
use crate::error::within;
use event::happenings;
use step::{Attempt, first_step};

const MOST_STEPS: usize = 10_000_000;
/// A step is multiplied by this much of what the error allows, and by no more or less than that.
const SAFETY: f64 = 0.9;
const LEAST_FACTOR: f64 = 0.2;
const MOST_FACTOR: f64 = 10.0;

/// The error that each step may make in a part x of the state: absolute + relative |x|.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    relative: f64,
    absolute: f64,
}

impl Tolerance {
    /// From the two parts.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a relative part outside [10⁻¹⁴, 0.1] or an absolute one that is not above 0.
    pub fn new(relative: f64, absolute: f64) -> Result<Self, Error> {
        let wanted = "a number between 10⁻¹⁴ and 0.1";
        within("relative tolerance", relative, 1e-14..=0.1, wanted)?;
        let wanted = "a number above 0";
        within("absolute tolerance", absolute, f64::MIN_POSITIVE..=f64::MAX, wanted)?;
        Ok(Self { relative, absolute })
    }

    fn scale(&self, a: f64, b: f64) -> f64 {
        self.absolute + self.relative * a.abs().max(b.abs())
    }
}

/// The adaptive method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adaptive {
    tolerance: Tolerance,
    longest_step: f64,
    most_steps: usize,
}

impl Adaptive {
    /// With a tolerance, any length of step, and at most ten million steps.
    pub fn new(tolerance: Tolerance) -> Self {
        Self { tolerance, longest_step: f64::INFINITY, most_steps: MOST_STEPS }
    }

    /// With a longest step: where an input is short, a long step could miss it.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a step that is not above 0.
    pub fn with_longest_step(self, longest_step: f64) -> Result<Self, Error> {
        within("longest_step", longest_step, f64::MIN_POSITIVE.., "a number above 0")?;
        Ok(Self { longest_step, ..self })
    }

    /// With a most number of steps.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_most_steps(self, most_steps: usize) -> Result<Self, Error> {
        if most_steps == 0 {
            return Err(Error::TooFew { what: "steps", got: 0, wanted: 1 });
        }
        Ok(Self { most_steps, ..self })
    }

    /// Follows the system from a start at the first time to the second, which is later.
    ///
    /// # Errors
    /// [`IntegrationError`]: a start of another length, a state that leaves the numbers, a step that
    /// vanishes, too many steps.
    pub fn integrate(
        &self,
        system: &impl System,
        start: &[f64],
        span: (f64, f64),
    ) -> Result<Solution, IntegrationError> {
        self.integrate_with_events(system, start, span, &[])
    }

    /// As [`Adaptive::integrate`], and notes when events happen. A stopping event ends the solution.
    ///
    /// # Errors
    /// As [`Adaptive::integrate`].
    pub fn integrate_with_events(
        &self,
        system: &impl System,
        start: &[f64],
        (from, to): (f64, f64),
        events: &[Event<'_>],
    ) -> Result<Solution, IntegrationError> {
        checked(start, system.dimension(), from)?;
        let mut attempt = Attempt::new(system.dimension());
        let mut solution = Solution::new(from, start);
        let (mut time, mut state) = (from, start.to_vec());
        attempt.begin(system, time, &state);
        let mut step = first_step(system, time, &state, attempt.slope(), &self.tolerance);
        let mut may_grow = true;
        for _ in 0..self.most_steps {
            if !(time < to) {
                return Ok(solution);
            }
            let longest = (to - time).min(self.longest_step);
            let is_last = step >= to - time;
            step = step.min(longest);
            if time + step <= time {
                return Err(IntegrationError::StepVanished { time, state });
            }
            let error = attempt.attempt(system, time, step, &state, &self.tolerance);
            if !error.is_finite() {
                // Beyond the numbers, or far too long a step: the next attempt tells.
                step *= LEAST_FACTOR;
                may_grow = false;
                if time + step <= time {
                    return Err(IntegrationError::Diverged { time, state });
                }
                continue;
            }
            let factor = if error > 0.0 { SAFETY * eighth_root(1.0 / error) } else { MOST_FACTOR };
            if error >= 1.0 {
                step *= factor.max(LEAST_FACTOR);
                may_grow = false;
                continue;
            }
            let end = if is_last && step == to - time { to } else { time + step };
            let segment = attempt.segment(system, time, end, step, &state);
            let stop = happenings(&segment, events, &mut solution.happenings);
            time = end;
            state.copy_from_slice(attempt.end());
            solution.push(segment, &state);
            if let Some(stop) = stop {
                solution.cut(stop);
                return Ok(solution);
            }
            attempt.go_on();
            step *= factor.clamp(LEAST_FACTOR, if may_grow { MOST_FACTOR } else { 1.0 });
            may_grow = true;
        }
        if time < to {
            return Err(IntegrationError::TooManySteps { time, most: self.most_steps });
        }
        Ok(solution)
    }
}

fn eighth_root(x: f64) -> f64 {
    x.sqrt().sqrt().sqrt()
}
