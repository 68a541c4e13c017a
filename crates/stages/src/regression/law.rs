//! The law of responses as a parameter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::regression::{Family, Glm, Link, StandardErrors};
use spikebook_pipeline::Failure;

/// What law the responses follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Law {
    /// Measurements with noise of one size
    Gaussian,
    /// Counts whose variance is their mean
    Poisson,
    /// Choices, or successes out of trials
    Binomial,
    /// Amounts above 0 whose spread grows with their mean
    Gamma,
    /// Counts that vary more than Poisson counts do
    NegativeBinomial,
}

/// How the mean hangs on the sum of effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LinkName {
    /// Effects add to the mean
    Identity,
    /// Effects multiply the mean
    Log,
    /// Effects multiply the odds
    Logit,
    /// Effects shift a normal threshold
    Probit,
    /// Effects multiply the rate of events of which one is enough
    Cloglog,
    /// Effects add to 1 / mean
    Inverse,
}

/// Where standard errors come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Errors {
    /// The expected information: right where the family is
    #[default]
    Expected,
    /// The sandwich: right in large samples also where the variance is another
    Sandwich,
}

impl Law {
    /// The regression of this law; the dispersion of a negative binomial one is estimated unless it is given.
    pub(crate) fn glm(
        self,
        link: Option<LinkName>,
        dispersion: Option<f64>,
    ) -> Result<Glm, Failure> {
        let glm = match (self, dispersion) {
            (Self::Gaussian, _) => Glm::gaussian(),
            (Self::Poisson, _) => Glm::poisson(),
            (Self::Binomial, _) => Glm::binomial(),
            (Self::Gamma, _) => Glm::gamma(),
            (Self::NegativeBinomial, None) => Glm::negative_binomial(),
            (Self::NegativeBinomial, Some(alpha)) => Glm::new(Family::negative_binomial(alpha)?),
        };
        Ok(match link {
            None => glm,
            Some(link) => glm.with_link(link.link())?,
        })
    }
}

impl LinkName {
    fn link(self) -> Link {
        match self {
            Self::Identity => Link::Identity,
            Self::Log => Link::Log,
            Self::Logit => Link::Logit,
            Self::Probit => Link::Probit,
            Self::Cloglog => Link::ComplementaryLogLog,
            Self::Inverse => Link::Inverse,
        }
    }
}

impl From<Errors> for StandardErrors {
    fn from(errors: Errors) -> Self {
        match errors {
            Errors::Expected => Self::Expected,
            Errors::Sandwich => Self::Sandwich,
        }
    }
}
