//! What is believed of a probability, a rate or a mean, before and after data.
//!
//! A conjugate prior stays of one form: adding data adds numbers.
//!
//! - a probability: Beta(a, b) → Beta(a + successes, b + failures),
//! - a rate: Gamma(shape, rate) → Gamma(shape + count, rate + exposure),
//! - a mean, of normal values of known deviation σ: precisions 1/sd² add, and the mean is weighted by them.
//!
//! Gelman et al. (2013), chapter 2, doi:10.1201/b16018. Intervals here are credible ones with equal tails.
//!
//! **When it misleads.** With few data the prior is most of the answer: show what another one would have given.
//!
//! ```
//! use spikebook_analysis::estimation::{BetaBelief, GammaBelief};
//!
//! let correct = BetaBelief::new(1.0, 1.0)?.after(9, 10)?;
//! assert!((correct.mean() - 10.0 / 12.0).abs() < 1e-15);
//! let rate_hz = GammaBelief::new(2.0, 0.5)?.after(30, 2.5)?;
//! assert!((rate_hz.mean() - 32.0 / 3.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::{exp, ln, ln_1_plus};
use spikebook_numeric::special::{
    beta_quantile, gamma_quantile, incomplete_beta, incomplete_gamma_upper, ln_beta, ln_gamma,
    normal_quantile, normal_upper_tail,
};

use super::check_level;
use crate::Error;

/// A belief of a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaBelief {
    a: f64,
    b: f64,
}

/// A belief of a rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaBelief {
    shape: f64,
    rate: f64,
}

/// A belief of a mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalBelief {
    mean: f64,
    standard_deviation: f64,
}

impl BetaBelief {
    /// As if a successes and b failures had been seen, less one each; (1, 1) is flat.
    ///
    /// # Errors
    /// [`Error::Parameter`] for numbers that are not positive and finite.
    pub fn new(a: f64, b: f64) -> Result<Self, Error> {
        Ok(Self { a: positive("a", a)?, b: positive("b", b)? })
    }

    /// After so many successes in so many trials.
    ///
    /// # Errors
    /// [`Error::SuccessesExceedTrials`].
    pub fn after(self, n_successes: u64, n_trials: u64) -> Result<Self, Error> {
        if n_successes > n_trials {
            return Err(Error::SuccessesExceedTrials { row: 0, got: n_successes, n_trials });
        }
        let (successes, trials) = (n_successes as f64, n_trials as f64);
        Ok(Self { a: self.a + successes, b: self.b + (trials - successes) })
    }

    /// Its parameters.
    pub fn parameters(self) -> (f64, f64) {
        (self.a, self.b)
    }

    /// The estimate of least squared loss.
    pub fn mean(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// The likeliest value; none where the density has no top inside (0, 1).
    pub fn mode(self) -> Option<f64> {
        (self.a > 1.0 && self.b > 1.0).then(|| (self.a - 1.0) / (self.a + self.b - 2.0))
    }

    /// The estimate of least absolute loss.
    pub fn median(self) -> f64 {
        beta_quantile(0.5, self.a, self.b)
    }

    /// The variance.
    pub fn variance(self) -> f64 {
        let total = self.a + self.b;
        self.mean() * (self.b / total) / (total + 1.0)
    }

    /// The interval with equal tails.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn credible_interval(self, level: f64) -> Result<(f64, f64), Error> {
        check_level(level)?;
        let at = |p: f64| beta_quantile(p, self.a, self.b);
        Ok((at(0.5 * (1.0 - level)), at(0.5 * (1.0 + level))))
    }

    /// How surely the probability is above `value`.
    pub fn probability_above(self, value: f64) -> f64 {
        let value = value.clamp(0.0, 1.0);
        incomplete_beta(self.b, self.a, 1.0 - value)
    }

    /// The probability of so many successes in so many further trials.
    pub fn predictive(self, n_successes: u64, n_trials: u64) -> f64 {
        if n_successes > n_trials {
            return 0.0;
        }
        let (k, n) = (n_successes as f64, n_trials as f64);
        let choices = -ln(n + 1.0) - ln_beta(k + 1.0, n - k + 1.0);
        exp(choices + ln_beta(self.a + k, self.b + n - k) - ln_beta(self.a, self.b))
    }
}

impl GammaBelief {
    /// As if `shape` spikes had been seen in an exposure of `rate`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for numbers that are not positive and finite.
    pub fn new(shape: f64, rate: f64) -> Result<Self, Error> {
        Ok(Self { shape: positive("shape", shape)?, rate: positive("rate", rate)? })
    }

    /// After so many spikes in an exposure, such as seconds.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an exposure that is negative or not finite.
    pub fn after(self, count: u64, exposure: f64) -> Result<Self, Error> {
        if !(exposure >= 0.0 && exposure.is_finite()) {
            let wanted = "a finite number of at least 0";
            return Err(Error::Parameter { parameter: "exposure", got: exposure, wanted });
        }
        Ok(Self { shape: self.shape + count as f64, rate: self.rate + exposure })
    }

    /// Its parameters.
    pub fn parameters(self) -> (f64, f64) {
        (self.shape, self.rate)
    }

    /// The estimate of least squared loss.
    pub fn mean(self) -> f64 {
        self.shape / self.rate
    }

    /// The likeliest value.
    pub fn mode(self) -> f64 {
        (self.shape - 1.0).max(0.0) / self.rate
    }

    /// The estimate of least absolute loss.
    pub fn median(self) -> f64 {
        gamma_quantile(0.5, self.shape) / self.rate
    }

    /// The variance.
    pub fn variance(self) -> f64 {
        self.mean() / self.rate
    }

    /// The interval with equal tails.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn credible_interval(self, level: f64) -> Result<(f64, f64), Error> {
        check_level(level)?;
        let at = |p: f64| gamma_quantile(p, self.shape) / self.rate;
        Ok((at(0.5 * (1.0 - level)), at(0.5 * (1.0 + level))))
    }

    /// How surely the rate is above `value`.
    pub fn probability_above(self, value: f64) -> f64 {
        incomplete_gamma_upper(self.shape, self.rate * value.max(0.0))
    }

    /// The probability of so many spikes in a further exposure: negative binomial.
    pub fn predictive(self, count: u64, exposure: f64) -> f64 {
        let k = count as f64;
        let choices = ln_gamma(self.shape + k) - ln_gamma(self.shape) - ln_gamma(k + 1.0);
        let share = exposure / self.rate;
        let of_count = if count == 0 { 0.0 } else { k * (ln(share) - ln_1_plus(share)) };
        exp(choices - self.shape * ln_1_plus(share) + of_count)
    }
}

impl NormalBelief {
    /// A belief of this mean and standard deviation.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a mean that is not finite or a deviation that is not positive and finite.
    pub fn new(mean: f64, standard_deviation: f64) -> Result<Self, Error> {
        if !mean.is_finite() {
            let wanted = "a finite number";
            return Err(Error::Parameter { parameter: "mean", got: mean, wanted });
        }
        let standard_deviation = positive("standard deviation", standard_deviation)?;
        Ok(Self { mean, standard_deviation })
    }

    /// After so many values of this mean, each with noise of a known standard deviation.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a mean that is not finite or a deviation that is not positive and finite.
    pub fn after(self, mean_seen: f64, n_values: u64, noise: f64) -> Result<Self, Error> {
        let seen = Self::new(mean_seen, noise)?;
        if n_values == 0 {
            return Ok(self);
        }
        let precision = |deviation: f64| 1.0 / (deviation * deviation);
        let (before, added) = (
            precision(self.standard_deviation),
            n_values as f64 * precision(seen.standard_deviation),
        );
        // From the prior towards the data: no large numbers cancel.
        let weight = added / (before + added);
        let mean = self.mean + weight * (seen.mean - self.mean);
        Ok(Self { mean, standard_deviation: 1.0 / (before + added).sqrt() })
    }

    /// The mean, which is median and mode too.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn standard_deviation(self) -> f64 {
        self.standard_deviation
    }

    /// The interval with equal tails.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1).
    pub fn credible_interval(self, level: f64) -> Result<(f64, f64), Error> {
        check_level(level)?;
        let width = normal_quantile(0.5 + 0.5 * level) * self.standard_deviation;
        Ok((self.mean - width, self.mean + width))
    }

    /// How surely the mean is above `value`.
    pub fn probability_above(self, value: f64) -> f64 {
        normal_upper_tail((value - self.mean) / self.standard_deviation)
    }
}

fn positive(parameter: &'static str, got: f64) -> Result<f64, Error> {
    if got > 0.0 && got.is_finite() {
        return Ok(got);
    }
    Err(Error::Parameter { parameter, got, wanted: "a finite number above 0" })
}
