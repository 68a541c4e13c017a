//! How long was the animal in each place, and in which place did a spike fall?
//!
//! Each tracked sample stands for the time to the next one, at most `max_duration_s`: a gap in the
//! tracking is no long stay. The last sample, with no next one, stands for no time. A spike belongs
//! to the last sample not after it, and counts where that sample is kept (the animal runs) and
//! falls into a bin. Spikes and seconds are thus taken from the same samples, and their ratio is a
//! rate.
//!
//! ```
//! use spikebook_analysis::{descriptive::BinEdges, spike_trains::occupancy::Occupancy};
//!
//! let (time_s, position) = ([0.0, 0.5, 1.0, 1.5], [0.2, 0.4, 1.6, 1.8]);
//! let bins = BinEdges::uniform(0.0, 2.0, 2)?;
//! let occupancy = Occupancy::new(&time_s, &position, &[true; 4], &bins, 1.0)?;
//! assert_eq!(occupancy.seconds(), [1.0, 0.5]);
//! assert_eq!(occupancy.count_spikes(&[0.1, 0.9, 1.2, 1.7])?, [2, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::sum::sum;

use super::movement::strictly_ascending;
use super::order::{HALF_NANOSECOND, ascending, finite_or_missing, positive};
use crate::{Error, descriptive::BinEdges};

/// Tracked samples sorted into the bins of a place, a direction, or any other covariate.
#[derive(Clone, Debug, PartialEq)]
pub struct Occupancy {
    times_s: Vec<f64>,
    bin_of_sample: Vec<Option<usize>>,
    seconds: Vec<f64>,
    outside_s: f64,
}

impl Occupancy {
    /// From samples (time, covariate, whether to keep it), the bins of the covariate, and the
    /// longest time that a sample may stand for.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooFew`] below two samples, [`Error::NonFinite`] and
    /// [`Error::NotAscending`] for the times; [`Error::NonFinite`] for a covariate that is infinite (one that is NaN, a
    /// sample that is missing, lies in no bin),
    /// [`Error::Parameter`] for a longest time that is not positive.
    pub fn new(
        times_s: &[f64],
        covariate: &[f64],
        keep: &[bool],
        bins: &BinEdges,
        max_duration_s: f64,
    ) -> Result<Self, Error> {
        for (what, got) in [("covariate", covariate.len()), ("samples to keep", keep.len())] {
            if got != times_s.len() {
                return Err(Error::Length { what, got, wanted: times_s.len() });
            }
        }
        let durations_s = sample_durations_s(times_s, max_duration_s)?;
        finite_or_missing("covariate", covariate)?;
        let bin = |row: usize| if keep[row] { bins.bin_of(covariate[row]) } else { None };
        let mut bin_of_sample: Vec<Option<usize>> = (0..times_s.len()).map(bin).collect();
        let mut durations_of_bin = vec![Vec::new(); bins.n_bins()];
        let mut outside = Vec::new();
        for (row, &duration) in durations_s.iter().enumerate().filter(|(row, _)| keep[*row]) {
            match bin_of_sample[row] {
                Some(bin) => durations_of_bin[bin].push(duration),
                None => outside.push(duration),
            }
        }
        // The last sample stands for no time, so no spike may be shifted onto it.
        if let Some(last) = bin_of_sample.last_mut() {
            *last = None;
        }
        let seconds = durations_of_bin.into_iter().map(sum).collect();
        let outside_s = sum(outside);
        Ok(Self { times_s: times_s.to_vec(), bin_of_sample, seconds, outside_s })
    }

    /// The time in each bin, seconds.
    pub fn seconds(&self) -> &[f64] {
        &self.seconds
    }

    /// The time of kept samples in no bin, seconds: with [`Occupancy::seconds`] it makes all kept
    /// time.
    pub fn outside_s(&self) -> f64 {
        self.outside_s
    }

    /// The time of all kept samples, in a bin or not, seconds.
    pub fn kept_s(&self) -> f64 {
        sum(self.seconds.iter().copied().chain([self.outside_s]))
    }

    /// The bin of each sample; none where it is not kept or lies outside, and for the last.
    pub fn bin_of_sample(&self) -> &[Option<usize>] {
        &self.bin_of_sample
    }

    /// The sample that a spike belongs to: the last one not after it. None before the first sample
    /// and from the last one on, as the last stands for no time.
    pub fn sample_of_spike(&self, time_s: f64) -> Option<usize> {
        let n_not_after =
            self.times_s.partition_point(|&sample| sample - time_s <= HALF_NANOSECOND);
        (n_not_after > 0 && n_not_after < self.times_s.len()).then(|| n_not_after - 1)
    }

    /// The number of spikes in each bin.
    ///
    /// # Errors
    /// [`Error::NonFinite`], [`Error::NotAscending`].
    pub fn count_spikes(&self, spike_times_s: &[f64]) -> Result<Vec<u32>, Error> {
        ascending("spike times", spike_times_s)?;
        let mut counts = vec![0; self.seconds.len()];
        let samples = spike_times_s.iter().filter_map(|&time| self.sample_of_spike(time));
        for bin in samples.filter_map(|sample| self.bin_of_sample[sample]) {
            counts[bin] += 1;
        }
        Ok(counts)
    }
}

/// The time that each sample stands for: that to the next one, at most `max_duration_s`; 0 for the
/// last.
///
/// # Errors
/// [`Error::TooFew`] below two samples, [`Error::NonFinite`], [`Error::NotAscending`],
/// [`Error::Parameter`].
pub fn sample_durations_s(times_s: &[f64], max_duration_s: f64) -> Result<Vec<f64>, Error> {
    if times_s.len() < 2 {
        return Err(Error::TooFew { what: "samples", got: times_s.len(), wanted: 2 });
    }
    strictly_ascending(times_s)?;
    positive("max_duration_s", max_duration_s)?;
    let to_next = times_s.windows(2).map(|pair| (pair[1] - pair[0]).min(max_duration_s));
    Ok(to_next.chain([0.0]).collect())
}
