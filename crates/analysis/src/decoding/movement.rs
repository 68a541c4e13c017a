//! What do spikes say about the world, where it is known how the world moves?
//!
//! An animal does not jump: where it was in the last bin says where it can be in this one. With the transitions
//! T(s, s') = P(next state = s' | state = s) the posterior of a bin builds on that of the bin before:
//!
//! ```text
//! P(sₜ | n₁ … nₜ) ∝ P(nₜ | sₜ) Σₛ T(s, sₜ) P(s | n₁ … nₜ₋₁)
//! ```
//!
//! [`MovementDecoder::filtered`] is that, fit for use while the animal moves; [`MovementDecoder::smoothed`]
//! uses later bins too. It misleads where transitions were learnt from other behaviour than is decoded:
//! replay runs faster than the animal. Brown et al. (1998), doi:10.1523/JNEUROSCI.18-18-07411.1998; Zhang et
//! al. (1998), doi:10.1152/jn.1998.79.2.1017.

use ndarray::{Array2, ArrayView2, Axis};
use spikebook_numeric::elementary::exp;

use super::{PoissonDecoder, Posterior};
use crate::Error;
use crate::matrix::check_length;

/// A Bayesian decoder with a law of movement. See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct MovementDecoder {
    decoder: PoissonDecoder,
    /// from × to, rows add up to 1
    transitions: Array2<f64>,
}

impl MovementDecoder {
    /// From a decoder, whose prior is that of the first bin, and weights of the transitions (from × to) in
    /// any scale: rows are normalised here.
    ///
    /// # Errors
    /// [`Error::Length`]; [`Error::OutOfRange`] for a weight that is negative or not finite, or a row of 0
    /// alone.
    pub fn new(decoder: PoissonDecoder, weights: ArrayView2<'_, f64>) -> Result<Self, Error> {
        check_length("rows of the transitions", weights.nrows(), decoder.n_states())?;
        check_length("columns of the transitions", weights.ncols(), decoder.n_states())?;
        let what = "transitions";
        let mut transitions = weights.to_owned();
        for (row, mut entries) in transitions.outer_iter_mut().enumerate() {
            if let Some(&got) = entries.iter().find(|entry| !(entry.is_finite() && **entry >= 0.0))
            {
                return Err(Error::OutOfRange {
                    what,
                    row,
                    got,
                    wanted: "a finite number of at least 0",
                });
            }
            let total: f64 = entries.iter().sum();
            if !(total > 0.0 && total.is_finite()) {
                return Err(Error::OutOfRange {
                    what,
                    row,
                    got: total,
                    wanted: "some weight in the row",
                });
            }
            entries.mapv_inplace(|entry| entry / total);
        }
        Ok(Self { decoder, transitions })
    }

    /// Weights of transitions as they were seen: the number of times that a state followed another in
    /// consecutive bins of `states` (none where a bin has no state, or a stretch ends), plus `pseudo_count`
    /// for each.
    pub fn seen_transitions(
        stretches: &[&[Option<usize>]],
        n_states: usize,
        pseudo_count: f64,
    ) -> Array2<f64> {
        let mut weights = Array2::from_elem((n_states, n_states), pseudo_count);
        for pair in stretches.iter().flat_map(|states| states.windows(2)) {
            if let [Some(from), Some(to)] = *pair {
                weights[[from, to]] += 1.0;
            }
        }
        weights
    }

    /// The posterior of each bin given the counts up to it (bins × units, one bin after the other).
    ///
    /// # Errors
    /// [`Error::Length`]; [`Error::ImpossibleCounts`] for a bin whose counts no state that can be reached
    /// allows.
    pub fn filtered(&self, counts: ArrayView2<'_, u32>) -> Result<Posterior, Error> {
        Ok(Posterior::new(self.forward(&self.scaled_likelihoods(counts)?)?))
    }

    /// The posterior of each bin given all counts.
    ///
    /// # Errors
    /// As [`MovementDecoder::filtered`].
    pub fn smoothed(&self, counts: ArrayView2<'_, u32>) -> Result<Posterior, Error> {
        let likelihoods = self.scaled_likelihoods(counts)?;
        let mut posterior = self.forward(&likelihoods)?;
        let n_states = self.decoder.n_states();
        let mut later = vec![1.0; n_states];
        for bin in (0..posterior.nrows()).rev() {
            let mut row = posterior.row_mut(bin);
            for (probability, later) in row.iter_mut().zip(&later) {
                *probability *= later;
            }
            let total: f64 = row.iter().sum();
            if total.is_nan() || total <= 0.0 {
                return Err(Error::ImpossibleCounts { bin, n_states });
            }
            row.mapv_inplace(|probability| probability / total);
            let weighted: Vec<f64> =
                later.iter().zip(likelihoods.row(bin)).map(|(l, b)| l * b).collect();
            for (later, row) in later.iter_mut().zip(self.transitions.outer_iter()) {
                *later = row.iter().zip(&weighted).map(|(t, w)| t * w).sum();
            }
            let total: f64 = later.iter().sum();
            for later in &mut later {
                *later /= total;
            }
        }
        Ok(Posterior::new(posterior))
    }

    /// P(counts | state) over the largest of the bin.
    fn scaled_likelihoods(&self, counts: ArrayView2<'_, u32>) -> Result<Array2<f64>, Error> {
        let mut rows = self.decoder.ln_likelihoods(counts)?;
        let n_states = rows.ncols();
        for (bin, mut row) in rows.outer_iter_mut().enumerate() {
            let largest = row.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            if largest == f64::NEG_INFINITY {
                return Err(Error::ImpossibleCounts { bin, n_states });
            }
            row.mapv_inplace(|value| exp(value - largest));
        }
        Ok(rows)
    }

    fn forward(&self, likelihoods: &Array2<f64>) -> Result<Array2<f64>, Error> {
        let (n_bins, n_states) = likelihoods.dim();
        let mut posterior = Array2::zeros((n_bins, n_states));
        let mut before: Vec<f64> = self.decoder.ln_prior().iter().map(|&ln| exp(ln)).collect();
        for bin in 0..n_bins {
            let mut row: Vec<f64> = if bin == 0 {
                before.clone()
            } else {
                let mut moved = vec![0.0; n_states];
                for (from, row) in before.iter().zip(self.transitions.outer_iter()) {
                    for (moved, share) in moved.iter_mut().zip(row) {
                        *moved += from * share;
                    }
                }
                moved
            };
            for (probability, likelihood) in row.iter_mut().zip(likelihoods.row(bin)) {
                *probability *= likelihood;
            }
            let total: f64 = row.iter().sum();
            if total.is_nan() || total <= 0.0 {
                return Err(Error::ImpossibleCounts { bin, n_states });
            }
            for (into, probability) in
                posterior.index_axis_mut(Axis(0), bin).iter_mut().zip(&mut row)
            {
                *probability /= total;
                *into = *probability;
            }
            before = row;
        }
        Ok(posterior)
    }
}

#[cfg(test)]
mod tests;
