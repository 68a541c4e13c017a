//! The rotation that makes whitened rows least normal.

use ndarray::{Array2, Axis};
use rayon::prelude::*;
use spikebook_numeric::elementary::{exp, ln_1_plus, tanh};

use crate::Error;
use crate::matrix::symmetric_eigen;

/// Rows that are summed at a time.
const BLOCK_ROWS: usize = 512;

/// E[ln cosh ν] of a standard normal ν, by quadrature.
const NORMAL_LN_COSH: f64 = 0.374_567_207_491_438;

/// Directions (rows) in whitened space, and how far from normal the sources are.
#[derive(Clone, Debug)]
pub(super) struct Rotation {
    pub(super) directions: Array2<f64>,
    pub(super) contrast: f64,
    pub(super) n_iterations: usize,
}

pub(super) fn rotate(
    white: &Array2<f64>,
    start: Array2<f64>,
    tolerance: f64,
    max_iterations: usize,
) -> Result<Rotation, Error> {
    let mut directions = decorrelated(&start)?;
    let mut turned = f64::INFINITY;
    for n_iterations in 1..=max_iterations {
        let next = decorrelated(&step(white, &directions))?;
        turned = next
            .outer_iter()
            .zip(directions.outer_iter())
            .map(|(next, before)| (1.0 - next.dot(&before).abs()).abs())
            .fold(0.0, f64::max);
        directions = next;
        if turned <= tolerance {
            let contrast = contrast(white, &directions);
            return Ok(Rotation { directions, contrast, n_iterations });
        }
    }
    Err(Error::NotConverged {
        what: "independent components",
        n_iterations: max_iterations,
        step: turned,
        tolerance,
    })
}

/// E[g(wₖᵀ z) z] − E[g′(wₖᵀ z)] wₖ, summed over blocks of rows in their order.
fn step(white: &Array2<f64>, directions: &Array2<f64>) -> Array2<f64> {
    let k = directions.nrows();
    let blocks: Vec<_> = white.axis_chunks_iter(Axis(0), BLOCK_ROWS).collect();
    let blocks: Vec<(Array2<f64>, Vec<f64>)> = blocks
        .into_par_iter()
        .map(|block| {
            let bent = block.dot(&directions.t()).mapv_into(tanh);
            let slopes = (0..k)
                .map(|source| bent.column(source).iter().map(|g| 1.0 - g * g).sum())
                .collect();
            (bent.t().dot(&block), slopes)
        })
        .collect();
    let mut sums = Array2::zeros((k, k));
    let mut slopes = vec![0.0; k];
    for (block_sums, block_slopes) in &blocks {
        sums += block_sums;
        for (slope, block) in slopes.iter_mut().zip(block_slopes) {
            *slope += block;
        }
    }
    let n = white.nrows() as f64;
    for (source, mut row) in sums.outer_iter_mut().enumerate() {
        row.scaled_add(-slopes[source], &directions.row(source));
        row.mapv_inplace(|entry| entry / n);
    }
    sums
}

/// (W Wᵀ)^(−1/2) W: the nearest matrix with orthonormal rows.
fn decorrelated(directions: &Array2<f64>) -> Result<Array2<f64>, Error> {
    let k = directions.nrows();
    let gram = directions.dot(&directions.t());
    let (values, vectors) =
        symmetric_eigen(faer::Mat::from_fn(k, k, |i, j| gram[[i, j]]).as_ref())?;
    let scaled =
        &vectors / &values.mapv(|value| value.max(f64::MIN_POSITIVE).sqrt()).insert_axis(Axis(1));
    Ok(vectors.t().dot(&scaled.dot(directions)))
}

/// Σₖ (E[ln cosh sₖ] − E[ln cosh ν])², larger the less normal the sources are.
fn contrast(white: &Array2<f64>, directions: &Array2<f64>) -> f64 {
    let sources = white.dot(&directions.t());
    let ln_cosh = |x: f64| x.abs() + ln_1_plus(exp(-2.0 * x.abs())) - std::f64::consts::LN_2;
    sources
        .columns()
        .into_iter()
        .map(|source| {
            let mean = spikebook_numeric::sum::sum(source.iter().map(|&x| ln_cosh(x)))
                / source.len() as f64;
            (mean - NORMAL_LN_COSH) * (mean - NORMAL_LN_COSH)
        })
        .sum()
}
