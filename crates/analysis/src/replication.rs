//! The engine of everything that is drawn again: replicate b is a function of the seed and of b.
//!
//! A bootstrap, a permutation test, a shift null and a parametric simulation differ in what a replicate
//! does, not in how replicates run. [`Replication`] runs them on all threads: number b opens the stream
//! `seed.replicate(purpose, b)` and nothing else, results land by number, and sums are left to the
//! caller, so the outcome is the same to the last bit on any number of threads, and more replicates leave
//! the first ones as they were.
//!
//! It misleads where a body keeps something from one replicate to the next; scratch space may carry
//! memory, never numbers.
//!
//! ```
//! use spikebook_analysis::replication::Replication;
//! use spikebook_numeric::Seed;
//!
//! let dice = Replication { seed: Seed::from_number(1), purpose: "dice", n_replicates: 100 };
//! let faces = dice.run(|_, stream| 1 + stream.wide().below(6));
//! assert_eq!(faces.len(), 100);
//! assert!(faces.iter().all(|face| (1..=6).contains(face)));
//! ```

use rayon::prelude::*;
use spikebook_numeric::{Seed, Stream};

/// So many replicates of one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replication {
    /// What the streams are made from
    pub seed: Seed,
    /// What they are for: the same seed serves several purposes
    pub purpose: &'static str,
    /// How many replicates
    pub n_replicates: usize,
}

impl Replication {
    /// The result of each replicate, in their order.
    pub fn run<T: Send>(&self, body: impl Fn(usize, Stream) -> T + Sync) -> Vec<T> {
        self.run_with(|| (), |(), number, stream| body(number, stream))
    }

    /// As [`Replication::run`], with scratch space that a thread makes once and replicates use in turn.
    pub fn run_with<S: Send, T: Send>(
        &self,
        scratch: impl Fn() -> S + Sync + Send,
        body: impl Fn(&mut S, usize, Stream) -> T + Sync,
    ) -> Vec<T> {
        let replicate = |scratch: &mut S, number: usize| body(scratch, number, self.stream(number));
        (0..self.n_replicates).into_par_iter().map_init(&scratch, replicate).collect()
    }

    /// The stream of one replicate.
    pub fn stream(&self, number: usize) -> Stream {
        self.seed.replicate(self.purpose, number as u64)
    }
}

/// How often each of `n_rows` rows is drawn where `n_rows` are drawn with replacement: the weights of a
/// bootstrap replicate, for statistics that take weights. The same draws as those of
/// [`Resampling::Rows`](crate::bootstrap::Resampling::Rows).
pub fn multiplicities(n_rows: usize, stream: Stream, into: &mut Vec<u32>) {
    into.clear();
    into.resize(n_rows, 0);
    stream.wide().for_each_below(n_rows, n_rows, |_, row| into[row] += 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dice(n_replicates: usize) -> Replication {
        Replication { seed: Seed::from_number(3), purpose: "dice", n_replicates }
    }

    #[test]
    fn threads_and_numbers_change_nothing() {
        let draw = |_, mut stream: Stream| stream.bits();
        let on = |n_threads: usize, n_replicates| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
            pool.expect("threads").install(|| dice(n_replicates).run(draw))
        };
        let one = on(1, 300);
        for n_threads in [2, 3, 8] {
            assert_eq!(one, on(n_threads, 300));
        }
        assert_eq!(one[..70], on(2, 70)[..]);
        let other = Replication { purpose: "coins", ..dice(300) };
        assert_ne!(one, other.run(draw));
    }

    #[test]
    fn weights_count_the_rows_that_a_bootstrap_draws() {
        let mut weights = vec![9];
        multiplicities(50, dice(1).stream(0), &mut weights);
        assert_eq!(weights.iter().sum::<u32>(), 50);
        let rows = crate::bootstrap::Resampling::Rows(50).draw(dice(1).stream(0));
        for (row, &weight) in weights.iter().enumerate() {
            assert_eq!(rows.iter().filter(|&&drawn| drawn == row).count(), weight as usize);
        }
    }
}
