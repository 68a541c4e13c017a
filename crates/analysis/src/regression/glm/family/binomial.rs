//! Successes out of trials: loss −y ln μ − (m − y) ln (1 − μ), with μ the chance of one success.

use spikebook_numeric::special::{count_deviance, ln_factorial};

use super::{MeanCurve, RowTerms, is_whole};

pub(super) fn terms(curve: &MeanCurve, y: f64, trials: f64) -> RowTerms {
    let failures = trials - y;
    let is_chance = curve.mean >= 0.0 && curve.complement >= 0.0;
    let successes = if y == 0.0 { 0.0 } else { -y * curve.ln_mean() };
    let others = if failures == 0.0 { 0.0 } else { -failures * curve.ln_complement() };
    RowTerms {
        loss: if is_chance { successes + others } else { f64::INFINITY },
        score: failures * curve.complement_slope - y * curve.log_slope,
        observed: failures * curve.complement_bend - y * curve.log_bend,
        expected: trials * curve.log_slope * curve.complement_slope,
        mean: trials * curve.mean,
        variance: trials * curve.mean * curve.complement,
    }
}

pub(super) fn unit_deviance(curve: &MeanCurve, y: f64, trials: f64) -> f64 {
    let successes = count_deviance(y, trials * curve.mean);
    let failures = count_deviance(trials - y, trials * curve.complement);
    2.0 * (successes + failures)
}

pub(super) fn ln_constant(y: f64, trials: f64) -> f64 {
    if trials == 1.0 {
        return 0.0;
    }
    ln_factorial(trials) - ln_factorial(y) - ln_factorial(trials - y)
}

pub(super) fn fault(y: f64, trials: Option<f64>) -> Option<&'static str> {
    match trials {
        None => (y != 0.0 && y != 1.0).then_some("0 or 1"),
        Some(trials) => {
            (!(is_whole(y) && y <= trials)).then_some("a whole number from 0 to the row's trials")
        }
    }
}
