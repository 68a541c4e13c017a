//! When does a unit fire in bursts, and how surprising are they?
//!
//! A burst is a run of at least `min_spikes` spikes whose first interval is at most
//! `start_interval_s` and whose others are at most `continue_interval_s`; two bursts with at most
//! `merge_gap_s` between them are one, and one that lasts less than `min_duration_s` is none. With
//! one limit for all intervals this is the plain rule of hippocampal complex spikes (6 ms) and of
//! many others.
//!
//! The surprise of a burst of n spikes in T seconds is −ln P(n or more | Poisson with the unit's mean
//! rate in T) (Legendy & Salcman 1985, doi:10.1152/jn.1985.53.4.926): 5 is 1 in 150. It judges a run
//! that was chosen for its short intervals, so it is a ranking and no p value.
//!
//! **When it misleads.** Whatever the limits, a fast unit makes short intervals by chance: compare the
//! share of spikes in bursts with that of a Poisson train of its rate ([`poisson_share`]).
//!
//! ```
//! use spikebook_analysis::spike_trains::bursts::BurstRule;
//!
//! let spikes = [0.1, 0.104, 0.109, 0.5, 0.9, 0.905];
//! let bursts = BurstRule::uniform(0.006, 2)?.find(&spikes)?;
//! assert_eq!(bursts.iter().map(|burst| burst.n_spikes).collect::<Vec<_>>(), [3, 2]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::{exp, ln, power};
use spikebook_numeric::special::incomplete_gamma_lower;

use super::order::{HALF_NANOSECOND, ascending, positive};
use crate::Error;

/// What makes spikes a burst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurstRule {
    start_interval_s: f64,
    continue_interval_s: f64,
    merge_gap_s: f64,
    min_duration_s: f64,
    min_spikes: usize,
}

/// One burst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// Its first spike, by index
    pub first: usize,
    /// The number of its spikes
    pub n_spikes: usize,
    /// When its first spike came, seconds
    pub start_s: f64,
    /// When its last spike came, seconds
    pub stop_s: f64,
    /// −ln P(as many spikes or more in as much time) of a Poisson train of the unit's mean rate
    pub surprise: f64,
}

impl BurstRule {
    /// One limit for all intervals, and a least number of spikes.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a limit that is not positive and below two spikes.
    pub fn uniform(interval_s: f64, min_spikes: usize) -> Result<Self, Error> {
        Self::new(interval_s, interval_s, min_spikes)
    }

    /// A limit for the first interval, one for those that follow, and a least number of spikes.
    ///
    /// # Errors
    /// As [`BurstRule::uniform`].
    pub fn new(
        start_interval_s: f64,
        continue_interval_s: f64,
        min_spikes: usize,
    ) -> Result<Self, Error> {
        positive("start_interval_s", start_interval_s)?;
        positive("continue_interval_s", continue_interval_s)?;
        if min_spikes < 2 {
            let (parameter, wanted) = ("min_spikes", "at least 2");
            return Err(Error::Parameter { parameter, got: min_spikes as f64, wanted });
        }
        let (merge_gap_s, min_duration_s) = (0.0, 0.0);
        Ok(Self { start_interval_s, continue_interval_s, merge_gap_s, min_duration_s, min_spikes })
    }

    /// Makes one of bursts with at most this much time between them.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a negative time.
    pub fn merging(self, merge_gap_s: f64) -> Result<Self, Error> {
        not_negative("merge_gap_s", merge_gap_s)?;
        Ok(Self { merge_gap_s, ..self })
    }

    /// Drops bursts that last less than this.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a negative time.
    pub fn lasting(self, min_duration_s: f64) -> Result<Self, Error> {
        not_negative("min_duration_s", min_duration_s)?;
        Ok(Self { min_duration_s, ..self })
    }

    /// The bursts of a train, in order. Its mean rate, for the surprise, is that from its first to its last
    /// spike.
    ///
    /// # Errors
    /// [`Error::NonFinite`], [`Error::NotAscending`].
    pub fn find(&self, spike_times_s: &[f64]) -> Result<Vec<Burst>, Error> {
        ascending("spike times", spike_times_s)?;
        let interval = |place: usize| spike_times_s[place + 1] - spike_times_s[place];
        let within = |interval: f64, limit: f64| interval <= limit + HALF_NANOSECOND;
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let mut place = 0;
        while place + 1 < spike_times_s.len() {
            if !within(interval(place), self.start_interval_s) {
                place += 1;
                continue;
            }
            let first = place;
            place += 1;
            while place + 1 < spike_times_s.len()
                && within(interval(place), self.continue_interval_s)
            {
                place += 1;
            }
            match runs.last_mut() {
                Some((_, last))
                    if self.merge_gap_s > 0.0
                        && within(
                            spike_times_s[first] - spike_times_s[*last],
                            self.merge_gap_s,
                        ) =>
                {
                    *last = place;
                }
                _ => runs.push((first, place)),
            }
            // What follows a burst is a gap, however long a first interval may be: no spike is in two.
            place += 1;
        }
        let n = spike_times_s.len();
        let rate = match spike_times_s {
            [first, .., last] if last > first => (n - 1) as f64 / (last - first),
            _ => f64::INFINITY,
        };
        let burst = |(first, last): (usize, usize)| {
            let (start_s, stop_s) = (spike_times_s[first], spike_times_s[last]);
            let n_spikes = last - first + 1;
            // The first spike opens the window, so n − 1 more fall into it.
            let mean = rate * (stop_s - start_s);
            let surprise = -ln(incomplete_gamma_lower((n_spikes - 1) as f64, mean));
            Burst { first, n_spikes, start_s, stop_s, surprise }
        };
        let long_enough = |burst: &Burst| {
            burst.n_spikes >= self.min_spikes
                && burst.stop_s - burst.start_s >= self.min_duration_s - HALF_NANOSECOND
        };
        Ok(runs.into_iter().map(burst).filter(long_enough).collect())
    }
}

/// The bursts of one train in numbers. NaN where there is no burst to average over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurstSummary {
    /// The number of bursts
    pub n_bursts: usize,
    /// The share of spikes that lie in bursts
    pub share_of_spikes: f64,
    /// The mean number of spikes of a burst
    pub mean_spikes: f64,
    /// The mean time from first to last spike, seconds
    pub mean_duration_s: f64,
    /// The mean rate within bursts, (spikes − 1) over time, spikes/s
    pub mean_rate_hz: f64,
    /// The mean time from the end of a burst to the next one, seconds
    pub mean_gap_s: f64,
}

impl BurstSummary {
    /// Of the bursts of a train with so many spikes.
    pub fn new(bursts: &[Burst], n_spikes: usize) -> Self {
        use crate::descriptive::mean;
        let durations: Vec<f64> = bursts.iter().map(|burst| burst.stop_s - burst.start_s).collect();
        let sizes: Vec<f64> = bursts.iter().map(|burst| burst.n_spikes as f64).collect();
        let rates: Vec<f64> =
            sizes.iter().zip(&durations).map(|(size, duration)| (size - 1.0) / duration).collect();
        let gaps: Vec<f64> =
            bursts.windows(2).map(|pair| pair[1].start_s - pair[0].stop_s).collect();
        Self {
            n_bursts: bursts.len(),
            share_of_spikes: sizes.iter().sum::<f64>() / n_spikes as f64,
            mean_spikes: mean(&sizes),
            mean_duration_s: mean(&durations),
            mean_rate_hz: mean(&rates),
            mean_gap_s: mean(&gaps),
        }
    }
}

/// The share of spikes that lie in bursts in a Poisson train with the mean rate of this one; the rules of merging and
/// of least durations are left out. NaN below two spikes or where all come at once.
///
/// With a = 1 − e^(−rate · first limit) and b the same of the other limit, a run has one spike with probability
/// 1 − a and k ≥ 2 of them with a b^(k − 2) (1 − b); the share is that of the spikes in runs of at least m:
/// a b^(m − 2) (m + c) / (1 − a + a (2 + c)), c = b/(1 − b).
///
/// NaN below two spikes, and where all are at one time: such a train has no rate.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`].
///
/// ```
/// use spikebook_analysis::spike_trains::bursts::{BurstRule, poisson_share};
/// // 10 spikes/s, and pairs within 10 ms: 1 − e^(−0.2).
/// let train: Vec<f64> = (0..=100).map(|spike| f64::from(spike) * 0.1).collect();
/// let share = poisson_share(&BurstRule::uniform(0.01, 2)?, &train)?;
/// assert!((share - 0.1813).abs() < 1e-4);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn poisson_share(rule: &BurstRule, spike_times_s: &[f64]) -> Result<f64, Error> {
    ascending("spike times", spike_times_s)?;
    let rate = match spike_times_s {
        [first, .., last] if last > first => (spike_times_s.len() - 1) as f64 / (last - first),
        _ => return Ok(f64::NAN),
    };
    let a = 1.0 - exp(-rate * rule.start_interval_s);
    let b = 1.0 - exp(-rate * rule.continue_interval_s);
    let m = rule.min_spikes as f64;
    let rest = b / (1.0 - b);
    let of_all = 1.0 - a + a * (2.0 + rest);
    Ok(a * power(b, m - 2.0) * (m + rest) / of_all)
}

fn not_negative(parameter: &'static str, got: f64) -> Result<(), Error> {
    if got.is_finite() && got >= 0.0 {
        Ok(())
    } else {
        Err(Error::Parameter { parameter, got, wanted: "a finite number, at least 0" })
    }
}

#[cfg(test)]
mod tests;
