//! A well-known recording is large, far away, or not ours to give: what stands in for it in an exercise?
//!
//! Sets of the same shape whose truth is known:
//!
//! - [`ChoiceTrials`]: counts of many neurons in trials with two choices, of which some neurons know
//!   (shape of the course's 276 trials × 691 neurons),
//! - [`GratingResponses`]: many neurons see gratings of all directions (23,589 neurons × 360 directions),
//! - [`RunningPopulation`]: many neurons while an animal runs and rests, some of which follow its speed (11,983 neurons),
//! - [`CellCounts`]: counts of transcripts in single cells of planted kinds.
//!
//! They have the shape of the recordings and some of their difficulties, not their facts: nothing that is found in
//! them says anything about a brain. Every neuron or cell draws from a stream of its own.

mod cell_counts;
mod choice_trials;
mod gratings;
mod running;

pub use cell_counts::{CellCounts, CellCountsSession};
pub use choice_trials::{ChoiceSession, ChoiceTrials};
pub use gratings::{GratingResponses, GratingSession};
pub use running::{RunningPopulation, RunningSession};

#[cfg(test)]
mod tests;
