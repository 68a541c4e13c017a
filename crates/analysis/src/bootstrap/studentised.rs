//! The bootstrap of a pivot: each replicate in units of its own standard error.

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::{Seed, Stream, WideStream};

use super::interval::tail;
use super::{Bootstrap, Interval, Resampling, finite};
use crate::descriptive::{self, quantile_of_sorted};
use crate::{Error, bootstrap::Hierarchy};

/// A number and how far it would wander.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate
    pub value: f64,
    /// Its standard error
    pub standard_error: f64,
}

impl Estimate {
    /// The mean with the standard error s/√n (ddof 1).
    pub fn of_mean(values: &[f64]) -> Self {
        let variance = descriptive::variance(values, 1);
        Self {
            value: descriptive::mean(values),
            standard_error: sqrt(variance / values.len() as f64),
        }
    }
}

/// An estimate with the pivots (t* − t)/se* of its replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Studentised {
    estimate: Estimate,
    sorted_pivots: Vec<f64>,
}

impl Bootstrap {
    /// Computes a statistic with its standard error on the data and on every replicate.
    ///
    /// # Errors
    /// [`Error::UndefinedStatistic`] where one of the two is not finite, or a standard error is 0.
    pub fn run_studentised(
        &self,
        seed: Seed,
        statistic: impl Fn(&[usize]) -> Estimate + Sync,
    ) -> Result<Studentised, Error> {
        let estimate = statistic(&self.resampling.all_rows());
        let pivots = self.replication(seed).run_with(Vec::new, |rows, _, stream| {
            self.resampling.draw_into(&mut stream.wide(), rows);
            let replicate = statistic(rows);
            (replicate.value - estimate.value) / replicate.standard_error
        });
        Studentised::new(estimate, pivots)
    }

    /// The studentised bootstrap of a statistic whose standard error has no formula: that of a
    /// replicate is the spread of `n_inner` resamples of the replicate, that of the data the spread of
    /// the replicates. `n_inner` times the work; 50 do.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two inner resamples, [`Error::UndefinedStatistic`] where the statistic
    /// is not finite, or does not vary between the resamples of a replicate.
    pub fn run_nested(
        &self,
        seed: Seed,
        n_inner: usize,
        statistic: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Result<Studentised, Error> {
        if n_inner < 2 {
            return Err(Error::TooFew { what: "inner resamples", got: n_inner, wanted: 2 });
        }
        let value = finite(statistic(&self.resampling.all_rows()), "estimate", 0)?;
        let replicates = self.replication(seed).run(|_, stream: Stream| {
            let mut wide = stream.wide();
            let (rows, places) = self.resampling.draw_again(&mut wide);
            let (mut drawn, mut inner_rows) = (Vec::new(), Vec::new());
            let inner: Vec<f64> = (0..n_inner)
                .map(|_| {
                    places.draw_into(&mut wide, &mut drawn);
                    inner_rows.clear();
                    inner_rows.extend(drawn.iter().map(|&place| rows[place]));
                    statistic(&inner_rows)
                })
                .collect();
            (statistic(&rows), descriptive::standard_deviation(&inner, 1))
        });
        let values: Vec<f64> = replicates.iter().map(|replicate| replicate.0).collect();
        for (b, &value) in values.iter().enumerate() {
            finite(value, "bootstrap replicate", b)?;
        }
        let standard_error = descriptive::standard_deviation(&values, 1);
        let pivots =
            replicates.iter().map(|(of_replicate, spread)| (of_replicate - value) / spread);
        Studentised::new(Estimate { value, standard_error }, pivots.collect())
    }
}

impl Studentised {
    /// From an estimate and pivots computed elsewhere.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two pivots, [`Error::UndefinedStatistic`] where a number is not finite.
    pub fn new(estimate: Estimate, pivots: Vec<f64>) -> Result<Self, Error> {
        finite(estimate.value, "estimate", 0)?;
        finite(estimate.standard_error, "standard error of the estimate", 0)?;
        if pivots.len() < 2 {
            let (what, got) = ("bootstrap replicates", pivots.len());
            return Err(Error::TooFew { what, got, wanted: 2 });
        }
        for (b, &pivot) in pivots.iter().enumerate() {
            finite(pivot, "studentised bootstrap replicate", b)?;
        }
        let mut sorted_pivots = pivots;
        sorted_pivots.sort_by(f64::total_cmp);
        Ok(Self { estimate, sorted_pivots })
    }

    /// The estimate on the data.
    pub fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// The pivots in ascending order.
    pub fn sorted_pivots(&self) -> &[f64] {
        &self.sorted_pivots
    }

    /// The studentised interval (bootstrap t) at a level such as 0.95.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level outside (0, 1), [`Error::Overflow`] where an end is beyond the range of numbers.
    pub fn interval(&self, level: f64) -> Result<Interval, Error> {
        let tail = tail(level)?;
        let Estimate { value, standard_error } = self.estimate;
        let end = |probability| {
            value - standard_error * quantile_of_sorted(&self.sorted_pivots, probability)
        };
        let interval = Interval { low: end(1.0 - tail), high: end(tail) };
        if interval.low.is_finite() && interval.high.is_finite() {
            Ok(interval)
        } else {
            Err(Error::Overflow { what: "studentised interval".into() })
        }
    }
}

impl Resampling {
    /// The rows of one replicate, and how their places (0, 1, … within the replicate) would be drawn
    /// again.
    fn draw_again(&self, wide: &mut WideStream) -> (Vec<usize>, Self) {
        let mut rows = Vec::new();
        match self {
            Self::Clusters(clusters) => {
                let mut places = Vec::with_capacity(clusters.len());
                wide.for_each_below(clusters.len(), clusters.len(), |_, cluster| {
                    let start = rows.len();
                    rows.extend_from_slice(&clusters[cluster]);
                    places.push((start..rows.len()).collect());
                });
                (rows, Self::Clusters(places))
            }
            Self::Hierarchical(hierarchy) => {
                let places: Hierarchy = hierarchy.draw_again(wide, &mut rows);
                (rows, Self::Hierarchical(places))
            }
            Self::Samples(samples) => {
                self.draw_into(wide, &mut rows);
                let mut start = 0;
                let places = samples.iter().map(|sample| {
                    start += sample.len();
                    (start - sample.len()..start).collect()
                });
                (rows, Self::Samples(places.collect()))
            }
            Self::Rows(_) | Self::MovingBlocks { .. } | Self::CircularBlocks { .. } => {
                self.draw_into(wide, &mut rows);
                (rows, self.clone())
            }
        }
    }
}
