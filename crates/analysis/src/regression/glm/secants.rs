//! What the moves of a fit tell of its curvature.
//!
//! Between two places the gradient of the loss turns by the curvature times the move. Each such pair corrects the
//! curvature that a fit holds from elsewhere (an earlier place, or other rows), so that steps shrink faster and faster
//! while passes over the rows compute gradients alone.
//!
//! The recursion of limited-memory BFGS: Nocedal (1980), doi:10.2307/2006193.

use crate::matrix::{Cholesky, dot};

/// Pairs that are kept.
const MEMORY: usize = 6;

/// Steps that shrink by less tell nothing of the next one.
const FAST: f64 = 0.1;

/// The last moves, and how the gradient turned over each.
#[derive(Clone, Debug, Default)]
pub(super) struct Secants {
    pairs: Vec<(Vec<f64>, Vec<f64>)>,
}

impl Secants {
    /// Learns from a move; one along which the gradient did not rise says nothing.
    pub(super) fn learn(&mut self, moved: Vec<f64>, turned: Vec<f64>) {
        if dot(&moved, &turned) > 0.0 {
            self.pairs.push((moved, turned));
        }
        if self.pairs.len() > MEMORY {
            self.pairs.remove(0);
        }
    }

    /// Forgets all moves.
    pub(super) fn clear(&mut self) {
        self.pairs.clear();
    }

    /// −(curvature)⁻¹ gradient, with the curvature of `factor` as the moves correct it.
    pub(super) fn step(&self, factor: &Cholesky, gradient: &[f64]) -> Vec<f64> {
        let mut step: Vec<f64> = gradient.iter().map(|entry| -entry).collect();
        let mut shares = Vec::with_capacity(self.pairs.len());
        for (moved, turned) in self.pairs.iter().rev() {
            let share = dot(moved, &step) / dot(moved, turned);
            add_scaled(&mut step, -share, turned);
            shares.push(share);
        }
        factor.solve(&mut step);
        for ((moved, turned), share) in self.pairs.iter().zip(shares.into_iter().rev()) {
            let correction = share - dot(turned, &step) / dot(moved, turned);
            add_scaled(&mut step, correction, moved);
        }
        step
    }
}

/// Whether what a step leaves undone is surely below `wanted`: steps shrink about as fast as the last ones did, so it
/// is some `size`² / `last`, and a sixteenth of what is wanted is room enough for the doubt.
pub(super) fn leaves_below(wanted: f64, size: f64, last: f64) -> bool {
    last.is_finite() && size <= FAST * last && 16.0 * size * size <= wanted * last
}

/// Adds `factor` · `term` to `sum`.
pub(super) fn add_scaled(sum: &mut [f64], factor: f64, term: &[f64]) {
    for (sum, term) in sum.iter_mut().zip(term) {
        *sum += factor * term;
    }
}

/// The entries of one vector less those of another.
pub(super) fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With the identity for the factor, two independent moves teach all of a curvature of two dimensions.
    #[test]
    fn as_many_moves_as_dimensions_teach_a_quadratic() {
        let curvature = [[3.0, 1.0], [1.0, 2.0]];
        let times = |x: [f64; 2]| curvature.map(|row| row[0] * x[0] + row[1] * x[1]);
        let factor = Cholesky::new(&[1.0, 0.0, 0.0, 1.0], 2, 0.0).expect("the identity");
        let mut secants = Secants::default();
        assert_eq!(secants.step(&factor, &[4.0, -1.0]), [-4.0, 1.0]);
        // Moves that the curvature makes independent: (1, 0)ᵀ C (1, −3) = 0.
        for moved in [[1.0, 0.0], [1.0, -3.0]] {
            secants.learn(moved.to_vec(), times(moved).to_vec());
        }
        // C (−1, 2) = (−1, 3)
        let step = secants.step(&factor, &[-1.0, 3.0]);
        assert!((step[0] - 1.0).abs() < 1e-14 && (step[1] + 2.0).abs() < 1e-14, "{step:?}");
        secants.clear();
        assert_eq!(secants.step(&factor, &[-1.0, 3.0]), [1.0, -3.0]);
    }

    #[test]
    fn what_is_left_is_judged_by_two_steps() {
        // From 1e-3 to 1e-5: the next would be 1e-7.
        assert!(leaves_below(2e-6, 1e-5, 1e-3));
        assert!(!leaves_below(1e-6, 1e-5, 1e-3));
        assert!(!leaves_below(1.0, 1e-5, f64::INFINITY));
        assert!(!leaves_below(1.0, 1e-5, 3e-5));
        assert!(!leaves_below(1.0, f64::NAN, 1.0));
    }

    #[test]
    fn a_move_along_which_nothing_rises_is_forgotten() {
        let factor = Cholesky::new(&[4.0], 1, 0.0).expect("positive");
        let mut secants = Secants::default();
        secants.learn(vec![1.0], vec![-1.0]);
        assert_eq!(secants.step(&factor, &[2.0]), [-0.5]);
    }
}
