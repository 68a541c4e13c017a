//! The correlograms of all pairs of many units.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::sweep::{Sweep, Tables};
use super::{Lags, nanoseconds};
use crate::Error;

/// More counts than this do not fit into the memory of a desk.
const MOST_COUNTS: usize = 1 << 27;

/// The counts of every pair of units, a unit with itself among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correlograms {
    lags: Lags,
    n_units: usize,
    counts: Vec<u64>,
}

/// Counts the pairs of all trains by their lags; a train with itself gives its autocorrelogram.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`] and [`Error::OutOfRange`] for times,
/// [`Error::Parameter`] where units² times bins pass 2²⁷.
///
/// ```
/// use spikebook_analysis::spike_trains::correlogram::{Lags, correlograms};
///
/// let (a, b) = ([0.1, 0.2], [0.102, 0.3]);
/// let all = correlograms(&[&a, &b], Lags::new(0.001, 3)?)?;
/// assert_eq!(all.of_pair(0, 1), [0, 0, 0, 0, 0, 1, 0]); // b fires 2 ms after a
/// assert_eq!(all.of_pair(1, 0), [0, 1, 0, 0, 0, 0, 0]);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn correlograms(trains: &[&[f64]], lags: Lags) -> Result<Correlograms, Error> {
    let n_units = trains.len();
    if n_units.saturating_mul(n_units).saturating_mul(lags.n_bins()) > MOST_COUNTS {
        let wanted = "units² times bins of at most 134,217,728";
        return Err(Error::Parameter { parameter: "units", got: n_units as f64, wanted });
    }
    let trains = trains
        .par_iter()
        .map(|train| nanoseconds("spike times", train))
        .collect::<Result<Vec<Vec<i64>>, Error>>()?;
    let sweep = Sweep::new(&trains, lags);
    // Whole numbers add up to the same whoever counts which stretch.
    let next = AtomicUsize::new(0);
    let n_tasks = rayon::current_num_threads().min(sweep.n_stretches()).max(1);
    let counted: Vec<Tables> = (0..n_tasks)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            let mut counter = sweep.counter();
            loop {
                let stretch = next.fetch_add(1, Ordering::Relaxed);
                if stretch >= sweep.n_stretches() {
                    return counter.into_tables();
                }
                sweep.count(stretch, &mut counter);
            }
        })
        .collect();
    let mut tables = counted.into_iter();
    let mut total = tables.next().expect("at least one task");
    tables.for_each(|table| total.add(&table));
    Ok(Correlograms { lags, n_units, counts: laid_out(&total, n_units, sweep.stride(), lags) })
}

/// Both signs of the lag side by side.
fn laid_out(tables: &Tables, n_units: usize, stride: usize, lags: Lags) -> Vec<u64> {
    let (reach, n_bins) = (lags.reach(), lags.n_bins());
    let mut counts = vec![0; n_units * n_units * n_bins];
    for (pair, counts) in counts.chunks_exact_mut(n_bins.max(1)).enumerate() {
        let (i, j) = (pair / n_units, pair % n_units);
        let inside =
            |i: usize, j: usize, bin: usize| tables.inside[(i * n_units + j) * stride + bin];
        let on_edge =
            |i: usize, j: usize, bin: usize| tables.on_edge[(i * n_units + j) * stride + bin];
        counts[reach] = inside(i, j, 0) + inside(j, i, 0) + on_edge(j, i, 1);
        for bin in 1..=reach {
            counts[reach + bin] = inside(i, j, bin) + on_edge(i, j, bin);
            counts[reach - bin] = inside(j, i, bin) + on_edge(j, i, bin + 1);
        }
    }
    counts
}

impl Correlograms {
    /// The bins.
    pub fn lags(&self) -> Lags {
        self.lags
    }

    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.n_units
    }

    /// The counts of one pair, a bin each.
    ///
    /// # Panics
    /// For a unit that there is not.
    pub fn of_pair(&self, reference: usize, target: usize) -> &[u64] {
        assert!(reference < self.n_units && target < self.n_units, "both units exist");
        let n_bins = self.lags.n_bins();
        &self.counts[(reference * self.n_units + target) * n_bins..][..n_bins]
    }
}
