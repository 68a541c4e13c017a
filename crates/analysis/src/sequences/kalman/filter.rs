//! Forwards: predict, then correct.
//!
//! With P = L Lᵀ the predicted covariance and M = Cᵀ R⁻¹ C, the corrected covariance is L (I + Lᵀ M L)⁻¹ Lᵀ:
//! one factor of the size of the state, of a matrix that is never near singular.

use std::f64::consts::TAU;

use ndarray::{Array2, Array3, ArrayView2, Axis};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::RunningSum;

use super::LinearGaussianModel;
use super::square::{apply, flat, product, sandwich, square_root, symmetric};
use crate::Error;
use crate::matrix::Cholesky;

/// Where the state is, given the measurements up to each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// Its mean, steps × dimensions
    pub means: Array2<f64>,
    /// Its covariance, steps × dimensions × dimensions
    pub covariances: Array3<f64>,
    /// The mean before the step's own measurement
    pub predicted_means: Array2<f64>,
    /// The covariance before the step's own measurement
    pub predicted_covariances: Array3<f64>,
    /// ln p(all measurements)
    pub ln_likelihood: f64,
}

pub(super) fn filter(
    model: &LinearGaussianModel,
    measurements: ArrayView2<'_, f64>,
) -> Result<Filtered, Error> {
    let (n_steps, n) = (measurements.nrows(), model.n_dimensions());
    let n_measurements = measurements.ncols();
    let known = &model.precision;
    let mut found = Filtered {
        means: Array2::zeros((n_steps, n)),
        covariances: Array3::zeros((n_steps, n, n)),
        predicted_means: Array2::zeros((n_steps, n)),
        predicted_covariances: Array3::zeros((n_steps, n, n)),
        ln_likelihood: 0.0,
    };
    let constant = n_measurements as f64 * ln(TAU) + known.ln_determinant;
    let mut ln_likelihood = RunningSum::default();
    let mut mean = model.first_mean.to_vec();
    let mut covariance = model.first_covariance.clone();
    for (step, y) in measurements.outer_iter().enumerate() {
        let singular =
            |_| Error::SingularCovariance { what: "covariance predicted for step", index: step };
        let root = square_root(covariance.view()).map_err(singular)?;
        found.predicted_means.row_mut(step).assign(&ndarray::aview1(&mean));
        found.predicted_covariances.index_axis_mut(Axis(0), step).assign(&covariance);

        let shown = apply(model.loading.view(), &mean);
        let surprise: Vec<f64> =
            (0..n_measurements).map(|j| y[j] - model.offset[j] - shown[j]).collect();
        let mut inner = sandwich(root.t(), known.information.view());
        for i in 0..n {
            inner[[i, i]] += 1.0;
        }
        let factor = Cholesky::new(&flat(inner.view()), n, 0.0).map_err(singular)?;
        let corrected =
            symmetric(product(product(root.view(), inverse(&factor, n).view()).view(), root.t()));
        let pull = apply(known.weights.view(), &surprise);
        let shift = apply(corrected.view(), &pull);

        let mut whitened = surprise;
        known.factor.solve_lower(&mut whitened);
        let squared: f64 = whitened.iter().map(|value| value * value).sum();
        let explained: f64 = pull.iter().zip(&shift).map(|(a, b)| a * b).sum();
        ln_likelihood.add(-0.5 * (constant + factor.ln_determinant() + squared - explained));

        for (mean, shift) in mean.iter_mut().zip(shift) {
            *mean += shift;
        }
        found.means.row_mut(step).assign(&ndarray::aview1(&mean));
        found.covariances.index_axis_mut(Axis(0), step).assign(&corrected);
        mean = apply(model.transition.view(), &mean);
        covariance = sandwich(model.transition.view(), corrected.view()) + &model.state_noise;
    }
    found.ln_likelihood = ln_likelihood.value();
    Ok(found)
}

fn inverse(factor: &Cholesky, n: usize) -> Array2<f64> {
    Array2::from_shape_vec((n, n), factor.inverse()).expect("n rows of n")
}
