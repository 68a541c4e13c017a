//! What choices and reaction times tell: how well two things are told apart, how evidence is gathered, how
//! rewards are learnt from.
//!
//! - [`signal_detection`]: ROC curves, the area below them, d′ and criterion,
//! - [`drift_diffusion`]: choices and reaction times of a noisy accumulator,
//! - [`cue_combination`]: two senses, each with its own uncertainty,
//! - [`choice_history`]: what yesterday's choice does to today's,
//! - [`learning`]: Rescorla–Wagner and Q-learning.
//!
//! Psychometric functions have a module of their own: [`psychometric`](crate::psychometric).

pub mod choice_history;
pub mod cue_combination;
pub mod drift_diffusion;
pub mod learning;
pub mod signal_detection;
