//! How much does one spike say about where the animal is?
//!
//! ```text
//! I = Σ p (r / m) log₂(r / m)   bits/spike
//! ```
//!
//! over the bins, with p the share of time in a bin, r the rate there and m = Σ p r the mean rate.
//! As p r / m is the share q of spikes in the bin, this is Σ q log₂(q / p): the divergence of where
//! spikes fall from where time was spent. 0 where the rate is the same everywhere, log₂ of the
//! number of bins where all spikes fall into one of equally visited bins. Skaggs et al. (1993),
//! Advances in Neural Information Processing Systems 5.
//!
//! It misleads for few spikes, always upwards: three spikes cannot spread over 25 bins. So it is
//! shown beside its null ([`shift_null`]): the same train, shifted in time around the recording.
//!
//! ```
//! use spikebook_analysis::spike_trains::spatial_information::bits_per_spike;
//! assert_eq!(bits_per_spike(&[1.0, 1.0, 1.0, 1.0], &[0, 7, 0, 0])?, 2.0);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::log2;
use spikebook_numeric::sum::sum;

use super::occupancy::Occupancy;
use super::order::{ascending, positive};
use crate::Error;
use crate::permutation::{NullDistribution, circular_shift_null};

/// The spatial information of spikes counted in bins, bits/spike.
///
/// # Errors
/// [`Error::Length`], [`Error::TooFew`] without a spike, [`Error::NoOccupancy`] where spikes lie in
/// a bin in which no time was spent, or there is no time at all.
pub fn bits_per_spike(occupancy_s: &[f64], spike_counts: &[u32]) -> Result<f64, Error> {
    if spike_counts.len() != occupancy_s.len() {
        return Err(Error::Length {
            what: "spike counts",
            got: spike_counts.len(),
            wanted: occupancy_s.len(),
        });
    }
    let n_spikes = sum(spike_counts.iter().map(|&count| f64::from(count)));
    if n_spikes == 0.0 {
        return Err(Error::TooFew { what: "spikes in the bins", got: 0, wanted: 1 });
    }
    let total_s = sum(occupancy_s.iter().copied());
    let with_spikes = || spike_counts.iter().zip(occupancy_s).filter(|(count, _)| **count > 0);
    let spent = |seconds: f64| seconds.is_finite() && seconds > 0.0;
    if !total_s.is_finite() || !with_spikes().all(|(_, &seconds)| spent(seconds)) {
        return Err(Error::NoOccupancy { what: "spatial information", n_bins: occupancy_s.len() });
    }
    Ok(sum(with_spikes().map(|(&count, &seconds)| {
        let share_of_spikes = f64::from(count) / n_spikes;
        share_of_spikes * log2(share_of_spikes / (seconds / total_s))
    })))
}

/// The spatial information that trains would have without a place: the train shifted circularly
/// through the samples that are kept and in a bin, by at least `min_shift_s` either way.
///
/// The train keeps its bursts and pauses, the path its dwells; only their alignment is broken.
///
/// # Errors
/// As [`bits_per_spike`], [`circular_shift_null`]; [`Error::Parameter`] where the least shift is
/// not positive.
pub fn shift_null(
    occupancy: &Occupancy,
    spike_times_s: &[f64],
    min_shift_s: f64,
    n_shifts: usize,
    seed: Seed,
) -> Result<NullDistribution, Error> {
    ascending("spike times", spike_times_s)?;
    positive("min_shift_s", min_shift_s)?;
    // The bin of each usable sample, in order, and for each spike the place of its sample among
    // them.
    let bins: Vec<usize> = occupancy.bin_of_sample().iter().filter_map(|bin| *bin).collect();
    let mut place_of_sample = Vec::with_capacity(occupancy.bin_of_sample().len());
    let mut n_before = 0;
    for bin in occupancy.bin_of_sample() {
        place_of_sample.push(bin.map(|_| n_before));
        n_before += usize::from(bin.is_some());
    }
    let samples = spike_times_s.iter().filter_map(|&time| occupancy.sample_of_spike(time));
    let places: Vec<usize> = samples.filter_map(|sample| place_of_sample[sample]).collect();

    // Errors are the same for every shift but that into an unvisited bin, so the observed one
    // tells.
    bits_per_spike(occupancy.seconds(), &occupancy.count_spikes(spike_times_s)?)?;
    let total_s = sum(occupancy.seconds().iter().copied());
    let min_shift = (min_shift_s / (total_s / bins.len() as f64)).ceil() as usize;
    circular_shift_null(bins.len(), min_shift, n_shifts, seed, |shift| {
        let mut counts = vec![0; occupancy.seconds().len()];
        for place in &places {
            counts[bins[(place + shift) % bins.len()]] += 1;
        }
        bits_per_spike(occupancy.seconds(), &counts).unwrap_or(f64::NAN)
    })
}
