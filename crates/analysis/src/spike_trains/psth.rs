//! How does the rate unfold around an event, averaged over trials?
//!
//! rate(bin) = spikes in the bin over all trials / (number of trials × width): the peri-stimulus
//! time histogram. Its standard error is that of the mean over trials. Where trials end at
//! different times (a reaction ends them), each bin averages only the trials that were observed for
//! the whole of it; else the rate would seem to sink as trials drop out. Late bins then hold only
//! the slow trials: a slope there may be a change of trials, not of rates. Gerstein & Kiang (1960),
//! doi:10.1016/S0006-3495(60)86872-5.
//!
//! ```
//! use spikebook_analysis::spike_trains::{binning::TimeBins, psth::Psth};
//!
//! let aligned = vec![vec![0.01, 0.02, 0.15], vec![0.05]];
//! let psth = Psth::of_trials(&aligned, &TimeBins::new(0.0, 0.1, 2)?)?;
//! assert_eq!(psth.rate_hz, [15.0, 5.0]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::sqrt;

use super::alignment::Window;
use super::binning::{TimeBins, count_spikes};
use super::order::HALF_NANOSECOND;
use crate::{Error, descriptive};

/// Rates around an event; one entry a bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Psth {
    /// The number of spikes of the trials that count in each bin
    pub n_spikes: Vec<u64>,
    /// The number of trials that count in each bin
    pub n_trials: Vec<usize>,
    /// The mean rate, spikes/s; NaN where no trial counts
    pub rate_hz: Vec<f64>,
    /// The standard error of the mean over trials (ddof 1), spikes/s; NaN below two trials
    pub standard_error_hz: Vec<f64>,
}

impl Psth {
    /// Of trials that were all observed for the whole of every bin; spikes relative to the event.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial, [`Error::NonFinite`], [`Error::NotAscending`].
    pub fn of_trials(aligned: &[Vec<f64>], bins: &TimeBins) -> Result<Self, Error> {
        let everything = Window::new(bins.start_s(), bins.stop_s())?;
        Self::of_observed_trials(aligned, &vec![everything; aligned.len()], bins)
    }

    /// Of trials each observed in a window of its own, relative to the event.
    ///
    /// # Errors
    /// As [`Psth::of_trials`], and [`Error::Length`] where there is not one window a trial.
    pub fn of_observed_trials(
        aligned: &[Vec<f64>],
        observed: &[Window],
        bins: &TimeBins,
    ) -> Result<Self, Error> {
        if aligned.is_empty() {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        if observed.len() != aligned.len() {
            return Err(Error::Length {
                what: "observed windows",
                got: observed.len(),
                wanted: aligned.len(),
            });
        }
        let mut counts_of_bin: Vec<Vec<f64>> = vec![Vec::new(); bins.n_bins()];
        for (trial, window) in aligned.iter().zip(observed) {
            for (bin, count) in count_spikes(trial, bins)?.into_iter().enumerate() {
                let from_start = window.start_s() - bins.edge_s(bin) <= HALF_NANOSECOND;
                let to_end = bins.edge_s(bin + 1) - window.stop_s() <= HALF_NANOSECOND;
                if from_start && to_end {
                    counts_of_bin[bin].push(f64::from(count));
                }
            }
        }
        let width_s = bins.width_s();
        let rate = |counts: &Vec<f64>| descriptive::mean(counts) / width_s;
        let error = |counts: &Vec<f64>| {
            descriptive::standard_deviation(counts, 1) / sqrt(counts.len() as f64) / width_s
        };
        Ok(Self {
            n_spikes: counts_of_bin
                .iter()
                .map(|counts| counts.iter().map(|&count| count as u64).sum())
                .collect(),
            n_trials: counts_of_bin.iter().map(Vec::len).collect(),
            rate_hz: counts_of_bin.iter().map(rate).collect(),
            standard_error_hz: counts_of_bin.iter().map(error).collect(),
        })
    }
}
