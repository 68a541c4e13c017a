//! Steps downhill with momentum, and with gains where a coordinate keeps its direction.

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_numeric::elementary::{exp, ln};
use spikebook_numeric::sum::sum;

use super::StochasticNeighboursFit;
use crate::Error;

/// Steps with exaggerated p.
const FIRST_STEPS: usize = 250;

/// How many times too large p is in these.
const EXAGGERATION: f64 = 12.0;

/// Steps in which it falls to 1.
const FALLING_STEPS: usize = 250;

/// Steps between two looks at the divergence.
const STRIDE: usize = 50;

/// The smallest q.
const LEAST: f64 = 1e-300;

pub(super) fn descend(
    joint: &Array2<f64>,
    mut places: Array2<f64>,
    tolerance: f64,
    max_iterations: usize,
) -> Result<StochasticNeighboursFit, Error> {
    let n = places.nrows();
    let length = (n as f64 / EXAGGERATION / 4.0).max(50.0);
    let mut momentum = Array2::<f64>::zeros(places.dim());
    let mut gains = Array2::<f64>::from_elem(places.dim(), 1.0);
    let mut before = f64::INFINITY;
    let mut fall = f64::INFINITY;
    let n_before = FIRST_STEPS + FALLING_STEPS;
    for iteration in 1..=n_before + max_iterations {
        let is_first = iteration <= FIRST_STEPS;
        let (exaggeration, memory) = (exaggeration_at(iteration), if is_first { 0.5 } else { 0.8 });
        if iteration == FIRST_STEPS + 1 {
            momentum.fill(0.0);
            gains.fill(1.0);
        }
        let (slopes, divergence) = gradient(joint, &places, exaggeration);
        if iteration > n_before && (iteration - n_before).is_multiple_of(STRIDE) {
            fall = (before - divergence) / divergence;
            before = divergence;
            if fall <= tolerance {
                return Ok(StochasticNeighboursFit { places, divergence, n_iterations: iteration });
            }
        }
        for (((place, slope), momentum), gain) in
            places.iter_mut().zip(&slopes).zip(&mut momentum).zip(&mut gains)
        {
            let keeps_on = *slope * *momentum < 0.0;
            *gain = if keeps_on { *gain + 0.2 } else { (*gain * 0.8_f64).max(0.01) };
            *momentum = memory * *momentum - length * *gain * slope;
            *place += *momentum;
        }
    }
    Err(Error::NotConverged {
        what: "stochastic neighbour embedding",
        n_iterations: n_before + max_iterations,
        step: fall,
        tolerance,
    })
}

/// How many times too large p is: the same for a while, then falling by a fixed share a step.
fn exaggeration_at(iteration: usize) -> f64 {
    let falling = iteration.saturating_sub(FIRST_STEPS).min(FALLING_STEPS);
    exp(ln(EXAGGERATION) * (1.0 - falling as f64 / FALLING_STEPS as f64))
}

/// 4 Σⱼ (e pᵢⱼ − qᵢⱼ) wᵢⱼ (yᵢ − yⱼ) with wᵢⱼ = 1 / (1 + |yᵢ − yⱼ|²), and the divergence of p (without the factor e) from q.
pub(super) fn gradient(
    joint: &Array2<f64>,
    places: &Array2<f64>,
    exaggeration: f64,
) -> (Array2<f64>, f64) {
    let n = places.nrows();
    let at: Vec<[f64; 2]> = places.outer_iter().map(|place| [place[0], place[1]]).collect();
    let weight = |a: [f64; 2], b: [f64; 2]| {
        let (x, y) = (a[0] - b[0], a[1] - b[1]);
        1.0 / (1.0 + x * x + y * y)
    };
    let sums: Vec<f64> = (0..n)
        .into_par_iter()
        .map(|row| {
            let mut total = 0.0;
            for other in &at {
                total += weight(at[row], *other);
            }
            total - 1.0
        })
        .collect();
    let total = sum(sums);
    let rows: Vec<([f64; 2], f64)> = (0..n)
        .into_par_iter()
        .map(|row| {
            let (mut slope, mut divergence) = ([0.0; 2], 0.0);
            for (other, p) in joint.row(row).iter().enumerate() {
                if other == row {
                    continue;
                }
                let w = weight(at[row], at[other]);
                let q = (w / total).max(LEAST);
                let pull = (exaggeration * p - q) * w;
                slope[0] += pull * (at[row][0] - at[other][0]);
                slope[1] += pull * (at[row][1] - at[other][1]);
                if *p > 0.0 {
                    divergence += p * ln(p / q);
                }
            }
            ([4.0 * slope[0], 4.0 * slope[1]], divergence)
        })
        .collect();
    let slopes = Array2::from_shape_fn((n, 2), |(row, axis)| rows[row].0[axis]);
    (slopes, sum(rows.iter().map(|row| row.1)))
}
