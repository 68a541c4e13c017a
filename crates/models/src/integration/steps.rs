//! A time cut into equal steps.

use crate::Error;
use crate::error::within;

const MOST_STEPS: usize = 1_000_000_000;

/// Equal steps from time 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps {
    step: f64,
    n_steps: usize,
}

impl Steps {
    /// As many steps as are nearest to the duration.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a step that is not above 0 or a duration below half a step;
    /// [`Error::Steps`] for more than 10⁹ steps.
    pub fn new(step: f64, duration: f64) -> Result<Self, Error> {
        within("step", step, f64::MIN_POSITIVE..=f64::MAX, "a number above 0")?;
        within("duration", duration, 0.5 * step..=f64::MAX, "at least one step")?;
        let n_steps = (duration / step).round();
        if n_steps > MOST_STEPS as f64 {
            return Err(Error::Steps { duration, step, n_steps, most: MOST_STEPS });
        }
        Ok(Self { step, n_steps: n_steps as usize })
    }

    /// The length of a step, in the system's unit of time.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// How many there are.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// The time after `n` steps: a product, so that rounding does not add up.
    pub fn time(&self, n: usize) -> f64 {
        n as f64 * self.step
    }

    /// The times of all samples: the start and the end of every step.
    pub fn times(&self) -> Vec<f64> {
        (0..=self.n_steps).map(|n| self.time(n)).collect()
    }
}
