//! What does a patch of cortex do when its cells are counted by populations and not one by one?
//!
//! - [`WilsonCowan`]: an excitatory and an inhibitory population, and the rhythm between them,
//! - [`JansenRit`]: a cortical column whose pyramidal cells write an alpha rhythm into the EEG,
//! - [`microcircuit`]: four populations of a column, and what their gains do to the EEG.
//!
//! A neural mass has no spikes and no synchrony within a population: it describes averages of many cells and
//! breaks down for few.

mod jansen_rit;
pub mod microcircuit;
mod rhythm;
mod wilson_cowan;

pub use jansen_rit::{JansenRit, JansenRitParameters};
pub use rhythm::last_period;
pub use wilson_cowan::{WilsonCowan, WilsonCowanParameters};
