//! Pairs of spikes of two trains.

use super::{Lags, nanoseconds};
use crate::Error;

/// Pairs of a spike of the reference and one of the target by their lag, one count a bin.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`], [`Error::OutOfRange`] for times beyond 4·10⁹ s.
pub fn cross_correlogram(
    reference_s: &[f64],
    target_s: &[f64],
    lags: Lags,
) -> Result<Vec<u64>, Error> {
    let reference = nanoseconds("spike times of the reference", reference_s)?;
    let target = nanoseconds("spike times of the target", target_s)?;
    Ok(count_pairs(&reference, &target, lags))
}

/// Pairs of two different spikes of one train by their lag, one count a bin.
///
/// # Errors
/// As [`cross_correlogram`].
pub fn auto_correlogram(spike_times_s: &[f64], lags: Lags) -> Result<Vec<u64>, Error> {
    let times = nanoseconds("spike times", spike_times_s)?;
    let mut counts = count_pairs(&times, &times, lags);
    counts[lags.reach()] -= times.len() as u64;
    Ok(counts)
}

pub(super) fn count_pairs(reference: &[i64], target: &[i64], lags: Lags) -> Vec<u64> {
    let furthest = lags.furthest_ns();
    let mut counts = vec![0; lags.n_bins()];
    let mut first = 0;
    for &time in reference {
        while target.get(first).is_some_and(|&other| other < time - furthest) {
            first += 1;
        }
        let near = target[first..].iter().take_while(|&&other| other <= time + furthest);
        for bin in near.filter_map(|&other| lags.bin_of(other - time)) {
            counts[bin] += 1;
        }
    }
    counts
}
