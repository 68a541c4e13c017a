//! Which distribution of a known form are these values most likely from?
//!
//! | distribution | parameters | log-density | found by |
//! |---|---|---|---|
//! | exponential | mean μ | −ln μ − x/μ | closed form |
//! | gamma | shape k, scale θ | (k − 1) ln x − x/θ − ln Γ(k) − k ln θ | Newton |
//! | inverse Gaussian | mean μ, shape λ | ½ ln(λ / 2πx³) − λ (x − μ)² / (2 μ² x) | closed form |
//! | log-normal | mean and deviation of ln x | | closed form |
//! | normal | mean, deviation (divisor n) | | closed form |
//! | Poisson | mean | x ln μ − μ − ln x! | closed form |
//! | von Mises | mean direction, concentration κ | κ cos(x − μ) − ln 2π I₀(κ) | Newton |
//! | Weibull | shape k, scale λ | ln(k/λ) + (k − 1) ln(x/λ) − (x/λ)ᵏ | Newton |
//!
//! Intervals between spikes are the usual guests: exponential for a Poisson process, gamma and inverse Gaussian where a membrane has
//! to charge first. Standard errors are from the expected information. SciPy's `fit(floc = 0)` and R's
//! `MASS::fitdistr` have the same estimates; their exponential has the rate 1/μ.
//!
//! **When it misleads.** The likeliest gamma may fit badly: compare AIC, and look at the distribution. Values in a row that
//! depend on each other have larger errors than are said here. κ of few directions comes out too large.
//!
//! ```
//! use spikebook_analysis::estimation::Distribution;
//!
//! let isi_ms = [12.0, 15.0, 9.0, 14.0, 10.0, 22.0, 13.0, 11.0];
//! let gamma = Distribution::Gamma.fit(&isi_ms)?;
//! let exponential = Distribution::Exponential.fit(&isi_ms)?;
//! assert!(gamma.aic() < exponential.aic()); // far more regular than Poisson spikes
//! assert!((exponential.estimates()[0] - 13.25).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod density;
mod solve;

use ndarray::{Array1, Array2};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use crate::Error;
use crate::matrix::check_finite_slice;

/// A form of distribution. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Of times from 0 on, without memory
    Exponential,
    /// Of positive numbers
    Gamma,
    /// Of the first passage of a drifting diffusion
    InverseGaussian,
    /// Of positive numbers whose logarithms are normal
    LogNormal,
    /// Of any numbers
    Normal,
    /// Of counts
    Poisson,
    /// Of directions in radians
    VonMises,
    /// Of positive numbers with a hazard that is a power
    Weibull,
}

/// The likeliest distribution of one form.
#[derive(Clone, Debug, PartialEq)]
pub struct DistributionFit {
    distribution: Distribution,
    estimates: Array1<f64>,
    /// The inverse of n times the information of one value
    covariance: Array2<f64>,
    ln_likelihood: f64,
    n: usize,
}

impl Distribution {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Exponential,
        Self::Gamma,
        Self::InverseGaussian,
        Self::LogNormal,
        Self::Normal,
        Self::Poisson,
        Self::VonMises,
        Self::Weibull,
    ];

    /// What its parameters are called.
    pub fn parameter_names(self) -> &'static [&'static str] {
        match self {
            Self::Exponential | Self::Poisson => &["mean"],
            Self::Gamma => &["shape", "scale"],
            Self::InverseGaussian => &["mean", "shape"],
            Self::LogNormal => &["mean_of_ln", "sd_of_ln"],
            Self::Normal => &["mean", "sd"],
            Self::VonMises => &["mean_direction", "concentration"],
            Self::Weibull => &["shape", "scale"],
        }
    }

    /// The likeliest of this form.
    ///
    /// # Errors
    /// [`Error::TooFew`] below as many values as parameters and one, [`Error::NonFinite`],
    /// [`Error::OutOfRange`] for a value that the distribution cannot have, [`Error::NoSpread`] where all are the same and
    /// the likelihood rises without end, [`Error::NotConverged`].
    pub fn fit(self, values: &[f64]) -> Result<DistributionFit, Error> {
        let (n, wanted) = (values.len(), self.parameter_names().len() + 1);
        check_finite_slice("values", values)?;
        if n < wanted {
            return Err(Error::TooFew { what: "values", got: n, wanted });
        }
        self.check_range(values)?;
        let estimates = solve::estimates(self, values)?;
        let information = solve::information(self, &estimates);
        let ln_likelihood = sum(values.iter().map(|x| self.ln_density(*x, &estimates)));
        let covariance = inverse(&information, n as f64);
        if !ln_likelihood.is_finite() || covariance.iter().any(|entry| !entry.is_finite()) {
            return Err(Error::Overflow { what: "values".to_owned() });
        }
        Ok(DistributionFit {
            distribution: self,
            estimates: estimates.into(),
            covariance,
            ln_likelihood,
            n,
        })
    }

    fn check_range(self, values: &[f64]) -> Result<(), Error> {
        let (is_allowed, wanted): (fn(f64) -> bool, _) = match self {
            Self::Normal | Self::VonMises => return Ok(()),
            Self::Exponential => (|x| x >= 0.0, "a number from 0 on"),
            Self::Poisson => (|x| x >= 0.0 && x.fract() == 0.0, "a whole number from 0 on"),
            _ => (|x| x > 0.0, "a number above 0"),
        };
        match values.iter().position(|x| !is_allowed(*x)) {
            Some(row) => Err(Error::OutOfRange { what: "values", row, got: values[row], wanted }),
            None => Ok(()),
        }
    }
}

impl DistributionFit {
    /// Its form.
    pub fn distribution(&self) -> Distribution {
        self.distribution
    }

    /// The likeliest parameters, in the order of their [names](Distribution::parameter_names).
    pub fn estimates(&self) -> &Array1<f64> {
        &self.estimates
    }

    /// Of the estimates, from the expected information.
    pub fn covariance(&self) -> &Array2<f64> {
        &self.covariance
    }

    /// Square roots of the covariance's diagonal.
    pub fn standard_errors(&self) -> Array1<f64> {
        self.covariance.diag().mapv(f64::sqrt)
    }

    /// ln L
    pub fn ln_likelihood(&self) -> f64 {
        self.ln_likelihood
    }

    /// Akaike's criterion, −2 ln L + 2 k.
    pub fn aic(&self) -> f64 {
        2.0 * self.estimates.len() as f64 - 2.0 * self.ln_likelihood
    }

    /// The Bayesian information criterion, −2 ln L + k ln n.
    pub fn bic(&self) -> f64 {
        self.estimates.len() as f64 * ln(self.n as f64) - 2.0 * self.ln_likelihood
    }

    /// Values that were fitted.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The logarithm of its density (of counts, of their probability) at x.
    pub fn ln_density(&self, x: f64) -> f64 {
        self.distribution.ln_density(x, &self.estimates.to_vec())
    }

    /// The probability of at most x; none for directions, which have no order.
    pub fn cumulative(&self, x: f64) -> Option<f64> {
        self.distribution.cumulative(x, &self.estimates.to_vec())
    }
}

/// The inverse of n times a symmetric matrix of one or two rows.
fn inverse(information: &[f64], n: f64) -> Array2<f64> {
    match *information {
        [only] => Array2::from_elem((1, 1), 1.0 / (n * only)),
        [a, b, c, d] => {
            let determinant = n * (a * d - b * c);
            let entries = [d, -b, -c, a];
            Array2::from_shape_fn((2, 2), |(i, j)| entries[2 * i + j] / determinant)
        }
        _ => unreachable!("distributions have one or two parameters"),
    }
}
