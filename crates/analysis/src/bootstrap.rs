//! How far would an estimate wander if the data were drawn again?
//!
//! The bootstrap draws rows of the data with replacement, as many as there are, computes the
//! statistic t* on each such replicate, and reads the spread of t* as the spread of the estimate t:
//!
//! - standard error: standard deviation of t* (ddof 1); bias: mean of t* − t,
//! - percentile interval: [q(α/2), q(1 − α/2)], quantiles q of t*,
//! - basic interval: [2t − q(1 − α/2), 2t − q(α/2)],
//! - `BCa` interval: the quantiles at Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))), with the bias z₀ from the
//!   share of replicates below t (ties count half) and the acceleration a from the jackknife,
//! - studentised interval: [t − se · q′(1 − α/2), t − se · q′(α/2)], quantiles q′ of the pivot
//!   (t* − t)/se*, for which each replicate needs its own standard error se*.
//!
//! Percentile and basic intervals miss their level by a term of order 1/√n on either side, `BCa` and
//! studentised ones by 1/n. What they cover in small samples is measured in
//! `docs/calibration.md`.
//!
//! A statistic is a function of row numbers, so pairs stay pairs, and rows that belong together
//! (the trials of a neuron, the samples of a session) are drawn together: [`Resampling`] knows rows,
//! clusters, samples of fixed size, levels of them, and stretches of a series. It misleads for few
//! rows (below about 20), for extremes such as a maximum, and badly where neighbouring rows are alike
//! but drawn singly. Efron & Tibshirani (1993), doi:10.1007/978-1-4899-4541-9; `BCa`: Efron (1987),
//! doi:10.1080/01621459.1987.10478410; orders of error: Hall (1988), doi:10.1214/aos/1176350933.
//!
//! ```
//! use spikebook_analysis::{bootstrap::{Bootstrap, Resampling}, descriptive};
//! use spikebook_numeric::Seed;
//!
//! let rate_hz = [3.1, 4.0, 2.2, 5.9, 3.3, 8.1, 2.7, 4.4];
//! let mean = |rows: &[usize]| {
//!     descriptive::mean(&rows.iter().map(|&row| rate_hz[row]).collect::<Vec<_>>())
//! };
//! let replicates = Bootstrap::new(1000, Resampling::Rows(8))?.run(Seed::from_number(1), mean)?;
//! let interval = replicates.percentile(0.95)?;
//! assert!(interval.low < replicates.estimate() && replicates.estimate() < interval.high);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod hierarchy;
mod interval;
mod jackknife;
mod mean;
mod resampling;
mod stretches;
mod studentised;

pub use hierarchy::Hierarchy;
pub use interval::Interval;
pub use jackknife::Jackknife;
pub use resampling::Resampling;
pub use stretches::stretches;
pub use studentised::{Estimate, Studentised};

use ndarray::ArrayView2;
use rayon::prelude::*;
use spikebook_numeric::Seed;

use crate::replication::Replication;
use crate::{Error, descriptive};

/// How many replicates of what.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    n_replicates: usize,
    resampling: Resampling,
}

impl Bootstrap {
    /// A bootstrap of `n_replicates`; 1000 do for a standard error, 10,000 for the ends of an
    /// interval.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two replicates or two rows (clusters), or for an empty cluster.
    pub fn new(n_replicates: usize, resampling: Resampling) -> Result<Self, Error> {
        if n_replicates < 2 {
            return Err(Error::TooFew {
                what: "bootstrap replicates",
                got: n_replicates,
                wanted: 2,
            });
        }
        resampling.check()?;
        Ok(Self { n_replicates, resampling })
    }

    /// Computes the statistic on the data and on every replicate, on all threads.
    ///
    /// Replicate b draws from the stream `seed.replicate("bootstrap", b)` alone, so it is the same
    /// whatever the number of replicates or threads.
    ///
    /// # Errors
    /// [`Error::UndefinedStatistic`] where the statistic is not finite on the data or on a
    /// replicate.
    pub fn run(
        &self,
        seed: Seed,
        statistic: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Result<Replicates, Error> {
        let estimate = finite(statistic(&self.resampling.all_rows()), "estimate", 0)?;
        let values = self.replication(seed).run_with(Vec::new, |rows, _, stream| {
            self.resampling.draw_into(&mut stream.wide(), rows);
            statistic(rows)
        });
        Replicates::new(estimate, values)
    }

    fn replication(&self, seed: Seed) -> Replication {
        Replication { seed, purpose: "bootstrap", n_replicates: self.n_replicates }
    }

    /// The statistic with each row (cluster) left out in turn: what the `BCa` interval needs
    /// besides the replicates. As many evaluations as there are rows (clusters).
    ///
    /// # Errors
    /// [`Error::UndefinedStatistic`] where the statistic is not finite on one of them.
    pub fn jackknife(
        &self,
        statistic: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Result<Jackknife, Error> {
        let units = 0..self.resampling.n_units();
        let values: Vec<f64> =
            units.into_par_iter().map(|unit| statistic(&self.resampling.without(unit))).collect();
        Jackknife::of_samples(values, &self.resampling.sample_sizes())
    }
}

/// The estimate and the statistic on each bootstrap replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Replicates {
    estimate: f64,
    values: Vec<f64>,
    sorted: Vec<f64>,
}

impl Replicates {
    /// From an estimate and replicates computed elsewhere.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two replicates, [`Error::UndefinedStatistic`] where one is not
    /// finite.
    pub fn new(estimate: f64, values: Vec<f64>) -> Result<Self, Error> {
        finite(estimate, "estimate", 0)?;
        if values.len() < 2 {
            return Err(Error::TooFew {
                what: "bootstrap replicates",
                got: values.len(),
                wanted: 2,
            });
        }
        for (b, &value) in values.iter().enumerate() {
            finite(value, "bootstrap replicate", b)?;
        }
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        Ok(Self { estimate, values, sorted })
    }

    /// From given draws: row b of `rows` (shape: replicates × draws) holds the rows of replicate b,
    /// out of `n_rows`. To repeat another program's bootstrap to the last digit.
    ///
    /// # Errors
    /// [`Error::Index`] where a draw points outside of the data, otherwise as [`Bootstrap::run`].
    pub fn of_given_rows(
        rows: ArrayView2<'_, usize>,
        n_rows: usize,
        statistic: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Result<Self, Error> {
        if let Some(&got) = rows.iter().find(|&&row| row >= n_rows) {
            return Err(Error::Index { what: "rows of the data", got, below: n_rows });
        }
        let all: Vec<usize> = (0..n_rows).collect();
        let estimate = finite(statistic(&all), "estimate", 0)?;
        let replicate = |b: usize| statistic(&rows.row(b).to_vec());
        Self::new(estimate, (0..rows.nrows()).into_par_iter().map(replicate).collect())
    }

    /// The statistic on the data.
    pub fn estimate(&self) -> f64 {
        self.estimate
    }

    /// The statistic on each replicate, in the order of the replicates.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The standard deviation of the replicates (ddof 1).
    pub fn standard_error(&self) -> f64 {
        descriptive::standard_deviation(&self.values, 1)
    }

    /// The mean of the replicates less the estimate.
    pub fn bias(&self) -> f64 {
        descriptive::mean(&self.values) - self.estimate
    }
}

pub(crate) fn finite(value: f64, what: &'static str, index: usize) -> Result<f64, Error> {
    if value.is_finite() { Ok(value) } else { Err(Error::UndefinedStatistic { what, index }) }
}

#[cfg(test)]
mod tests;
