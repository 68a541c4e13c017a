//! μ = 1 / (1 + e^(−η)): effects multiply the odds.

use spikebook_numeric::elementary::{exp, log_odds};

use super::MeanCurve;

pub(super) fn predictor(mean: f64) -> f64 {
    log_odds(mean)
}

pub(super) fn curve(eta: f64) -> MeanCurve {
    // With e = e^(−|η|): the larger of μ and 1 − μ is 1/(1 + e), the smaller e/(1 + e).
    let e = exp(-eta.abs());
    let (larger, smaller) = (1.0 / (1.0 + e), e / (1.0 + e));
    let (mean, complement) = if eta >= 0.0 { (larger, smaller) } else { (smaller, larger) };
    let slope = mean * complement;
    MeanCurve {
        mean,
        complement,
        slope,
        bend: slope * (complement - mean),
        log_slope: complement,
        log_bend: -slope,
        complement_slope: mean,
        complement_bend: slope,
    }
}
