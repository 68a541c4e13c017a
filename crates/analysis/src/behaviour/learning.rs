//! How are rewards learnt from, and how firmly are they acted on?
//!
//! - [`q_learning`]: choices among options, each with a value that follows its rewards,
//! - [`rescorla_wagner`]: cues that come together and share what they predict.

pub mod q_learning;
pub mod rescorla_wagner;
