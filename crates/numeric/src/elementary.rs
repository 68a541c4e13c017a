//! The functions of a pocket calculator, in pure Rust: the same bits on every processor.
//!
//! `sqrt`, `abs`, `floor` and `mul_add` are exact in hardware and need no stand-in; `sqrt` is here so
//! that an equation reads in one style.

mod exponential;

pub use exponential::exp;

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

/// the angle in [0, π] whose cosine is x
pub fn acos(x: f64) -> f64 {
    libm::acos(x)
}

/// the angle of the point (x, y) in radians, in (−π, π]
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// the hyperbolic tangent of x
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// the length of the vector (x, y), without overflow on the way
pub fn hypotenuse(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}

/// 1 / (1 + e⁻ˣ), the share that the log-odds x stand for
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let odds = exp(x);
        odds / (1.0 + odds)
    }
}

/// ln(p / (1 − p)), the log-odds of the share p in [0, 1]
pub fn log_odds(p: f64) -> f64 {
    if p < 0.5 { ln(p / (1.0 - p)) } else { -ln((1.0 - p) / p) }
}

/// ln(1 + eˣ) without overflow
pub fn ln_1_plus_exp(x: f64) -> f64 {
    x.max(0.0) + ln_1_plus(exp(-x.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logistic_and_its_kin_hold_far_out() {
        assert_eq!(logistic(0.0), 0.5);
        assert_eq!(logistic(800.0), 1.0);
        assert!((logistic(-700.0) / 9.859_676_543_759_77e-305 - 1.0).abs() < 1e-14);
        assert_eq!(ln_1_plus_exp(800.0), 800.0);
        assert!((ln_1_plus_exp(-40.0) / 4.248_354_255_291_589e-18 - 1.0).abs() < 1e-15);
        for x in [-30.0, -1.5, -1e-9, 0.0, 0.3, 4.0] {
            assert!((log_odds(logistic(x)) - x).abs() <= 1e-15 * (1.0 + x.abs()), "at {x}");
        }
        assert_eq!(log_odds(0.0), f64::NEG_INFINITY);
        assert_eq!(log_odds(1.0), f64::INFINITY);
    }
}
