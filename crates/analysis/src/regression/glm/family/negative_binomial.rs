//! Counts with variance μ + α μ²: loss (y + 1/α) ln(1 + α μ) − y ln μ.

use spikebook_numeric::elementary::{ln, ln_1_plus};
use spikebook_numeric::special::{count_deviance, ln_factorial, ln_gamma};

use super::{MeanCurve, RowTerms};

/// Counts up to here have their likelihood's constant summed term by term, which holds for any α.
const SUMMED_UP_TO: f64 = 1000.0;

pub(super) fn terms(curve: &MeanCurve, y: f64, alpha: f64) -> RowTerms {
    let mean = curve.mean;
    let spread = 1.0 + alpha * mean;
    let ln_part = if y == 0.0 { 0.0 } else { y * ln(mean) };
    let grown = 1.0 + alpha * y;
    let slope = curve.slope / spread;
    let loss = grown * (ln_1_plus(alpha * mean) / alpha) - ln_part;
    RowTerms {
        loss: if mean >= 0.0 && !loss.is_nan() { loss } else { f64::INFINITY },
        score: grown * slope - y * curve.log_slope,
        observed: grown * (curve.bend / spread - alpha * slope * slope) - y * curve.log_bend,
        expected: slope * curve.log_slope,
        mean,
        variance: mean * spread,
    }
}

pub(super) fn unit_deviance(curve: &MeanCurve, y: f64, alpha: f64) -> f64 {
    // y ln(y/μ) − (y + θ) ln((y + θ)/(μ + θ)) with θ = 1/α.
    let theta = 1.0 / alpha;
    let excess = count_deviance(y, curve.mean) - count_deviance(y + theta, curve.mean + theta);
    2.0 * excess.max(0.0)
}

/// ln Γ(y + 1/α) − ln Γ(1/α) + y ln α − ln y!
pub(super) fn ln_constant(y: f64, alpha: f64) -> f64 {
    let rising = if y <= SUMMED_UP_TO {
        (0..y as u64).map(|k| ln_1_plus(alpha * k as f64)).sum()
    } else {
        let theta = 1.0 / alpha;
        ln_gamma(y + theta) - ln_gamma(theta) + y * ln(alpha)
    };
    rising - ln_factorial(y)
}
