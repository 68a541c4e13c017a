//! Newton's method uphill, for every log-likelihood whose slopes and curvatures are exact.
//!
//! Each step solves (J + damping · diag |J|) d = ∂ℓ/∂θ, J = −∂²ℓ/∂θ², with the least damping that makes the matrix positive
//! definite, and is halved until ℓ rises. The climb has ended where the undamped step is shorter than 1e-8 standard errors,
//! √(dᵀ J d), and moves no parameter by more than a millionth of 1 + |θ|: a slope that flattens out towards
//! infinity meets the first condition and never the second. That last step is taken too.

use spikebook_numeric::elementary::sqrt;

use crate::Error;
use crate::matrix::{Cholesky, dot};

const MAX_ITERATIONS: usize = 500;
/// In standard errors.
pub(crate) const TOLERANCE: f64 = 1e-8;
/// In units of 1 + |θ|.
const LARGEST_LAST_MOVE: f64 = 1e-6;
/// Within so many standard errors steps are taken whole, and wherever rounding hides the ½ length² that they gain.
const WHOLE_STEPS_WITHIN: f64 = 1e-4;
/// What of a diagonal entry must stand out of its rounding.
const PIVOT_FLOOR: f64 = 1e-13;

/// What a climb sees at a point.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// ℓ
    pub(crate) value: f64,
    /// ∂ℓ/∂θ
    pub(crate) slopes: Vec<f64>,
    /// J, in rows
    pub(crate) information: Vec<f64>,
}

/// Where a climb ends.
#[derive(Clone, Debug)]
pub(crate) struct Summit {
    pub(crate) at: Vec<f64>,
    pub(crate) value: f64,
    /// J⁻¹, in rows
    pub(crate) covariance: Vec<f64>,
    /// Newton steps taken
    pub(crate) n_iterations: usize,
}

/// Climbs from `start` to a maximum; `what` is named where there is none.
///
/// # Errors
/// [`Error::NotConverged`] where no maximum is reached: the likelihood grows without end, is flat, or is no number.
pub(crate) fn ascend(
    what: &'static str,
    start: &[f64],
    view: impl Fn(&[f64]) -> View,
) -> Result<Summit, Error> {
    let mut at = start.to_vec();
    let mut here = view(&at);
    let mut length = f64::INFINITY;
    for n_iterations in 0..MAX_ITERATIONS {
        let unfinished =
            |step| Err(Error::NotConverged { what, n_iterations, step, tolerance: TOLERANCE });
        let Some((step, damped)) = here.uphill() else { return unfinished(length) };
        length = if damped { f64::INFINITY } else { sqrt(dot(&step, &here.slopes)) };
        let is_short =
            step.iter().zip(&at).all(|(s, v)| s.abs() <= LARGEST_LAST_MOVE * (1.0 + v.abs()));
        if length <= TOLERANCE && is_short {
            let at = moved(&at, &step, 1.0);
            let View { value, information, .. } = view(&at);
            let Ok(factor) = Cholesky::new(&information, at.len(), PIVOT_FLOOR) else {
                return unfinished(length);
            };
            let n_iterations = n_iterations + 1;
            return Ok(Summit { at, value, covariance: factor.inverse(), n_iterations });
        }
        let mut part = 1.0;
        loop {
            let next = moved(&at, &step, part);
            let there = view(&next);
            let is_hidden = 0.5 * length * length <= 4.0 * f64::EPSILON * here.value.abs();
            let is_near = length < WHOLE_STEPS_WITHIN || is_hidden;
            let whole = is_near && there.value.is_finite();
            if there.value > here.value || whole {
                (at, here) = (next, there);
                break;
            }
            part *= 0.5;
            if part < 1e-18 {
                return unfinished(length);
            }
        }
    }
    let n_iterations = MAX_ITERATIONS;
    Err(Error::NotConverged { what, n_iterations, step: length, tolerance: TOLERANCE })
}

impl View {
    /// The step, and whether it had to be damped.
    fn uphill(&self) -> Option<(Vec<f64>, bool)> {
        let n = self.slopes.len();
        let largest = (0..n).map(|i| self.information[i * n + i].abs()).fold(0.0, f64::max);
        let mut damping = 0.0;
        while damping < 1e12 {
            let mut matrix = self.information.clone();
            for i in 0..n {
                let diagonal = &mut matrix[i * n + i];
                *diagonal += damping * diagonal.abs().max(1e-8 * largest).max(f64::MIN_POSITIVE);
            }
            if let Ok(factor) = Cholesky::new(&matrix, n, PIVOT_FLOOR) {
                let mut step = self.slopes.clone();
                factor.solve(&mut step);
                if step.iter().all(|entry| entry.is_finite()) {
                    return Some((step, damping > 0.0));
                }
            }
            damping = if damping == 0.0 { 1e-3 } else { 10.0 * damping };
        }
        None
    }
}

fn moved(at: &[f64], step: &[f64], part: f64) -> Vec<f64> {
    at.iter().zip(step).map(|(value, step)| value + part * step).collect()
}
