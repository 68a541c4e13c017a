//! Numbers of twice the usual precision: some 32 digits, in plain arithmetic that is the same everywhere.
//!
//! A [`Doubled`] is the unevaluated sum of two doubles of which the second is at most half a unit in the last
//! place of the first (Dekker 1971, doi:10.1007/BF01397083; Hida, Li & Bailey 2001, doi:10.1109/ARITH.2001.930115).
//! Sums, products, quotients and roots are right to about 2⁻¹⁰⁴, [`exp`](crate::Real::exp) and its kin to about
//! 10⁻³⁰. Fits use them where rounding, multiplied by a condition number, would reach the digits that are reported.
//!
//! It misleads where the input is a decimal that no double is: 0.1 is not made more precise by being doubled.
//!
//! ```
//! use spikebook_numeric::Doubled;
//!
//! let third = Doubled::from(1.0) / Doubled::from(3.0);
//! let rest = third * Doubled::from(3.0) - Doubled::from(1.0);
//! assert!(rest.to_f64().abs() < 1e-31);
//! ```

mod elementary;

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number of twice the usual precision. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Doubled {
    high: f64,
    low: f64,
}

impl Doubled {
    /// Zero.
    pub const ZERO: Self = Self { high: 0.0, low: 0.0 };
    /// One.
    pub const ONE: Self = Self { high: 1.0, low: 0.0 };

    /// The sum of two doubles, without rounding.
    pub fn of_sum(a: f64, b: f64) -> Self {
        let sum = a + b;
        let seen = sum - a;
        Self::normal(sum, (a - (sum - seen)) + (b - seen))
    }

    /// The product of two doubles, without rounding (where it does not underflow).
    pub fn of_product(a: f64, b: f64) -> Self {
        let product = a * b;
        Self::normal(product, a.mul_add(b, -product))
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        self.high
    }

    /// What the nearest double leaves.
    pub fn rest(self) -> f64 {
        self.low
    }

    /// |x|
    #[must_use]
    pub fn abs(self) -> Self {
        if self.high < 0.0 { -self } else { self }
    }

    /// √x; NaN below 0.
    #[must_use]
    pub fn sqrt(self) -> Self {
        if self.high <= 0.0 || !self.high.is_finite() {
            return Self::from(self.high.sqrt());
        }
        // The square of the root of a tiny number would lose its lower digits below the least number.
        if self.high < 1e-200 {
            return self.times_power_of_two(600).sqrt().times_power_of_two(-300);
        }
        // One Newton step from the root of the leading part doubles its digits.
        let root = self.high.sqrt();
        let gap = self - Self::of_product(root, root);
        Self::of_sum(root, gap.high / (2.0 * root))
    }

    /// x · 2ᵏ, exactly (where it does not underflow).
    #[must_use]
    fn times_power_of_two(self, k: i32) -> Self {
        Self { high: libm::ldexp(self.high, k), low: libm::ldexp(self.low, k) }
    }

    /// The pair of a leading part and a correction that is small beside it; a leading part that is not
    /// finite stands alone.
    fn normal(high: f64, low: f64) -> Self {
        let sum = high + low;
        if sum.is_finite() { Self { high: sum, low: low - (sum - high) } } else { Self::from(high) }
    }
}

impl From<f64> for Doubled {
    fn from(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }
}

impl Neg for Doubled {
    type Output = Self;

    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl Add for Doubled {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let high = Self::of_sum(self.high, other.high);
        let low = Self::of_sum(self.low, other.low);
        let sum = Self::normal(high.high, high.low + low.high);
        Self::normal(sum.high, sum.low + low.low)
    }
}

impl Sub for Doubled {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Doubled {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = Self::of_product(self.high, other.high);
        let cross = self.high * other.low + self.low * other.high;
        Self::normal(product.high, product.low + cross)
    }
}

impl Div for Doubled {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        // Three digits of a long division in base 2⁵³.
        let first = self.high / other.high;
        if !first.is_finite() || !other.high.is_finite() {
            return Self::from(first);
        }
        let rest = self - other * Self::from(first);
        let second = rest.high / other.high;
        let rest = rest - other * Self::from(second);
        let third = rest.high / other.high;
        let leading = Self::normal(first, second);
        leading + Self::from(third)
    }
}

#[cfg(test)]
mod tests;
