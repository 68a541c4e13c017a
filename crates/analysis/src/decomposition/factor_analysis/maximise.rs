//! Expectation–maximisation on the covariance: a step costs p² k, whatever the number of rows.

use ndarray::{Array1, Array2, Axis};

use crate::Error;
use crate::matrix::product;
use crate::matrix::{Cholesky, symmetric_eigen};

/// A noise variance below this share of the unit's variance is one that goes to 0.
const LEAST_NOISE: f64 = 1e-9;

/// Steps between two looks at how far the noise has moved.
const STRIDE: usize = 10;

/// Loadings Λ (p × k) and noise variances (the diagonal of Ψ).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    pub(super) loadings: Array2<f64>,
    pub(super) noise: Array1<f64>,
}

/// (I + Λᵀ Ψ⁻¹ Λ)⁻¹ with its logarithm's determinant, and β = (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹ (k × p).
pub(super) struct Posterior {
    pub(super) covariance: Array2<f64>,
    pub(super) ln_determinant: f64,
    pub(super) weights: Array2<f64>,
}

impl Model {
    pub(super) fn posterior(&self) -> Result<Posterior, Error> {
        let k = self.loadings.ncols();
        let scaled = &self.loadings / &self.noise.view().insert_axis(Axis(1));
        let mut precision = self.loadings.t().dot(&scaled);
        precision.diag_mut().mapv_inplace(|entry| entry + 1.0);
        let flat: Vec<f64> = precision.iter().copied().collect();
        let factor = Cholesky::new(&flat, k, 0.0)
            .map_err(|_| Error::Overflow { what: "loadings over noise".into() })?;
        let covariance = Array2::from_shape_vec((k, k), factor.inverse()).expect("k × k entries");
        let weights = covariance.dot(&scaled.t());
        Ok(Posterior { covariance, ln_determinant: factor.ln_determinant(), weights })
    }

    /// The mean log-likelihood of a row whose covariance about the mean is `covariance`.
    pub(super) fn mean_ln_likelihood(&self, covariance: &Array2<f64>) -> Result<f64, Error> {
        let p = self.noise.len();
        let posterior = self.posterior()?;
        let ln_noise: Vec<f64> =
            self.noise.iter().map(|&v| spikebook_numeric::elementary::ln(v)).collect();
        let ln_determinant = posterior.ln_determinant + spikebook_numeric::sum::sum(ln_noise);
        let explained = self.loadings.dot(&product(posterior.weights.view(), covariance.view()));
        let trace = spikebook_numeric::sum::sum(
            (0..p).map(|i| (covariance[[i, i]] - explained[[i, i]]) / self.noise[i]),
        );
        let ln_tau = spikebook_numeric::elementary::ln(std::f64::consts::TAU);
        Ok(-0.5 * (p as f64 * ln_tau + ln_determinant + trace))
    }
}

/// Loadings of the principal components beyond what the others hold, and the rest of each variance as noise.
pub(super) fn start(covariance: &Array2<f64>, k: usize) -> Result<Model, Error> {
    let p = covariance.nrows();
    let as_faer = faer::Mat::from_fn(p, p, |i, j| covariance[[i, j]]);
    let (values, directions) = symmetric_eigen(as_faer.as_ref())?;
    let rest = values.iter().skip(k).map(|value| value.max(0.0)).sum::<f64>() / (p - k) as f64;
    let loadings = Array2::from_shape_fn((p, k), |(unit, factor)| {
        let size = (values[factor] - rest).max(1e-3 * values[0]).sqrt();
        directions[[factor, unit]] * size
    });
    let noise = (0..p)
        .map(|unit| {
            let shared = loadings.row(unit).dot(&loadings.row(unit));
            (covariance[[unit, unit]] - shared).max(0.05 * covariance[[unit, unit]])
        })
        .collect();
    Ok(Model { loadings, noise })
}

/// Steps until the noise stands still. Returns their number.
pub(super) fn maximise(
    covariance: &Array2<f64>,
    model: &mut Model,
    tolerance: f64,
    max_iterations: usize,
) -> Result<usize, Error> {
    let mut anchor = model.noise.clone();
    let mut moved = f64::INFINITY;
    for iteration in 1..=max_iterations {
        step(covariance, model)?;
        if iteration % STRIDE == 0 {
            moved = (0..anchor.len())
                .map(|i| (model.noise[i] - anchor[i]).abs() / covariance[[i, i]])
                .fold(0.0, f64::max);
            if moved <= tolerance {
                return Ok(iteration);
            }
            anchor.assign(&model.noise);
        }
    }
    Err(Error::NotConverged {
        what: "factor analysis",
        n_iterations: max_iterations,
        step: moved,
        tolerance,
    })
}

fn step(covariance: &Array2<f64>, model: &mut Model) -> Result<(), Error> {
    let k = model.loadings.ncols();
    let posterior = model.posterior()?;
    // E[f fᵀ] = (I + Λᵀ Ψ⁻¹ Λ)⁻¹ + β S βᵀ, E[f xᵀ] = β S.
    let crossed = product(posterior.weights.view(), covariance.view());
    let second = &posterior.covariance + &crossed.dot(&posterior.weights.t());
    let flat: Vec<f64> = second.iter().copied().collect();
    let factor = Cholesky::new(&flat, k, 0.0)
        .map_err(|_| Error::Overflow { what: "second moments of the factors".into() })?;
    for (unit, mut row) in model.loadings.outer_iter_mut().enumerate() {
        let mut solution: Vec<f64> = crossed.column(unit).to_vec();
        factor.solve(&mut solution);
        let shared: f64 = solution.iter().zip(crossed.column(unit)).map(|(a, b)| a * b).sum();
        let variance = covariance[[unit, unit]];
        model.noise[unit] = (variance - shared).max(LEAST_NOISE * variance);
        row.assign(&Array1::from(solution));
    }
    Ok(())
}
