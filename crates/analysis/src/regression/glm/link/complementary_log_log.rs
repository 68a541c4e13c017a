//! μ = 1 − exp(−e^η): at least one event where e^η are expected.

use spikebook_numeric::elementary::{exp, exp_minus_1, ln, ln_1_plus};

use super::MeanCurve;

pub(super) fn predictor(mean: f64) -> f64 {
    ln(-ln_1_plus(-mean))
}

pub(super) fn curve(eta: f64) -> MeanCurve {
    let expected = exp(eta);
    let complement = exp(-expected);
    let slope = expected * complement;
    // t / (e^t − 1), which is 1 at t = 0 and 0 at t = ∞.
    let log_slope = match exp_minus_1(expected) {
        0.0 => 1.0,
        grown if grown.is_infinite() => 0.0,
        grown => expected / grown,
    };
    MeanCurve {
        mean: -exp_minus_1(-expected),
        complement,
        slope,
        bend: slope * (1.0 - expected),
        log_slope,
        log_bend: log_slope * (1.0 - expected - log_slope),
        complement_slope: expected,
        complement_bend: expected,
    }
}
