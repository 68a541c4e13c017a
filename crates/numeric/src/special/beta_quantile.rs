//! Where a beta distribution reaches a probability.

use super::beta::incomplete_beta;

/// Halvings at most: enough for the whole range of exponents and all digits.
const HALVINGS: usize = 1_200;

/// The x with P(X ≤ x) = `p` for a beta variable of the shapes `a` and `b`. NaN outside [0, 1] or for a shape that is
/// not positive.
///
/// ```
/// use spikebook_numeric::special::beta_quantile;
/// assert!((beta_quantile(0.25, 1.0, 2.0) - (1.0 - 0.75_f64.sqrt())).abs() < 1e-15);
/// ```
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&p)) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return p;
    }
    // By the half that holds x, so that numbers near 1 are found as distances from it.
    if incomplete_beta(a, b, 0.5) >= p {
        bisect(0.0, 0.5, |x| incomplete_beta(a, b, x) >= p)
    } else {
        let rest = 1.0 - p;
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
