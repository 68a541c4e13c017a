//! The laws of responses: one file a family.
//!
//! Each gives, from the mean and its derivatives at a row's linear predictor ([`MeanCurve`]), the row's loss and its
//! derivatives, its share of the deviance and the constant of its likelihood.

mod binomial;
mod gamma;
mod gaussian;
pub(super) mod negative_binomial;
mod poisson;

use super::Link;
use super::link::MeanCurve;
use crate::Error;

/// What law a response follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Family {
    /// Measurements with noise of one size; variance φ.
    Gaussian,
    /// Counts; variance μ.
    Poisson,
    /// Successes out of m trials; variance m p (1 − p).
    Binomial,
    /// Waiting times and other amounts above 0 whose spread grows with their mean; variance φ μ².
    Gamma,
    /// Counts that vary more than Poisson counts do; variance μ + α μ².
    NegativeBinomial {
        /// α, above 0
        dispersion: f64,
    },
}

/// What one row adds, at a linear predictor η.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowTerms {
    /// The negative log-likelihood without what does not depend on η, for a dispersion of 1; +∞ where the
    /// link gives no mean that the family can have
    pub(super) loss: f64,
    /// Its first derivative
    pub(super) score: f64,
    /// Its second derivative
    pub(super) observed: f64,
    /// The second derivative that is expected of a response with this mean
    pub(super) expected: f64,
    /// The expected response
    pub(super) mean: f64,
    /// The variance of the response, for a dispersion of 1
    pub(super) variance: f64,
}

impl Family {
    /// A negative binomial family of known dispersion α (R's `theta` is 1/α).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a dispersion that is not finite or not above 0.
    pub fn negative_binomial(dispersion: f64) -> Result<Self, Error> {
        if !(dispersion > 0.0 && dispersion.is_finite()) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "dispersion", got: dispersion, wanted });
        }
        Ok(Self::NegativeBinomial { dispersion })
    }

    /// The family's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gaussian => "gaussian",
            Self::Poisson => "poisson",
            Self::Binomial => "binomial",
            Self::Gamma => "gamma",
            Self::NegativeBinomial { .. } => "negative binomial",
        }
    }

    /// The link that is taken where none is said: the canonical one, for the negative binomial the logarithm.
    pub fn default_link(self) -> Link {
        match self {
            Self::Gaussian => Link::Identity,
            Self::Poisson | Self::NegativeBinomial { .. } => Link::Log,
            Self::Binomial => Link::Logit,
            Self::Gamma => Link::Inverse,
        }
    }

    /// The links that give means which the family can have.
    pub fn links(self) -> &'static [Link] {
        match self {
            Self::Gaussian | Self::Gamma => &[Link::Identity, Link::Log, Link::Inverse],
            Self::Poisson | Self::NegativeBinomial { .. } => &[Link::Log, Link::Identity],
            Self::Binomial => {
                &[Link::Logit, Link::Probit, Link::ComplementaryLogLog, Link::Log, Link::Identity]
            }
        }
    }

    /// Whether φ is estimated from Pearson's χ², so that tests are those of t and F.
    pub fn has_free_dispersion(self) -> bool {
        matches!(self, Self::Gaussian | Self::Gamma)
    }

    /// The terms of a row with response `y` out of `trials` (1 where there are none).
    pub(super) fn terms(self, curve: &MeanCurve, y: f64, trials: f64) -> RowTerms {
        match self {
            Self::Gaussian => gaussian::terms(curve, y),
            Self::Poisson => poisson::terms(curve, y),
            Self::Binomial => binomial::terms(curve, y, trials),
            Self::Gamma => gamma::terms(curve, y),
            Self::NegativeBinomial { dispersion } => negative_binomial::terms(curve, y, dispersion),
        }
    }

    /// What a row adds to the deviance.
    pub(super) fn unit_deviance(self, curve: &MeanCurve, y: f64, trials: f64) -> f64 {
        match self {
            Self::Gaussian => gaussian::unit_deviance(curve, y),
            Self::Poisson => poisson::unit_deviance(curve, y),
            Self::Binomial => binomial::unit_deviance(curve, y, trials),
            Self::Gamma => gamma::unit_deviance(curve, y),
            Self::NegativeBinomial { dispersion } => {
                negative_binomial::unit_deviance(curve, y, dispersion)
            }
        }
    }

    /// The log-likelihood of a row, with all its constants, at the dispersion φ (used where it is free).
    pub(super) fn ln_likelihood(self, curve: &MeanCurve, y: f64, trials: f64, phi: f64) -> f64 {
        let loss = || self.terms(curve, y, trials).loss;
        match self {
            Self::Gaussian => gaussian::ln_likelihood(curve, y, phi),
            Self::Poisson => poisson::ln_constant(y) - loss(),
            Self::Binomial => binomial::ln_constant(y, trials) - loss(),
            Self::Gamma => gamma::ln_likelihood(curve, y, phi),
            Self::NegativeBinomial { dispersion } => {
                negative_binomial::ln_constant(y, dispersion) - loss()
            }
        }
    }

    /// What a response of this family must be, in words, where `y` is not.
    pub(super) fn fault(self, y: f64, trials: Option<f64>) -> Option<&'static str> {
        match self {
            Self::Gaussian => gaussian::fault(y),
            Self::Poisson | Self::NegativeBinomial { .. } => poisson::fault(y),
            Self::Binomial => binomial::fault(y, trials),
            Self::Gamma => gamma::fault(y),
        }
    }

    /// Which way the linear predictor of a row may run off without lowering its likelihood: −1 or +1, or 0
    /// where any large value is unlikely.
    pub(super) fn free_direction(self, link: Link, y: f64, trials: f64) -> f64 {
        let reaches_0 =
            matches!(link, Link::Log | Link::Logit | Link::Probit | Link::ComplementaryLogLog);
        let reaches_1 = reaches_0 && link != Link::Log;
        match self {
            Self::Gaussian if reaches_0 && y <= 0.0 => -1.0,
            Self::Poisson | Self::Binomial | Self::NegativeBinomial { .. }
                if reaches_0 && y == 0.0 =>
            {
                -1.0
            }
            Self::Binomial if reaches_1 && y == trials => 1.0,
            _ => 0.0,
        }
    }

    /// A mean near the response that the family can have, from which a fit may start.
    pub(super) fn mean_near(self, y: f64, trials: f64, average: f64) -> f64 {
        match self {
            Self::Binomial => (y + 0.5) / (trials + 1.0),
            _ => 0.5 * (y + average),
        }
    }
}

/// The largest count whose neighbours are doubles too.
const MAX_COUNT: f64 = 9_007_199_254_740_992.0;

/// Whether a number is a count.
fn is_whole(value: f64) -> bool {
    (0.0..=MAX_COUNT).contains(&value) && value.fract() == 0.0
}
