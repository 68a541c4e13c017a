//! The null of a statistic that is a function of one sum over the rows that a deal chooses.

use spikebook_numeric::{Seed, WideStream};

use super::subset_sums::{BATCH, SubsetSums};
use crate::replication::Replication;

/// Draws `n_random` choices of rows and gives `statistic` of the sum of the chosen `values`, in the order
/// of the draws. Choice number d is drawn from the stream `seed.replicate("permutation", d)` alone.
pub(super) fn null_of_sums(
    values: &[f64],
    n_random: usize,
    seed: Seed,
    choose: impl Fn(&mut WideStream, &mut [u64]) + Sync,
    statistic: impl Fn(f64) -> f64 + Sync,
) -> Vec<f64> {
    let sums = SubsetSums::new(values);
    let n_words = sums.n_words();
    // Batches are the units of work, choices the units of chance.
    let batches =
        Replication { seed, purpose: "permutation", n_replicates: n_random.div_ceil(BATCH) };
    let scratch = || (vec![0; n_words], vec![0; n_words * BATCH]);
    let of_batches = batches.run_with(scratch, |(bits, words), batch, _| {
        let first = batch * BATCH;
        let n_choices = BATCH.min(n_random - first);
        for choice in 0..n_choices {
            choose(&mut batches.stream(first + choice).wide(), bits);
            for (at, &word) in bits.iter().enumerate() {
                words[at * BATCH + choice] = word;
            }
        }
        sums.of(words)[..n_choices].iter().map(|&sum| statistic(sum)).collect::<Vec<f64>>()
    });
    of_batches.concat()
}
