//! Points about a mean, with a full covariance, in each state.

use std::f64::consts::TAU;
use std::ops::Range;

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3, Axis};
use spikebook_numeric::Stream;
use spikebook_numeric::elementary::ln;

use super::seeding::{Nearest, nearest_seeds};
use super::{BLOCK_STEPS, Emissions, Observations, Points};
use crate::Error;
use crate::matrix::{Cholesky, check_length};

/// A pivot below this share of its variance counts as none.
const PIVOT_FLOOR: f64 = 1e-12;

/// Gaussian points: mean μₖ and covariance Σₖ in state k.
#[derive(Clone, Debug)]
pub struct Gaussian {
    /// states × dimensions
    means: Array2<f64>,
    /// states × dimensions × dimensions
    covariances: Array3<f64>,
    factors: Vec<Cholesky>,
    /// −½ ln |2π Σₖ|
    ln_scales: Vec<f64>,
}

/// Sums of the posterior, of deviations from the old means and of their products.
#[derive(Clone, Debug)]
pub struct GaussianSums {
    weights: Vec<f64>,
    deviations: Array2<f64>,
    products: Array3<f64>,
}

impl Gaussian {
    /// From means (states × dimensions) and covariances (states × dimensions × dimensions).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a state or dimension; [`Error::Length`], [`Error::NonFinite`];
    /// [`Error::SingularCovariance`] for a covariance that is not positive definite.
    pub fn new(
        means: ArrayView2<'_, f64>,
        covariances: ArrayView3<'_, f64>,
    ) -> Result<Self, Error> {
        let (n_states, n) = means.dim();
        for (what, got) in [("states", n_states), ("dimensions", n)] {
            if got == 0 {
                return Err(Error::TooFew { what, got, wanted: 1 });
            }
        }
        crate::matrix::check_finite("means", means)?;
        let (a, b, c) = covariances.dim();
        check_length("covariances", a, n_states)?;
        check_length("rows of a covariance", b, n)?;
        check_length("columns of a covariance", c, n)?;
        Self::of(means.to_owned(), covariances.to_owned())
    }

    fn of(means: Array2<f64>, covariances: Array3<f64>) -> Result<Self, Error> {
        let n = means.ncols();
        let mut factors = Vec::with_capacity(means.nrows());
        let mut ln_scales = Vec::with_capacity(means.nrows());
        for (index, covariance) in covariances.outer_iter().enumerate() {
            let entries: Vec<f64> = covariance.iter().copied().collect();
            let singular = |_| Error::SingularCovariance { what: "covariance of state", index };
            let factor = Cholesky::new(&entries, n, PIVOT_FLOOR).map_err(singular)?;
            ln_scales.push(-0.5 * (n as f64 * ln(TAU) + factor.ln_determinant()));
            factors.push(factor);
        }
        Ok(Self { means, covariances, factors, ln_scales })
    }

    /// The means (states × dimensions).
    pub fn means(&self) -> ArrayView2<'_, f64> {
        self.means.view()
    }

    /// The covariances (states × dimensions × dimensions).
    pub fn covariances(&self) -> ArrayView3<'_, f64> {
        self.covariances.view()
    }
}

impl Emissions for Gaussian {
    type Observations = Points;
    type Sums = GaussianSums;

    fn drawn(points: &Points, n_states: usize, stream: &mut Stream) -> Result<Self, Error> {
        let n = points.n_dimensions();
        let n_steps = points.n_steps();
        let all = pooled(points);
        let scaled = |step: usize, d: usize| points.at(step)[d] / all[[d, d]].sqrt().max(1e-300);
        let rows = Nearest { n_steps, n_dimensions: n, value: &scaled };
        let seeds = nearest_seeds(&rows, n_states, stream)?;
        let mut means = Array2::zeros((n_states, n));
        let mut n_rows = vec![0.0_f64; n_states];
        for (row, &state) in seeds.rows.iter().zip(&seeds.state_of_row) {
            n_rows[state] += 1.0;
            for (mean, value) in means.row_mut(state).iter_mut().zip(points.at(*row)) {
                *mean += value;
            }
        }
        for (mut mean, n_rows) in means.outer_iter_mut().zip(n_rows) {
            mean.mapv_inplace(|sum| sum / n_rows.max(1.0));
        }
        let covariances = Array3::from_shape_fn((n_states, n, n), |(_, i, j)| all[[i, j]]);
        Self::of(means, covariances)
    }

    fn n_states(&self) -> usize {
        self.means.nrows()
    }

    fn n_parameters(&self) -> usize {
        let n = self.means.ncols();
        self.n_states() * (n + n * (n + 1) / 2)
    }

    /// The mean along the first dimension.
    fn rank(&self) -> Vec<f64> {
        self.means.column(0).to_vec()
    }

    fn reordered(&self, order: &[usize]) -> Self {
        Self {
            means: self.means.select(Axis(0), order),
            covariances: self.covariances.select(Axis(0), order),
            factors: order.iter().map(|&state| self.factors[state].clone()).collect(),
            ln_scales: order.iter().map(|&state| self.ln_scales[state]).collect(),
        }
    }

    fn check(&self, points: &Points) -> Result<(), Error> {
        check_length("dimensions of the points", points.n_dimensions(), self.means.ncols())
    }

    fn ln_probabilities(&self, points: &Points, steps: Range<usize>, into: &mut [f64]) {
        let mut deviation = vec![0.0; self.means.ncols()];
        for (state, factor) in self.factors.iter().enumerate() {
            let mean = self.means.row(state);
            for (place, step) in steps.clone().enumerate() {
                put_deviation(points.at(step), mean, &mut deviation);
                factor.solve_lower(&mut deviation);
                let squared: f64 = deviation.iter().map(|d| d * d).sum();
                into[state * BLOCK_STEPS + place] = self.ln_scales[state] - 0.5 * squared;
            }
        }
    }

    fn empty_sums(&self) -> GaussianSums {
        GaussianSums {
            weights: vec![0.0; self.n_states()],
            deviations: Array2::zeros(self.means.dim()),
            products: Array3::zeros(self.covariances.dim()),
        }
    }

    fn accumulate(
        &self,
        points: &Points,
        steps: Range<usize>,
        posterior: &[f64],
        sums: &mut GaussianSums,
    ) {
        let n = self.means.ncols();
        let mut deviation = vec![0.0; n];
        for state in 0..self.n_states() {
            for (place, step) in steps.clone().enumerate() {
                let weight = posterior[state * BLOCK_STEPS + place];
                put_deviation(points.at(step), self.means.row(state), &mut deviation);
                sums.weights[state] += weight;
                for i in 0..n {
                    sums.deviations[[state, i]] += weight * deviation[i];
                    for j in 0..=i {
                        sums.products[[state, i, j]] += weight * deviation[i] * deviation[j];
                    }
                }
            }
        }
    }

    fn merge(sums: &mut GaussianSums, later: &GaussianSums) {
        super::sums::add(&mut sums.weights, &later.weights);
        sums.deviations += &later.deviations;
        sums.products += &later.products;
    }

    fn maximised(&self, sums: &GaussianSums) -> Result<Self, Error> {
        let (mut means, mut covariances) = (self.means.clone(), self.covariances.clone());
        let n = means.ncols();
        for (state, &weight) in sums.weights.iter().enumerate() {
            if weight <= 0.0 {
                continue;
            }
            let shift = sums.deviations.row(state).mapv(|sum| sum / weight);
            for i in 0..n {
                means[[state, i]] += shift[i];
                for j in 0..=i {
                    let entry = sums.products[[state, i, j]] / weight - shift[i] * shift[j];
                    covariances[[state, i, j]] = entry;
                    covariances[[state, j, i]] = entry;
                }
            }
        }
        Self::of(means, covariances)
    }
}

fn put_deviation(point: &[f64], mean: ArrayView1<'_, f64>, into: &mut [f64]) {
    for ((into, value), mean) in into.iter_mut().zip(point).zip(mean) {
        *into = value - mean;
    }
}

/// The covariance of all points about their mean.
fn pooled(points: &Points) -> Array2<f64> {
    let (n, n_steps) = (points.n_dimensions(), points.n_steps());
    let mean_of = |value: &dyn Fn(&[f64]) -> f64| {
        spikebook_numeric::sum::sum((0..n_steps).map(|step| value(points.at(step))))
            / n_steps as f64
    };
    let means: Vec<f64> = (0..n).map(|i| mean_of(&|point| point[i])).collect();
    let product = |(i, j)| mean_of(&|point| (point[i] - means[i]) * (point[j] - means[j]));
    Array2::from_shape_fn((n, n), product)
}
