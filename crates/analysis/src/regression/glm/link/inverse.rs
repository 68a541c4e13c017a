//! μ = 1 / η for η > 0: effects add to the rate at which a waiting time passes.

use super::MeanCurve;

pub(super) fn predictor(mean: f64) -> f64 {
    1.0 / mean
}

pub(super) fn curve(eta: f64) -> MeanCurve {
    let mean = 1.0 / eta;
    let slope = -mean * mean;
    MeanCurve::of(mean, slope, -2.0 * mean * slope)
}
