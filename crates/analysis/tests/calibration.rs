//! Do intervals hold the truth as often as they say, and are p values uniform where nothing is to be found?
//!
//! Seeds are those of the names below, fixed before anything was run. Each claim has a fast form over a few hundred
//! simulated sets, and one over 2,000 that `make test-slow` runs.

#[path = "calibration/coverage.rs"]
mod coverage;
#[path = "calibration/p_values.rs"]
mod p_values;
#[path = "calibration/recovery.rs"]
mod recovery;
#[path = "calibration/small_samples.rs"]
mod small_samples;
#[path = "calibration/wald.rs"]
mod wald;
