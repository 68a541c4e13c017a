//! What can be drawn from a stream, in arithmetic that is the same everywhere.

use rand_chacha::rand_core::Rng;

use super::Stream;
use crate::elementary::{exp, ln, sqrt};
use crate::special::ln_poisson_probability;

/// 2⁻⁵³, the distance between neighbouring uniform draws.
pub(super) const UNIFORM_STEP: f64 = 1.0 / 9_007_199_254_740_992.0;

/// 2⁻⁵², the width of the cells whose midpoints are the open uniform draws.
const OPEN_UNIFORM_STEP: f64 = 1.0 / 4_503_599_627_370_496.0;

/// Above this mean, Poisson counts come from rejection instead of multiplication.
const POISSON_REJECTION_MEAN: f64 = 10.0;

impl Stream {
    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number in [0, 1), a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * UNIFORM_STEP
    }

    /// A number in (0, 1), the midpoint of one of 2⁵² equal cells: its logarithm is finite and below 0.
    /// (Midpoints of 2⁵³ cells are no doubles: above 1/2 they would be rounded, the last of them to 1.)
    pub fn open_uniform(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) * OPEN_UNIFORM_STEP
    }

    /// A whole number below `bound`, each equally likely (Lemire 2019, doi:10.1145/3230636).
    ///
    /// # Panics
    /// Where `bound` is 0: there is no such number.
    pub fn below(&mut self, bound: usize) -> usize {
        assert!(bound > 0, "no whole number lies below 0");
        let bound = bound as u64;
        let mut product = u128::from(self.bits()) * u128::from(bound);
        if (product as u64) < bound {
            let threshold = bound.wrapping_neg() % bound;
            while (product as u64) < threshold {
                product = u128::from(self.bits()) * u128::from(bound);
            }
        }
        (product >> 64) as usize
    }

    /// True with the given probability.
    pub fn bernoulli(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// A draw of the standard normal distribution by the polar method (Marsaglia & Bray 1964,
    /// doi:10.1137/1006063). The second of each pair is let go, so a draw keeps no state.
    pub fn standard_normal(&mut self) -> f64 {
        loop {
            let x = 2.0 * self.open_uniform() - 1.0;
            let y = 2.0 * self.open_uniform() - 1.0;
            let radius_squared = x * x + y * y;
            if radius_squared < 1.0 && radius_squared > 0.0 {
                return x * sqrt(-2.0 * ln(radius_squared) / radius_squared);
            }
        }
    }

    /// A draw of the exponential distribution with mean 1.
    pub fn standard_exponential(&mut self) -> f64 {
        -ln(self.open_uniform())
    }

    /// A Poisson count with the given mean: by multiplication of uniforms below mean 10, above it by
    /// transformed rejection (Hörmann 1993, doi:10.1016/0167-6687(93)90997-4).
    ///
    /// # Panics
    /// Where `mean` is negative, not finite or above 2⁵³.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        assert!(
            (0.0..9.0e15).contains(&mean),
            "the mean of a Poisson count is finite and not negative"
        );
        if mean < POISSON_REJECTION_MEAN {
            self.poisson_by_multiplication(mean)
        } else {
            self.poisson_by_rejection(mean)
        }
    }

    fn poisson_by_multiplication(&mut self, mean: f64) -> u64 {
        let limit = exp(-mean);
        let mut count = 0;
        let mut product = self.open_uniform();
        while product > limit {
            count += 1;
            product *= self.open_uniform();
        }
        count
    }

    fn poisson_by_rejection(&mut self, mean: f64) -> u64 {
        let b = 0.931 + 2.53 * sqrt(mean);
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let squeeze = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.open_uniform() - 0.5;
            let v = self.open_uniform();
            let distance = 0.5 - u.abs();
            let count = ((2.0 * a / distance + b) * u + mean + 0.43).floor();
            if distance >= 0.07 && v <= squeeze {
                return count as u64;
            }
            if count < 0.0 || (distance < 0.013 && v > distance) {
                continue;
            }
            let acceptance = ln(v) + ln(inverse_alpha) - ln(a / (distance * distance) + b);
            if acceptance <= ln_poisson_probability(count, mean) {
                return count as u64;
            }
        }
    }

    /// Puts `items` in an order that is uniform over all orders (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests;
