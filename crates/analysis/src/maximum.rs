//! The highest point of a log-likelihood of few parameters, by Newton's method, with standard errors.
//!
//! The likelihood ℓ(θ) is written over [`Jet`]s, so score and observed information J = −∂²ℓ/∂θ² are exact. Each step
//! solves (J + damping · diag |J|) d = ∂ℓ/∂θ with the least damping that makes the matrix positive definite, and is
//! halved until ℓ rises. The climb has ended where the undamped step is shorter than 1e-8 standard errors,
//! √(dᵀ J d), and moves no parameter by more than a millionth of 1 + |θ|: a slope that flattens out towards
//! infinity meets the first condition and never the second. Standard errors are the roots of the diagonal of J⁻¹.
//!
//! It finds the summit of the hill it stands on: likelihoods with several want several starts.

use spikebook_numeric::elementary::sqrt;

use crate::Error;
use crate::jet::Jet;
use crate::matrix::Cholesky;

const MAX_ITERATIONS: usize = 500;
/// In standard errors.
const TOLERANCE: f64 = 1e-8;
/// In units of 1 + |θ|.
const LARGEST_LAST_MOVE: f64 = 1e-6;
/// Within so many standard errors steps are taken whole: rounding hides what they gain.
const WHOLE_STEPS_WITHIN: f64 = 1e-4;

/// A maximum and the curvature there.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum<const N: usize> {
    /// θ at the maximum
    pub at: [f64; N],
    /// ℓ there
    pub ln_likelihood: f64,
    /// J⁻¹ there
    pub covariance: [[f64; N]; N],
    /// Newton steps taken
    pub n_iterations: usize,
}

impl<const N: usize> Maximum<N> {
    /// The standard error of a function of the parameters, by the delta method: √(gᵀ J⁻¹ g), g its gradient.
    pub fn standard_error(&self, of: impl Fn([Jet<N>; N]) -> Jet<N>) -> f64 {
        let slope = of(Jet::parameters(self.at)).gradient;
        let mut variance = 0.0;
        for i in 0..N {
            for j in 0..N {
                variance += slope[i] * self.covariance[i][j] * slope[j];
            }
        }
        sqrt(variance)
    }
}

/// Climbs from `start` to a maximum of `ln_likelihood`; `what` is named where there is none.
///
/// # Errors
/// [`Error::NotConverged`] where no maximum is reached: the likelihood grows without end, is flat, or is no number.
pub fn maximise<const N: usize>(
    what: &'static str,
    start: [f64; N],
    ln_likelihood: impl Fn([Jet<N>; N]) -> Jet<N>,
) -> Result<Maximum<N>, Error> {
    let evaluate = |at: [f64; N]| ln_likelihood(Jet::parameters(at));
    let mut at = start;
    let mut here = evaluate(at);
    let mut length = f64::INFINITY;
    for n_iterations in 0..MAX_ITERATIONS {
        let Some((step, damped)) = uphill(&here) else {
            return Err(unfinished(what, n_iterations, length));
        };
        let gain: f64 = (0..N).map(|i| step[i] * here.gradient[i]).sum();
        length = if damped { f64::INFINITY } else { sqrt(gain) };
        let move_of = |i: usize| step[i].abs() / (1.0 + at[i].abs());
        if length <= TOLERANCE && (0..N).all(|i| move_of(i) <= LARGEST_LAST_MOVE) {
            let Some(covariance) = inverse(&here) else {
                return Err(unfinished(what, n_iterations, length));
            };
            return Ok(Maximum { at, ln_likelihood: here.value, covariance, n_iterations });
        }
        let mut part = 1.0;
        loop {
            let next: [f64; N] = std::array::from_fn(|i| at[i] + part * step[i]);
            let there = evaluate(next);
            let whole = length < WHOLE_STEPS_WITHIN && there.value.is_finite();
            if there.value > here.value || whole {
                (at, here) = (next, there);
                break;
            }
            part *= 0.5;
            if part < 1e-18 {
                return Err(unfinished(what, n_iterations, length));
            }
        }
    }
    Err(unfinished(what, MAX_ITERATIONS, length))
}

fn unfinished(what: &'static str, n_iterations: usize, step: f64) -> Error {
    Error::NotConverged { what, n_iterations, step, tolerance: TOLERANCE }
}

/// What of a diagonal entry must stand out of its rounding.
const PIVOT_FLOOR: f64 = 1e-13;

/// The step, and whether it had to be damped.
fn uphill<const N: usize>(here: &Jet<N>) -> Option<([f64; N], bool)> {
    let largest = (0..N).map(|i| here.curvature[i][i].abs()).fold(0.0, f64::max);
    let mut damping = 0.0;
    while damping < 1e12 {
        let mut matrix = information(here);
        for i in 0..N {
            let diagonal = &mut matrix[i * N + i];
            *diagonal += damping * diagonal.abs().max(1e-8 * largest).max(f64::MIN_POSITIVE);
        }
        if let Ok(factor) = Cholesky::new(&matrix, N, PIVOT_FLOOR) {
            let mut step = here.gradient;
            factor.solve(&mut step);
            if step.iter().all(|entry| entry.is_finite()) {
                return Some((step, damping > 0.0));
            }
        }
        damping = if damping == 0.0 { 1e-3 } else { 10.0 * damping };
    }
    None
}

/// J in rows.
fn information<const N: usize>(here: &Jet<N>) -> Vec<f64> {
    here.curvature.iter().flatten().map(|bend| -bend).collect()
}

fn inverse<const N: usize>(here: &Jet<N>) -> Option<[[f64; N]; N]> {
    let inverse = Cholesky::new(&information(here), N, PIVOT_FLOOR).ok()?.inverse();
    Some(std::array::from_fn(|i| std::array::from_fn(|j| inverse[i * N + j])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_has_its_closed_form() {
        let data = [1.2, 0.4, 3.1, 2.2, -0.7, 1.9];
        let n = data.len() as f64;
        // Parameters: mean and the logarithm of the standard deviation.
        let maximum = maximise("normal", [0.0, 1.0], |[mean, ln_sd]| {
            let precision = (ln_sd * -2.0).exp();
            data.iter().fold(Jet::constant(0.0), |sum, &x| {
                let off = mean - x;
                sum - off * off * precision * 0.5 - ln_sd
            })
        })
        .expect("a maximum");
        let mean = data.iter().sum::<f64>() / n;
        let variance = data.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        assert!((maximum.at[0] - mean).abs() < 1e-12);
        let sd = |[_, ln_sd]: [Jet<2>; 2]| ln_sd.exp();
        assert!((sd(Jet::parameters(maximum.at)).value - variance.sqrt()).abs() < 1e-12);
        assert!((maximum.covariance[0][0] - variance / n).abs() < 1e-12);
        // Standard error of a standard deviation: sd / √(2 n).
        let wanted = (variance / (2.0 * n)).sqrt();
        assert!((maximum.standard_error(sd) - wanted).abs() < 1e-12);
    }

    #[test]
    fn a_slope_without_a_summit_is_an_error() {
        let endless = maximise("slope", [0.0], |[x]| -((-x).ln_1_plus_exp()));
        assert!(matches!(endless, Err(Error::NotConverged { what: "slope", .. })), "{endless:?}");
        let flat = maximise("plain", [0.0], |[_]| Jet::constant(1.0));
        assert!(matches!(flat, Err(Error::NotConverged { .. })), "{flat:?}");
    }
}
