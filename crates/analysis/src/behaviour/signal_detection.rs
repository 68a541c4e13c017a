//! How well can two conditions be told apart from one number a trial?
//!
//! With signal trials x₁ and noise trials x₀, a criterion c answers "signal" where x ≥ c. Every criterion gives a
//! point (false alarms, hits) of the ROC curve; the area below it is
//!
//! AUC = P(x₁ > x₀) + P(x₁ = x₀)/2,
//!
//! the share of right answers of an observer who sees one trial of each kind. For a neuron's rates in trials of two choices
//! it is the choice probability. From counts of answers, with z the normal quantile of hit rate H and
//! false-alarm rate F,
//!
//! d′ = z(H) − z(F),   criterion = −(z(H) + z(F))/2.
//!
//! d′ from moments, (mean₁ − mean₀)/√((variance₁ + variance₀)/2), assumes nothing of the shape but says less where it is
//! not normal. Where a rate is 0 or 1, z is infinite: that is an error here unless the log-linear correction (a half added
//! to each count, Hautus 1995, doi:10.3758/BF03203619) is asked for. The standard error of the AUC is `DeLong`'s
//! (1988, doi:10.2307/2531595). Green & Swets (1966); Britten et al. (1996), doi:10.1017/S095252380000715X.
//!
//! It misleads where a condition is confounded with another that moves x (coherence, say): then an AUC of pooled
//! trials is not the choice's.
//!
//! ```
//! use spikebook_analysis::behaviour::signal_detection::{Answers, Roc};
//!
//! let roc = Roc::new(&[3.0, 5.0, 4.0], &[1.0, 4.0, 2.0])?;
//! assert_eq!(roc.area(), 7.5 / 9.0);
//! let answers = Answers { hits: 42, misses: 8, false_alarms: 13, correct_rejections: 37 };
//! assert!((answers.sensitivity()?.d_prime - 1.638).abs() < 1e-3);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::special::normal_quantile;

use crate::{Error, descriptive};

/// A receiver operating characteristic.
#[derive(Clone, Debug, PartialEq)]
pub struct Roc {
    false_alarm_rate: Vec<f64>,
    hit_rate: Vec<f64>,
    threshold: Vec<f64>,
    area: f64,
    standard_error: Option<f64>,
}

impl Roc {
    /// From the numbers of signal and of noise trials.
    ///
    /// # Errors
    /// [`Error::TooFew`] where a kind has no trial, [`Error::NonFinite`].
    pub fn new(signal: &[f64], noise: &[f64]) -> Result<Self, Error> {
        for (what, values) in [("signal trials", signal), ("noise trials", noise)] {
            if values.is_empty() {
                return Err(Error::TooFew { what, got: 0, wanted: 1 });
            }
            if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                return Err(Error::NonFinite { what: what.into(), row, got: values[row] });
            }
        }
        let (mut signal, mut noise) = (signal.to_vec(), noise.to_vec());
        signal.sort_by(f64::total_cmp);
        noise.sort_by(f64::total_cmp);
        let mut thresholds: Vec<f64> = signal.iter().chain(&noise).copied().collect();
        thresholds.sort_by(|a, b| b.total_cmp(a));
        thresholds.dedup();
        let share_at_least = |sorted: &[f64], threshold: f64| {
            let below = sorted.partition_point(|&value| value < threshold);
            (sorted.len() - below) as f64 / sorted.len() as f64
        };
        let rates = |sorted: &[f64]| {
            let at = thresholds.iter().map(|&threshold| share_at_least(sorted, threshold));
            std::iter::once(0.0).chain(at).collect::<Vec<f64>>()
        };
        let (area, standard_error) = area(&signal, &noise);
        Ok(Self {
            false_alarm_rate: rates(&noise),
            hit_rate: rates(&signal),
            threshold: thresholds,
            area,
            standard_error,
        })
    }

    /// The share of noise trials at or above each threshold, after a first point at 0.
    pub fn false_alarm_rate(&self) -> &[f64] {
        &self.false_alarm_rate
    }

    /// The share of signal trials at or above each threshold, after a first point at 0.
    pub fn hit_rate(&self) -> &[f64] {
        &self.hit_rate
    }

    /// Every distinct value, descending: one fewer than there are points.
    pub fn threshold(&self) -> &[f64] {
        &self.threshold
    }

    /// The area below the curve, ties counted half.
    pub fn area(&self) -> f64 {
        self.area
    }

    /// `DeLong`'s standard error of the area; none with a single trial of a kind.
    pub fn standard_error(&self) -> Option<f64> {
        self.standard_error
    }
}

/// The area and its standard error, from sorted values. The part of each trial is the share of trials of the other
/// kind that it beats.
fn area(signal: &[f64], noise: &[f64]) -> (f64, Option<f64>) {
    let beaten = |value: f64, others: &[f64]| {
        let below = others.partition_point(|&other| other < value);
        let up_to = others.partition_point(|&other| other <= value);
        0.5 * (below + up_to) as f64 / others.len() as f64
    };
    let of_signal: Vec<f64> = signal.iter().map(|&value| beaten(value, noise)).collect();
    let of_noise: Vec<f64> = noise.iter().map(|&value| 1.0 - beaten(value, signal)).collect();
    // Halves of whole numbers add up exactly.
    let halves: f64 = signal
        .iter()
        .map(|&value| {
            let below = noise.partition_point(|&other| other < value);
            (below + noise.partition_point(|&other| other <= value)) as f64
        })
        .sum();
    let area = 0.5 * halves / (signal.len() as f64 * noise.len() as f64);
    if signal.len() < 2 || noise.len() < 2 {
        return (area, None);
    }
    let part = |parts: &[f64]| descriptive::variance(parts, 1) / parts.len() as f64;
    (area, Some(sqrt(part(&of_signal) + part(&of_noise))))
}

/// The distance of two means in units of the spread that they share: √ of the mean of both variances (ddof 1).
///
/// # Errors
/// [`Error::TooFew`] below two trials of a kind, [`Error::NonFinite`], [`Error::Parameter`] where nothing varies,
/// [`Error::Overflow`] where squares are not finite.
pub fn d_prime_of_moments(signal: &[f64], noise: &[f64]) -> Result<f64, Error> {
    for (what, values) in [("signal trials", signal), ("noise trials", noise)] {
        if values.len() < 2 {
            return Err(Error::TooFew { what, got: values.len(), wanted: 2 });
        }
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NonFinite { what: what.into(), row, got: values[row] });
        }
    }
    let spread = 0.5 * (descriptive::variance(signal, 1) + descriptive::variance(noise, 1));
    if !spread.is_finite() {
        return Err(Error::Overflow { what: "signal or noise trials".into() });
    }
    if spread == 0.0 {
        let wanted = "trials that vary";
        return Err(Error::Parameter { parameter: "variance", got: 0.0, wanted });
    }
    Ok((descriptive::mean(signal) - descriptive::mean(noise)) / sqrt(spread))
}

/// How often an observer said what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// "Signal" to signal
    pub hits: u64,
    /// "Noise" to signal
    pub misses: u64,
    /// "Signal" to noise
    pub false_alarms: u64,
    /// "Noise" to noise
    pub correct_rejections: u64,
}

/// What can be told of an observer's answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitivity {
    /// The share of signal trials that were called so
    pub hit_rate: f64,
    /// The share of noise trials that were called signal
    pub false_alarm_rate: f64,
    /// z(H) − z(F)
    pub d_prime: f64,
    /// −(z(H) + z(F))/2: above 0, "noise" is said too often
    pub criterion: f64,
    /// ln of the likelihood ratio at the criterion, d′ · criterion
    pub ln_bias: f64,
}

impl Answers {
    /// d′ and criterion as the rates give them.
    ///
    /// # Errors
    /// [`Error::TooFew`] where a kind has no trial, [`Error::Parameter`] where a rate is 0 or 1.
    pub fn sensitivity(self) -> Result<Sensitivity, Error> {
        self.with_added(0.0)
    }

    /// The same with a half added to each count, so that no rate is 0 or 1.
    ///
    /// # Errors
    /// [`Error::TooFew`] where a kind has no trial.
    pub fn sensitivity_log_linear(self) -> Result<Sensitivity, Error> {
        self.with_added(0.5)
    }

    fn with_added(self, added: f64) -> Result<Sensitivity, Error> {
        let rate = |what: &'static str, parameter: &'static str, yes: u64, no: u64| {
            if yes + no == 0 {
                return Err(Error::TooFew { what, got: 0, wanted: 1 });
            }
            let rate = (yes as f64 + added) / ((yes + no) as f64 + 2.0 * added);
            if rate == 0.0 || rate == 1.0 {
                let wanted =
                    "a rate strictly between 0 and 1 (the log-linear correction gives one)";
                return Err(Error::Parameter { parameter, got: rate, wanted });
            }
            Ok(rate)
        };
        let hit_rate = rate("signal trials", "hit_rate", self.hits, self.misses)?;
        let false_alarm_rate =
            rate("noise trials", "false_alarm_rate", self.false_alarms, self.correct_rejections)?;
        let (z_hit, z_false) = (normal_quantile(hit_rate), normal_quantile(false_alarm_rate));
        let (d_prime, criterion) = (z_hit - z_false, -0.5 * (z_hit + z_false));
        let ln_bias = d_prime * criterion;
        Ok(Sensitivity { hit_rate, false_alarm_rate, d_prime, criterion, ln_bias })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_that_of_all_pairs_and_of_trapezoids() {
        let signal = [2.0, 3.0, 3.0, 5.0, 1.0, 4.0, 4.0];
        let noise = [1.0, 3.0, 2.0, 2.0, 0.0];
        let roc = Roc::new(&signal, &noise).expect("trials");
        let mut pairs = 0.0;
        for a in signal {
            for b in noise {
                pairs += if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                };
            }
        }
        assert_eq!(roc.area(), pairs / 35.0);
        let (x, y) = (roc.false_alarm_rate(), roc.hit_rate());
        let trapezoids: f64 =
            (1..x.len()).map(|i| 0.5 * (x[i] - x[i - 1]) * (y[i] + y[i - 1])).sum();
        assert!((trapezoids - roc.area()).abs() < 1e-15);
        assert_eq!((x[0], y[0], x[x.len() - 1], y[y.len() - 1]), (0.0, 0.0, 1.0, 1.0));
    }

    #[test]
    fn one_and_the_same_trial_on_both_sides_is_chance() {
        let roc = Roc::new(&[1.0, 2.0], &[1.0, 2.0]).expect("trials");
        assert_eq!(roc.area(), 0.5);
        assert!(Roc::new(&[], &[1.0]).is_err());
        assert!(Roc::new(&[f64::NAN], &[1.0]).is_err());
    }

    #[test]
    fn perfect_answers_need_a_correction() {
        let perfect = Answers { hits: 10, misses: 0, false_alarms: 0, correct_rejections: 10 };
        insta::assert_snapshot!(perfect.sensitivity().expect_err("a rate of 1"), @"hit_rate: got 1, wanted a rate strictly between 0 and 1 (the log-linear correction gives one)");
        let corrected = perfect.sensitivity_log_linear().expect("rates inside");
        assert_eq!(corrected.hit_rate, 10.5 / 11.0);
        assert!(corrected.criterion.abs() < 1e-15);
    }
}
