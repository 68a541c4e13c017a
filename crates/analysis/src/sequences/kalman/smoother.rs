//! Backwards: what later measurements say of earlier states (Rauch, Tung & Striebel 1965, doi:10.2514/3.3166).

use ndarray::{Array2, Array3, Axis};

use super::square::{apply, product, sandwich, solved, square_root, symmetric};
use super::{Filtered, LinearGaussianModel};
use crate::Error;

/// Where the state was, given all measurements.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// Its mean, steps × dimensions
    pub means: Array2<f64>,
    /// Its covariance, steps × dimensions × dimensions
    pub covariances: Array3<f64>,
    /// Cov(xₜ₊₁, xₜ), (steps − 1) × dimensions × dimensions
    pub lag_one_covariances: Array3<f64>,
    /// ln p(all measurements)
    pub ln_likelihood: f64,
}

pub(super) fn smooth(model: &LinearGaussianModel, filtered: Filtered) -> Result<Smoothed, Error> {
    let (n_steps, n) = filtered.means.dim();
    let mut means = filtered.means;
    let mut covariances = filtered.covariances;
    let mut lag_one = Array3::zeros((n_steps - 1, n, n));
    for step in (0..n_steps - 1).rev() {
        let predicted = filtered.predicted_covariances.index_axis(Axis(0), step + 1);
        let here = covariances.index_axis(Axis(0), step).to_owned();
        // G = P Aᵀ P⁻¹ₜ₊₁|ₜ, by the transpose of what a symmetric solver gives.
        let moved = product(model.transition.view(), here.view());
        let gain = match solved(predicted, moved.view()) {
            Ok(transposed) => transposed.reversed_axes(),
            Err(_) => gain_of_singular(predicted.to_owned(), &moved).map_err(|index| {
                Error::SingularCovariance { what: "predicted covariance, direction", index }
            })?,
        };
        let ahead = means.row(step + 1).to_owned() - filtered.predicted_means.row(step + 1);
        let shift = apply(gain.view(), &ahead.to_vec());
        for (mean, shift) in means.row_mut(step).iter_mut().zip(shift) {
            *mean += shift;
        }
        let later = covariances.index_axis(Axis(0), step + 1).to_owned();
        let change = sandwich(gain.view(), (&later - &predicted).view());
        covariances.index_axis_mut(Axis(0), step).assign(&symmetric(here + change));
        lag_one.index_axis_mut(Axis(0), step).assign(&product(later.view(), gain.t()));
    }
    Ok(Smoothed {
        means,
        covariances,
        lag_one_covariances: lag_one,
        ln_likelihood: filtered.ln_likelihood,
    })
}

/// The gain where the predicted covariance has directions without spread: those are left out.
fn gain_of_singular(predicted: Array2<f64>, moved: &Array2<f64>) -> Result<Array2<f64>, usize> {
    let root = square_root(predicted.view())?;
    let kept: Vec<usize> = (0..root.ncols()).filter(|&j| root[[j, j]] > 0.0).collect();
    let root = root.select(Axis(1), &kept);
    // With P = L Lᵀ and L of full column rank, P⁺ = L (LᵀL)⁻² Lᵀ.
    let gram = symmetric(product(root.t(), root.view()));
    let once = solved(gram.view(), product(root.t(), moved.view()).view())?;
    let twice = solved(gram.view(), once.view())?;
    Ok(product(root.view(), twice.view()).reversed_axes())
}
