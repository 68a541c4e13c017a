//! Measurements with noise of one size: loss ½ (y − μ)².

use spikebook_numeric::elementary::ln;

use super::{MeanCurve, RowTerms};

pub(super) fn terms(curve: &MeanCurve, y: f64) -> RowTerms {
    let difference = curve.mean - y;
    let expected = curve.slope * curve.slope;
    let loss = 0.5 * difference * difference;
    RowTerms {
        loss: if loss.is_nan() { f64::INFINITY } else { loss },
        score: difference * curve.slope,
        observed: expected + difference * curve.bend,
        expected,
        mean: curve.mean,
        variance: 1.0,
    }
}

pub(super) fn unit_deviance(curve: &MeanCurve, y: f64) -> f64 {
    (y - curve.mean) * (y - curve.mean)
}

pub(super) fn ln_likelihood(curve: &MeanCurve, y: f64, phi: f64) -> f64 {
    -0.5 * (ln(std::f64::consts::TAU * phi) + unit_deviance(curve, y) / phi)
}

pub(super) fn fault(y: f64) -> Option<&'static str> {
    (!y.is_finite()).then_some("a finite number")
}
