//! Where, in time or in time and frequency, does a difference lie that chance would not give?
//!
//! A t value at each point of a map; neighbouring points beyond a threshold form a cluster, whose mass is
//! the sum of its t values. Under the null hypothesis rows could be exchanged (two samples) or their signs
//! flipped (one sample); each exchange gives a largest mass anywhere in the map, and a cluster's p value
//! is the share of exchanges, the observed one among them, whose largest mass is at least as large. One
//! test of the whole map, so many points cost nothing: the chance of any false cluster is at most the level.
//!
//! The claim is about the map, not about its borders: "there is a difference, seen in this cluster" holds
//! at the level, "it begins at 120 ms" does not. The threshold is a choice made before looking; a low one
//! finds weak wide differences, a high one strong narrow ones. Maris & Oostenveld (2007),
//! doi:10.1016/j.jneumeth.2007.03.024; on what may be said: Sassenhagen & Draschkow (2019),
//! doi:10.1111/psyp.13335.
//!
//! [`ClusterFit::point_p`] gives besides what the largest t anywhere says about single points (max
//! statistic: Westfall & Young 1993): less sensitive, and true of the point.

mod exchange;
mod grid;

pub use grid::Grid;

use ndarray::ArrayView2;
use spikebook_numeric::Seed;
use spikebook_numeric::special::student_t_quantile;

use crate::Error;
use exchange::Exchange;

/// Which differences count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tail {
    /// Above zero (the first sample above the second)
    Greater,
    /// Below zero
    Less,
    /// Either
    #[default]
    TwoSided,
}

/// A cluster permutation test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterTest {
    threshold_p: f64,
    tail: Tail,
    max_exact: u64,
    n_random: usize,
}

/// A run or patch of neighbouring points.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its points, ascending
    pub points: Vec<usize>,
    /// The sum of their t values
    pub mass: f64,
    /// The share of exchanges with a mass at least as large anywhere
    pub p: f64,
}

/// The outcome of a cluster test.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterFit {
    t: Vec<f64>,
    threshold: f64,
    clusters: Vec<Cluster>,
    largest_mass: Vec<f64>,
    largest_t: Vec<f64>,
    tail: Tail,
    exact: bool,
}

impl Default for ClusterTest {
    /// Points beyond a two-sided p of 0.05; all exchanges up to 10,000, else 2000 random ones.
    fn default() -> Self {
        Self { threshold_p: 0.05, tail: Tail::TwoSided, max_exact: 10_000, n_random: 2000 }
    }
}

impl ClusterTest {
    /// With another p value beyond which a single point joins a cluster.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_threshold_p(self, threshold_p: f64) -> Result<Self, Error> {
        if threshold_p > 0.0 && threshold_p < 1.0 {
            return Ok(Self { threshold_p, ..self });
        }
        let wanted = "a number above 0 and below 1";
        Err(Error::Parameter { parameter: "threshold p", got: threshold_p, wanted })
    }

    /// With another tail.
    #[must_use]
    pub fn with_tail(self, tail: Tail) -> Self {
        Self { tail, ..self }
    }

    /// With other numbers of exchanges: enumerated up to `max_exact`, else `n_random`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without random exchanges.
    pub fn with_exchanges(self, max_exact: u64, n_random: usize) -> Result<Self, Error> {
        if n_random == 0 {
            return Err(Error::TooFew { what: "permutations", got: 0, wanted: 1 });
        }
        Ok(Self { max_exact, n_random, ..self })
    }

    /// Tests whether the mean map differs from zero: rows are differences (subjects, paired trials) whose
    /// sign could as well have been the other one. `maps`: rows × points of the grid.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two rows, [`Error::Length`] where the grid has not as many points as a row,
    /// [`Error::NonFinite`], [`Error::ConstantColumn`] for a point without spread.
    ///
    /// ```
    /// use ndarray::array;
    /// use spikebook_analysis::permutation::{ClusterTest, Grid};
    /// use spikebook_numeric::Seed;
    ///
    /// let maps = array![
    ///     [0.1, 2.0, 2.2, -0.3],
    ///     [-0.2, 1.8, 2.9, 0.2],
    ///     [0.3, 2.4, 1.9, 0.1],
    ///     [-0.1, 1.5, 2.4, -0.2],
    ///     [0.2, 2.1, 2.6, 0.3],
    /// ];
    /// let fit = ClusterTest::default().one_sample(maps.view(), Grid::line(4), Seed::from_number(1))?;
    /// assert_eq!(fit.clusters()[0].points, [1, 2]);
    /// assert_eq!(fit.clusters()[0].p, 2.0 / 32.0); // all signs alike, of 2⁵
    /// # Ok::<(), spikebook_analysis::Error>(())
    /// ```
    pub fn one_sample(
        &self,
        maps: ArrayView2<'_, f64>,
        grid: Grid,
        seed: Seed,
    ) -> Result<ClusterFit, Error> {
        self.run(&Exchange::signs(maps, grid.n_points())?, grid, seed)
    }

    /// Tests whether the mean maps of two independent samples differ: rows could as well have been in the
    /// other sample. Both: rows × points of the grid; t is that of equal variances.
    ///
    /// # Errors
    /// As [`ClusterTest::one_sample`], with two rows a sample.
    pub fn two_samples(
        &self,
        a: ArrayView2<'_, f64>,
        b: ArrayView2<'_, f64>,
        grid: Grid,
        seed: Seed,
    ) -> Result<ClusterFit, Error> {
        self.run(&Exchange::labels(a, b, grid.n_points())?, grid, seed)
    }

    fn run(&self, exchange: &Exchange, grid: Grid, seed: Seed) -> Result<ClusterFit, Error> {
        let tail_p =
            if self.tail == Tail::TwoSided { 0.5 * self.threshold_p } else { self.threshold_p };
        let threshold = student_t_quantile(1.0 - tail_p, exchange.degrees_of_freedom());
        let t = exchange.observed()?;
        let found = grid.clusters(&t, threshold, self.tail);
        let largest = |t: &[f64]| {
            let mass = grid
                .clusters(t, threshold, self.tail)
                .iter()
                .fold(0.0_f64, |largest, (_, mass)| largest.max(mass.abs()));
            (mass, t.iter().fold(0.0_f64, |largest, &t| largest.max(self.tail.size(t))))
        };
        let exact = exchange.n_exchanges().is_some_and(|n| n <= self.max_exact);
        let null = if exact {
            exchange.each(largest)
        } else {
            exchange.random(self.n_random, seed, largest)
        };
        let (largest_mass, largest_t): (Vec<f64>, Vec<f64>) = null.into_iter().unzip();
        let mut clusters: Vec<Cluster> = found
            .into_iter()
            .map(|(points, mass)| {
                let p = share_at_least(&largest_mass, mass.abs(), exact);
                Cluster { points, mass, p }
            })
            .collect();
        clusters.sort_by(|one, other| other.mass.abs().total_cmp(&one.mass.abs()));
        let tail = self.tail;
        Ok(ClusterFit { t, threshold, clusters, largest_mass, largest_t, tail, exact })
    }
}

impl Tail {
    /// How far a t value lies in the tail.
    fn size(self, t: f64) -> f64 {
        match self {
            Self::Greater => t,
            Self::Less => -t,
            Self::TwoSided => t.abs(),
        }
    }
}

impl ClusterFit {
    /// The t value of each point.
    pub fn t(&self) -> &[f64] {
        &self.t
    }

    /// The size of t beyond which a point joins a cluster.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// The clusters, the one of the largest mass first.
    pub fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// The largest mass anywhere in each exchange, 0 where there was no cluster.
    pub fn largest_mass(&self) -> &[f64] {
        &self.largest_mass
    }

    /// Whether these are all exchanges there are.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// The p value of each point by the largest t anywhere in the map.
    pub fn point_p(&self) -> Vec<f64> {
        let p = |&t: &f64| share_at_least(&self.largest_t, self.tail.size(t), self.exact);
        self.t.iter().map(p).collect()
    }
}

/// The share of the null at or above `observed`, but for what rounding splits.
fn share_at_least(null: &[f64], observed: f64, exact: bool) -> f64 {
    let count = null.iter().filter(|&&value| value >= observed * (1.0 - 1e-12)).count();
    let unseen = usize::from(!exact);
    ((count + unseen) as f64 / (null.len() + unseen) as f64).min(1.0)
}

#[cfg(test)]
mod tests;
