//! Counts: loss μ − y ln μ.

use spikebook_numeric::special::{count_deviance, ln_factorial};

use super::{MeanCurve, RowTerms, is_whole};

pub(super) fn terms(curve: &MeanCurve, y: f64) -> RowTerms {
    let ln_part = if y == 0.0 { 0.0 } else { y * spikebook_numeric::elementary::ln(curve.mean) };
    let loss = if curve.mean >= 0.0 { curve.mean - ln_part } else { f64::INFINITY };
    let expected = curve.slope * curve.log_slope;
    RowTerms {
        loss,
        score: curve.slope - y * curve.log_slope,
        observed: curve.bend - y * curve.log_bend,
        expected,
        mean: curve.mean,
        variance: curve.mean,
    }
}

pub(super) fn unit_deviance(curve: &MeanCurve, y: f64) -> f64 {
    2.0 * count_deviance(y, curve.mean)
}

pub(super) fn ln_constant(y: f64) -> f64 {
    -ln_factorial(y)
}

pub(super) fn fault(y: f64) -> Option<&'static str> {
    (!is_whole(y)).then_some("a whole number of at least 0")
}
