//! The fit of all parameters where the state was never seen.

use ndarray::{Array1, Array2, Array3, ArrayView2, Axis};
use spikebook_numeric::elementary::ln;

use super::eigen::eigen;
use super::square::{product, rows, sandwich, solved, symmetric};
use super::{LinearGaussianModel, Smoothed};
use crate::Error;
use crate::decomposition::Pca;

/// The smallest variance of a measurement's noise, as a share of the measurement's variance.
const NOISE_FLOOR: f64 = 1e-6;

/// Latent linear dynamics, not yet fitted. See the [module](super).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DynamicsEm {
    n_dimensions: usize,
    max_iterations: usize,
    tolerance: f64,
}

/// Fitted latent dynamics.
#[derive(Clone, Debug)]
pub struct DynamicsFit {
    model: LinearGaussianModel,
    smoothed: Smoothed,
    history: Vec<f64>,
}

impl DynamicsEm {
    /// A state of so many dimensions; at most 2,000 iterations, which end where one gains less than 10⁻⁶ in
    /// ln-likelihood a step.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_dimensions: usize) -> Result<Self, Error> {
        if n_dimensions == 0 {
            return Err(Error::TooFew { what: "state dimensions", got: 0, wanted: 1 });
        }
        Ok(Self { n_dimensions, max_iterations: 2000, tolerance: 1e-6 })
    }

    /// The same fit with another end.
    ///
    /// # Errors
    /// [`Error::TooFew`] for no iteration; [`Error::Parameter`] for a tolerance that is not above 0.
    pub fn with_end(self, max_iterations: usize, tolerance: f64) -> Result<Self, Error> {
        if max_iterations == 0 {
            return Err(Error::TooFew { what: "iterations", got: 0, wanted: 1 });
        }
        if !(tolerance.is_finite() && tolerance > 0.0) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "tolerance", got: tolerance, wanted });
        }
        Ok(Self { max_iterations, tolerance, ..self })
    }

    /// Fits measurements (steps × measurements), starting from their principal components.
    ///
    /// # Errors
    /// - [`Error::TooFew`], [`Error::Parameter`]: fewer steps or measurements than dimensions.
    /// - [`Error::NonFinite`], [`Error::NoVariance`].
    /// - [`Error::ConstantColumn`]: a measurement that never changes.
    /// - [`Error::SingularCovariance`]: a state that does not move along some direction.
    /// - [`Error::NotConverged`].
    pub fn fit(&self, measurements: ArrayView2<'_, f64>) -> Result<DynamicsFit, Error> {
        let n_steps = measurements.nrows();
        if n_steps < self.n_dimensions + 2 {
            let wanted = self.n_dimensions + 2;
            return Err(Error::TooFew { what: "steps", got: n_steps, wanted });
        }
        let (mut model, floors) = self.first_model(measurements)?;
        let enough = self.tolerance * n_steps as f64;
        let mut history: Vec<f64> = Vec::new();
        let mut gain = f64::INFINITY;
        for _ in 0..self.max_iterations {
            let smoothed = model.smooth(measurements)?;
            if let Some(before) = history.last() {
                gain = smoothed.ln_likelihood - before;
            }
            history.push(smoothed.ln_likelihood);
            if gain.abs() <= enough {
                let model = turned(&model, &smoothed)?;
                let smoothed = model.smooth(measurements)?;
                return Ok(DynamicsFit { model, smoothed, history });
            }
            model = maximised(&model, &smoothed, measurements, &floors)?;
        }
        Err(Error::NotConverged {
            what: "linear dynamics",
            n_iterations: self.max_iterations,
            step: gain,
            tolerance: enough,
        })
    }

    fn first_model(
        &self,
        measurements: ArrayView2<'_, f64>,
    ) -> Result<(LinearGaussianModel, Vec<f64>), Error> {
        let n = self.n_dimensions;
        let pca = Pca::new().with_components(n)?.fit_matrix(measurements)?;
        let scores = pca.scores(measurements)?;
        let loading = pca.components().t().to_owned();
        let n_steps = measurements.nrows() as f64;
        let mean = Array1::from(pca.mean().to_vec());
        let mut variances = Vec::with_capacity(measurements.ncols());
        let mut floors = Vec::with_capacity(measurements.ncols());
        for (column, of_column) in measurements.columns().into_iter().enumerate() {
            let shown = product(scores.view(), rows(&loading.view(), column..column + 1).t());
            let left = |(y, shown): (&f64, &f64)| y - mean[column] - shown;
            let about: f64 =
                of_column.iter().map(|y| (y - mean[column]) * (y - mean[column])).sum();
            if about <= 0.0 {
                return Err(Error::ConstantColumn { column });
            }
            let squared: f64 =
                of_column.iter().zip(&shown).map(|pair| left(pair) * left(pair)).sum();
            let floor = NOISE_FLOOR * about / n_steps;
            floors.push(floor);
            variances.push((squared / n_steps).max(floor).max(0.01 * about / n_steps));
        }
        let covariance = symmetric(product(scores.t(), scores.view())) / n_steps;
        let model = LinearGaussianModel::new(
            (Array2::eye(n) * 0.9).view(),
            loading.view(),
            (&covariance * 0.19).view(),
            Array2::from_diag(&Array1::from(variances)).view(),
            &vec![0.0; n],
            covariance.view(),
        )?;
        Ok((model.with_offset(&mean.to_vec())?, floors))
    }
}

/// The parameters of largest expected likelihood.
fn maximised(
    model: &LinearGaussianModel,
    smoothed: &Smoothed,
    measurements: ArrayView2<'_, f64>,
    floors: &[f64],
) -> Result<LinearGaussianModel, Error> {
    let (n_steps, n) = smoothed.means.dim();
    let second_moment = |steps: std::ops::Range<usize>| {
        let means = rows(&smoothed.means.view(), steps.clone());
        product(means.t(), means) + added(&smoothed.covariances, steps)
    };
    let all = symmetric(second_moment(0..n_steps));
    let before = symmetric(second_moment(0..n_steps - 1));
    let after = second_moment(1..n_steps);
    let means = smoothed.means.view();
    let across = product(rows(&means, 1..n_steps).t(), rows(&means, 0..n_steps - 1))
        + added(&smoothed.lag_one_covariances, 0..n_steps - 1);
    let singular = |index| Error::SingularCovariance { what: "state, direction", index };
    let transition = solved(before.view(), across.t()).map_err(singular)?.reversed_axes();
    let explained = product(transition.view(), across.t());
    let state_noise = symmetric(after - explained) / (n_steps - 1) as f64;

    let offset = model.offset.to_vec();
    let centred =
        Array2::from_shape_fn(measurements.dim(), |(t, j)| measurements[[t, j]] - offset[j]);
    let shared = product(centred.t(), means);
    let loading = solved(all.view(), shared.t()).map_err(singular)?.reversed_axes();
    let noise = |j: usize| {
        let squared: f64 = centred.column(j).iter().map(|y| y * y).sum();
        let shown: f64 = (0..n).map(|k| loading[[j, k]] * shared[[j, k]]).sum();
        ((squared - shown) / n_steps as f64).max(floors[j])
    };
    let noise = Array1::from_shape_fn(measurements.ncols(), noise);
    let first = smoothed.covariances.index_axis(Axis(0), 0);
    LinearGaussianModel::new(
        transition.view(),
        loading.view(),
        state_noise.view(),
        Array2::from_diag(&noise).view(),
        &smoothed.means.row(0).to_vec(),
        first,
    )?
    .with_offset(&offset)
}

/// The sum of matrices over some steps.
fn added(matrices: &Array3<f64>, steps: std::ops::Range<usize>) -> Array2<f64> {
    let mut sum = Array2::zeros((matrices.dim().1, matrices.dim().2));
    for step in steps {
        sum += &matrices.index_axis(Axis(0), step);
    }
    sum
}

/// The same model on axes along which C is orthonormal, sorted by how far the state spreads along them.
fn turned(model: &LinearGaussianModel, smoothed: &Smoothed) -> Result<LinearGaussianModel, Error> {
    let singular = |index| Error::SingularCovariance { what: "loading, direction", index };
    // CᵀC = V S² Vᵀ; x' = S Vᵀ x shows by C V S⁻¹, whose columns are orthonormal.
    let gram = symmetric(product(model.loading.t(), model.loading.view()));
    let (squares, vectors) = eigen(gram.view());
    let n = squares.len();
    if let Some(index) = squares.iter().position(|square| *square <= 1e-20 * squares[0]) {
        return Err(singular(index));
    }
    let scaled = |i: usize, j: usize| squares[i].sqrt() * vectors[[j, i]];
    let to = Array2::from_shape_fn((n, n), |(i, j)| scaled(i, j));
    let back = Array2::from_shape_fn((n, n), |(i, j)| vectors[[i, j]] / squares[j].sqrt());
    let on_axes = changed(model, to.view(), back.view())?;
    // Then along the axes of the state's own movement.
    let moved = product(smoothed.means.view(), to.t());
    let (_, axes) = eigen(symmetric(product(moved.t(), moved.view())).view());
    changed(&on_axes, axes.t(), axes.view())
}

/// The model of x' = T x, with x = B x'.
fn changed(
    model: &LinearGaussianModel,
    to: ArrayView2<'_, f64>,
    back: ArrayView2<'_, f64>,
) -> Result<LinearGaussianModel, Error> {
    LinearGaussianModel::new(
        product(product(to, model.transition.view()).view(), back).view(),
        product(model.loading.view(), back).view(),
        sandwich(to, model.state_noise.view()).view(),
        model.measurement_noise.view(),
        &super::square::apply(to, &model.first_mean.to_vec()),
        sandwich(to, model.first_covariance.view()).view(),
    )?
    .with_offset(&model.offset.to_vec())
}

impl DynamicsFit {
    /// The fitted model.
    pub fn model(&self) -> &LinearGaussianModel {
        &self.model
    }

    /// The state at each step of the data that it was fitted to.
    pub fn smoothed(&self) -> &Smoothed {
        &self.smoothed
    }

    /// ln p(measurements) before each iteration.
    pub fn history(&self) -> &[f64] {
        &self.history
    }

    /// ln p(measurements) under the fitted model.
    pub fn ln_likelihood(&self) -> f64 {
        self.smoothed.ln_likelihood
    }

    /// For each measurement the share of its variance that the smoothed state shows.
    pub fn shares_shown(&self, measurements: ArrayView2<'_, f64>) -> Vec<f64> {
        let shown = product(self.smoothed.means.view(), self.model.loading.t());
        let share = |j: usize| {
            let column = measurements.column(j);
            let offset = self.model.offset[j];
            let total: f64 = column.iter().map(|y| (y - offset) * (y - offset)).sum();
            let left = |(y, shown): (&f64, &f64)| y - offset - shown;
            let unexplained: f64 =
                column.iter().zip(shown.column(j)).map(|pair| left(pair) * left(pair)).sum();
            1.0 - unexplained / total
        };
        (0..measurements.ncols()).map(share).collect()
    }

    /// −2 ln L + parameters × ln steps, with the freedom to choose axes taken away.
    pub fn bic(&self) -> f64 {
        let (n, m) = (self.model.n_dimensions(), self.model.n_measurements());
        let n_parameters = n * n + n * (n + 1) + n + m * n + 2 * m - n * n;
        n_parameters as f64 * ln(self.smoothed.means.nrows() as f64) - 2.0 * self.ln_likelihood()
    }
}
