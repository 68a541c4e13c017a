//! How a mean hangs on the linear predictor η: one file a link.

mod complementary_log_log;
mod identity;
mod inverse;
mod log;
mod logit;
mod probit;

use spikebook_numeric::elementary::{ln, ln_1_plus};

/// The link g of g(μ) = η.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// μ = η
    Identity,
    /// μ = e^η: effects multiply the mean
    Log,
    /// μ = 1 / (1 + e^(−η)): effects multiply the odds
    Logit,
    /// μ = Φ(η): a normal threshold
    Probit,
    /// μ = 1 − exp(−e^η): at least one event of a Poisson process of rate e^η
    ComplementaryLogLog,
    /// μ = 1 / η, for η > 0
    Inverse,
}

/// The mean at one η, and what the likelihoods need beside it. Each is computed without cancellation, so
/// that rows far out count rightly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MeanCurve {
    /// μ
    pub(super) mean: f64,
    /// 1 − μ
    pub(super) complement: f64,
    /// μ′
    pub(super) slope: f64,
    /// μ″
    pub(super) bend: f64,
    /// (ln μ)′
    pub(super) log_slope: f64,
    /// (ln μ)″
    pub(super) log_bend: f64,
    /// −(ln (1 − μ))′
    pub(super) complement_slope: f64,
    /// −(ln (1 − μ))″
    pub(super) complement_bend: f64,
}

impl Link {
    /// The link's name, as R has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Log => "log",
            Self::Logit => "logit",
            Self::Probit => "probit",
            Self::ComplementaryLogLog => "cloglog",
            Self::Inverse => "inverse",
        }
    }

    /// The mean at a linear predictor.
    pub fn mean(self, linear_predictor: f64) -> f64 {
        self.curve(linear_predictor).mean
    }

    /// The linear predictor at which the mean is `mean`; NaN or infinite where there is none.
    pub fn predictor(self, mean: f64) -> f64 {
        match self {
            Self::Identity => identity::predictor(mean),
            Self::Log => log::predictor(mean),
            Self::Logit => logit::predictor(mean),
            Self::Probit => probit::predictor(mean),
            Self::ComplementaryLogLog => complementary_log_log::predictor(mean),
            Self::Inverse => inverse::predictor(mean),
        }
    }

    pub(super) fn curve(self, eta: f64) -> MeanCurve {
        match self {
            Self::Identity => identity::curve(eta),
            Self::Log => log::curve(eta),
            Self::Logit => logit::curve(eta),
            Self::Probit => probit::curve(eta),
            Self::ComplementaryLogLog => complementary_log_log::curve(eta),
            Self::Inverse => inverse::curve(eta),
        }
    }
}

impl MeanCurve {
    /// The whole curve from the mean and its first two derivatives, where 1 − μ needs no care.
    fn of(mean: f64, slope: f64, bend: f64) -> Self {
        let complement = 1.0 - mean;
        let log_slope = slope / mean;
        let complement_slope = slope / complement;
        Self {
            mean,
            complement,
            slope,
            bend,
            log_slope,
            log_bend: bend / mean - log_slope * log_slope,
            complement_slope,
            complement_bend: bend / complement + complement_slope * complement_slope,
        }
    }

    /// ln μ
    pub(super) fn ln_mean(&self) -> f64 {
        if self.mean > 0.5 && self.complement > 0.0 {
            ln_1_plus(-self.complement)
        } else {
            ln(self.mean)
        }
    }

    /// ln (1 − μ)
    pub(super) fn ln_complement(&self) -> f64 {
        if self.complement > 0.5 && self.mean > 0.0 {
            ln_1_plus(-self.mean)
        } else {
            ln(self.complement)
        }
    }
}
