//! The path of largest probability, in logarithms.

use spikebook_numeric::elementary::ln;

use super::{BLOCK_STEPS, Emissions, HiddenMarkovModel, Observations};
use crate::Error;

/// A path of states.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The state at each step, counted from 0
    pub states: Vec<usize>,
    /// ln P(path, observations)
    pub ln_probability: f64,
}

pub(super) fn most_probable_path<E: Emissions>(
    model: &HiddenMarkovModel<E>,
    observations: &E::Observations,
) -> Result<Path, Error> {
    let (k, n_steps) = (model.n_states(), observations.n_steps());
    let ln_start: Vec<f64> = model.start().iter().copied().map(ln).collect();
    // to × from, so that one step reads one row
    let ln_transitions: Vec<f64> =
        (0..k * k).map(|at| ln(model.transitions()[[at % k, at / k]])).collect();
    let mut states = vec![0; n_steps];
    let mut ln_probability = E::shared(observations);
    let mut block = vec![0.0; k * BLOCK_STEPS];
    let mut start = 0;
    for &length in observations.lengths() {
        let end = start + length;
        let mut best = vec![0.0; k];
        let mut came_from = vec![0_u8; length * k];
        for step in start..end {
            if step == start || step % BLOCK_STEPS == 0 {
                let first = step / BLOCK_STEPS * BLOCK_STEPS;
                let steps = first..(first + BLOCK_STEPS).min(n_steps);
                model.emissions().ln_probabilities(observations, steps, &mut block);
            }
            let emission = |state: usize| block[state * BLOCK_STEPS + step % BLOCK_STEPS];
            let next: Vec<f64> = if step == start {
                (0..k).map(|state| ln_start[state] + emission(state)).collect()
            } else {
                let pointers = &mut came_from[(step - start) * k..(step - start + 1) * k];
                (0..k)
                    .map(|state| {
                        let row = &ln_transitions[state * k..(state + 1) * k];
                        let (from, value) = largest(best.iter().zip(row).map(|(b, t)| b + t));
                        pointers[state] = from as u8;
                        value + emission(state)
                    })
                    .collect()
            };
            if next.iter().all(|value| *value == f64::NEG_INFINITY) {
                return Err(Error::ImpossibleObservation { row: step, n_states: k });
            }
            best = next;
        }
        let (mut state, value) = largest(best.iter().copied());
        ln_probability += value;
        for step in (start..end).rev() {
            states[step] = state;
            state = usize::from(came_from[(step - start) * k + state]);
        }
        start = end;
    }
    Ok(Path { states, ln_probability })
}

/// The first of the largest.
fn largest(values: impl Iterator<Item = f64>) -> (usize, f64) {
    let mut best = (0, f64::NEG_INFINITY);
    for (index, value) in values.enumerate() {
        if value > best.1 {
            best = (index, value);
        }
    }
    best
}
