//! μ = e^η: effects multiply the mean.

use spikebook_numeric::elementary::{exp, exp_minus_1, ln};

use super::MeanCurve;

pub(super) fn predictor(mean: f64) -> f64 {
    ln(mean)
}

pub(super) fn curve(eta: f64) -> MeanCurve {
    let mean = exp(eta);
    // Near a mean of 1 the difference would cancel.
    let complement = if (0.5..2.0).contains(&mean) { -exp_minus_1(eta) } else { 1.0 - mean };
    let complement_slope = mean / complement;
    MeanCurve {
        mean,
        complement,
        slope: mean,
        bend: mean,
        log_slope: 1.0,
        log_bend: 0.0,
        complement_slope,
        complement_bend: complement_slope + complement_slope * complement_slope,
    }
}
