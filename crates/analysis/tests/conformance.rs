//! Every estimator on sets that break estimators: the right answer or a named error, never a panic, a hang, or a
//! fit that did not converge and does not say so.
//!
//! One line in `conformance/estimators.rs` adds an estimator.

#[path = "conformance/coverage.rs"]
mod coverage;
#[path = "conformance/estimator.rs"]
mod estimator;
#[path = "conformance/estimators.rs"]
mod estimators;
#[path = "conformance/hostile.rs"]
mod hostile;
#[path = "conformance/invariance.rs"]
mod invariance;
#[path = "conformance/set.rs"]
mod set;
