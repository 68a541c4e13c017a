//! At which value of a covariate does a unit fire most?
//!
//! rate(bin) = spikes in the bin / seconds spent in it. Without the division the map would show
//! where the animal was. A bin that was never visited has no rate: it is NaN, not 0. Bins visited
//! briefly have wild rates; smoothing pools neighbouring bins by a Gaussian kernel over counts and
//! over seconds, and divides afterwards, so that a bin weighs by the time spent in it.
//!
//! ```
//! use spikebook_analysis::{descriptive::BinEdges, spike_trains::tuning_curve::TuningCurve};
//!
//! let bins = BinEdges::uniform(0.0, 3.0, 3)?;
//! let curve = TuningCurve::new(&bins, &[2.0, 0.0, 4.0], &[6, 0, 4])?;
//! assert_eq!(curve.rates_hz()[0], 3.0);
//! assert!(curve.rates_hz()[1].is_nan());
//! assert_eq!(curve.peak(), (0.5, 3.0));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::exp;
use spikebook_numeric::sum::sum;

use super::order::positive;
use crate::{Error, descriptive::BinEdges};

/// Beyond so many standard deviations the smoothing kernel is cut off.
const KERNEL_REACH: f64 = 5.0;

/// Whether the last bin has the first for a neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// A line: a position on a track
    Open,
    /// A circle: a direction
    Joined,
}

/// Spikes and seconds for each bin of a covariate.
#[derive(Clone, Debug, PartialEq)]
pub struct TuningCurve {
    centres: Vec<f64>,
    occupancy_s: Vec<f64>,
    spike_counts: Vec<u32>,
}

impl TuningCurve {
    /// From the bins, the seconds and the spikes in each.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Parameter`] for a time that is negative or not finite,
    /// [`Error::NoOccupancy`] where no bin was visited.
    pub fn new(bins: &BinEdges, occupancy_s: &[f64], spike_counts: &[u32]) -> Result<Self, Error> {
        let n_bins = bins.n_bins();
        for (what, got) in [("occupancy", occupancy_s.len()), ("spike counts", spike_counts.len())]
        {
            if got != n_bins {
                return Err(Error::Length { what, got, wanted: n_bins });
            }
        }
        if let Some(&got) =
            occupancy_s.iter().find(|seconds| !(seconds.is_finite() && **seconds >= 0.0))
        {
            return Err(Error::Parameter {
                parameter: "occupancy_s",
                got,
                wanted: "a finite number, at least 0",
            });
        }
        if occupancy_s.iter().all(|&seconds| seconds == 0.0) {
            return Err(Error::NoOccupancy { what: "tuning curve", n_bins });
        }
        Ok(Self {
            centres: bins.centres(),
            occupancy_s: occupancy_s.to_vec(),
            spike_counts: spike_counts.to_vec(),
        })
    }

    /// The middle of each bin.
    pub fn centres(&self) -> &[f64] {
        &self.centres
    }

    /// The time in each bin, seconds.
    pub fn occupancy_s(&self) -> &[f64] {
        &self.occupancy_s
    }

    /// The spikes in each bin.
    pub fn spike_counts(&self) -> &[u32] {
        &self.spike_counts
    }

    /// Spikes over seconds in each bin, spikes/s; NaN where no time was spent.
    pub fn rates_hz(&self) -> Vec<f64> {
        let rate = |(&count, &seconds): (&u32, &f64)| rate_hz(f64::from(count), seconds);
        self.spike_counts.iter().zip(&self.occupancy_s).map(rate).collect()
    }

    /// All spikes over all seconds, spikes/s.
    pub fn mean_rate_hz(&self) -> f64 {
        let spikes = self.spike_counts.iter().map(|&count| f64::from(count));
        sum(spikes) / sum(self.occupancy_s.iter().copied())
    }

    /// The centre of the bin with the highest rate, and that rate; the first of those that tie.
    pub fn peak(&self) -> (f64, f64) {
        let mut best = (self.centres[0], f64::NEG_INFINITY);
        for (&centre, rate) in self.centres.iter().zip(self.rates_hz()) {
            if rate > best.1 {
                best = (centre, rate);
            }
        }
        best
    }

    /// The rate in each bin, its neighbours pooled in with Gaussian weights of standard deviation
    /// `width_bins`; NaN where no time was spent within reach.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the width is not positive.
    pub fn smoothed_rates_hz(&self, width_bins: f64, ends: Ends) -> Result<Vec<f64>, Error> {
        positive("width_bins", width_bins)?;
        let n_bins = self.centres.len();
        let reach = match ends {
            Ends::Open => (KERNEL_REACH * width_bins).ceil().min(n_bins as f64) as usize,
            Ends::Joined => (KERNEL_REACH * width_bins).ceil().min((n_bins / 2) as f64) as usize,
        };
        let weight =
            |steps: usize| exp(-0.5 * (steps as f64 / width_bins) * (steps as f64 / width_bins));
        let weights: Vec<f64> = (0..=reach).map(weight).collect();
        let smoothed = |bin: usize| {
            let neighbours = neighbours(bin, reach, n_bins, ends);
            let pool = |value: &dyn Fn(usize) -> f64| {
                sum(neighbours.iter().map(|&(other, steps)| weights[steps] * value(other)))
            };
            let spikes = pool(&|other| f64::from(self.spike_counts[other]));
            rate_hz(spikes, pool(&|other| self.occupancy_s[other]))
        };
        Ok((0..n_bins).map(smoothed).collect())
    }
}

fn rate_hz(spikes: f64, seconds: f64) -> f64 {
    if seconds > 0.0 { spikes / seconds } else { f64::NAN }
}

/// The bins within reach of `bin` and how many steps away each is, each bin once.
fn neighbours(bin: usize, reach: usize, n_bins: usize, ends: Ends) -> Vec<(usize, usize)> {
    let steps_to = |other: usize| {
        let along = bin.abs_diff(other);
        match ends {
            Ends::Open => along,
            Ends::Joined => along.min(n_bins - along),
        }
    };
    (0..n_bins).map(|other| (other, steps_to(other))).filter(|&(_, steps)| steps <= reach).collect()
}
