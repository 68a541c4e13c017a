//! Are two senses combined as well as they could be?
//!
//! Two unbiased, independent and normal estimates with standard deviations σ₁ and σ₂ are combined best with
//! weights in proportion to their reliabilities 1/σ²:
//!
//! w₁ = σ₂²/(σ₁² + σ₂²),   σ₁₂² = σ₁² σ₂²/(σ₁² + σ₂²),   location = w₁ s₁ + w₂ s₂.
//!
//! σ is the shape of a cumulative Gaussian [`psychometric`](crate::psychometric) function of one cue alone (for a task of two intervals it is √2 times
//! the estimate's), and a conflict of ±Δ between the cues moves the point of equality by (w₁ − w₂) Δ/2: the weight that
//! was used. The comparison is z = (observed − predicted)/√(sum of variances), the prediction's by the delta method.
//! Ernst & Banks (2002), doi:10.1038/415429a.
//!
//! It misleads where lapses are not in the fit, for they widen σ of the better cue most.
//!
//! ```
//! use spikebook_analysis::behaviour::cue_combination::{Cue, predict};
//!
//! let sight = Cue { sigma: 1.0, standard_error: 0.1 };
//! let touch = Cue { sigma: 2.0, standard_error: 0.2 };
//! let both = predict(sight, touch)?;
//! assert_eq!(both.weight_of_first, 0.8);
//! assert!((both.combined.sigma - 0.8_f64.sqrt()).abs() < 1e-15);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::special::normal_cdf;

use crate::Error;

/// The uncertainty of judgements from a cue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cue {
    /// The standard deviation of judgements, in their unit
    pub sigma: f64,
    /// Its standard error
    pub standard_error: f64,
}

/// The best that can be made of two cues.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Combination {
    /// w₁, in (0, 1)
    pub weight_of_first: f64,
    /// The standard error of w₁
    pub weight_standard_error: f64,
    /// σ₁₂ with its standard error
    pub combined: Cue,
}

/// What an ideal observer makes of two cues.
///
/// # Errors
/// [`Error::Parameter`] for a σ that is not above 0 or a standard error below 0.
pub fn predict(first: Cue, second: Cue) -> Result<Combination, Error> {
    for cue in [first, second] {
        check(cue)?;
    }
    let (a, b) = (first.sigma, second.sigma);
    let total = a * a + b * b;
    let sigma = a * b / sqrt(total);
    // ∂σ₁₂/∂σ₁ = (σ₁₂/σ₁)³, and ∂w₁/∂σ₁ = −2 σ₁ σ₂²/(σ₁² + σ₂²)².
    let (by_a, by_b) = (sigma / a, sigma / b);
    let standard_error = length(
        by_a * by_a * by_a * first.standard_error,
        by_b * by_b * by_b * second.standard_error,
    );
    let steep = 2.0 * a * b / (total * total);
    Ok(Combination {
        weight_of_first: b * b / total,
        weight_standard_error: length(
            steep * b * first.standard_error,
            steep * a * second.standard_error,
        ),
        combined: Cue { sigma, standard_error },
    })
}

/// How far an observed value lies from a predicted one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Observed less predicted
    pub difference: f64,
    /// The difference over its standard error
    pub z: f64,
    /// Two-sided
    pub p_value: f64,
}

/// Compares judgements of both cues with a prediction from each alone.
///
/// # Errors
/// [`Error::Parameter`] as [`predict`], and where both standard errors are 0.
pub fn compare(observed: Cue, predicted: Cue) -> Result<Comparison, Error> {
    check(observed)?;
    check(predicted)?;
    let error = length(observed.standard_error, predicted.standard_error);
    if error == 0.0 {
        let wanted = "a number above 0 for one of both";
        return Err(Error::Parameter { parameter: "standard_error", got: 0.0, wanted });
    }
    let difference = observed.sigma - predicted.sigma;
    let z = difference / error;
    Ok(Comparison { difference, z, p_value: 2.0 * normal_cdf(-z.abs()) })
}

fn length(a: f64, b: f64) -> f64 {
    sqrt(a * a + b * b)
}

fn check(cue: Cue) -> Result<(), Error> {
    if !(cue.sigma.is_finite() && cue.sigma > 0.0) {
        let wanted = "a finite number above 0";
        return Err(Error::Parameter { parameter: "sigma", got: cue.sigma, wanted });
    }
    if !(cue.standard_error.is_finite() && cue.standard_error >= 0.0) {
        let wanted = "a finite number of at least 0";
        return Err(Error::Parameter {
            parameter: "standard_error",
            got: cue.standard_error,
            wanted,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_those_of_finite_differences() {
        let cue = |sigma| Cue { sigma, standard_error: 0.0 };
        let at = |a: f64, b: f64| predict(cue(a), cue(b)).expect("two cues");
        let (a, b, step) = (1.3, 0.8, 1e-6);
        let slope = |up: f64, down: f64| (up - down) / (2.0 * step);
        let errors = [0.11, 0.07];
        let sigma = [
            slope(at(a + step, b).combined.sigma, at(a - step, b).combined.sigma),
            slope(at(a, b + step).combined.sigma, at(a, b - step).combined.sigma),
        ];
        let weight = [
            slope(at(a + step, b).weight_of_first, at(a - step, b).weight_of_first),
            slope(at(a, b + step).weight_of_first, at(a, b - step).weight_of_first),
        ];
        let wanted = |by: [f64; 2]| length(by[0] * errors[0], by[1] * errors[1]);
        let first = Cue { sigma: a, standard_error: errors[0] };
        let both = predict(first, Cue { sigma: b, standard_error: errors[1] }).expect("two cues");
        assert!((both.combined.standard_error - wanted(sigma)).abs() < 1e-9);
        assert!((both.weight_standard_error - wanted(weight)).abs() < 1e-9);
        let precision = |sigma: f64| 1.0 / (sigma * sigma);
        assert!((precision(at(a, b).combined.sigma) - (precision(a) + precision(b))).abs() < 1e-12);
    }

    #[test]
    fn a_comparison_is_a_z_test() {
        let test = compare(
            Cue { sigma: 1.3, standard_error: 0.3 },
            Cue { sigma: 0.9, standard_error: 0.4 },
        );
        let test = test.expect("standard errors");
        assert!((test.z - 0.8).abs() < 1e-15);
        assert!((test.p_value - 0.423_710_797_166_793_5).abs() < 1e-11, "{}", test.p_value);
        assert!(
            predict(
                Cue { sigma: 0.0, standard_error: 0.1 },
                Cue { sigma: 1.0, standard_error: 0.1 }
            )
            .is_err()
        );
    }
}
