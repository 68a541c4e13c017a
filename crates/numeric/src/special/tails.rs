//! Tail probabilities of the distributions that test statistics follow.

use super::beta::incomplete_beta_split;
use super::gamma::incomplete_gamma_upper;
use super::normal::{normal_quantile, normal_upper_tail};
use super::saddle_point::ln_binomial_split;
use crate::elementary::exp;

/// Newton steps before a quantile falls back on its bracket for good.
const QUANTILE_STEPS: usize = 200;

/// The probability that |Z| is at least |z| for a standard normal Z: the p value of a Wald test.
pub fn normal_two_sided(z: f64) -> f64 {
    2.0 * normal_upper_tail(z.abs())
}

/// The probability that a χ² variable is at least `x`; 1 for x ≤ 0.
pub fn chi_squared_upper_tail(x: f64, degrees_of_freedom: f64) -> f64 {
    if x <= 0.0 { 1.0 } else { incomplete_gamma_upper(0.5 * degrees_of_freedom, 0.5 * x) }
}

/// The probability that |T| is at least |t|: the p value of a t test.
pub fn student_t_two_sided(t: f64, degrees_of_freedom: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    if degrees_of_freedom == f64::INFINITY {
        return normal_two_sided(t);
    }
    let (x, y) = shares(degrees_of_freedom, t * t);
    incomplete_beta_split(0.5 * degrees_of_freedom, 0.5, x, y)
}

/// The probability that T is at least t.
pub fn student_t_upper_tail(t: f64, degrees_of_freedom: f64) -> f64 {
    let half = 0.5 * student_t_two_sided(t, degrees_of_freedom);
    if t < 0.0 { 1.0 - half } else { half }
}

/// The t with a probability of p below it: −∞ at 0, +∞ at 1, NaN outside [0, 1] or without degrees of
/// freedom.
pub fn student_t_quantile(p: f64, degrees_of_freedom: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || degrees_of_freedom.is_nan() || degrees_of_freedom <= 0.0 {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    if p > 0.5 {
        return -student_t_quantile(1.0 - p, degrees_of_freedom);
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    if degrees_of_freedom == f64::INFINITY {
        return normal_quantile(p);
    }
    -upper_quantile(p, degrees_of_freedom)
}

/// The t > 0 with upper tail p < 1/2: Newton's method on the tail, kept inside a bracket.
fn upper_quantile(p: f64, degrees_of_freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, -normal_quantile(p));
    while student_t_upper_tail(high, degrees_of_freedom) > p {
        low = high;
        high *= 2.0;
        if high == f64::INFINITY {
            return high;
        }
    }
    let mut t = high;
    for _ in 0..QUANTILE_STEPS {
        let excess = student_t_upper_tail(t, degrees_of_freedom) - p;
        if excess > 0.0 {
            low = t;
        } else {
            high = t;
        }
        let density = student_t_density(t, degrees_of_freedom);
        let newton = t + excess / density;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - t).abs() <= f64::EPSILON * t || next == low || next == high {
            return next;
        }
        t = next;
    }
    t
}

fn student_t_density(t: f64, degrees_of_freedom: f64) -> f64 {
    let (x, y) = shares(degrees_of_freedom, t * t);
    // With a = df/2: density = Γ(a + 1/2) / (Γ(a) √(π df)) · x^(a + 1/2), and Γ(a + 3/2) / (Γ(a + 1) Γ(3/2))
    // xᵃ √y is the binomial term of a and 1/2.
    let a = 0.5 * degrees_of_freedom;
    exp(ln_binomial_split(a, 0.5, x, y)) * a / (a + 0.5) * 0.5 / t.max(f64::MIN_POSITIVE)
}

/// The probability that an F variable is at least `f`; 1 for f ≤ 0.
pub fn f_upper_tail(f: f64, numerator_degrees: f64, denominator_degrees: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    if f == f64::INFINITY {
        return 0.0;
    }
    let (x, y) = shares(denominator_degrees, numerator_degrees * f);
    incomplete_beta_split(0.5 * denominator_degrees, 0.5 * numerator_degrees, x, y)
}

/// a / (a + b) and b / (a + b), neither of them as 1 − the other.
fn shares(a: f64, b: f64) -> (f64, f64) {
    if b == f64::INFINITY {
        return (0.0, 1.0);
    }
    let total = a + b;
    (a / total, b / total)
}
