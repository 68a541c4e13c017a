//! Modified Bessel functions of the first kind, scaled so that they do not overflow: what the von Mises
//! distribution is made of.

use crate::elementary::{exp, sqrt};

/// From here on the asymptotic series is exact to the last digit; below, the power series is short.
const ASYMPTOTIC_FROM: f64 = 25.0;

/// e^(−|x|) I₀(x)
pub fn scaled_bessel_i0(x: f64) -> f64 {
    scaled(x.abs(), 0.0)
}

/// e^(−|x|) I₁(x)
pub fn scaled_bessel_i1(x: f64) -> f64 {
    if x < 0.0 { -scaled(-x, 1.0) } else { scaled(x, 1.0) }
}

fn scaled(x: f64, order: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x == f64::INFINITY {
        return 0.0;
    }
    if x < ASYMPTOTIC_FROM {
        // I_v(x) = (x/2)^v Σ (x²/4)^k / (k! (k + v)!)
        let quarter = 0.25 * x * x;
        let mut term = if order == 0.0 { 1.0 } else { 0.5 * x };
        let mut total = term;
        let mut k = 0.0;
        while term > total * f64::EPSILON * 0.125 {
            k += 1.0;
            term *= quarter / (k * (k + order));
            total += term;
        }
        return total * exp(-x);
    }
    // I_v(x) e⁻ˣ √(2πx) = Σ (−1)^k (4v² − 1²)(4v² − 3²)… / (k! (8x)^k)
    let four_order_squared = 4.0 * order * order;
    let mut term = 1.0_f64;
    let mut total = 1.0;
    let mut k = 0.0;
    loop {
        k += 1.0;
        let odd = 2.0 * k - 1.0;
        let next = term * -(four_order_squared - odd * odd) / (k * 8.0 * x);
        if next.abs() >= term.abs() || total + next == total {
            return total / sqrt(2.0 * std::f64::consts::PI * x);
        }
        term = next;
        total += term;
    }
}
