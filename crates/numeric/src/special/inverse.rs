//! Quantiles of gamma and beta distributions: the incomplete functions turned round.

use super::{incomplete_beta, incomplete_gamma_lower, incomplete_gamma_upper};

/// Halvings at most: enough for the whole range of exponents and all digits.
const HALVINGS: usize = 1_200;

/// The x with P(a, x) = `probability`, P the regularised lower incomplete gamma function: the quantile of a gamma
/// distribution of shape a and scale 1. NaN outside a > 0 and [0, 1].
pub fn incomplete_gamma_inverse(a: f64, probability: f64) -> f64 {
    if !(a > 0.0 && (0.0..=1.0).contains(&probability)) {
        return f64::NAN;
    }
    if probability == 0.0 {
        return 0.0;
    }
    if probability == 1.0 {
        return f64::INFINITY;
    }
    // The smaller tail has the digits.
    let is_above = |x: f64| {
        if probability <= 0.5 {
            incomplete_gamma_lower(a, x) >= probability
        } else {
            incomplete_gamma_upper(a, x) <= 1.0 - probability
        }
    };
    let mut high = a.max(1.0);
    while !is_above(high) {
        high *= 2.0;
    }
    bisect(0.0, high, is_above)
}

/// The x with Iₓ(a, b) = `probability`: the quantile of a beta distribution. NaN outside a, b > 0 and [0, 1].
pub fn incomplete_beta_inverse(a: f64, b: f64, probability: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&probability)) {
        return f64::NAN;
    }
    if probability == 0.0 || probability == 1.0 {
        return probability;
    }
    // By the half that holds x, so that numbers near 1 are found as distances from it.
    if incomplete_beta(a, b, 0.5) >= probability {
        bisect(0.0, 0.5, |x| incomplete_beta(a, b, x) >= probability)
    } else {
        let rest = 1.0 - probability;
        1.0 - bisect(0.0, 0.5, |y| incomplete_beta(b, a, y) >= rest)
    }
}

/// The least number at which `is_above` holds: by halves, in ratios while the ends differ much.
fn bisect(low: f64, high: f64, is_above: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..HALVINGS {
        let middle = if low > 0.0 && high > 4.0 * low {
            (low * high).sqrt()
        } else if low == 0.0 {
            high * 0.25
        } else {
            low + 0.5 * (high - low)
        };
        if middle <= low || middle >= high {
            break;
        }
        if is_above(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}
