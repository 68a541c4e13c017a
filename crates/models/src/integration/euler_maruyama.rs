//! Euler's step with noise.

use spikebook_numeric::Stream;

use super::error::{checked, finite};
use super::{IntegrationError, Noisy, Steps, Trajectory};

/// Follows a stirred system from a start: every part gets √Δ g ε, with ε standard normal and drawn in
/// the order of the parts.
///
/// # Errors
/// [`IntegrationError::Diverged`] with the time where the state leaves the numbers;
/// [`IntegrationError::Dimension`] for a start of another length.
pub fn euler_maruyama(
    system: &impl Noisy,
    start: &[f64],
    steps: Steps,
    stream: &mut Stream,
) -> Result<Trajectory, IntegrationError> {
    let dimension = system.dimension();
    checked(start, dimension, 0.0)?;
    let (mut slope, mut size) = (vec![0.0; dimension], vec![0.0; dimension]);
    let mut state = start.to_vec();
    let mut states = Vec::with_capacity((steps.n_steps() + 1) * dimension);
    states.extend_from_slice(start);
    let root = steps.step().sqrt();
    for n in 0..steps.n_steps() {
        system.derivative(steps.time(n), &state, &mut slope);
        system.noise(steps.time(n), &state, &mut size);
        for (i, x) in state.iter_mut().enumerate() {
            *x += steps.step() * slope[i] + root * size[i] * stream.standard_normal();
        }
        finite(&state, &states[n * dimension..], steps.time(n + 1))?;
        states.extend_from_slice(&state);
    }
    Ok(Trajectory::new(steps.times(), dimension, states))
}
