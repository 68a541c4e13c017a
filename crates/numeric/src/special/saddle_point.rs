//! Probabilities of counts as a Gaussian times exact corrections, after Loader (2000).

use std::f64::consts::PI;

use super::gamma::ln_gamma;
use crate::elementary::{ln, ln_1_plus};

/// ln √(2π)
const LN_SQRT_2_PI: f64 = 0.918_938_533_204_672_8;

/// Stirling's series for ln Γ needs no more terms than these from here on.
const STIRLING_SERIES_FROM: f64 = 16.0;

/// What Stirling's formula lacks: ln n! − ln(√(2πn) nⁿ e⁻ⁿ), for any n > 0.
pub(super) fn stirling_error(n: f64) -> f64 {
    if n >= STIRLING_SERIES_FROM {
        let square = 1.0 / (n * n);
        let series = 1.0 / 12.0
            - square
                * (1.0 / 360.0
                    - square
                        * (1.0 / 1260.0
                            - square
                                * (1.0 / 1680.0
                                    - square * (1.0 / 1188.0 - square * (691.0 / 360_360.0)))));
        series / n
    } else {
        ln_gamma(n + 1.0) - (n + 0.5) * ln(n) + n - LN_SQRT_2_PI
    }
}

/// The half deviance of a count: x ln(x / mean) + mean − x, with 0 ln 0 = 0; never negative.
///
/// Twice this is what an observation x adds to the deviance of a Poisson model. Where x is near the mean
/// the terms cancel, and a series takes their place.
pub fn count_deviance(x: f64, mean: f64) -> f64 {
    if mean == f64::INFINITY {
        return f64::INFINITY;
    }
    count_deviance_split(x, mean, x - mean)
}

/// [`count_deviance`] where x − mean is given too, better than the subtraction would have it.
fn count_deviance_split(x: f64, mean: f64, difference: f64) -> f64 {
    if x == 0.0 {
        return mean;
    }
    if difference.abs() >= 0.1 * (x + mean) {
        return x * ln(x / mean) - difference;
    }
    // ln(x / mean) = 2 artanh v with v = (x − mean) / (x + mean).
    let v = difference / (x + mean);
    let square = v * v;
    let mut total = difference * v;
    let mut power = 2.0 * x * v;
    let mut odd = 1.0;
    loop {
        power *= square;
        odd += 2.0;
        let next = total + power / odd;
        if next == total || next.is_nan() {
            return total;
        }
        total = next;
    }
}

/// ln n! for a whole or broken n ≥ 0.
pub fn ln_factorial(n: f64) -> f64 {
    ln_gamma(n + 1.0)
}

/// The logarithm of the probability that a Poisson count with the given mean is `count`.
pub fn ln_poisson_probability(count: f64, mean: f64) -> f64 {
    if count == 0.0 {
        return -mean;
    }
    if mean == 0.0 {
        return f64::NEG_INFINITY;
    }
    -stirling_error(count) - count_deviance(count, mean) - 0.5 * ln(2.0 * PI * count)
}

/// The logarithm of the probability of `successes` out of `trials`, each with the given probability.
pub fn ln_binomial_probability(successes: f64, trials: f64, probability: f64) -> f64 {
    ln_binomial_split(successes, trials - successes, probability, 1.0 - probability)
}

/// ln [Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) xᵃ yᵇ] where x + y = 1 and both are given, so that a small one
/// keeps its digits.
pub(super) fn ln_binomial_split(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x == 0.0 {
        return if a == 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    if y == 0.0 {
        return if b == 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    let n = a + b;
    let ln_small = |small: f64, large: f64| if small < 0.5 { ln_1_plus(-small) } else { ln(large) };
    if a == 0.0 {
        return n * ln_small(x, y);
    }
    if b == 0.0 {
        return n * ln_small(y, x);
    }
    // a − n x without the rounding of n x, which a large n would multiply.
    let excess = a * y - b * x;
    stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - count_deviance_split(a, n * x, excess)
        - count_deviance_split(b, n * y, -excess)
        + 0.5 * ln(n / (2.0 * PI * a * b))
}
