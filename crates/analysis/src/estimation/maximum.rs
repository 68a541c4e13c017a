//! Where is a log-likelihood largest?
//!
//! Three ways to one answer, as they are taught: look everywhere ([`by_grid`]), go up by the slope with a curvature learnt on
//! the way ([`by_bfgs`]; Nocedal & Wright 2006, algorithm 6.1, doi:10.1007/978-0-387-40065-5), or use the curvature itself
//! ([`by_newton`]). Slopes and curvatures are exact, by [`Dual`] numbers: a likelihood is written once over any
//! [`Real`]. Standard errors are roots of the diagonal of (−H)⁻¹, H the matrix of second derivatives at the top.
//!
//! A top counts as reached where the next Newton step is below 10⁻⁸ standard errors; all else is
//! [`Error::NotConverged`], also a likelihood that rises without end. Parameters are to be free of bounds: write the
//! logarithm of what must be positive.
//!
//! **When it misleads.** There may be several tops; a grid sees them all. Standard errors hold where the likelihood is about a
//! parabola.
//!
//! ```
//! use spikebook_analysis::estimation::{Likelihood, maximum};
//! use spikebook_numeric::Real;
//!
//! /// Counts of spikes in bins, of one rate: the parameter is the logarithm of the mean.
//! struct Counts<'a>(&'a [f64]);
//!
//! impl Likelihood for Counts<'_> {
//!     fn ln_likelihood<T: Real>(&self, theta: &[T]) -> T {
//!         let n = T::from_f64(self.0.len() as f64);
//!         T::from_f64(self.0.iter().sum()) * theta[0] - n * theta[0].exp()
//!     }
//! }
//!
//! let counts = Counts(&[3.0, 5.0, 4.0, 4.0]);
//! let top = maximum::by_newton(&counts, &[0.0])?;
//! assert!((top.estimates()[0].exp() - 4.0).abs() < 1e-12);
//! assert!((top.standard_errors()[0] - 0.25).abs() < 1e-12); // 1 / √16
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use ndarray::{Array1, Array2};
use spikebook_numeric::{Dual, Real};

use crate::Error;
use crate::ascent::{Summit, TOLERANCE, View, ascend};
use crate::matrix::{check_finite_slice, dot};

/// Steps at most.
const MAX_STEPS: usize = 500;

/// Points of a grid at most.
const MOST_POINTS: usize = 100_000_000;

/// A log-likelihood of some parameters.
pub trait Likelihood {
    /// ln L(θ), in the arithmetic of the parameters.
    fn ln_likelihood<T: Real>(&self, theta: &[T]) -> T;
}

/// The top of a likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum {
    estimates: Array1<f64>,
    covariance: Array2<f64>,
    ln_likelihood: f64,
    n_iterations: usize,
}

impl Maximum {
    /// The likeliest parameters.
    pub fn estimates(&self) -> &Array1<f64> {
        &self.estimates
    }

    /// (−H)⁻¹
    pub fn covariance(&self) -> &Array2<f64> {
        &self.covariance
    }

    /// Square roots of the covariance's diagonal.
    pub fn standard_errors(&self) -> Array1<f64> {
        self.covariance.diag().mapv(f64::sqrt)
    }

    /// ln L at the top.
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// Steps that it took.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }
}

/// By Newton's method, with steps shortened until they climb.
///
/// # Errors
/// [`Error::NonFinite`] for a start that is not finite or where the likelihood is not, [`Error::NotConverged`].
pub fn by_newton<L: Likelihood>(likelihood: &L, start: &[f64]) -> Result<Maximum, Error> {
    value_at_start(likelihood, start)?;
    let Summit { at, value, covariance, n_iterations } =
        ascend("maximum likelihood", start, |theta| view(likelihood, theta))?;
    let n = at.len();
    Ok(Maximum {
        estimates: at.into(),
        covariance: Array2::from_shape_fn((n, n), |(i, j)| covariance[i * n + j]),
        ln_likelihood: value,
        n_iterations,
    })
}

/// By the slope, with a curvature that is learnt from its changes.
///
/// # Errors
/// As [`by_newton`].
pub fn by_bfgs<L: Likelihood>(likelihood: &L, start: &[f64]) -> Result<Maximum, Error> {
    let n = start.len();
    let mut value = value_at_start(likelihood, start)?;
    let mut theta = start.to_vec();
    let mut slopes = gradient(likelihood, &theta);
    let size = dot(&slopes, &slopes).sqrt().max(1e-300);
    // The inverse curvature, in rows: at first a step of length one.
    let mut inverse: Vec<f64> =
        (0..n * n).map(|k| if k / n == k % n { 1.0 / size.max(1.0) } else { 0.0 }).collect();
    let mut last = f64::INFINITY;
    for n_iterations in 1..=MAX_STEPS {
        let step: Vec<f64> = (0..n).map(|i| dot(&inverse[i * n..(i + 1) * n], &slopes)).collect();
        let gain = dot(&slopes, &step);
        last = gain.max(0.0).sqrt();
        let climbed =
            if last <= TOLERANCE { None } else { climb(likelihood, &theta, value, &step, gain) };
        let Some((next, at)) = climbed else {
            // No way up that doubles can tell: the true curvature says whether this is the top.
            return by_newton(likelihood, &theta)
                .map(|top| Maximum { n_iterations: n_iterations + top.n_iterations, ..top });
        };
        let new_slopes = gradient(likelihood, &next);
        let moved: Vec<f64> = next.iter().zip(&theta).map(|(a, b)| a - b).collect();
        // Of minus the likelihood.
        let bent: Vec<f64> = slopes.iter().zip(&new_slopes).map(|(a, b)| a - b).collect();
        update(&mut inverse, &moved, &bent);
        theta = next;
        value = at;
        slopes = new_slopes;
    }
    Err(not_converged(last))
}

/// By looking at every point of a grid: the axes, one a parameter, and for each combination the likelihood.
/// The best point is then taken to the top by Newton's method where that stays within its cell.
///
/// # Errors
/// [`Error::TooFew`] for an axis without a point, [`Error::NonFinite`], [`Error::Parameter`] for more than 10⁸
/// points, [`Error::NotConverged`] where the top is not within the grid.
pub fn by_grid<L: Likelihood>(likelihood: &L, axes: &[Vec<f64>]) -> Result<Maximum, Error> {
    let n_points = axes.iter().try_fold(1_usize, |n, axis| n.checked_mul(axis.len()));
    let n_points = n_points.filter(|n| *n <= MOST_POINTS).ok_or(Error::Parameter {
        parameter: "points of the grid",
        got: axes.iter().map(|axis| axis.len() as f64).product(),
        wanted: "at most 100000000",
    })?;
    if n_points == 0 {
        return Err(Error::TooFew { what: "points of an axis", got: 0, wanted: 1 });
    }
    axes.iter().try_for_each(|axis| check_finite_slice("axis", axis))?;
    let place = |point: usize| {
        let mut rest = point;
        let mut indices = vec![0; axes.len()];
        for (index, axis) in indices.iter_mut().zip(axes).rev() {
            *index = rest % axis.len();
            rest /= axis.len();
        }
        indices
    };
    let at = |indices: &[usize]| -> Vec<f64> {
        indices.iter().zip(axes).map(|(&index, axis)| axis[index]).collect()
    };
    let mut best = (f64::NEG_INFINITY, 0);
    for point in 0..n_points {
        let value = likelihood.ln_likelihood(&at(&place(point)));
        if value > best.0 {
            best = (value, point);
        }
    }
    let indices = place(best.1);
    let top = by_newton(likelihood, &at(&indices))?;
    let is_near = top.estimates.iter().zip(&indices).zip(axes).all(|((estimate, &index), axis)| {
        let low = axis[index.saturating_sub(1)];
        let high = axis[(index + 1).min(axis.len() - 1)];
        (low.min(high)..=low.max(high)).contains(estimate)
    });
    if is_near {
        Ok(Maximum { n_iterations: n_points, ..top })
    } else {
        Err(not_converged(f64::INFINITY))
    }
}

fn not_converged(step: f64) -> Error {
    let (what, n_iterations) = ("maximum likelihood", MAX_STEPS);
    Error::NotConverged { what, n_iterations, step, tolerance: TOLERANCE }
}

fn value_at_start<L: Likelihood>(likelihood: &L, start: &[f64]) -> Result<f64, Error> {
    check_finite_slice("start", start)?;
    let value = likelihood.ln_likelihood(start);
    if value.is_finite() {
        return Ok(value);
    }
    Err(Error::NonFinite { what: "log-likelihood at the start".to_owned(), row: 0, got: value })
}

fn gradient<L: Likelihood>(likelihood: &L, theta: &[f64]) -> Vec<f64> {
    let mut at: Vec<Dual<f64>> = theta.iter().map(|value| Dual::constant(*value)).collect();
    (0..theta.len())
        .map(|j| {
            at[j] = Dual::variable(theta[j]);
            let slope = likelihood.ln_likelihood(&at).slope;
            at[j] = Dual::constant(theta[j]);
            slope
        })
        .collect()
}

/// ℓ with its slopes and minus its second derivatives.
fn view<L: Likelihood>(likelihood: &L, theta: &[f64]) -> View {
    let n = theta.len();
    let mut view = View {
        value: likelihood.ln_likelihood(theta),
        slopes: vec![0.0; n],
        information: vec![0.0; n * n],
    };
    for i in 0..n {
        for j in 0..=i {
            let at: Vec<Dual<Dual<f64>>> = (0..n)
                .map(|k| {
                    let inner =
                        if k == j { Dual::variable(theta[k]) } else { Dual::constant(theta[k]) };
                    if k == i { Dual::variable(inner) } else { Dual::constant(inner) }
                })
                .collect();
            let got = likelihood.ln_likelihood(&at);
            view.slopes[i] = got.slope.value;
            view.information[i * n + j] = -got.slope.slope;
            view.information[j * n + i] = -got.slope.slope;
        }
    }
    view
}

fn add(theta: &[f64], step: &[f64], share: f64) -> Vec<f64> {
    theta.iter().zip(step).map(|(value, step)| value + share * step).collect()
}

/// The first of ever shorter steps that gains a part of what the slope promises.
fn climb<L: Likelihood>(
    likelihood: &L,
    theta: &[f64],
    value: f64,
    step: &[f64],
    promised: f64,
) -> Option<(Vec<f64>, f64)> {
    let mut share = 1.0;
    for _ in 0..60 {
        let next = add(theta, step, share);
        let at = likelihood.ln_likelihood(&next);
        // Near the top the gain drowns in rounding: then no loss is enough.
        let rounding = 4.0 * f64::EPSILON * value.abs();
        if at.is_finite() && at >= value + 1e-4 * share * promised - rounding {
            return Some((next, at));
        }
        share *= 0.5;
    }
    None
}

/// (1 − s gᵀ/gᵀs) H (1 − g sᵀ/gᵀs) + s sᵀ/gᵀs, left as it is where the surface does not bend down.
fn update(inverse: &mut [f64], moved: &[f64], bent: &[f64]) {
    let n = moved.len();
    let along = dot(moved, bent);
    if along <= 1e-12 * (dot(moved, moved) * dot(bent, bent)).sqrt() {
        return;
    }
    let through: Vec<f64> = (0..n).map(|i| dot(&inverse[i * n..(i + 1) * n], bent)).collect();
    let twice = (1.0 + dot(bent, &through) / along) / along;
    for i in 0..n {
        for j in 0..n {
            let mixed = moved[i] * through[j] + through[i] * moved[j];
            inverse[i * n + j] += twice * moved[i] * moved[j] - mixed / along;
        }
    }
}
