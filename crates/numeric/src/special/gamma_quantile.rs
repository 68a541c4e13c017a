//! Where a gamma distribution reaches a probability.

use super::gamma::{incomplete_gamma_lower, incomplete_gamma_upper, ln_gamma};
use super::normal::normal_quantile;
use crate::elementary::{exp, ln, sqrt};

/// Newton steps before the bracket alone is halved.
const NEWTON_STEPS: usize = 100;

/// Steps in all: halving a bracket of doubles ends before.
const STEPS: usize = 1200;

/// The x with P(X ≤ x) = `p` for a gamma variable of this shape and scale 1: 0 at 0, +∞ at 1, NaN
/// outside [0, 1] or for a shape that is not positive. The quantile of χ² with k degrees of freedom is
/// twice that of shape k/2.
///
/// Newton's method on the tail that is the smaller one, kept inside a bracket.
///
/// ```
/// use spikebook_numeric::special::gamma_quantile;
/// assert!((gamma_quantile(0.5, 1.0) - std::f64::consts::LN_2).abs() < 1e-15);
/// ```
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
    let has_answer = (0.0..=1.0).contains(&p) && shape > 0.0 && shape.is_finite();
    if !has_answer {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    // How much probability is missing below x, from whichever tail has digits.
    let missing = |x: f64| {
        if p <= 0.5 {
            p - incomplete_gamma_lower(shape, x)
        } else {
            incomplete_gamma_upper(shape, x) - (1.0 - p)
        }
    };
    let mut x = start(p, shape);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for step in 0..STEPS {
        let here = missing(x);
        if here > 0.0 {
            low = x;
        } else {
            high = x;
        }
        let density = exp((shape - 1.0) * ln(x) - x - ln_gamma(shape));
        let newton = x + here / density;
        let inside = newton > low && newton < high && step < NEWTON_STEPS;
        let next = match (inside, high.is_finite()) {
            (true, _) => newton,
            (false, true) => f64::midpoint(low, high),
            (false, false) => 2.0 * x + 1.0,
        };
        let is_done = (next - x).abs() <= 2.0 * f64::EPSILON * x || next == low || next == high;
        x = next;
        if is_done {
            break;
        }
    }
    x
}

/// Wilson and Hilferty's cube of a normal variable; near 0 the first term of the series.
fn start(p: f64, shape: f64) -> f64 {
    let ninth = 1.0 / (9.0 * shape);
    let root = 1.0 - ninth + normal_quantile(p) * sqrt(ninth);
    let cube = shape * root * root * root;
    if cube > 0.2 * shape {
        cube
    } else {
        exp((ln(p) + ln_gamma(shape + 1.0)) / shape).max(f64::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_at_the_quantile_is_what_was_asked_for() {
        for shape in [0.05, 0.3, 0.5, 1.0, 2.5, 17.0, 400.0, 1e5] {
            for p in [1e-12, 1e-4, 0.025, 0.3, 0.5, 0.9, 0.975, 1.0 - 1e-9] {
                let x = gamma_quantile(p, shape);
                let near = |got: f64, wanted: f64| (got - wanted).abs() <= 2e-12 * wanted;
                let is_right = if p <= 0.5 {
                    near(incomplete_gamma_lower(shape, x), p) || x < 1e-290
                } else {
                    near(incomplete_gamma_upper(shape, x), 1.0 - p)
                };
                assert!(is_right, "p {p}, shape {shape}: {x}");
            }
        }
    }

    #[test]
    fn known_quantiles() {
        // χ² with 1 and 10 degrees of freedom at 95 %, from tables to 15 digits.
        assert!((2.0 * gamma_quantile(0.95, 0.5) / 3.841_458_820_694_124 - 1.0).abs() < 1e-13);
        assert!((2.0 * gamma_quantile(0.95, 5.0) / 18.307_038_053_275_146 - 1.0).abs() < 1e-13);
        assert_eq!(gamma_quantile(0.0, 2.0), 0.0);
        assert_eq!(gamma_quantile(1.0, 2.0), f64::INFINITY);
        assert!(gamma_quantile(-0.1, 2.0).is_nan() && gamma_quantile(0.5, 0.0).is_nan());
    }
}
