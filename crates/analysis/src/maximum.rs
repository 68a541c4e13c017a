//! The highest point of a log-likelihood of few parameters, by Newton's method, with standard errors.
//!
//! The likelihood ℓ(θ) is written over [`Jet`]s, so score and observed information J = −∂²ℓ/∂θ² are exact. The climb is damped where
//! J is not positive, halves steps that do not rise, and has ended where a step is shorter than 1e-8 standard errors and moves no
//! parameter by more than a millionth of 1 + |θ|. Standard errors are the roots of the diagonal of J⁻¹.
//!
//! It finds the summit of the hill it stands on: likelihoods with several want several starts.

use spikebook_numeric::elementary::sqrt;

use crate::Error;
use crate::ascent::{Summit, View, ascend};
use crate::jet::Jet;

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
    let array = |at: &[f64]| <[f64; N]>::try_from(at).expect("a parameter for each entry");
    let view = |at: &[f64]| {
        let Jet { value, gradient, curvature } = ln_likelihood(Jet::parameters(array(at)));
        let information = curvature.iter().flatten().map(|bend| -bend).collect();
        View { value, slopes: gradient.to_vec(), information }
    };
    let Summit { at, value, covariance, n_iterations } = ascend(what, &start, view)?;
    Ok(Maximum {
        at: array(&at),
        ln_likelihood: value,
        covariance: std::array::from_fn(|i| array(&covariance[i * N..(i + 1) * N])),
        n_iterations,
    })
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
