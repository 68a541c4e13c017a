//! Densities and cumulative probabilities.

use std::f64::consts::{PI, TAU};

use spikebook_numeric::elementary::{cos, exp, exp_minus_1, ln, power, sqrt};
use spikebook_numeric::special::{
    incomplete_gamma_lower, incomplete_gamma_upper, ln_gamma, ln_normal_cdf,
    ln_poisson_probability, normal_cdf, scaled_bessel_i0,
};

use super::Distribution;

impl Distribution {
    /// The logarithm of the density (of counts, of the probability) at x with these parameters.
    pub fn ln_density(self, x: f64, parameters: &[f64]) -> f64 {
        let first = parameters[0];
        let second = parameters.get(1).copied().unwrap_or(f64::NAN);
        let normal = |x: f64| {
            let z = (x - first) / second;
            -0.5 * (z * z + ln(TAU)) - ln(second)
        };
        let is_positive = x > 0.0;
        match self {
            Self::Exponential if x >= 0.0 => -ln(first) - x / first,
            Self::Gamma if is_positive => {
                (first - 1.0) * ln(x / second) - x / second - ln_gamma(first) - ln(second)
            }
            Self::InverseGaussian if is_positive => {
                let distance = (x - first) / first;
                0.5 * (ln(second / TAU) - 3.0 * ln(x) - second * distance * distance / x)
            }
            Self::LogNormal if is_positive => normal(ln(x)) - ln(x),
            Self::Normal => normal(x),
            Self::Poisson if x >= 0.0 && x.fract() == 0.0 => ln_poisson_probability(x, first),
            Self::VonMises => second * (cos(x - first) - 1.0) - ln(TAU * scaled_bessel_i0(second)),
            Self::Weibull if is_positive => {
                let ratio = x / second;
                ln(first / second) + (first - 1.0) * ln(ratio) - power(ratio, first)
            }
            _ => f64::NEG_INFINITY,
        }
    }

    /// The probability of at most x; none for directions.
    pub fn cumulative(self, x: f64, parameters: &[f64]) -> Option<f64> {
        let first = parameters[0];
        let second = parameters.get(1).copied().unwrap_or(f64::NAN);
        if self == Self::VonMises {
            return None;
        }
        let is_below = match self {
            Self::Normal => false,
            Self::Poisson => x < 0.0,
            _ => x <= 0.0,
        };
        if is_below {
            return Some(0.0);
        }
        Some(match self {
            Self::Exponential => -exp_minus_1(-x / first),
            Self::Gamma => incomplete_gamma_lower(first, x / second),
            Self::InverseGaussian => {
                // Φ(a) + e^(2λ/μ) Φ(b), the second in logarithms: each factor alone may leave the range.
                let root = sqrt(second / x);
                let (a, b) = (root * (x / first - 1.0), -root * (x / first + 1.0));
                normal_cdf(a) + exp(2.0 * second / first + ln_normal_cdf(b))
            }
            Self::LogNormal => normal_cdf((ln(x) - first) / second),
            Self::Normal => normal_cdf((x - first) / second),
            Self::Poisson => incomplete_gamma_upper(x.floor() + 1.0, first),
            Self::Weibull => -exp_minus_1(-power(x / second, first)),
            Self::VonMises => unreachable!("directions have no order"),
        })
    }
}

/// π² / 6
pub(super) const PI_SQUARED_SIXTHS: f64 = PI * PI / 6.0;
