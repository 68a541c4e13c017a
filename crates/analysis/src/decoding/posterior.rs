//! From the probability of each state to one answer a bin.

use ndarray::{Array2, ArrayView1, ArrayView2};
use spikebook_numeric::elementary::{ln, sqrt};
use spikebook_numeric::sum::sum;

use crate::circular::Turn;

/// The probability of each state in each bin (shape: bins × states); rows sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    probabilities: Array2<f64>,
}

impl Posterior {
    pub(super) fn new(probabilities: Array2<f64>) -> Self {
        Self { probabilities }
    }

    /// The probabilities.
    pub fn probabilities(&self) -> ArrayView2<'_, f64> {
        self.probabilities.view()
    }

    /// The most probable state of each bin, the first of those that tie: the maximum a posteriori,
    /// and without a prior the maximum-likelihood state.
    pub fn most_probable_states(&self) -> Vec<usize> {
        self.per_bin(most_probable)
    }

    /// The posterior mean of each bin, where each state stands for a value (a position): the answer
    /// with the least expected squared error.
    ///
    /// # Panics
    /// Where there is not one value a state.
    pub fn means(&self, values: &[f64]) -> Vec<f64> {
        assert_eq!(values.len(), self.probabilities.ncols(), "one value a state");
        self.per_bin(|row| {
            sum(row.iter().zip(values).map(|(probability, value)| probability * value))
        })
    }

    /// The posterior circular mean of each bin, where each state stands for an angle; none where
    /// the posterior points nowhere.
    ///
    /// # Panics
    /// Where there is not one angle a state.
    pub fn circular_means(&self, angles: &[f64], turn: Turn) -> Vec<Option<f64>> {
        self.per_bin(|row| turn.weighted_mean(angles, &row.to_vec()))
    }

    /// The posterior standard deviation of each bin, where each state stands for a value.
    ///
    /// # Panics
    /// Where there is not one value a state.
    pub fn deviations(&self, values: &[f64]) -> Vec<f64> {
        assert_eq!(values.len(), self.probabilities.ncols(), "one value a state");
        self.per_bin(|row| {
            let weighted = |value: &dyn Fn(f64) -> f64| {
                sum(row.iter().zip(values).map(|(probability, &at)| probability * value(at)))
            };
            let mean = weighted(&|at| at);
            sqrt(weighted(&|at| (at - mean) * (at - mean)))
        })
    }

    /// The posterior circular standard deviation √(−2 ln R) of each bin, in the unit of the angles, where
    /// R is the length of the mean resultant vector; none where the posterior points nowhere.
    ///
    /// # Panics
    /// Where there is not one angle a state.
    pub fn circular_deviations(&self, angles: &[f64], turn: Turn) -> Vec<Option<f64>> {
        self.per_bin(|row| {
            let probabilities = row.to_vec();
            turn.weighted_mean(angles, &probabilities)?;
            // Rounding can lift a certain posterior a hair above 1.
            let length = turn.weighted_resultant_length(angles, &probabilities).min(1.0);
            Some(sqrt(-2.0 * ln(length)) * turn.length() / std::f64::consts::TAU)
        })
    }

    fn per_bin<T>(&self, answer: impl Fn(ArrayView1<'_, f64>) -> T) -> Vec<T> {
        self.probabilities.rows().into_iter().map(answer).collect()
    }
}

fn most_probable(row: ArrayView1<'_, f64>) -> usize {
    let mut best = 0;
    for (state, probability) in row.iter().enumerate() {
        if *probability > row[best] {
            best = state;
        }
    }
    best
}
