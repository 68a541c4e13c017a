//! μ = η: effects add to the mean.

use super::MeanCurve;

pub(super) fn predictor(mean: f64) -> f64 {
    mean
}

pub(super) fn curve(eta: f64) -> MeanCurve {
    MeanCurve::of(eta, 1.0, 0.0)
}
