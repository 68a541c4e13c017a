//! Parameters from a training set in which the state was seen.

use ndarray::{Array2, ArrayView2};

use super::LinearGaussianModel;
use super::square::{product, rows, solved, symmetric};
use crate::Error;
use crate::matrix::{check_finite, check_length};

impl LinearGaussianModel {
    /// Fits A, C, Q, R, m and P by least squares to states (steps × dimensions) and measurements (steps ×
    /// measurements) of a training set; with them the state of other steps can be decoded from measurements
    /// alone. States are taken as they are: centre them, or add a column of ones.
    ///
    /// R is the full covariance of the residuals with `noise_floor` times its mean diagonal added to the
    /// diagonal, as silent units would make it singular.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`], [`Error::TooFew`]; [`Error::SingularCovariance`] where states
    /// depend on one another or measurements do and `noise_floor` is 0.
    pub fn from_known_states(
        states: ArrayView2<'_, f64>,
        measurements: ArrayView2<'_, f64>,
        noise_floor: f64,
    ) -> Result<Self, Error> {
        let (n_steps, n) = states.dim();
        let m = measurements.ncols();
        check_length("rows of the measurements", measurements.nrows(), n_steps)?;
        if n_steps < n + 2 {
            return Err(Error::TooFew { what: "steps", got: n_steps, wanted: n + 2 });
        }
        check_finite("states", states)?;
        check_finite("measurements", measurements)?;
        let count = n_steps as f64;
        let singular = |index| Error::SingularCovariance { what: "states, dimension", index };
        let (before, after) = (rows(&states, 0..n_steps - 1), rows(&states, 1..n_steps));
        let gram = symmetric(product(before.t(), before));
        let transition =
            solved(gram.view(), product(before.t(), after).view()).map_err(singular)?;
        let left = &after - &product(before, transition.view());
        let state_noise = symmetric(product(left.t(), left.view())) / (count - 1.0);

        let means: Vec<f64> = measurements.columns().into_iter().map(|c| c.sum() / count).collect();
        let centred = Array2::from_shape_fn((n_steps, m), |(t, j)| measurements[[t, j]] - means[j]);
        let gram = symmetric(product(states.t(), states));
        let loading =
            solved(gram.view(), product(states.t(), centred.view()).view()).map_err(singular)?;
        let left = &centred - &product(states, loading.view());
        let mut noise = symmetric(product(left.t(), left.view())) / count;
        let floor = noise_floor * noise.diag().sum() / m as f64;
        for j in 0..m {
            noise[[j, j]] += floor;
        }
        Self::new(
            transition.t(),
            loading.t(),
            state_noise.view(),
            noise.view(),
            &vec![0.0; n],
            (gram / count).view(),
        )?
        .with_offset(&means)
    }
}
