//! Do means differ, by more than their own uncertainty?
//!
//! t = (difference of means) / (its standard error), against Student's distribution. Two samples share one variance
//! (Student) or each has its own (Welch 1947, doi:10.1093/biomet/34.1-2.28, the safer default); pairs are one sample of
//! differences. R's `t.test`, SciPy's `ttest_1samp`, `ttest_ind` and `ttest_rel`.
//!
//! **When it misleads.** Values are to be independent: fifty trials of one neuron are not fifty neurons. Means follow
//! outliers; with few and skewed values compare ranks ([`MannWhitneyTest`](super::MannWhitneyTest)).
//!
//! ```
//! use spikebook_analysis::hypothesis::{Alternative, TTest};
//!
//! let rate_hz = [12.0, 15.0, 11.0, 14.0, 13.0];
//! let baseline_hz = [9.0, 11.0, 10.0, 9.5, 10.5];
//! let test = TTest::welch(&rate_hz, &baseline_hz, Alternative::TwoSided)?;
//! assert!((test.difference - 3.0).abs() < 1e-12 && test.p < 0.02);
//! let (low, high) = test.confidence_interval(0.95)?;
//! assert!(low > 0.0 && high < 6.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::special::{student_t_quantile, student_t_two_sided, student_t_upper_tail};

use super::{Alternative, check_sample};
use crate::Error;
use crate::descriptive::{mean, variance};
use crate::matrix::check_length;

/// A comparison of means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TTest {
    /// The mean, or difference of means, less what it was compared with
    pub difference: f64,
    /// Its standard error
    pub standard_error: f64,
    /// The difference over its standard error
    pub t: f64,
    /// Of Student's distribution; of Welch's test no whole number
    pub degrees_of_freedom: f64,
    /// The p value
    pub p: f64,
    /// The difference over a standard deviation (pooled, of two samples; of the differences, of pairs): Cohen's d
    pub effect_size: f64,
    /// What was looked for
    pub alternative: Alternative,
}

impl TTest {
    /// Whether the mean of `values` is `mean`.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two values, [`Error::NonFinite`], [`Error::NoSpread`] where all are the same.
    pub fn one_sample(
        values: &[f64],
        expected_mean: f64,
        alternative: Alternative,
    ) -> Result<Self, Error> {
        check_sample("sample", values, 2)?;
        let n = values.len() as f64;
        let spread = variance(values, 1);
        let difference = mean(values) - expected_mean;
        Self::new(difference, spread / n, n - 1.0, spread, alternative)
    }

    /// Whether pairs differ, `a` less `b`.
    ///
    /// # Errors
    /// [`Error::Length`], and as [`one_sample`](Self::one_sample).
    pub fn paired(a: &[f64], b: &[f64], alternative: Alternative) -> Result<Self, Error> {
        check_length("second sample", b.len(), a.len())?;
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self::one_sample(&differences, 0.0, alternative)
    }

    /// Whether two samples of one variance have the same mean (Student).
    ///
    /// # Errors
    /// [`Error::TooFew`] below two values each, [`Error::NonFinite`], [`Error::NoSpread`].
    pub fn two_sample(a: &[f64], b: &[f64], alternative: Alternative) -> Result<Self, Error> {
        check_sample("first sample", a, 2)?;
        check_sample("second sample", b, 2)?;
        let (n, m) = (a.len() as f64, b.len() as f64);
        let pooled = pooled_variance(a, b);
        let difference = mean(a) - mean(b);
        Self::new(difference, pooled * (1.0 / n + 1.0 / m), n + m - 2.0, pooled, alternative)
    }

    /// Whether two samples, each of its own variance, have the same mean (Welch).
    ///
    /// # Errors
    /// As [`two_sample`](Self::two_sample).
    pub fn welch(a: &[f64], b: &[f64], alternative: Alternative) -> Result<Self, Error> {
        check_sample("first sample", a, 2)?;
        check_sample("second sample", b, 2)?;
        let (n, m) = (a.len() as f64, b.len() as f64);
        let (of_a, of_b) = (variance(a, 1) / n, variance(b, 1) / m);
        let square = of_a + of_b;
        // Welch–Satterthwaite, in shares so that no square over- or underflows.
        let (share_a, share_b) = (of_a / square, of_b / square);
        let degrees = 1.0 / (share_a * share_a / (n - 1.0) + share_b * share_b / (m - 1.0));
        Self::new(mean(a) - mean(b), square, degrees, pooled_variance(a, b), alternative)
    }

    fn new(
        difference: f64,
        error_square: f64,
        degrees_of_freedom: f64,
        spread: f64,
        alternative: Alternative,
    ) -> Result<Self, Error> {
        if error_square == 0.0 {
            return Err(Error::NoSpread { what: "sample" });
        }
        if !(error_square.is_finite() && difference.is_finite()) {
            return Err(Error::Overflow { what: "sample".to_owned() });
        }
        let standard_error = error_square.sqrt();
        let t = difference / standard_error;
        let p = match alternative {
            Alternative::TwoSided => student_t_two_sided(t, degrees_of_freedom),
            Alternative::Greater => student_t_upper_tail(t, degrees_of_freedom),
            Alternative::Less => student_t_upper_tail(-t, degrees_of_freedom),
        };
        let effect_size = difference / spread.sqrt();
        Ok(Self { difference, standard_error, t, degrees_of_freedom, p, effect_size, alternative })
    }

    /// The interval of the difference; of a one-sided test one end is infinite.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn confidence_interval(&self, level: f64) -> Result<(f64, f64), Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1, neither included";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let beyond = 1.0 - level;
        let tail = if self.alternative == Alternative::TwoSided { 0.5 * beyond } else { beyond };
        let width = -student_t_quantile(tail, self.degrees_of_freedom) * self.standard_error;
        let (low, high) = (self.difference - width, self.difference + width);
        Ok(match self.alternative {
            Alternative::TwoSided => (low, high),
            Alternative::Greater => (low, f64::INFINITY),
            Alternative::Less => (f64::NEG_INFINITY, high),
        })
    }
}

fn pooled_variance(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len() as f64, b.len() as f64);
    ((n - 1.0) * variance(a, 1) + (m - 1.0) * variance(b, 1)) / (n + m - 2.0)
}
