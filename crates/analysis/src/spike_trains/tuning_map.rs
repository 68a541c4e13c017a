//! In which part of a plane does a unit fire most?
//!
//! A [`tuning_curve`](super::tuning_curve) over two covariates at once: rate(bin) = spikes in the bin /
//! seconds spent in it, and NaN where no time was spent. Smoothing pools neighbours by a Gaussian over
//! counts and over seconds and divides afterwards.
//!
//! Beside the map: the information of a spike about the bin ([`bits_per_spike`](super::spatial_information)
//! of [`TuningMap::spike_counts`]), its [`sparsity`](TuningMap::sparsity), and its
//! [`coherence`](TuningMap::coherence), the correlation of each bin with the mean of its neighbours.
//! Skaggs et al. (1996), `doi:10.1002/(SICI)1098-1063(1996)6:2<149::AID-HIPO6>3.0.CO;2-K`; Muller & Kubie
//! (1989), doi:10.1523/JNEUROSCI.09-12-04101.1989.
//!
//! It misleads where the animal hardly went: a spike in a tenth of a second is a rate of 10 spikes/s.
//! Leave out bins visited for less than some tenths of a second (`min_occupancy_s`).
//!
//! ```
//! use spikebook_analysis::{descriptive::BinEdges, spike_trains::tuning_map::{PlaneOccupancy, TuningMap}};
//!
//! let bins = [BinEdges::uniform(0.0, 2.0, 2)?, BinEdges::uniform(0.0, 1.0, 1)?];
//! let (time_s, x, y) = ([0.0, 1.0, 2.0, 3.0], [0.5, 0.5, 1.5, 1.5], [0.5; 4]);
//! let plane = PlaneOccupancy::new(&time_s, [&x, &y], &[true; 4], bins, 2.0)?;
//! let map = TuningMap::new(&plane, &[0.1, 0.2, 2.5])?;
//! assert_eq!(map.rates_hz(0.0)[[0, 0]], 1.0); // y, x
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::Array2;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::sum::sum;

use super::occupancy::Occupancy;
use super::order::positive;
use crate::Error;
use crate::descriptive::{self, BinEdges};

/// Beyond so many standard deviations the smoothing kernel is cut off.
const KERNEL_REACH: f64 = 5.0;

/// Tracked samples sorted into the bins of a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneOccupancy {
    x_bins: BinEdges,
    y_bins: BinEdges,
    occupancy: Occupancy,
}

impl PlaneOccupancy {
    /// From samples (time, x and y, whether to keep them), the bins of x and of y, and the longest time
    /// that a sample may stand for.
    ///
    /// # Errors
    /// As [`Occupancy::new`].
    pub fn new(
        times_s: &[f64],
        [x, y]: [&[f64]; 2],
        keep: &[bool],
        [x_bins, y_bins]: [BinEdges; 2],
        max_duration_s: f64,
    ) -> Result<Self, Error> {
        for (what, samples) in [("x", x), ("y", y)] {
            crate::matrix::check_length(what, samples.len(), times_s.len())?;
            super::order::finite_or_missing(what, samples)?;
        }
        let n_x = x_bins.n_bins();
        // Bins of the plane in one row, each a unit wide: a covariate like any other.
        let flat: Vec<f64> = x
            .iter()
            .zip(y)
            .map(|(&x, &y)| match (x_bins.bin_of(x), y_bins.bin_of(y)) {
                (Some(x), Some(y)) => (y * n_x + x) as f64 + 0.5,
                _ => f64::NAN,
            })
            .collect();
        let n_bins = n_x * y_bins.n_bins();
        let row = BinEdges::from_edges((0..=n_bins).map(|edge| edge as f64).collect())?;
        let occupancy = Occupancy::new(times_s, &flat, keep, &row, max_duration_s)?;
        Ok(Self { x_bins, y_bins, occupancy })
    }

    /// The bins of x.
    pub fn x_bins(&self) -> &BinEdges {
        &self.x_bins
    }

    /// The bins of y.
    pub fn y_bins(&self) -> &BinEdges {
        &self.y_bins
    }

    /// The same samples over one row of bins: y · n(x) + x.
    pub fn flat(&self) -> &Occupancy {
        &self.occupancy
    }

    fn shaped<T: Clone>(&self, flat: &[T]) -> Array2<T> {
        Array2::from_shape_vec((self.y_bins.n_bins(), self.x_bins.n_bins()), flat.to_vec())
            .expect("as many bins as rows times columns")
    }
}

/// Spikes and seconds for each bin of a plane (shape: y × x).
#[derive(Clone, Debug, PartialEq)]
pub struct TuningMap {
    x_centres: Vec<f64>,
    y_centres: Vec<f64>,
    occupancy_s: Array2<f64>,
    spike_counts: Array2<u32>,
}

impl TuningMap {
    /// The map of one unit.
    ///
    /// # Errors
    /// [`Error::NonFinite`], [`Error::NotAscending`] for spikes, [`Error::NoOccupancy`] where no bin
    /// was visited.
    pub fn new(plane: &PlaneOccupancy, spike_times_s: &[f64]) -> Result<Self, Error> {
        let counts = plane.occupancy.count_spikes(spike_times_s)?;
        let seconds = plane.occupancy.seconds();
        if seconds.iter().all(|&seconds| seconds == 0.0) {
            return Err(Error::NoOccupancy { what: "tuning map", n_bins: seconds.len() });
        }
        Ok(Self {
            x_centres: plane.x_bins.centres(),
            y_centres: plane.y_bins.centres(),
            occupancy_s: plane.shaped(seconds),
            spike_counts: plane.shaped(&counts),
        })
    }

    /// The middles of the columns.
    pub fn x_centres(&self) -> &[f64] {
        &self.x_centres
    }

    /// The middles of the rows.
    pub fn y_centres(&self) -> &[f64] {
        &self.y_centres
    }

    /// The time in each bin, seconds.
    pub fn occupancy_s(&self) -> &Array2<f64> {
        &self.occupancy_s
    }

    /// The spikes in each bin.
    pub fn spike_counts(&self) -> &Array2<u32> {
        &self.spike_counts
    }

    /// Spikes over seconds, spikes/s; NaN in bins visited for less than `min_occupancy_s`, or never.
    pub fn rates_hz(&self, min_occupancy_s: f64) -> Array2<f64> {
        let mut rates = Array2::from_elem(self.occupancy_s.dim(), f64::NAN);
        for (place, &seconds) in self.occupancy_s.indexed_iter() {
            if seconds > 0.0 && seconds >= min_occupancy_s {
                rates[place] = f64::from(self.spike_counts[place]) / seconds;
            }
        }
        rates
    }

    /// The rate in each bin, its neighbours pooled in with Gaussian weights of standard deviation
    /// `width_bins`; NaN in bins visited for less than `min_occupancy_s`, or never.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the width is not positive.
    pub fn smoothed_rates_hz(
        &self,
        width_bins: f64,
        min_occupancy_s: f64,
    ) -> Result<Array2<f64>, Error> {
        positive("width_bins", width_bins)?;
        let counts = self.spike_counts.mapv(f64::from);
        let spikes = smoothed(&counts, width_bins);
        let seconds = smoothed(&self.occupancy_s, width_bins);
        let mut rates = Array2::from_elem(self.occupancy_s.dim(), f64::NAN);
        for (place, &own_s) in self.occupancy_s.indexed_iter() {
            if own_s > 0.0 && own_s >= min_occupancy_s {
                rates[place] = spikes[place] / seconds[place];
            }
        }
        Ok(rates)
    }

    /// All spikes over all seconds, spikes/s.
    pub fn mean_rate_hz(&self) -> f64 {
        let spikes = self.spike_counts.iter().map(|&count| f64::from(count));
        sum(spikes) / sum(self.occupancy_s.iter().copied())
    }

    /// Skaggs' sparsity (Σ p r)² / Σ p r²: the share of the plane in which the unit fires; 1 where the rate is
    /// the same everywhere. NaN without a spike.
    pub fn sparsity(&self) -> f64 {
        let total = sum(self.occupancy_s.iter().copied());
        let rates = self.rates_hz(0.0);
        let visited = || rates.iter().zip(&self.occupancy_s).filter(|(_, seconds)| **seconds > 0.0);
        let mean = sum(visited().map(|(rate, seconds)| seconds / total * rate));
        let square = sum(visited().map(|(rate, seconds)| seconds / total * rate * rate));
        mean * mean / square
    }

    /// The correlation over bins of the rate with the mean rate of the (up to eight) visited neighbours: near 0
    /// for scattered spikes, near 1 for smooth fields. NaN where fewer than three bins have a neighbour.
    pub fn coherence(&self) -> f64 {
        let rates = self.rates_hz(0.0);
        let (n_y, n_x) = rates.dim();
        let (mut own, mut around) = (Vec::new(), Vec::new());
        for ((y, x), &rate) in rates.indexed_iter().filter(|(_, rate)| !rate.is_nan()) {
            let rows = y.saturating_sub(1)..(y + 2).min(n_y);
            let near =
                rows.flat_map(|row| (x.saturating_sub(1)..(x + 2).min(n_x)).map(move |c| (row, c)));
            let known: Vec<f64> = near
                .filter(|&at| at != (y, x))
                .map(|at| rates[at])
                .filter(|r| !r.is_nan())
                .collect();
            if !known.is_empty() {
                own.push(rate);
                around.push(descriptive::mean(&known));
            }
        }
        if own.len() < 3 { f64::NAN } else { descriptive::correlation(&own, &around) }
    }
}

/// Row by row, then column by column, as the Gaussian of a plane is a product.
fn smoothed(values: &Array2<f64>, width_bins: f64) -> Array2<f64> {
    let (n_y, n_x) = values.dim();
    let weights = |n: usize| -> Vec<f64> {
        let reach = (KERNEL_REACH * width_bins).ceil().min(n as f64) as usize;
        (0..=reach)
            .map(|steps| exp(-0.5 * (steps as f64 / width_bins) * (steps as f64 / width_bins)))
            .collect()
    };
    let pool = |line: &[f64], weights: &[f64], at: usize| {
        let reach = weights.len() - 1;
        let near = at.saturating_sub(reach)..(at + reach + 1).min(line.len());
        sum(near.map(|other| weights[other.abs_diff(at)] * line[other]))
    };
    let along_x = weights(n_x);
    let mut rows = Array2::zeros((n_y, n_x));
    for y in 0..n_y {
        let line = values.row(y).to_vec();
        (0..n_x).for_each(|x| rows[[y, x]] = pool(&line, &along_x, x));
    }
    let along_y = weights(n_y);
    let mut both = Array2::zeros((n_y, n_x));
    for x in 0..n_x {
        let line = rows.column(x).to_vec();
        (0..n_y).for_each(|y| both[[y, x]] = pool(&line, &along_y, y));
    }
    both
}

#[cfg(test)]
mod tests;
