//! How the head turns.

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{exp, sqrt};

use super::cell::wrap_deg;
use crate::Error;
use crate::error::within;

const MOST_STEPS: usize = 100_000_000;

/// A random walk of the head direction with inertia.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TurningPath {
    n_steps: usize,
    step_s: f64,
    turning_speed_deg_s: f64,
    turning_memory_s: f64,
}

impl TurningPath {
    /// From the length of the session and of a tracked step, the standard deviation of the angular
    /// velocity, and the time for which it is remembered (rats: some 100 °/s and 0.3 s).
    ///
    /// The session is the whole number of steps nearest to the length asked for.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a step outside [0.0001, 1] s, a session shorter than a step or longer
    /// than a week, a speed outside [0, 3600] °/s, a memory outside (0, 3600] s.
    /// [`Error::TooManySteps`] above 10⁸.
    pub fn new(
        duration_s: f64,
        step_s: f64,
        turning_speed_deg_s: f64,
        turning_memory_s: f64,
    ) -> Result<Self, Error> {
        within("step_s", step_s, 1e-4..=1.0, "a number between 0.0001 and 1")?;
        within("duration_s", duration_s, step_s..=604_800.0, "at least one step, at most 604,800")?;
        let wanted = "a number between 0 and 3600";
        within("turning_speed_deg_s", turning_speed_deg_s, 0.0..=3600.0, wanted)?;
        let wanted = "a number above 0, at most 3600";
        within("turning_memory_s", turning_memory_s, f64::MIN_POSITIVE..=3600.0, wanted)?;
        let n_steps = (duration_s / step_s).round();
        if n_steps > MOST_STEPS as f64 {
            return Err(Error::TooManySteps { duration_s, step_s, n_steps, most: MOST_STEPS });
        }
        Ok(Self { n_steps: n_steps as usize, step_s, turning_speed_deg_s, turning_memory_s })
    }

    /// The number of steps.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// The length of a step, seconds.
    pub fn step_s(&self) -> f64 {
        self.step_s
    }

    /// The direction at the start of each step and at the end of the last, degrees in [0, 360).
    ///
    /// The velocity's law holds exactly at the steps; the direction moves by the mean of the
    /// velocities at the two ends of a step.
    pub(super) fn directions_deg(&self, stream: &mut Stream) -> Vec<f64> {
        let kept = exp(-self.step_s / self.turning_memory_s);
        let renewed = sqrt(1.0 - kept * kept);
        let mut direction_deg = 360.0 * stream.uniform();
        let mut speed = stream.standard_normal();
        let mut directions_deg = Vec::with_capacity(self.n_steps + 1);
        directions_deg.push(direction_deg);
        for _ in 0..self.n_steps {
            let next_speed = kept * speed + renewed * stream.standard_normal();
            let mean_speed_deg_s = self.turning_speed_deg_s * 0.5 * (speed + next_speed);
            direction_deg = wrap_deg(direction_deg + mean_speed_deg_s * self.step_s);
            directions_deg.push(direction_deg);
            speed = next_speed;
        }
        directions_deg
    }
}
