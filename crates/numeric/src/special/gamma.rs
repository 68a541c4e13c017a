//! The gamma function's family.

use super::saddle_point::ln_poisson_probability;
use crate::elementary::{exp, ln};

/// Below this argument digamma and trigamma climb by their recurrence before the series is used.
const ASYMPTOTIC_FROM: f64 = 12.0;

/// A stand-in for zero in Lentz's evaluation of continued fractions.
pub(super) const TINY: f64 = 1e-300;

/// ln |Γ(x)|. Right to the last digits for x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The derivative of ln Γ at x > 0 (NaN elsewhere).
pub fn digamma(x: f64) -> f64 {
    if x <= 0.0 || x.is_nan() {
        return f64::NAN;
    }
    let mut x = x;
    let mut shift = 0.0;
    while x < ASYMPTOTIC_FROM {
        shift += 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (1.0 / 12.0
            - square
                * (1.0 / 120.0
                    - square
                        * (1.0 / 252.0
                            - square
                                * (1.0 / 240.0
                                    - square
                                        * (1.0 / 132.0
                                            - square * (691.0 / 32_760.0 - square / 12.0))))));
    (ln(x) - 0.5 / x - series) - shift
}

/// The second derivative of ln Γ at x > 0 (NaN elsewhere).
pub fn trigamma(x: f64) -> f64 {
    if x <= 0.0 || x.is_nan() {
        return f64::NAN;
    }
    let mut x = x;
    let mut shift = 0.0;
    while x < ASYMPTOTIC_FROM {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (1.0 / 6.0
            - square
                * (1.0 / 30.0
                    - square
                        * (1.0 / 42.0
                            - square
                                * (1.0 / 30.0
                                    - square
                                        * (5.0 / 66.0
                                            - square * (691.0 / 2_730.0 - square * 7.0 / 6.0))))));
    (1.0 + 0.5 / x + series) / x + shift
}

/// P(a, x) = γ(a, x) / Γ(a), the probability that a gamma variable of shape a > 0 is at most x ≥ 0 (NaN
/// outside these ranges).
pub fn incomplete_gamma_lower(a: f64, x: f64) -> f64 {
    if !valid(a, x) {
        return f64::NAN;
    }
    if x == 0.0 {
        0.0
    } else if x < a + 1.0 {
        lower_series(a, x)
    } else {
        1.0 - upper_fraction(a, x)
    }
}

/// Q(a, x) = Γ(a, x) / Γ(a) = 1 − P(a, x), with its own digits where it is small (NaN outside a > 0, x ≥ 0).
pub fn incomplete_gamma_upper(a: f64, x: f64) -> f64 {
    if !valid(a, x) {
        return f64::NAN;
    }
    if x == 0.0 {
        1.0
    } else if x < a + 1.0 && (a >= 0.5 || x < 1.0) {
        1.0 - lower_series(a, x)
    } else {
        upper_fraction(a, x)
    }
}

fn valid(a: f64, x: f64) -> bool {
    a > 0.0 && a.is_finite() && x >= 0.0
}

/// xᵃ e⁻ˣ / Γ(a + 1)
fn leading_factor(a: f64, x: f64) -> f64 {
    exp(ln_poisson_probability(a, x))
}

/// P(a, x) = xᵃ e⁻ˣ / Γ(a + 1) · (1 + x/(a+1) + x²/((a+1)(a+2)) + …)
fn lower_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0;
    let mut total = 1.0;
    let mut next = a;
    while term > total * f64::EPSILON * 0.125 {
        next += 1.0;
        term *= x / next;
        total += term;
    }
    (leading_factor(a, x) * total).min(1.0)
}

/// Q(a, x) by its continued fraction (Lentz's evaluation).
fn upper_fraction(a: f64, x: f64) -> f64 {
    if x == f64::INFINITY {
        return 0.0;
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / if b == 0.0 { TINY } else { b };
    let mut fraction = d;
    let mut step = 0.0;
    loop {
        step += 1.0;
        let numerator = step * (a - step);
        b += 2.0;
        d = numerator * d + b;
        c = b + numerator / c;
        d = 1.0 / if d == 0.0 { TINY } else { d };
        c = if c == 0.0 { TINY } else { c };
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON || change.is_nan() {
            return leading_factor(a, x) * a * fraction;
        }
    }
}
