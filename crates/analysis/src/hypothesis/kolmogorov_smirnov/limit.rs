//! Kolmogorov's limit.

use std::f64::consts::PI;

use spikebook_numeric::elementary::exp;

/// 2 Σ (−1)ᵏ⁻¹ exp(−2 k² x²), by the series that converges fast at x.
pub(super) fn upper_tail(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        let sum: f64 = (1..=20)
            .map(|k| {
                let odd = f64::from(2 * k - 1) * PI / x;
                exp(-odd * odd / 8.0)
            })
            .sum();
        return 1.0 - (2.0 * PI).sqrt() / x * sum;
    }
    let term = |k: i32| {
        let k_x = f64::from(k) * x;
        let size = exp(-2.0 * k_x * k_x);
        if k % 2 == 1 { size } else { -size }
    };
    (2.0 * (1..=20).map(term).sum::<f64>()).clamp(0.0, 1.0)
}
