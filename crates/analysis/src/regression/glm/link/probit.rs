//! μ = Φ(η): a normal variable passes a threshold.

use spikebook_numeric::elementary::exp;
use spikebook_numeric::special::{normal_cdf, normal_quantile, normal_upper_tail, scaled_erfc};

use super::MeanCurve;

/// √(2/π)
const HAZARD_FACTOR: f64 = 0.797_884_560_802_865_4;

pub(super) fn predictor(mean: f64) -> f64 {
    normal_quantile(mean)
}

pub(super) fn curve(eta: f64) -> MeanCurve {
    let slope = HAZARD_FACTOR * 0.5 * exp(-0.5 * eta * eta);
    // φ/Φ and φ/(1 − Φ) hold in the far tails, where numerator and denominator are both 0.
    let (log_slope, complement_slope) = (hazard(-eta), hazard(eta));
    MeanCurve {
        mean: normal_cdf(eta),
        complement: normal_upper_tail(eta),
        slope,
        bend: -eta * slope,
        log_slope,
        log_bend: -log_slope * (eta + log_slope),
        complement_slope,
        complement_bend: complement_slope * (complement_slope - eta),
    }
}

/// φ(x) / (1 − Φ(x))
fn hazard(x: f64) -> f64 {
    HAZARD_FACTOR / scaled_erfc(x * std::f64::consts::FRAC_1_SQRT_2)
}
