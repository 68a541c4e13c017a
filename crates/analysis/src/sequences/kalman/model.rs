//! The parameters, valid by construction.

use ndarray::{Array1, Array2, ArrayView2};

use super::square::{flat, product, square_root};
use super::{Filtered, Smoothed, filter, smoother};
use crate::Error;
use crate::matrix::{Cholesky, check_finite, check_finite_slice, check_length};

/// A linear Gaussian model of a hidden state. See the [module](super).
#[derive(Clone, Debug)]
pub struct LinearGaussianModel {
    /// A, state × state
    pub(super) transition: Array2<f64>,
    /// C, measurements × state
    pub(super) loading: Array2<f64>,
    /// Q
    pub(super) state_noise: Array2<f64>,
    /// R
    pub(super) measurement_noise: Array2<f64>,
    /// d
    pub(super) offset: Array1<f64>,
    /// m
    pub(super) first_mean: Array1<f64>,
    /// P
    pub(super) first_covariance: Array2<f64>,
    /// What the filter needs again and again
    pub(super) precision: Precision,
}

/// R as the filter uses it.
#[derive(Clone, Debug)]
pub(super) struct Precision {
    pub(super) factor: Cholesky,
    pub(super) ln_determinant: f64,
    /// Cᵀ R⁻¹, state × measurements
    pub(super) weights: Array2<f64>,
    /// Cᵀ R⁻¹ C
    pub(super) information: Array2<f64>,
}

impl LinearGaussianModel {
    /// From A, C, Q, R and the mean and covariance of the state at the first measurement; d is 0.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: no state or no measurement; [`Error::Length`]: sides that do not go together.
    /// - [`Error::NonFinite`].
    /// - [`Error::SingularCovariance`]: R is not positive definite, or Q or P has a direction with less than
    ///   no spread.
    pub fn new(
        transition: ArrayView2<'_, f64>,
        loading: ArrayView2<'_, f64>,
        state_noise: ArrayView2<'_, f64>,
        measurement_noise: ArrayView2<'_, f64>,
        first_mean: &[f64],
        first_covariance: ArrayView2<'_, f64>,
    ) -> Result<Self, Error> {
        let (n_measurements, n) = loading.dim();
        for (what, got) in [("state dimensions", n), ("measurements", n_measurements)] {
            if got == 0 {
                return Err(Error::TooFew { what, got, wanted: 1 });
            }
        }
        let squares = [
            ("transition matrix", transition.reborrow(), n),
            ("state noise", state_noise.reborrow(), n),
            ("measurement noise", measurement_noise.reborrow(), n_measurements),
            ("first covariance", first_covariance.reborrow(), n),
        ];
        for (what, matrix, side) in squares {
            check_length(what, matrix.nrows(), side)?;
            check_length(what, matrix.ncols(), side)?;
            check_finite(what, matrix)?;
        }
        check_finite("loading matrix", loading)?;
        check_length("first mean", first_mean.len(), n)?;
        check_finite_slice("first mean", first_mean)?;
        for (what, matrix) in [
            ("state noise, direction", state_noise.reborrow()),
            ("first covariance, direction", first_covariance.reborrow()),
        ] {
            square_root(matrix).map_err(|index| Error::SingularCovariance { what, index })?;
        }
        let precision = Precision::new(loading, measurement_noise)?;
        Ok(Self {
            transition: transition.to_owned(),
            loading: loading.to_owned(),
            state_noise: state_noise.to_owned(),
            measurement_noise: measurement_noise.to_owned(),
            offset: Array1::zeros(n_measurements),
            first_mean: Array1::from(first_mean.to_vec()),
            first_covariance: first_covariance.to_owned(),
            precision,
        })
    }

    /// The same model with d added to every measurement.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`].
    pub fn with_offset(self, offset: &[f64]) -> Result<Self, Error> {
        check_length("offset", offset.len(), self.n_measurements())?;
        check_finite_slice("offset", offset)?;
        Ok(Self { offset: Array1::from(offset.to_vec()), ..self })
    }

    /// The number of dimensions of the state.
    pub fn n_dimensions(&self) -> usize {
        self.loading.ncols()
    }

    /// The number of measurements a step.
    pub fn n_measurements(&self) -> usize {
        self.loading.nrows()
    }

    /// A: how the state moves on (state × state).
    pub fn transition(&self) -> ArrayView2<'_, f64> {
        self.transition.view()
    }

    /// C: how the state shows (measurements × state).
    pub fn loading(&self) -> ArrayView2<'_, f64> {
        self.loading.view()
    }

    /// Q: the covariance of what pushes the state.
    pub fn state_noise(&self) -> ArrayView2<'_, f64> {
        self.state_noise.view()
    }

    /// R: the covariance of the measurements about what the state shows.
    pub fn measurement_noise(&self) -> ArrayView2<'_, f64> {
        self.measurement_noise.view()
    }

    /// d: the measurements of a state of 0.
    pub fn offset(&self) -> &[f64] {
        self.offset.as_slice().expect("one after the other")
    }

    /// Where the state is at each step, given the measurements up to it (steps × measurements).
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`], [`Error::TooFew`] without a step;
    /// [`Error::SingularCovariance`] where rounding leaves a covariance with less than no spread;
    /// [`Error::Overflow`] for measurements whose likelihood is beyond the range of numbers.
    pub fn filter(&self, measurements: ArrayView2<'_, f64>) -> Result<Filtered, Error> {
        self.check(measurements)?;
        let filtered = filter::filter(self, measurements)?;
        if filtered.ln_likelihood.is_finite() && filtered.means.iter().all(|mean| mean.is_finite())
        {
            Ok(filtered)
        } else {
            Err(Error::Overflow { what: "measurements".into() })
        }
    }

    /// Where the state was at each step, given all measurements (steps × measurements).
    ///
    /// # Errors
    /// As [`LinearGaussianModel::filter`].
    pub fn smooth(&self, measurements: ArrayView2<'_, f64>) -> Result<Smoothed, Error> {
        smoother::smooth(self, self.filter(measurements)?)
    }

    fn check(&self, measurements: ArrayView2<'_, f64>) -> Result<(), Error> {
        if measurements.nrows() == 0 {
            return Err(Error::TooFew { what: "steps", got: 0, wanted: 1 });
        }
        check_length("measurements a step", measurements.ncols(), self.n_measurements())?;
        check_finite("measurements", measurements)
    }
}

impl Precision {
    fn new(loading: ArrayView2<'_, f64>, noise: ArrayView2<'_, f64>) -> Result<Self, Error> {
        let n = noise.nrows();
        let singular =
            |index| Error::SingularCovariance { what: "measurement noise, measurement", index };
        let factor = Cholesky::new(&flat(noise), n, 1e-14).map_err(singular)?;
        let mut weights = Array2::zeros(loading.t().dim());
        for (mut row, column) in weights.outer_iter_mut().zip(loading.columns()) {
            let mut column = column.to_vec();
            factor.solve(&mut column);
            for (weight, value) in row.iter_mut().zip(column) {
                *weight = value;
            }
        }
        let information = super::square::symmetric(product(weights.view(), loading));
        Ok(Self { ln_determinant: factor.ln_determinant(), factor, weights, information })
    }
}
