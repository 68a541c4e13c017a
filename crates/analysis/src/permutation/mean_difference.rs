//! Do two samples differ in their mean?

use spikebook_numeric::Seed;
use spikebook_numeric::sum::sum;

use super::NullDistribution;
use super::deal::{Dealer, for_each_combination, n_combinations};
use super::linear::null_of_sums;
use crate::Error;

/// The permutation test of mean(a) − mean(b): over every deal of the pooled values where there are
/// few enough of them, over random deals otherwise.
///
/// A random deal chooses the rows of the smaller sample as bits, each choice equally likely, and adds
/// up what is chosen eight rows at a time: for two samples of 2500 some 0.5 µs a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeanDifference {
    /// The largest number of deals that is enumerated
    pub max_exact: u64,
    /// The number of random deals otherwise
    pub n_random: usize,
}

impl Default for MeanDifference {
    /// All deals up to 200,000 (two samples of 10 have 184,756), else 10,000 random ones.
    fn default() -> Self {
        Self { max_exact: 200_000, n_random: 10_000 }
    }
}

impl MeanDifference {
    /// Tests two samples; `seed` matters only where deals are drawn.
    ///
    /// # Errors
    /// [`Error::TooFew`] for an empty sample or no random deals, [`Error::NonFinite`],
    /// [`Error::UndefinedStatistic`] where sums overflow.
    pub fn run(&self, a: &[f64], b: &[f64], seed: Seed) -> Result<NullDistribution, Error> {
        for (what, sample) in [("sample a", a), ("sample b", b)] {
            if sample.is_empty() {
                return Err(Error::TooFew { what, got: 0, wanted: 1 });
            }
            finite_values(what, sample)?;
        }
        let pooled: Vec<f64> = a.iter().chain(b).copied().collect();
        let scale = pooled.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        if n_combinations(pooled.len(), a.len()).is_some_and(|n_deals| n_deals <= self.max_exact) {
            let total = sum(pooled.iter().copied());
            let difference = |sum_a: f64| sum_a / a.len() as f64 - (total - sum_a) / b.len() as f64;
            let observed = difference(sum(a.iter().copied()));
            let mut values = Vec::new();
            for_each_combination(pooled.len(), a.len(), |rows| {
                values.push(difference(sum(rows.iter().map(|&row| pooled[row]))));
            });
            return NullDistribution::from_all(observed, values, scale);
        }
        // Differences do not change where the pooled mean is taken off, and sums lose less.
        let centre = spikebook_numeric::sum::mean(&pooled);
        let deviations: Vec<f64> = pooled.iter().map(|value| value - centre).collect();
        let total = sum(deviations.iter().copied());
        let n_smaller = a.len().min(b.len());
        let (smaller, larger) = (n_smaller as f64, (pooled.len() - n_smaller) as f64);
        let sign = if a.len() <= b.len() { 1.0 } else { -1.0 };
        let difference =
            |sum_smaller: f64| sign * (sum_smaller / smaller - (total - sum_smaller) / larger);
        let of_smaller =
            if a.len() <= b.len() { &deviations[..a.len()] } else { &deviations[a.len()..] };
        let observed = difference(sum(of_smaller.iter().copied()));
        let dealer = Dealer::new(pooled.len(), n_smaller);
        let deal = |wide: &mut _, bits: &mut [u64]| dealer.deal(wide, bits);
        let values = null_of_sums(&deviations, self.n_random, seed, deal, difference);
        Ok(NullDistribution::from_random(observed, values)?.with_scale(scale))
    }
}

pub(super) fn finite_values(what: &'static str, values: &[f64]) -> Result<(), Error> {
    match values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        Some((row, &got)) => Err(Error::NonFinite { what: what.into(), row, got }),
        None => Ok(()),
    }
}
