//! The null of any statistic of labelled rows.

use rayon::prelude::*;
use spikebook_numeric::Seed;

use super::NullDistribution;
use crate::Error;

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
    if n_rows < 2 {
        return Err(Error::TooFew { what: "rows to shuffle", got: n_rows, wanted: 2 });
    }
    let in_place: Vec<usize> = (0..n_rows).collect();
    let observed = statistic(&in_place);
    let deal = |number: usize| {
        let mut order = in_place.clone();
        seed.replicate("permutation", number as u64).shuffle(&mut order);
        statistic(&order)
    };
    NullDistribution::from_random(observed, (0..n_permutations).into_par_iter().map(deal).collect())
}
