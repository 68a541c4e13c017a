//! The beta function's family.

use super::gamma::{TINY, ln_gamma};
use super::saddle_point::ln_binomial_split;
use crate::elementary::exp;

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b)
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Iₓ(a, b), the probability that a beta variable of shapes a, b > 0 is at most x in [0, 1] (NaN outside
/// these ranges).
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    incomplete_beta_split(a, b, x, 1.0 - x)
}

/// Iₓ(a, b) where y = 1 − x is given too, so that whichever of them is small keeps its digits.
pub(super) fn incomplete_beta_split(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let valid = a > 0.0
        && b > 0.0
        && a.is_finite()
        && b.is_finite()
        && (0.0..=1.0).contains(&x)
        && (0.0..=1.0).contains(&y);
    if !valid {
        f64::NAN
    } else if x == 0.0 {
        0.0
    } else if y == 0.0 {
        1.0
    } else if x < (a + 1.0) / (a + b + 2.0) {
        lower_fraction(a, b, x, y)
    } else {
        1.0 - lower_fraction(b, a, y, x)
    }
}

/// Iₓ(a, b) = xᵃ yᵇ / B(a, b) times a continued fraction that is quick for x < (a + 1) / (a + b + 2).
///
/// The fraction is that of Didonato & Morris (1992, doi:10.1145/131766.131776), in which x and 1 meet only
/// through a − (a + b) x = a y − b x; Lentz's evaluation.
fn lower_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // 1 / B(a, b) = a b / (a + b) · Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1))
    let leading_factor = exp(ln_binomial_split(a, b, x, y)) * (a * b / (a + b));
    let guarded = |value: f64| if value == 0.0 { TINY } else { value };
    let excess = a * y - b * x;
    let mut fraction = guarded(a / (a + 1.0) * (excess + 1.0));
    let mut c = fraction;
    let mut d = 0.0;
    let mut n = 0.0;
    loop {
        n += 1.0;
        let odd = a + 2.0 * n - 1.0;
        let numerator = (a + n - 1.0) / odd * ((a + b + n - 1.0) / odd) * n * (b - n) * x * x;
        let denominator =
            n + n * (b - n) * x / odd + (a + n) / (odd + 2.0) * (excess + 1.0 + n * (1.0 + y));
        d = 1.0 / guarded(denominator + numerator * d);
        c = guarded(denominator + numerator / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON || change.is_nan() {
            return leading_factor / fraction;
        }
    }
}
