//! Elementary functions of doubled numbers: reduce the argument, sum a series or correct a double by Newton.

use super::Doubled;
use crate::{elementary, real};

/// ln 2 as the sum of two doubles.
const LN_2: Doubled = Doubled { high: std::f64::consts::LN_2, low: 2.319_046_813_846_299_6e-17 };

/// π/2 as the sum of three doubles.
const HALF_PI: [f64; 3] =
    [std::f64::consts::FRAC_PI_2, 6.123233995736766e-17, -1.4973849048591833e-33];

/// exp halves its argument so many times.
const HALVINGS: i32 = 9;

impl real::Real for Doubled {
    fn from_f64(value: f64) -> Self {
        Self::from(value)
    }

    fn to_f64(self) -> f64 {
        self.high
    }

    fn sqrt(self) -> Self {
        Self::sqrt(self)
    }

    fn exp(self) -> Self {
        if self.high == 0.0 {
            return Self::ONE;
        }
        let leading = elementary::exp(self.high);
        if leading == 0.0 || !leading.is_finite() {
            return Self::from(leading);
        }
        // x = k ln 2 + 2⁹ r; eʳ − 1 by its series, squared nine times: (1 + s)² − 1 = 2s + s².
        let k = (self.high / LN_2.high).round();
        let r = (self - LN_2 * Self::from(k)).times_power_of_two(-HALVINGS);
        let mut term = r;
        let mut sum = r;
        for n in 2..=9 {
            term = term * r / Self::from(f64::from(n));
            sum = sum + term;
        }
        for _ in 0..HALVINGS {
            sum = sum.times_power_of_two(1) + sum * sum;
        }
        (sum + Self::ONE).times_power_of_two(k as i32)
    }

    fn ln(self) -> Self {
        let start = elementary::ln(self.high);
        if !start.is_finite() {
            return Self::from(start);
        }
        // Newton on eʸ = x: y + x e⁻ʸ − 1.
        let start = Self::from(start);
        start + (self * (-start).exp() - Self::ONE)
    }

    fn sin(self) -> Self {
        let (sine, cosine, quadrant) = sine_and_cosine(self);
        [sine, cosine, -sine, -cosine][quadrant]
    }

    fn cos(self) -> Self {
        let (sine, cosine, quadrant) = sine_and_cosine(self);
        [cosine, -sine, -cosine, sine][quadrant]
    }

    fn arctangent(self) -> Self {
        if !self.high.is_finite() {
            return Self::from(elementary::atan2(self.high, 1.0));
        }
        // With t the arctangent rounded: the tangent of what is left is (x cos t − sin t) / (cos t + x sin t).
        let start = Self::from(elementary::atan2(self.high, 1.0));
        let (sine, cosine) = (start.sin(), start.cos());
        start + (self * cosine - sine) / (cosine + self * sine)
    }

    fn power(self, exponent: Self) -> Self {
        if self.high > 0.0 && self.high.is_finite() {
            return (exponent * self.ln()).exp();
        }
        Self::from(elementary::power(self.high, exponent.high))
    }
}

/// sin r, cos r and q modulo 4, where x = q π/2 + r with |r| ≤ π/4.
fn sine_and_cosine(x: Doubled) -> (Doubled, Doubled, usize) {
    let turns = (x.high / HALF_PI[0]).round();
    if !turns.is_finite() {
        return (Doubled::from(f64::NAN), Doubled::from(f64::NAN), 0);
    }
    let product = |part: f64| Doubled::of_product(part, turns);
    let r = x - product(HALF_PI[0]) - product(HALF_PI[1]) - product(HALF_PI[2]);
    let square = r * r;
    let series = |first: Doubled, start: i32| {
        let (mut term, mut sum) = (first, first);
        for n in 0..14 {
            let step = start + 2 * n;
            term = -term * square / Doubled::from(f64::from((step + 1) * (step + 2)));
            sum = sum + term;
        }
        sum
    };
    let quadrant = turns.rem_euclid(4.0) as usize;
    (series(r, 1), series(Doubled::ONE, 0), quadrant)
}
