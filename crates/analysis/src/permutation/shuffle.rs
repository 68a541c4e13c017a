//! The null of any statistic of labelled rows.

use spikebook_numeric::Seed;

use super::NullDistribution;
use crate::Error;
use crate::replication::Replication;

/// Deals the labels of `n_rows` rows at random, `n_permutations` times, on all threads.
///
/// The statistic receives an order: row i is to be given the label of row `order[i]`; the observed
/// statistic is that of the order 0, 1, 2, …. Deal number d is drawn from the stream
/// `seed.replicate("permutation", d)` alone.
///
/// # Errors
/// [`Error::TooFew`] below two rows or without a deal, [`Error::UndefinedStatistic`] where the
/// statistic is not finite.
///
/// ```
/// use spikebook_analysis::permutation::label_shuffle_null;
/// use spikebook_numeric::Seed;
///
/// let (choice, rate_hz) = ([0, 0, 0, 1, 1, 1], [3.0, 4.0, 3.5, 9.0, 8.0, 9.5]);
/// let separation = |order: &[usize]| {
///     let signed = |(&row, rate): (&usize, f64)| if choice[row] == 1 { rate } else { -rate };
///     order.iter().zip(rate_hz).map(signed).sum()
/// };
/// let null = label_shuffle_null(6, 999, Seed::from_number(1), separation)?;
/// assert!(null.p_greater() < 0.1);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
pub fn label_shuffle_null(
    n_rows: usize,
    n_permutations: usize,
    seed: Seed,
    statistic: impl Fn(&[usize]) -> f64 + Sync,
) -> Result<NullDistribution, Error> {
    LabelShuffle { max_exact: 0, n_random: n_permutations }.run(n_rows, seed, statistic)
}

/// Shuffles of labels: every order where there are few enough, random ones otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelShuffle {
    /// The largest number of orders that is enumerated
    pub max_exact: u64,
    /// The number of random orders otherwise
    pub n_random: usize,
}

impl Default for LabelShuffle {
    /// All orders up to 50,000 (8 rows have 40,320), else 10,000 random ones.
    fn default() -> Self {
        Self { max_exact: 50_000, n_random: 10_000 }
    }
}

impl LabelShuffle {
    /// The null of `statistic`, which receives orders as [`label_shuffle_null`] gives them.
    ///
    /// # Errors
    /// As [`label_shuffle_null`].
    pub fn run(
        &self,
        n_rows: usize,
        seed: Seed,
        statistic: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Result<NullDistribution, Error> {
        let in_place = identity(n_rows)?;
        let observed = statistic(&in_place);
        let n_orders = (1..=n_rows as u64).try_fold(1_u64, u64::checked_mul);
        if n_orders.is_some_and(|n_orders| n_orders <= self.max_exact) {
            let mut values = Vec::new();
            let mut order = in_place;
            loop {
                values.push(statistic(&order));
                if !next_order(&mut order) {
                    return NullDistribution::from_all(observed, values, observed.abs());
                }
            }
        }
        self.run_within(&[in_place], seed, statistic)
    }

    /// As [`LabelShuffle::run`], where labels move only within groups of rows, such as sessions, whose
    /// rows are exchangeable among themselves and not with others. Always random orders.
    ///
    /// # Errors
    /// As [`label_shuffle_null`], and [`Error::Length`] where the groups are no partition of the rows.
    pub fn run_within(
        &self,
        groups: &[Vec<usize>],
        seed: Seed,
        statistic: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Result<NullDistribution, Error> {
        let in_place = identity(groups.iter().map(Vec::len).sum())?;
        let mut all = groups.concat();
        all.sort_unstable();
        if all != in_place {
            let what = "rows of the groups, each once";
            all.dedup();
            return Err(Error::Length { what, got: all.len(), wanted: in_place.len() });
        }
        let observed = statistic(&in_place);
        let deals = Replication { seed, purpose: "permutation", n_replicates: self.n_random };
        let scratch = || (in_place.clone(), Vec::new());
        let values = deals.run_with(scratch, |(order, members), _, stream| {
            let mut wide = stream.wide();
            for group in groups {
                members.clone_from(group);
                wide.shuffle(members);
                for (&row, &member) in group.iter().zip(members.iter()) {
                    order[row] = member;
                }
            }
            statistic(order)
        });
        NullDistribution::from_random(observed, values)
    }
}

fn identity(n_rows: usize) -> Result<Vec<usize>, Error> {
    if n_rows < 2 {
        return Err(Error::TooFew { what: "rows to shuffle", got: n_rows, wanted: 2 });
    }
    Ok((0..n_rows).collect())
}

/// The next order in lexicographic sequence; false after the last.
fn next_order(order: &mut [usize]) -> bool {
    let Some(pivot) = order.windows(2).rposition(|pair| pair[0] < pair[1]) else { return false };
    let above = order.iter().rposition(|&row| row > order[pivot]).expect("the one after the pivot");
    order.swap(pivot, above);
    order[pivot + 1..].reverse();
    true
}
