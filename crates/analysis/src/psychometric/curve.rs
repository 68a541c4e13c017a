//! The curves: how F rises from 0 to 1 with its argument.

use spikebook_numeric::elementary::{exp, exp_minus_1, ln, sqrt};
use spikebook_numeric::special::{normal_cdf, normal_quantile};

/// The shape of a psychometric function.
///
/// Each curve is F(u) of a linear argument u = (ξ − m)/s: for logistic and Gaussian ξ is the level,
/// m the threshold and s the shape; for Weibull ξ is the logarithm of the level, m that of the
/// threshold and s one over the shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// 1 / (1 + e^{−(x − a)/b}); the threshold a is where F = 1/2
    Logistic,
    /// Φ((x − a)/b); the threshold a is where F = 1/2
    CumulativeGaussian,
    /// 1 − e^{−(x/a)^b} for levels x ≥ 0; the threshold a is where F = 1 − 1/e = 0.632
    Weibull,
}

/// F, 1 − F and the first two derivatives of F at one argument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CurveValue {
    pub(super) rise: f64,
    pub(super) rest: f64,
    pub(super) slope: f64,
    pub(super) bend: f64,
}

impl Curve {
    /// ξ of a level.
    pub(super) fn abscissa(self, level: f64) -> f64 {
        match self {
            Self::Logistic | Self::CumulativeGaussian => level,
            Self::Weibull => ln(level),
        }
    }

    /// Threshold and shape from u = intercept + slope ξ.
    pub(super) fn threshold_and_shape(self, intercept: f64, slope: f64) -> (f64, f64) {
        match self {
            Self::Logistic | Self::CumulativeGaussian => (-intercept / slope, 1.0 / slope),
            Self::Weibull => (exp(-intercept / slope), slope),
        }
    }

    /// The derivatives of threshold and shape by intercept and slope, a row each.
    pub(super) fn threshold_and_shape_jacobian(self, intercept: f64, slope: f64) -> [[f64; 2]; 2] {
        let by_intercept = -1.0 / slope;
        let by_slope = intercept / (slope * slope);
        match self {
            Self::Logistic | Self::CumulativeGaussian => {
                [[by_intercept, by_slope], [0.0, -1.0 / (slope * slope)]]
            }
            Self::Weibull => {
                let threshold = exp(-intercept / slope);
                [[threshold * by_intercept, threshold * by_slope], [0.0, 1.0]]
            }
        }
    }

    /// The curve at u, which may be −∞ (a Weibull level of 0).
    pub(super) fn at(self, u: f64) -> CurveValue {
        if u == f64::NEG_INFINITY {
            return CurveValue { rise: 0.0, rest: 1.0, slope: 0.0, bend: 0.0 };
        }
        match self {
            Self::Logistic => {
                let small = exp(-u.abs());
                let (less, more) = (small / (1.0 + small), 1.0 / (1.0 + small));
                let (rise, rest) = if u < 0.0 { (less, more) } else { (more, less) };
                let slope = less * more;
                CurveValue { rise, rest, slope, bend: slope * (rest - rise) }
            }
            Self::CumulativeGaussian => {
                let slope = exp(-0.5 * u * u) / sqrt(std::f64::consts::TAU);
                CurveValue { rise: normal_cdf(u), rest: normal_cdf(-u), slope, bend: -u * slope }
            }
            Self::Weibull => {
                let power = exp(u);
                let rest = exp(-power);
                let slope = if rest == 0.0 { 0.0 } else { power * rest };
                CurveValue { rise: -exp_minus_1(-power), rest, slope, bend: slope * (1.0 - power) }
            }
        }
    }

    /// The argument at which the curve has risen to `rise` in (0, 1).
    pub(super) fn inverse(self, rise: f64) -> f64 {
        match self {
            Self::Logistic => ln(rise / (1.0 - rise)),
            Self::CumulativeGaussian => normal_quantile(rise),
            Self::Weibull => ln(-ln(1.0 - rise)),
        }
    }
}
