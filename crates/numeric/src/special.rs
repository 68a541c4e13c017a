//! The functions of a statistics table.

/// ln Γ(x)
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}
