//! How many spikes fall into each bin of time?
//!
//! Bin i is [start + i width, start + (i + 1) width). No spike is lost or counted twice: the counts
//! and the spikes outside add up to all spikes. Wide bins blur, narrow ones are mostly empty; no
//! estimate of rate is free of that choice.
//!
//! ```
//! use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes};
//!
//! let bins = TimeBins::new(0.0, 0.1, 3)?;
//! assert_eq!(count_spikes(&[0.02, 0.1, 0.19, 0.3], &bins)?, [1, 2, 0]); // 0.3 s is past the end
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::Array2;

use super::order::{HALF_NANOSECOND, ascending, positive};
use crate::Error;

/// More bins than this are a slip in a unit, not a question about spikes.
const MOST_BINS: usize = 1_000_000_000;

/// Bins of equal width, side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeBins {
    start_s: f64,
    width_s: f64,
    n_bins: usize,
}

impl TimeBins {
    /// `n_bins` bins of `width_s` from `start_s` on.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the start is not finite, the width not positive, or there is no
    /// bin or more than a thousand million.
    pub fn new(start_s: f64, width_s: f64, n_bins: usize) -> Result<Self, Error> {
        if !start_s.is_finite() {
            return Err(Error::Parameter {
                parameter: "start_s",
                got: start_s,
                wanted: "a finite number",
            });
        }
        positive("width_s", width_s)?;
        if !(1..=MOST_BINS).contains(&n_bins) {
            let wanted = "at least 1 and at most 1,000,000,000";
            return Err(Error::Parameter { parameter: "n_bins", got: n_bins as f64, wanted });
        }
        Ok(Self { start_s, width_s, n_bins })
    }

    /// As many whole bins as fit into [start, stop): a last piece shorter than a bin is left out,
    /// as its counts would not compare with the others.
    ///
    /// # Errors
    /// As [`TimeBins::new`], where not even one bin fits.
    pub fn filling(start_s: f64, stop_s: f64, width_s: f64) -> Result<Self, Error> {
        positive("width_s", width_s)?;
        let n_bins = ((stop_s - start_s + HALF_NANOSECOND) / width_s).floor();
        let countable = n_bins.is_finite() && n_bins < 9.0e15;
        if !countable {
            return Err(Error::Parameter {
                parameter: "stop_s",
                got: stop_s,
                wanted: "a finite number",
            });
        }
        Self::new(start_s, width_s, n_bins.max(0.0) as usize)
    }

    /// The start of the first bin, seconds.
    pub fn start_s(&self) -> f64 {
        self.start_s
    }

    /// The width of a bin, seconds.
    pub fn width_s(&self) -> f64 {
        self.width_s
    }

    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        self.n_bins
    }

    /// The end of the last bin, seconds.
    pub fn stop_s(&self) -> f64 {
        self.edge_s(self.n_bins)
    }

    /// The start of bin `bin`, seconds; the end of the last for `bin` = `n_bins`.
    pub fn edge_s(&self, bin: usize) -> f64 {
        self.start_s + bin as f64 * self.width_s
    }

    /// The middle of each bin, seconds.
    pub fn centres_s(&self) -> Vec<f64> {
        (0..self.n_bins).map(|bin| self.start_s + (bin as f64 + 0.5) * self.width_s).collect()
    }

    /// The bin of a time; none where it lies before the first or after the last.
    pub fn bin_of(&self, time_s: f64) -> Option<usize> {
        let guess = ((time_s - self.start_s) / self.width_s).floor();
        // The quotient is off by a bin at most; the edges themselves decide.
        let near = guess.clamp(-1.0, self.n_bins as f64) as isize;
        let begins_by =
            |bin: isize| time_s - (self.start_s + bin as f64 * self.width_s) >= -HALF_NANOSECOND;
        let bin = (near - 1..=near + 1).rev().find(|&bin| begins_by(bin))?;
        usize::try_from(bin).ok().filter(|&bin| bin < self.n_bins)
    }
}

/// The number of spikes in each bin.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`].
pub fn count_spikes(spike_times_s: &[f64], bins: &TimeBins) -> Result<Vec<u32>, Error> {
    ascending("spike times", spike_times_s)?;
    let mut counts = vec![0; bins.n_bins()];
    for bin in spike_times_s.iter().filter_map(|&time| bins.bin_of(time)) {
        counts[bin] += 1;
    }
    Ok(counts)
}

/// The number of spikes of each unit in each bin (shape: bins × units).
///
/// # Errors
/// As [`count_spikes`], for the first unit at fault.
pub fn count_spikes_of_units(units: &[&[f64]], bins: &TimeBins) -> Result<Array2<u32>, Error> {
    let mut counts = Array2::zeros((bins.n_bins(), units.len()));
    for (unit, spike_times_s) in units.iter().enumerate() {
        for (bin, count) in count_spikes(spike_times_s, bins)?.into_iter().enumerate() {
            counts[[bin, unit]] = count;
        }
    }
    Ok(counts)
}

/// Spikes a second in [start, stop).
///
/// # Errors
/// As [`count_spikes`], and [`Error::Parameter`] where the stop does not lie above the start.
pub fn mean_rate_hz(spike_times_s: &[f64], start_s: f64, stop_s: f64) -> Result<f64, Error> {
    positive("stop_s − start_s", stop_s - start_s)?;
    let bins = TimeBins::new(start_s, stop_s - start_s, 1)?;
    Ok(f64::from(count_spikes(spike_times_s, &bins)?[0]) / (stop_s - start_s))
}
