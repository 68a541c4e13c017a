//! Sums whose order is fixed, so that their last digit is.

/// A sum that grows value by value and keeps what each rounding loses (Neumaier 1974,
/// doi:10.1002/zamm.19740540106): its error does not grow with the number of values.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunningSum {
    total: f64,
    lost: f64,
}

impl RunningSum {
    /// Adds a value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        // The rounding error of a sum without a branch (Knuth, TAOCP 2, 4.2.2).
        let next = self.total + value;
        let seen = next - self.total;
        self.lost += (self.total - (next - seen)) + (value - seen);
        self.total = next;
    }

    /// The sum so far.
    pub fn value(self) -> f64 {
        // Where the plain sum is infinite the compensation is NaN: the infinity is the answer.
        if self.total.is_finite() { self.total + self.lost } else { self.total }
    }
}

/// The compensated sum of `values` from first to last. See [`RunningSum`].
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut running = RunningSum::default();
    for value in values {
        running.add(value);
    }
    running.value()
}

/// The mean of `values`; NaN where there are none.
pub fn mean(values: &[f64]) -> f64 {
    sum(values.iter().copied()) / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_values_survive_large_ones() {
        assert_eq!(sum([1e16, 1.0, 1.0, -1e16]), 2.0);
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(std::iter::repeat_n(0.1, 10_000_000)), 1_000_000.0);
    }

    #[test]
    fn what_is_not_finite_stays_so() {
        assert_eq!(sum([1.0, f64::INFINITY]), f64::INFINITY);
        assert!(sum([f64::INFINITY, f64::NEG_INFINITY]).is_nan());
        assert!(sum([f64::NAN, 1.0]).is_nan());
        assert_eq!(sum([]), 0.0);
        assert!(mean(&[]).is_nan());
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
    }
}
