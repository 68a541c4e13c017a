//! Designs against plain sums, fits against fits of the same matrix, simulations against what made them.

mod designs;
mod fits;
mod refusals;
mod rescaling;
mod simulations;

use spikebook_numeric::{Seed, Stream};

use super::*;
use crate::basis::RaisedCosine;

/// Bins of 2 ms.
const WIDTH_S: f64 = 0.002;

fn stream(purpose: &str) -> Stream {
    Seed::from_number(4).replicate(purpose, 0)
}

/// Four bumps from the first lag to 30 ms.
fn bumps() -> LagBasis {
    let basis = RaisedCosine::log_stretched(0.002, 0.03, 4, 0.01).expect("bumps");
    LagBasis::raised_cosine(&basis, WIDTH_S, 1).expect("lags")
}

/// A few spikes a second.
fn some_counts(n_bins: usize, rate_hz: f64) -> Vec<f64> {
    let mut stream = stream("counts");
    (0..n_bins).map(|_| stream.poisson(rate_hz * WIDTH_S) as f64).collect()
}

/// White noise that remembers for some bins.
fn some_signal(n_bins: usize) -> Vec<f64> {
    let mut stream = stream("signal");
    let mut value = 0.0;
    let step = |_| {
        value = 0.8 * value + 0.6 * stream.standard_normal();
        value
    };
    (0..n_bins).map(step).collect()
}
