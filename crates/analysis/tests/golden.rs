//! Estimators and statistics against reference cases: those committed under `tests/reference`, and those of the
//! golden collection where it is at hand.

#[path = "golden/case.rs"]
mod case;
