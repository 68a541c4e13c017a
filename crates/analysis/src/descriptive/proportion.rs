//! How sure is a proportion of so many trials?

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::special::normal_quantile;

use crate::Error;

/// A proportion of trials with Wilson's score interval.
///
/// The interval holds every proportion p whose distance from the observed one is at most z standard
/// errors *of p*: (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n). Unlike p̂ ± z·se it never
/// leaves [0, 1] and has width at p̂ = 0 and 1. It takes trials as independent: within one subject
/// or neuron that is rarely quite so. Wilson (1927), doi:10.1080/01621459.1927.10502953.
///
/// ```
/// use spikebook_analysis::descriptive::Proportion;
///
/// let correct = Proportion::new(9, 10, 0.95)?;
/// assert_eq!(correct.value, 0.9);
/// assert!((correct.low - 0.5958).abs() < 1e-4 && (correct.high - 0.9821).abs() < 1e-4);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportion {
    /// The number of successes
    pub n_successes: u64,
    /// The number of trials
    pub n_trials: u64,
    /// Successes over trials
    pub value: f64,
    /// The lower end of the interval
    pub low: f64,
    /// The upper end of the interval
    pub high: f64,
}

impl Proportion {
    /// The proportion of `n_successes` in `n_trials` with its interval at a confidence level such
    /// as 0.95.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial, [`Error::SuccessesExceedTrials`], [`Error::Parameter`]
    /// for a level outside (0, 1).
    pub fn new(n_successes: u64, n_trials: u64, level: f64) -> Result<Self, Error> {
        if n_trials == 0 {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        if n_successes > n_trials {
            return Err(Error::SuccessesExceedTrials { row: 0, got: n_successes, n_trials });
        }
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number above 0 and below 1";
            return Err(Error::Parameter { parameter: "confidence level", got: level, wanted });
        }
        let n = n_trials as f64;
        let value = n_successes as f64 / n;
        let z = normal_quantile(0.5 + 0.5 * level);
        let z_squared_over_n = z * z / n;
        let centre = value + 0.5 * z_squared_over_n;
        let half_width = sqrt(z_squared_over_n * (value * (1.0 - value) + 0.25 * z_squared_over_n));
        let shrink = 1.0 + z_squared_over_n;
        // At the ends the two terms cancel but for rounding.
        let low = if n_successes == 0 { 0.0 } else { (centre - half_width) / shrink };
        let high = if n_successes == n_trials { 1.0 } else { (centre + half_width) / shrink };
        Ok(Self { n_successes, n_trials, value, low, high })
    }
}
