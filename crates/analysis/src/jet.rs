//! Numbers that carry their first and second derivatives, so that Newton's method needs none written out.
//!
//! A [`Jet`] of N parameters holds a value f, the gradient ∂f/∂θᵢ and the matrix ∂²f/∂θᵢ∂θⱼ. Arithmetic follows the
//! rules of calculus exactly: for g(f), the gradient is g′ f′, the second derivatives are g′ f″ + g″ f′ f′ᵀ. A log-likelihood
//! written once over jets gives its own score and information, to rounding.

use std::array::from_fn;
use std::ops::{Add, Div, Mul, Neg, Sub};

use spikebook_numeric::elementary as e;

/// A value with its derivatives by N parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet<const N: usize> {
    /// f
    pub value: f64,
    /// ∂f/∂θᵢ
    pub gradient: [f64; N],
    /// ∂²f/∂θᵢ∂θⱼ
    pub curvature: [[f64; N]; N],
}

impl<const N: usize> Jet<N> {
    /// A number that depends on no parameter.
    pub fn constant(value: f64) -> Self {
        Self { value, gradient: [0.0; N], curvature: [[0.0; N]; N] }
    }

    /// The parameters at `values`, each its own derivative.
    pub fn parameters(values: [f64; N]) -> [Self; N] {
        from_fn(|i| {
            let mut jet = Self::constant(values[i]);
            jet.gradient[i] = 1.0;
            jet
        })
    }

    /// g(f), from g, g′ and g″ at f.
    fn chain(self, g: f64, first: f64, second: f64) -> Self {
        let slope = self.gradient;
        Self {
            value: g,
            gradient: slope.map(|entry| first * entry),
            curvature: from_fn(|i| {
                from_fn(|j| first * self.curvature[i][j] + second * slope[i] * slope[j])
            }),
        }
    }

    /// eᶠ
    pub fn exp(self) -> Self {
        let g = e::exp(self.value);
        self.chain(g, g, g)
    }

    /// ln f
    pub fn ln(self) -> Self {
        let inverse = 1.0 / self.value;
        self.chain(e::ln(self.value), inverse, -inverse * inverse)
    }

    /// √f
    pub fn sqrt(self) -> Self {
        let root = e::sqrt(self.value);
        self.chain(root, 0.5 / root, -0.25 / (root * self.value))
    }

    /// sin f
    pub fn sin(self) -> Self {
        let (sine, cosine) = (e::sin(self.value), e::cos(self.value));
        self.chain(sine, cosine, -sine)
    }

    /// tanh f
    pub fn tanh(self) -> Self {
        let g = e::tanh(self.value);
        let first = 1.0 - g * g;
        self.chain(g, first, -2.0 * g * first)
    }

    /// 1 / (1 + e⁻ᶠ)
    pub fn logistic(self) -> Self {
        let g = e::logistic(self.value);
        let first = g * e::logistic(-self.value);
        self.chain(g, first, first * (1.0 - 2.0 * g))
    }

    /// ln(1 + eᶠ), without overflow
    pub fn ln_1_plus_exp(self) -> Self {
        let first = e::logistic(self.value);
        self.chain(e::ln_1_plus_exp(self.value), first, first * e::logistic(-self.value))
    }
}

impl<const N: usize> Add for Jet<N> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            gradient: from_fn(|i| self.gradient[i] + other.gradient[i]),
            curvature: from_fn(|i| from_fn(|j| self.curvature[i][j] + other.curvature[i][j])),
        }
    }
}

impl<const N: usize> Neg for Jet<N> {
    type Output = Self;
    fn neg(self) -> Self {
        self * -1.0
    }
}

impl<const N: usize> Sub for Jet<N> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

#[expect(clippy::suspicious_arithmetic_impl, reason = "the rule of products adds")]
impl<const N: usize> Mul for Jet<N> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            gradient: from_fn(|i| self.gradient[i] * other.value + self.value * other.gradient[i]),
            curvature: from_fn(|i| {
                from_fn(|j| {
                    let crossed =
                        self.gradient[i] * other.gradient[j] + self.gradient[j] * other.gradient[i];
                    self.curvature[i][j] * other.value
                        + self.value * other.curvature[i][j]
                        + crossed
                })
            }),
        }
    }
}

impl<const N: usize> Div for Jet<N> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let inverse = 1.0 / other.value;
        self * other.chain(inverse, -inverse * inverse, 2.0 * inverse * inverse * inverse)
    }
}

impl<const N: usize> Add<f64> for Jet<N> {
    type Output = Self;
    fn add(self, number: f64) -> Self {
        Self { value: self.value + number, ..self }
    }
}

impl<const N: usize> Sub<f64> for Jet<N> {
    type Output = Self;
    fn sub(self, number: f64) -> Self {
        self + -number
    }
}

impl<const N: usize> Mul<f64> for Jet<N> {
    type Output = Self;
    fn mul(self, number: f64) -> Self {
        Self {
            value: self.value * number,
            gradient: self.gradient.map(|entry| entry * number),
            curvature: self.curvature.map(|row| row.map(|entry| entry * number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function that uses every rule.
    fn everything<const N: usize>(x: Jet<N>, y: Jet<N>) -> Jet<N> {
        let first = (x * y + 1.5).ln() / (y - x * 0.3).exp();
        let second = (x * x + y * y).sqrt() - (x * y).tanh();
        first + second * (x - y).logistic() + (x + y).sin() * (-x).ln_1_plus_exp()
    }

    #[test]
    fn derivatives_are_those_of_finite_differences() {
        let at = [0.7, 1.3];
        let value = |at: [f64; 2]| {
            let [x, y] = Jet::<2>::parameters(at);
            everything(x, y)
        };
        let exact = value(at);
        let step = 1e-5;
        for i in 0..2 {
            let moved = |by: f64| {
                let mut to = at;
                to[i] += by;
                value(to)
            };
            let (up, down) = (moved(step), moved(-step));
            let slope = (up.value - down.value) / (2.0 * step);
            assert!((slope - exact.gradient[i]).abs() < 1e-9, "gradient {i}");
            for j in 0..2 {
                let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * step);
                assert!((bend - exact.curvature[i][j]).abs() < 1e-8, "curvature {i} {j}");
            }
        }
    }
}
