//! Expectation and maximisation, over blocks of rows that are added up in their order.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;
use spikebook_numeric::elementary::{exp, ln};
use spikebook_numeric::sum::sum;

use super::Covariance;
use crate::Error;
use crate::matrix::Cholesky;

/// Rows that are worked on at a time.
const BLOCK_ROWS: usize = 512;

/// When steps end, and what is added to every variance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    pub(super) floor: f64,
    pub(super) tolerance: f64,
    pub(super) max_iterations: usize,
}

/// One cloud.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cloud {
    pub(super) weight: f64,
    pub(super) mean: Array1<f64>,
    /// p × p, also where it is diagonal
    pub(super) covariance: Array2<f64>,
}

/// Clouds at rest, and what they say of the rows.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) clouds: Vec<Cloud>,
    pub(super) responsibilities: Array2<f64>,
    pub(super) mean_ln_density: f64,
    pub(super) n_iterations: usize,
}

/// What gives ln(w N(x; μ, Σ)) quickly.
pub(super) struct Density<'a> {
    mean: ArrayView1<'a, f64>,
    factor: Cholesky,
    ln_constant: f64,
}

impl<'a> Density<'a> {
    pub(super) fn of(cloud: &'a Cloud, component: usize) -> Result<Self, Error> {
        let p = cloud.mean.len();
        let flat: Vec<f64> = cloud.covariance.iter().copied().collect();
        let factor = Cholesky::new(&flat, p, 1e-14).map_err(|_| Error::Singular {
            what: "gaussian mixture, component",
            index: component,
        })?;
        let ln_constant = ln(cloud.weight)
            - 0.5 * (p as f64 * ln(std::f64::consts::TAU) + factor.ln_determinant());
        Ok(Self { mean: cloud.mean.view(), factor, ln_constant })
    }

    pub(super) fn ln_weighted(&self, row: ArrayView1<'_, f64>, room: &mut [f64]) -> f64 {
        for ((room, x), mean) in room.iter_mut().zip(row).zip(self.mean) {
            *room = x - mean;
        }
        self.factor.solve_lower(room);
        self.ln_constant - 0.5 * room.iter().map(|z| z * z).sum::<f64>()
    }
}

/// Responsibilities, and the mean ln p of a row.
pub(super) fn expect(
    matrix: ArrayView2<'_, f64>,
    clouds: &[Cloud],
) -> Result<(Array2<f64>, Vec<f64>), Error> {
    let densities = clouds
        .iter()
        .enumerate()
        .map(|(component, cloud)| Density::of(cloud, component))
        .collect::<Result<Vec<_>, _>>()?;
    let k = clouds.len();
    let blocks: Vec<_> = matrix.axis_chunks_iter(Axis(0), BLOCK_ROWS).collect();
    let blocks: Vec<(Array2<f64>, Vec<f64>)> = blocks
        .into_par_iter()
        .map(|rows| {
            let mut room = vec![0.0; rows.ncols()];
            let mut ln_densities = Vec::with_capacity(rows.nrows());
            let mut responsibilities = Array2::zeros((rows.nrows(), k));
            for (mut shares, row) in responsibilities.outer_iter_mut().zip(rows.outer_iter()) {
                for (share, density) in shares.iter_mut().zip(&densities) {
                    *share = density.ln_weighted(row, &mut room);
                }
                let largest = shares.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                shares.mapv_inplace(|ln_share| exp(ln_share - largest));
                let total: f64 = shares.iter().sum();
                shares.mapv_inplace(|share| share / total);
                ln_densities.push(largest + ln(total));
            }
            (responsibilities, ln_densities)
        })
        .collect();
    let mut responsibilities = Vec::with_capacity(matrix.nrows() * k);
    let mut ln_densities = Vec::with_capacity(matrix.nrows());
    for (block, ln_block) in &blocks {
        responsibilities.extend(block);
        ln_densities.extend(ln_block);
    }
    let responsibilities = Array2::from_shape_vec((matrix.nrows(), k), responsibilities)
        .expect("a share of each row for each cloud");
    Ok((responsibilities, ln_densities))
}

pub(super) fn maximise(
    matrix: &Array2<f64>,
    mut responsibilities: Array2<f64>,
    covariance: Covariance,
    ending: Ending,
) -> Result<Found, Error> {
    let n_rows = matrix.nrows() as f64;
    let mut before = f64::NEG_INFINITY;
    let mut rise = f64::INFINITY;
    for n_iterations in 1..=ending.max_iterations {
        let clouds = weighted_moments(matrix, &responsibilities, covariance, ending.floor)?;
        let (next, ln_densities) = expect(matrix.view(), &clouds)?;
        let mean_ln_density = sum(ln_densities) / n_rows;
        responsibilities = next;
        rise = mean_ln_density - before;
        if rise.abs() <= ending.tolerance {
            return Ok(Found { clouds, responsibilities, mean_ln_density, n_iterations });
        }
        before = mean_ln_density;
    }
    Err(Error::NotConverged {
        what: "gaussian mixture",
        n_iterations: ending.max_iterations,
        step: rise,
        tolerance: ending.tolerance,
    })
}

/// Weights, means and covariances of the rows as they are shared out.
fn weighted_moments(
    matrix: &Array2<f64>,
    responsibilities: &Array2<f64>,
    covariance: Covariance,
    floor: f64,
) -> Result<Vec<Cloud>, Error> {
    let (n_rows, p) = matrix.dim();
    let cloud = |component: usize| -> Result<Cloud, Error> {
        let shares = responsibilities.column(component);
        let size = sum(shares.iter().copied());
        if size <= 10.0 * f64::EPSILON {
            return Err(Error::Singular { what: "gaussian mixture, component", index: component });
        }
        let mean = shares.dot(matrix) / size;
        let mut spread = Array2::zeros((p, p));
        for (rows, shares) in matrix
            .axis_chunks_iter(Axis(0), BLOCK_ROWS)
            .zip(shares.axis_chunks_iter(Axis(0), BLOCK_ROWS))
        {
            let centred = &rows - &mean;
            match covariance {
                Covariance::Full => {
                    let weighted = &centred * &shares.insert_axis(Axis(1));
                    spread += &weighted.t().dot(&centred);
                }
                Covariance::Diagonal => {
                    let squares = shares.dot(&centred.mapv(|value| value * value));
                    spread.diag_mut().zip_mut_with(&squares, |sum, term| *sum += term);
                }
            }
        }
        spread /= size;
        spread.diag_mut().mapv_inplace(|variance| variance + floor);
        Ok(Cloud { weight: size / n_rows as f64, mean, covariance: spread })
    };
    (0..responsibilities.ncols())
        .into_par_iter()
        .map(cloud)
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}
