//! Does analysis find what models put in?
//!
//! Every model that teaching draws data from simulates recordings from known parameters, and the estimator that a
//! chapter would take fits them. Of each parameter, over many recordings,
//!
//! - the 95 % interval, estimate ± 1.96 standard errors, holds the truth in 95 % of the recordings, within the
//!   binomial band of 99.9 % for all parameters of a model together (Bonferroni),
//! - the mean error is at most a tenth of a standard error, within the same band.
//!
//! Seeds are those of the models' names, fixed before anything was run. Each model has a fast form of 40 recordings
//! and one of 400 that `make test-slow` runs. Models and analysis know nothing of each other: only here do they meet.

mod cells;
mod choices;
mod hidden;
mod membranes;
mod recovery;
mod spikes;
