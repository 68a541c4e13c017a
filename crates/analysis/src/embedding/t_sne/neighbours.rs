//! Who sees whom, in the data.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use spikebook_numeric::elementary::{exp, ln};

use crate::clustering::squared_distance;

/// Halvings of the interval in which a width lies.
const HALVINGS: usize = 200;

/// How near ln perplexity must be.
const ENTROPY_TOLERANCE: f64 = 1e-10;

/// pᵢⱼ, which sum to 1.
pub(super) fn joint_probabilities(matrix: ArrayView2<'_, f64>, perplexity: f64) -> Array2<f64> {
    let n = matrix.nrows();
    let ln_perplexity = ln(perplexity);
    let rows: Vec<Vec<f64>> = (0..n)
        .into_par_iter()
        .map(|row| {
            let distances: Vec<f64> =
                (0..n).map(|other| squared_distance(matrix.row(row), matrix.row(other))).collect();
            seen_by(&distances, row, ln_perplexity)
        })
        .collect();
    let size = 2.0 * n as f64;
    Array2::from_shape_fn((n, n), |(i, j)| (rows[i][j] + rows[j][i]) / size)
}

/// pⱼ|ᵢ of one row: the width is bisected until the entropy is right.
fn seen_by(distances: &[f64], own: usize, ln_perplexity: f64) -> Vec<f64> {
    let others = || (0..distances.len()).filter(|&other| other != own);
    let nearest = others().map(|other| distances[other]).fold(f64::INFINITY, f64::min);
    let mean =
        others().map(|other| distances[other] - nearest).sum::<f64>() / distances.len() as f64;
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut beta = if mean > 0.0 { 1.0 / mean } else { 1.0 };
    let mut seen = vec![0.0; distances.len()];
    for _ in 0..HALVINGS {
        let (mut total, mut weighted) = (0.0, 0.0);
        for other in others() {
            let excess = distances[other] - nearest;
            let weight = exp(-beta * excess);
            seen[other] = weight;
            total += weight;
            weighted += weight * excess;
        }
        let entropy = ln(total) + beta * weighted / total;
        seen.iter_mut().for_each(|weight| *weight /= total);
        let difference = entropy - ln_perplexity;
        if difference.abs() <= ENTROPY_TOLERANCE {
            break;
        }
        if difference > 0.0 {
            low = beta;
            beta = if high.is_finite() { f64::midpoint(low, high) } else { beta * 2.0 };
        } else {
            high = beta;
            beta = f64::midpoint(low, high);
        }
    }
    seen
}
