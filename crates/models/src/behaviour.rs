//! What would a subject do whose rule is known?
//!
//! - [`random_dots`]: evidence gathers to a bound, [`bandit`]: rewards teach which arm to pull,
//! - [`observer`]: a threshold with lapses, [`cue_combination`]: two senses for one place,
//! - [`navigation`]: a walk along a track or in a box.
//!
//! Trials are drawn one stream a session, in their order: more trials leave the first ones as they are.

pub mod bandit;
pub mod cue_combination;
pub mod navigation;
pub mod observer;
pub mod random_dots;

#[cfg(test)]
mod tests;
