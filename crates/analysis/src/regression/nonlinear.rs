//! Which curve of a known form runs through these points?
//!
//! yᵢ = f(xᵢ, θ) + εᵢ, with independent noise of one size (or of known relative precision wᵢ). The fit minimises
//! Σᵢ wᵢ (yᵢ − f(xᵢ, θ))², as `nls` of R and `curve_fit` of SciPy do; with weights it is `curve_fit(…, sigma =
//! 1/√w, absolute_sigma = False)`.
//!
//! Two stages. Levenberg–Marquardt searches in plain doubles (damping of Nielsen 1999; scalings of Levenberg, Marquardt and Moré
//! 1978, doi:10.1007/BFb0067700; and one that solves for linear parameters after each step) find valleys, and the lowest that has
//! a bottom is kept. There Gauss–Newton steps with residuals and slopes in [doubled](spikebook_numeric::doubled) precision go
//! down until a step is below 10⁻¹⁵ of every parameter. Slopes are exact ([`Dual`]): a curve is written once, over any
//! [`Real`], and needs no derivatives.
//!
//! On NIST's 27 nonlinear cases it reaches the eleven certified digits (at least ten after rounding) from both starts.
//!
//! **When it misleads.** There may be several valleys, and only those near the start are seen: try several starts, or
//! [`NamedCurve::start`], which looks over a grid. Standard errors are those of the tangent plane; where the curve bends within
//! them, bootstrap. Parameters that the data do not fix are an error ([`Error::Unidentified`]), not large numbers.
//!
//! ```
//! use ndarray::{Array2, array};
//! use spikebook_analysis::regression::nonlinear::{Curve, NonlinearLeastSquares};
//! use spikebook_numeric::Real;
//!
//! /// A current that decays.
//! #[derive(Clone, Copy)]
//! struct Decay;
//!
//! impl Curve for Decay {
//!     fn n_parameters(&self) -> usize {
//!         2
//!     }
//!     fn value<T: Real>(&self, x: &[f64], theta: &[T]) -> T {
//!         theta[0] * (-T::from_f64(x[0]) / theta[1]).exp()
//!     }
//! }
//!
//! let time_ms = Array2::from_shape_vec((5, 1), vec![0.0, 1.0, 2.0, 4.0, 8.0])?;
//! let current_pa = array![-98.0, -62.0, -35.0, -14.0, -2.0];
//! let fit = NonlinearLeastSquares::new().fit(&Decay, time_ms.view(), current_pa.view(), None, &[-50.0, 1.0])?;
//! assert!((fit.estimates()[1] - 2.0279).abs() < 1e-3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bottom;
mod curves;
mod fit;
mod linear;
mod search;

pub use curves::NamedCurve;
pub use fit::NonlinearFit;

use ndarray::{ArrayView1, ArrayView2};
use spikebook_numeric::{Doubled, Dual, Real};

use super::ordinary_least_squares::check_weights;
use crate::Error;
use crate::matrix::{check_finite, check_finite_slice, check_length};

/// A form of curve: what it gives at x with parameters θ.
pub trait Curve {
    /// How many parameters it has.
    fn n_parameters(&self) -> usize;

    /// Its value at the covariates `x` of one row, in the arithmetic of the parameters.
    fn value<T: Real>(&self, x: &[f64], parameters: &[T]) -> T;
}

/// A nonlinear regression, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `max_iterations` of each search | 1000 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NonlinearLeastSquares {
    max_iterations: usize,
}

impl Default for NonlinearLeastSquares {
    fn default() -> Self {
        Self { max_iterations: 1000 }
    }
}

impl NonlinearLeastSquares {
    /// A regression with default parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits the steps of each search.
    ///
    /// # Errors
    /// [`Error::Parameter`] for 0.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        if max_iterations == 0 {
            let wanted = "at least 1";
            return Err(Error::Parameter { parameter: "max_iterations", got: 0.0, wanted });
        }
        Ok(Self { max_iterations })
    }

    /// Fits `curve` to `response` (`n_rows`) at `design` (`n_rows` × covariates), from `start`; weights are
    /// inverse variances up to a common factor, and rows of weight 0 do not count.
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`], [`Error::OutOfRange`]: vectors that do not go together, a
    ///   number that is not finite, also of the curve at the start; a weight below 0.
    /// - [`Error::TooFew`]: no row (of positive weight) more than parameters.
    /// - [`Error::NotConverged`]: no search came to a bottom.
    /// - [`Error::Unidentified`]: the lowest point is none, as the curve does not change with a parameter.
    pub fn fit<C: Curve + Clone>(
        &self,
        curve: &C,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        start: &[f64],
    ) -> Result<NonlinearFit<C>, Error> {
        check_length("response", response.len(), design.nrows())?;
        check_length("start", start.len(), curve.n_parameters())?;
        check_finite("design matrix", design)?;
        check_finite_slice("response", &response.to_vec())?;
        check_finite_slice("start", start)?;
        check_weights(weights, design.nrows())?;
        let points = Points::new(curve, design, response, weights);
        let (got, wanted) = (points.y.len(), start.len() + 1);
        if got < wanted {
            return Err(Error::TooFew { what: "rows of positive weight", got, wanted });
        }
        for (row, &at) in points.rows.iter().enumerate() {
            let value = curve.value(&points.x[row], start);
            if !value.is_finite() {
                let what = "curve at the start".to_owned();
                return Err(Error::NonFinite { what, row: at, got: value });
            }
        }
        let bottom = self.lowest(&points, start)?;
        NonlinearFit::new(curve.clone(), &points, bottom, design, response)
    }

    /// The lowest of the valleys that searches come to and that have a bottom.
    fn lowest<C: Curve>(
        &self,
        points: &Points<'_, C>,
        start: &[f64],
    ) -> Result<bottom::Bottom, Error> {
        let linear = linear::parameters(points, start);
        let search = |strategy: &search::Strategy| {
            search::search(points, start, &linear, *strategy, self.max_iterations)
        };
        let mut valleys: Vec<(f64, Vec<f64>)> = search::STRATEGIES.iter().map(search).collect();
        valleys.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut first = None;
        for (_, valley) in &valleys {
            match bottom::descend(points, valley) {
                Ok(bottom) => return Ok(bottom),
                // The lowest valley's own reason is the one to report.
                Err(error) => first.get_or_insert(error),
            };
        }
        Err(first.expect("there are strategies"))
    }
}

/// The rows that count.
#[derive(Debug)]
struct Points<'a, C> {
    curve: &'a C,
    /// Where each was in the data
    rows: Vec<usize>,
    x: Vec<Vec<f64>>,
    y: Vec<f64>,
    roots: Vec<f64>,
}

impl<'a, C: Curve> Points<'a, C> {
    fn new(
        curve: &'a C,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
    ) -> Self {
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        let rows: Vec<usize> = (0..response.len()).filter(|&row| weight(row) > 0.0).collect();
        Self {
            curve,
            x: rows.iter().map(|&row| design.row(row).to_vec()).collect(),
            y: rows.iter().map(|&row| response[row]).collect(),
            roots: rows.iter().map(|&row| weight(row).sqrt()).collect(),
            rows,
        }
    }

    /// √w (y − f) of each row.
    fn residuals<T: Real>(&self, theta: &[T]) -> Vec<T> {
        let gap = |row: usize| {
            let value = self.curve.value(&self.x[row], theta);
            T::from_f64(self.roots[row]) * (T::from_f64(self.y[row]) - value)
        };
        (0..self.y.len()).map(gap).collect()
    }

    /// √w ∂f/∂θ, column by column.
    fn slopes<T: Real>(&self, theta: &[T]) -> Vec<T> {
        let mut at: Vec<Dual<T>> = theta.iter().map(|value| Dual::constant(*value)).collect();
        let mut slopes = Vec::with_capacity(theta.len() * self.y.len());
        for j in 0..theta.len() {
            at[j] = Dual::variable(theta[j]);
            slopes.extend((0..self.y.len()).map(|row| {
                T::from_f64(self.roots[row]) * self.curve.value(&self.x[row], &at).slope
            }));
            at[j] = Dual::constant(theta[j]);
        }
        slopes
    }
}

/// Σ r²
fn sum_of_squares<T: Real>(residuals: &[T]) -> T {
    residuals.iter().fold(T::from_f64(0.0), |sum, residual| sum + residual.square())
}

/// A point of doubles in doubled precision.
fn doubled(theta: &[f64]) -> Vec<Doubled> {
    theta.iter().copied().map(Doubled::from).collect()
}

#[cfg(test)]
mod tests;
