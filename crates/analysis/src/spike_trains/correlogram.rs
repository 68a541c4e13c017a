//! How long before or after the spikes of one unit does another fire?
//!
//! The cross-correlogram of a reference i and a target j counts pairs of spikes by their lag t(j) − t(i):
//! bin b holds lags in [(b − ½) w, (b + ½) w), b = −reach … reach. With i = j it is the
//! autocorrelogram, in which no spike is paired with itself.
//!
//! - [`Lags`] are the bins; [`correlograms`] counts all pairs of many units in one sweep through time,
//!   [`cross_correlogram`] those of two trains,
//! - [`jitter_predictor`]: what the counts would be were the target's spikes anywhere in windows of
//!   some milliseconds, so that what exceeds it is faster than that,
//! - [`shift_predictor`]: what they would be if trials were dealt anew, so that what exceeds it is not
//!   locked to the stimulus alone,
//! - [`rate_hz`] and [`expected_count`]: counts as the target's rate, and what independent trains of
//!   constant rates give.
//!
//! Times and the bin width are compared in whole nanoseconds, so that a lag on an edge belongs to the
//! bin that begins there: on a recorder's clock many lags lie on edges. The correlogram of (j, i) is
//! therefore that of (i, j) turned round but for lags on edges.
//!
//! **When it misleads.** A peak is no synapse: two units whose rates rise together have one too, as wide
//! as the rise. The shift predictor takes out only what is the same in every trial. Autocorrelograms
//! of a unit with a refractory time dip at 0, and a dip that is not deep tells of spikes of another.
//!
//! Perkel, Gerstein & Moore (1967), doi:10.1016/S0006-3495(67)86597-4; Amarasingham, Harrison,
//! Hatsopoulos & Geman (2012), doi:10.1152/jn.00633.2011.
//!
//! ```
//! use spikebook_analysis::spike_trains::correlogram::{Lags, cross_correlogram};
//!
//! let lags = Lags::new(0.001, 2)?;
//! // 10 → 10.5 ms is on an edge: +1 bin. 12 → 10.5 ms: −1.5 ms, on an edge too: −1 bin.
//! assert_eq!(cross_correlogram(&[0.010, 0.012], &[0.0105], lags)?, [0, 1, 0, 1, 0]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod all_pairs;
mod jitter;
mod shift;
mod sweep;
mod two_trains;

pub use all_pairs::{Correlograms, correlograms};
pub use jitter::{JitterPredictor, jitter_predictor};
pub use shift::shift_predictor;
pub use two_trains::{auto_correlogram, cross_correlogram};

use super::order::{ascending, positive};
use crate::Error;

/// Nanoseconds in a second.
const NANOSECONDS: f64 = 1e9;

/// Times further out than this many seconds are no times of a recording, and have no nanoseconds.
const MOST_SECONDS: f64 = 4.0e9;

/// The bins of a correlogram: 2 reach + 1 of equal width about lag 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lags {
    width_ns: u64,
    reach: usize,
}

impl Lags {
    /// Bins of `width_s`, `reach` to each side of the one about lag 0.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a width that is not a whole number of nanoseconds, at most a day, and for
    /// a reach above a million bins.
    pub fn new(width_s: f64, reach: usize) -> Result<Self, Error> {
        let width = (width_s * NANOSECONDS).round();
        let is_whole = (width_s * NANOSECONDS - width).abs() <= 1e-6 * width;
        if !(is_whole && (1.0..=86_400e9).contains(&width)) {
            let wanted = "a whole number of nanoseconds, at most a day";
            return Err(Error::Parameter { parameter: "bin width (s)", got: width_s, wanted });
        }
        if reach > 1_000_000 {
            let wanted = "at most 1,000,000 bins to each side";
            return Err(Error::Parameter { parameter: "reach", got: reach as f64, wanted });
        }
        Ok(Self { width_ns: width as u64, reach })
    }

    /// The width of a bin, seconds.
    pub fn width_s(&self) -> f64 {
        self.width_ns as f64 / NANOSECONDS
    }

    /// Bins to each side of the middle one.
    pub fn reach(&self) -> usize {
        self.reach
    }

    /// The number of bins, 2 reach + 1.
    pub fn n_bins(&self) -> usize {
        2 * self.reach + 1
    }

    /// The middle of each bin, seconds.
    pub fn centres_s(&self) -> Vec<f64> {
        let centre = |bin: i64| bin as f64 * self.width_ns as f64 / NANOSECONDS;
        (0..self.n_bins() as i64).map(|bin| centre(bin - self.reach as i64)).collect()
    }

    /// The bin of a lag in nanoseconds.
    fn bin_of(&self, lag_ns: i64) -> Option<usize> {
        let width = self.width_ns as i64;
        let bin = (2 * lag_ns + width).div_euclid(2 * width) + self.reach as i64;
        usize::try_from(bin).ok().filter(|&bin| bin < self.n_bins())
    }

    /// No lag further than this lies in a bin, nanoseconds.
    fn furthest_ns(&self) -> i64 {
        ((2 * self.reach as u64 + 1) * self.width_ns / 2) as i64
    }
}

/// Counts as the rate of the target about a spike of the reference, spikes/s.
pub fn rate_hz(counts: &[u64], n_reference: usize, lags: Lags) -> Vec<f64> {
    counts.iter().map(|&count| count as f64 / (n_reference as f64 * lags.width_s())).collect()
}

/// The expected counts of independent trains of constant rates in a recording of `length_s`: n(i) n(j)
/// w (T − |lag|) / T², as a recording holds fewer pairs far apart.
///
/// # Errors
/// [`Error::Parameter`] for a recording without length.
pub fn expected_count(
    n_reference: usize,
    n_target: usize,
    length_s: f64,
    lags: Lags,
) -> Result<Vec<f64>, Error> {
    positive("length_s", length_s)?;
    let pairs = n_reference as f64 * n_target as f64 * lags.width_s() / length_s;
    let share = |lag: f64| ((length_s - lag.abs()) / length_s).max(0.0);
    Ok(lags.centres_s().into_iter().map(|lag| pairs * share(lag)).collect())
}

/// Ascending times in whole nanoseconds.
fn nanoseconds(what: &'static str, times_s: &[f64]) -> Result<Vec<i64>, Error> {
    ascending(what, times_s)?;
    if let Some(row) = times_s.iter().position(|time| time.abs() > MOST_SECONDS) {
        let wanted = "at most 4e9 s";
        return Err(Error::OutOfRange { what, row, got: times_s[row], wanted });
    }
    Ok(times_s.iter().map(|time| (time * NANOSECONDS).round() as i64).collect())
}

#[cfg(test)]
mod tests;
