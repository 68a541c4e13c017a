//! The functions of a pocket calculator, in pure Rust: the same bits on every processor.
//!
//! `sqrt`, `abs`, `floor` and `mul_add` are exact in hardware and need no stand-in; `sqrt` is here so
//! that an equation reads in one style.

/// eˣ
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// eˣ − 1, right where x is small
pub fn exp_minus_1(x: f64) -> f64 {
    libm::expm1(x)
}

/// the natural logarithm of x
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// ln(1 + x), right where x is small
pub fn ln_1_plus(x: f64) -> f64 {
    libm::log1p(x)
}

/// the logarithm of x to base 2
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// the logarithm of x to base 10
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// xʸ
pub fn power(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// the square root of x
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// the sine of x (radians)
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// the cosine of x (radians)
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// the tangent of x (radians)
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}

/// the angle of the point (x, y) in radians, in (−π, π]
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// the hyperbolic tangent of x
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}
