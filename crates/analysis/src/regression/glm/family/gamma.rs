//! Amounts above 0 with a spread in proportion to their mean: loss y/μ + ln μ.

use spikebook_numeric::elementary::ln;
use spikebook_numeric::special::{count_deviance, ln_gamma};

use super::{MeanCurve, RowTerms};

pub(super) fn terms(curve: &MeanCurve, y: f64) -> RowTerms {
    let ratio = y / curve.mean;
    let expected = curve.log_slope * curve.log_slope;
    let loss = ratio + ln(curve.mean);
    let is_amount = curve.mean > 0.0 && loss.is_finite();
    RowTerms {
        loss: if is_amount { loss } else { f64::INFINITY },
        score: curve.log_slope * (1.0 - ratio),
        observed: curve.log_bend * (1.0 - ratio) + ratio * expected,
        expected,
        mean: curve.mean,
        variance: curve.mean * curve.mean,
    }
}

pub(super) fn unit_deviance(curve: &MeanCurve, y: f64) -> f64 {
    // y/μ − 1 − ln(y/μ), without cancellation where y is near μ.
    2.0 * count_deviance(curve.mean, y) / curve.mean
}

pub(super) fn ln_likelihood(curve: &MeanCurve, y: f64, phi: f64) -> f64 {
    let shape = 1.0 / phi;
    let scaled = shape * y / curve.mean;
    shape * ln(scaled) - scaled - ln(y) - ln_gamma(shape)
}

pub(super) fn fault(y: f64) -> Option<&'static str> {
    (!(y > 0.0 && y.is_finite())).then_some("a finite number above 0")
}
