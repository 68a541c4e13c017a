//! What a formula may be evaluated in: doubles, doubled numbers, and numbers that carry a slope.
//!
//! A curve that is written once over [`Real`] can be evaluated in the usual precision, in twice that
//! ([`Doubled`](crate::Doubled)), and with its derivative by any parameter ([`Dual`]), exact to rounding: no step
//! size is chosen as with finite differences. Forward differentiation: Wengert (1964), doi:10.1145/355586.364791.
//!
//! ```
//! use spikebook_numeric::{Dual, Real};
//!
//! fn decay<T: Real>(time_s: T, rate_hz: T) -> T {
//!     (-rate_hz * time_s).exp()
//! }
//!
//! let slope = decay(Dual::constant(2.0), Dual::variable(0.5)).slope;
//! assert!((slope + 2.0 * decay(2.0, 0.5)).abs() < 1e-15);
//! ```

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::elementary;

/// Arithmetic that curves are written in.
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The number that a double is.
    fn from_f64(value: f64) -> Self;

    /// The nearest double.
    fn to_f64(self) -> f64;

    /// √x
    #[must_use]
    fn sqrt(self) -> Self;

    /// eˣ
    #[must_use]
    fn exp(self) -> Self;

    /// The natural logarithm.
    #[must_use]
    fn ln(self) -> Self;

    /// The sine of radians.
    #[must_use]
    fn sin(self) -> Self;

    /// The cosine of radians.
    #[must_use]
    fn cos(self) -> Self;

    /// The angle in (−π/2, π/2) whose tangent is x.
    #[must_use]
    fn arctangent(self) -> Self;

    /// xʸ for x from 0 on; NaN for negative x unless y is whole.
    #[must_use]
    fn power(self, exponent: Self) -> Self;

    /// x²
    #[must_use]
    fn square(self) -> Self {
        self * self
    }
}

impl Real for f64 {
    fn from_f64(value: f64) -> Self {
        value
    }

    fn to_f64(self) -> f64 {
        self
    }

    fn sqrt(self) -> Self {
        elementary::sqrt(self)
    }

    fn exp(self) -> Self {
        elementary::exp(self)
    }

    fn ln(self) -> Self {
        elementary::ln(self)
    }

    fn sin(self) -> Self {
        elementary::sin(self)
    }

    fn cos(self) -> Self {
        elementary::cos(self)
    }

    fn arctangent(self) -> Self {
        elementary::atan2(self, 1.0)
    }

    fn power(self, exponent: Self) -> Self {
        elementary::power(self, exponent)
    }
}

/// A value and its derivative by one variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<T> {
    /// The value
    pub value: T,
    /// Its derivative
    pub slope: T,
}

impl<T: Real> Dual<T> {
    /// A number that does not change.
    pub fn constant(value: T) -> Self {
        Self { value, slope: T::from_f64(0.0) }
    }

    /// The variable itself.
    pub fn variable(value: T) -> Self {
        Self { value, slope: T::from_f64(1.0) }
    }

    fn chain(self, value: T, derivative: T) -> Self {
        Self { value, slope: derivative * self.slope }
    }
}

impl<T: Real> Neg for Dual<T> {
    type Output = Self;

    fn neg(self) -> Self {
        Self { value: -self.value, slope: -self.slope }
    }
}

impl<T: Real> Add for Dual<T> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl<T: Real> Sub for Dual<T> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { value: self.value - other.value, slope: self.slope - other.slope }
    }
}

impl<T: Real> Mul for Dual<T> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let slope = self.slope * other.value + self.value * other.slope;
        Self { value: self.value * other.value, slope }
    }
}

impl<T: Real> Div for Dual<T> {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self { value, slope: (self.slope - value * other.slope) / other.value }
    }
}

impl<T: Real> Real for Dual<T> {
    fn from_f64(value: f64) -> Self {
        Self::constant(T::from_f64(value))
    }

    fn to_f64(self) -> f64 {
        self.value.to_f64()
    }

    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        self.chain(root, T::from_f64(0.5) / root)
    }

    fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, value)
    }

    fn ln(self) -> Self {
        self.chain(self.value.ln(), T::from_f64(1.0) / self.value)
    }

    fn sin(self) -> Self {
        self.chain(self.value.sin(), self.value.cos())
    }

    fn cos(self) -> Self {
        self.chain(self.value.cos(), -self.value.sin())
    }

    fn arctangent(self) -> Self {
        let derivative = T::from_f64(1.0) / (T::from_f64(1.0) + self.value.square());
        self.chain(self.value.arctangent(), derivative)
    }

    fn power(self, exponent: Self) -> Self {
        let value = self.value.power(exponent.value);
        let zero = T::from_f64(0.0);
        // y xʸ⁻¹ dx + xʸ ln x dy; where x is 0 the second part vanishes with xʸ.
        let by_base = if self.slope.to_f64() == 0.0 {
            zero
        } else {
            exponent.value * self.value.power(exponent.value - T::from_f64(1.0)) * self.slope
        };
        let by_exponent = if exponent.slope.to_f64() == 0.0 || self.value.to_f64() == 0.0 {
            zero
        } else {
            value * self.value.ln() * exponent.slope
        };
        Self { value, slope: by_base + by_exponent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formula<T: Real>(x: T) -> T {
        let one = T::from_f64(1.0);
        let two = T::from_f64(2.0);
        x.sin() * (-x).exp() + (one + x.square()).ln() / x.sqrt() - x.arctangent().cos()
            + x.power(x / two)
    }

    #[test]
    fn slopes_are_those_of_central_differences() {
        for x in [0.3, 1.0, 2.7, 8.1] {
            let dual = formula(Dual::variable(x));
            let step = 1e-5;
            let difference = (formula(x + step) - formula(x - step)) / (2.0 * step);
            assert_eq!(dual.value, formula(x));
            assert!((dual.slope / difference - 1.0).abs() < 1e-8, "at {x}");
        }
    }

    #[test]
    fn doubled_formulas_agree_with_plain_ones() {
        for x in [0.3, 1.0, 2.7, 8.1] {
            let doubled = formula(crate::Doubled::from(x)).to_f64();
            assert!((doubled / formula(x) - 1.0).abs() < 1e-14, "at {x}");
        }
    }
}
