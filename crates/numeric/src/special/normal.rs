//! The error function and the normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LN_2, PI};

use crate::elementary::{exp, ln, ln_1_plus, sqrt};

/// 1/√2 = `FRAC_1_SQRT_2` + this
const FRAC_1_SQRT_2_REST: f64 = -4.833_646_656_726_457e-17;

/// √(2π)
const SQRT_2_PI: f64 = 2.506_628_274_631_000_7;

/// Steps of Halley's method from a start good to three digits: two reach double precision, one is spare.
const QUANTILE_STEPS: usize = 3;

/// The error function.
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// 1 − erf(x), with its own digits where it is small.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// e^(x²) erfc(x), which neither underflows nor loses digits for large x; infinite below about −26.6.
pub fn scaled_erfc(x: f64) -> f64 {
    if x < 20.0 {
        // x² as a sum of two doubles, so that its exponential is right to the last digits.
        let square = x * x;
        let rest = x.mul_add(x, -square);
        let scale = exp(square);
        if scale == f64::INFINITY { scale } else { (scale + scale * rest) * erfc(x) }
    } else {
        // 1/(x√π) Σ (−1)^k (2k − 1)!! / (2x²)^k
        let half_inverse_square = 0.5 / (x * x);
        let mut term = 1.0;
        let mut total = 1.0;
        for k in 0..12 {
            term *= -f64::from(2 * k + 1) * half_inverse_square;
            total += term;
        }
        total / (x * sqrt(PI))
    }
}

/// Φ(z), the probability that a standard normal variable is at most z.
pub fn normal_cdf(z: f64) -> f64 {
    normal_upper_tail(-z)
}

/// 1 − Φ(z), with its own digits where it is small.
pub fn normal_upper_tail(z: f64) -> f64 {
    let x = z * FRAC_1_SQRT_2;
    let tail = 0.5 * erfc(x);
    if !(1.0..=40.0).contains(&x) {
        return tail;
    }
    // Far out the rounding of z/√2 would cost x² units: put back what it lost, to first order.
    let lost = z.mul_add(FRAC_1_SQRT_2, -x) + z * FRAC_1_SQRT_2_REST;
    tail - tail * lost * FRAC_2_SQRT_PI / scaled_erfc(x)
}

/// ln Φ(z), finite for every finite z.
pub fn ln_normal_cdf(z: f64) -> f64 {
    if z < -1.0 {
        ln(scaled_erfc(-z * FRAC_1_SQRT_2)) - LN_2 - 0.5 * z * z
    } else {
        ln_1_plus(-normal_upper_tail(z))
    }
}

/// The z with Φ(z) = p: −∞ at 0, +∞ at 1, NaN outside [0, 1].
///
/// Near 1 a double is too coarse to name the quantile well: ask for −`normal_quantile(upper)` with the
/// upper tail instead.
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        f64::NAN
    } else if (p - 0.5).abs() <= 0.25 {
        central_quantile(p - 0.5)
    } else if p < 0.5 {
        lower_quantile(p)
    } else {
        -lower_quantile(1.0 - p)
    }
}

/// The z with Φ(z) − 1/2 = `excess`, by Halley's method on the error function, whose relative error is
/// small however near 0.
fn central_quantile(excess: f64) -> f64 {
    let mut z = excess * SQRT_2_PI * (1.0 + excess * excess * (PI / 3.0));
    for _ in 0..QUANTILE_STEPS {
        let density = exp(-0.5 * z * z) / SQRT_2_PI;
        let newton = (0.5 * erf(z * FRAC_1_SQRT_2) - excess) / density;
        z -= newton / (1.0 + 0.5 * z * newton);
    }
    z
}

/// The z with ln Φ(z) = ln p for p < 1/4, by Halley's method from Hastings' rational start (Abramowitz &
/// Stegun 26.2.22).
fn lower_quantile(p: f64) -> f64 {
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    let ln_p = ln(p);
    let t = sqrt(-2.0 * ln_p);
    let mut z = (2.307_53 + 0.270_61 * t) / (1.0 + t * (0.992_29 + 0.044_81 * t)) - t;
    for _ in 0..QUANTILE_STEPS {
        // h = φ/Φ is the derivative of ln Φ, and −h(z + h) its second one.
        let h = FRAC_2_SQRT_PI * FRAC_1_SQRT_2 / scaled_erfc(-z * FRAC_1_SQRT_2);
        let newton = (ln_normal_cdf(z) - ln_p) / h;
        z -= newton / (1.0 + 0.5 * newton * (z + h));
    }
    z
}
