//! What hidden states lie behind a sequence of observations?
//!
//! - [`hidden_markov`]: states of a list, each with its own law of observations, that follow one another by
//!   chance,
//! - [`kalman`]: states on a continuum that move linearly under noise.
//!
//! Both are fitted by expectation–maximisation where their parameters are not known.

pub mod hidden_markov;
pub mod kalman;
