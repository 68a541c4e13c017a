//! Do two samples differ in their mean?

use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::sum::sum;

use super::NullDistribution;
use crate::Error;

/// The permutation test of mean(a) − mean(b): over every deal of the pooled values where there are
/// few enough of them, over random deals otherwise.
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
    /// [`Error::TooFew`] for an empty sample or no random deals, [`Error::NonFinite`].
    pub fn run(&self, a: &[f64], b: &[f64], seed: Seed) -> Result<NullDistribution, Error> {
        for (what, sample) in [("sample a", a), ("sample b", b)] {
            if sample.is_empty() {
                return Err(Error::TooFew { what, got: 0, wanted: 1 });
            }
            if let Some((row, &got)) =
                sample.iter().enumerate().find(|(_, value)| !value.is_finite())
            {
                return Err(Error::NonFinite { what: what.into(), row, got });
            }
        }
        let pooled: Vec<f64> = a.iter().chain(b).copied().collect();
        let scale = pooled.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let total = sum(pooled.iter().copied());
        let difference = |sum_a: f64| sum_a / a.len() as f64 - (total - sum_a) / b.len() as f64;
        let observed = difference(sum(a.iter().copied()));
        if n_combinations(pooled.len(), a.len()).is_some_and(|n_deals| n_deals <= self.max_exact) {
            let mut values = Vec::new();
            for_each_combination(pooled.len(), a.len(), |rows| {
                values.push(difference(sum(rows.iter().map(|&row| pooled[row]))));
            });
            return NullDistribution::from_all(observed, values, scale);
        }
        let random = |deal: usize| {
            let mut values = pooled.clone();
            seed.replicate("permutation", deal as u64).shuffle(&mut values);
            difference(sum(values[..a.len()].iter().copied()))
        };
        let values = (0..self.n_random).into_par_iter().map(random).collect();
        Ok(NullDistribution::from_random(observed, values)?.with_scale(scale))
    }
}

/// C(n, k); none where it does not fit.
fn n_combinations(n: usize, k: usize) -> Option<u64> {
    let mut count = 1_u128;
    for i in 0..k.min(n - k) {
        // C(n, i + 1) from C(n, i): the division leaves no rest.
        count = count * (n - i) as u128 / (i + 1) as u128;
        if count > u128::from(u64::MAX) {
            return None;
        }
    }
    u64::try_from(count).ok()
}

/// Calls `visit` with each choice of k of the rows 0..n, ascending, in lexicographic order.
fn for_each_combination(n: usize, k: usize, mut visit: impl FnMut(&[usize])) {
    let mut rows: Vec<usize> = (0..k).collect();
    loop {
        visit(&rows);
        // The last row that can still move up, with all after it following closely.
        let Some(place) = (0..k).rev().find(|&place| rows[place] < n - k + place) else { return };
        let next = rows[place] + 1;
        for (step, row) in rows[place..].iter_mut().enumerate() {
            *row = next + step;
        }
    }
}
