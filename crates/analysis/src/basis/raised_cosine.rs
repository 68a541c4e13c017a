//! Bumps that widen with their distance from zero: the usual columns of a spike-history filter.
//!
//! What a spike does to the rate changes fast at first and slowly later. So the bumps are even on a stretched axis,
//! u(t) = ln(t + c), where they are one period of a cosine, raised to lie between 0 and 1:
//!
//! ```text
//! Bⱼ(t) = ½ (1 + cos(π (u(t) − uⱼ) / (2 Δ)))  where |u(t) − uⱼ| < 2 Δ, else 0
//! ```
//!
//! The peaks uⱼ lie Δ apart, from that of the first peak on; four bumps overlap anywhere, and between the second
//! peak and the last but one they add up to 2. The last bump comes down to 0 where the basis ends. The constant c sets where the
//! stretching begins: far below c the axis is as good as even, far above it each bump is a fixed factor wider than
//! the one before.
//!
//! It misleads where the first bumps are narrower than a bin of time: they then differ from a single bin by their
//! height alone, and bumps that no bin falls into are columns of zeros (take a larger c, or fewer functions).
//! Pillow et al. (2008), doi:10.1038/nature07140.
//!
//! ```
//! use spikebook_analysis::basis::RaisedCosine;
//!
//! // What a spike leaves behind over 100 ms: six bumps, the first one at once.
//! let basis = RaisedCosine::log_stretched(0.0, 0.1, 6, 0.005)?;
//! let design = basis.design(&[0.0, 0.02, 0.1])?;
//! assert_eq!(design.dim(), (3, 6));
//! assert_eq!(design[[0, 0]], 1.0);
//! assert!((design.row(1).sum() - 2.0).abs() < 1e-14);
//! assert!(design.row(2).sum() < 1e-14);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use std::f64::consts::PI;

use ndarray::Array2;
use spikebook_numeric::elementary::{cos, exp, ln};

use crate::Error;

/// Raised cosines on a logarithmic axis. See the [module](super).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaisedCosine {
    n_functions: usize,
    /// Where the stretching begins, c
    linear_below: f64,
    /// The stretched place of the first peak
    first: f64,
    /// What lies between two peaks, Δ
    spacing: f64,
    end: f64,
}

impl RaisedCosine {
    /// `n_functions` bumps, the first with its peak at `first_peak`, the last at 0 again at `end`, on an axis that is
    /// even far below `linear_below` and logarithmic far above it.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two functions, [`Error::Interval`] unless 0 ≤ `first_peak` < `end`, both finite,
    /// [`Error::Parameter`] for a `linear_below` that is not positive and finite.
    pub fn log_stretched(
        first_peak: f64,
        end: f64,
        n_functions: usize,
        linear_below: f64,
    ) -> Result<Self, Error> {
        if n_functions < 2 {
            return Err(Error::TooFew { what: "raised cosines", got: n_functions, wanted: 2 });
        }
        if !(0.0 <= first_peak && first_peak < end && end.is_finite()) {
            return Err(Error::Interval { lower: first_peak, upper: end });
        }
        if !(linear_below > 0.0 && linear_below.is_finite()) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "linear_below", got: linear_below, wanted });
        }
        let first = ln(first_peak + linear_below);
        // From the first peak to the end there are n − 1 steps between peaks, and two down from the last.
        let spacing = (ln(end + linear_below) - first) / (n_functions + 1) as f64;
        Ok(Self { n_functions, linear_below, first, spacing, end })
    }

    /// The number of functions, which is the number of columns.
    pub fn n_functions(&self) -> usize {
        self.n_functions
    }

    /// Where the last function is 0 again.
    pub fn end(&self) -> f64 {
        self.end
    }

    /// Where each function has its peak.
    pub fn peaks(&self) -> Vec<f64> {
        let peak = |j: usize| exp(self.first + j as f64 * self.spacing) - self.linear_below;
        (0..self.n_functions).map(peak).collect()
    }

    /// One row an argument, one column a function. Beyond the end all are 0.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an argument below 0 or not finite.
    pub fn design(&self, arguments: &[f64]) -> Result<Array2<f64>, Error> {
        let mut design = Array2::zeros((arguments.len(), self.n_functions));
        for (row, &got) in arguments.iter().enumerate() {
            if !(got >= 0.0 && got.is_finite()) {
                let wanted = "a finite number of at least 0";
                return Err(Error::OutOfRange { what: "lag", row, got, wanted });
            }
            // In steps between peaks, counted from the first one.
            let place = (ln(got + self.linear_below) - self.first) / self.spacing;
            for (j, entry) in design.row_mut(row).iter_mut().enumerate() {
                let distance = (place - j as f64).abs();
                if distance < 2.0 {
                    *entry = 0.5 * (1.0 + cos(0.5 * PI * distance));
                }
            }
        }
        Ok(design)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn basis() -> RaisedCosine {
        RaisedCosine::log_stretched(0.002, 0.2, 7, 0.004).expect("seven bumps")
    }

    proptest! {
        #[test]
        fn between_the_inner_peaks_they_add_up_to_two(share in 0.0_f64..=1.0) {
            let peaks = basis().peaks();
            let at = peaks[1] + share * (peaks[5] - peaks[1]);
            let sum = basis().design(&[at]).expect("a lag").sum();
            prop_assert!((sum - 2.0).abs() < 1e-12, "{sum} at {at}");
        }

        #[test]
        fn each_bump_is_even_about_its_peak_on_the_stretched_axis(j in 0_usize..7, shift in 0.0_f64..2.0) {
            let basis = basis();
            let stretched = ln(basis.peaks()[j] + 0.004);
            let back = |u: f64| (exp(u) - 0.004).max(0.0);
            let step = shift * basis.spacing;
            let below = exp(stretched - step) - 0.004;
            prop_assume!(below >= 0.0);
            let design = basis.design(&[back(stretched - step), back(stretched + step)]).expect("lags");
            prop_assert!((design[[0, j]] - design[[1, j]]).abs() < 1e-10);
        }
    }

    #[test]
    fn peaks_are_ones_and_the_end_is_zero() {
        let basis = basis();
        let design = basis.design(&basis.peaks()).expect("lags");
        for (j, entry) in design.diag().iter().enumerate() {
            assert!((entry - 1.0).abs() < 1e-12, "function {j}");
        }
        assert!((basis.peaks()[0] - 0.002).abs() < 1e-15);
        assert!(basis.design(&[0.2, 0.3, 9.0]).expect("lags").iter().all(|entry| *entry < 1e-20));
        assert!(basis.design(&[0.1999]).expect("a lag")[[0, 6]] > 0.0);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let message =
            |result: Result<RaisedCosine, Error>| result.expect_err("refused").to_string();
        let new = RaisedCosine::log_stretched;
        insta::assert_snapshot!(message(new(0.0, 0.1, 1, 0.01)), @"raised cosines: got 1, wanted at least 2");
        insta::assert_snapshot!(message(new(0.2, 0.1, 4, 0.01)), @"interval: got 0.2 to 0.1, wanted a finite lower end below a finite upper end");
        insta::assert_snapshot!(message(new(0.0, 0.1, 4, 0.0)), @"linear_below: got 0, wanted a finite number above 0");
        let early = basis().design(&[0.1, -0.1]).expect_err("refused");
        insta::assert_snapshot!(early, @"lag, row 2: got -0.1, wanted a finite number of at least 0");
    }
}
