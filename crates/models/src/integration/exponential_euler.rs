//! Euler's step for what relaxes: exact while targets and rates stand still.

use spikebook_numeric::elementary::exp_minus_1;

use super::error::{checked, finite};
use super::{IntegrationError, Relaxing, Steps, Trajectory};

/// Follows a relaxing system from a start: in each step every part goes to its target by the factor
/// e^(−rate Δ), with rate and target of the step's start.
///
/// # Errors
/// [`IntegrationError::Diverged`] with the time where the state leaves the numbers;
/// [`IntegrationError::Dimension`] for a start of another length.
pub fn exponential_euler(
    system: &impl Relaxing,
    start: &[f64],
    steps: Steps,
) -> Result<Trajectory, IntegrationError> {
    let dimension = system.dimension();
    checked(start, dimension, 0.0)?;
    let (mut rate, mut target) = (vec![0.0; dimension], vec![0.0; dimension]);
    let mut state = start.to_vec();
    let mut states = Vec::with_capacity((steps.n_steps() + 1) * dimension);
    states.extend_from_slice(start);
    for n in 0..steps.n_steps() {
        system.relaxation(steps.time(n), &state, &mut rate, &mut target);
        for (i, x) in state.iter_mut().enumerate() {
            *x += (*x - target[i]) * exp_minus_1(-rate[i] * steps.step());
        }
        finite(&state, &states[n * dimension..], steps.time(n + 1))?;
        states.extend_from_slice(&state);
    }
    Ok(Trajectory::new(steps.times(), dimension, states))
}
