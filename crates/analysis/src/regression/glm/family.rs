//! The two laws of responses.

use spikebook_numeric::elementary::{exp, ln_1_plus, log_odds, logistic};
use spikebook_numeric::special::{count_deviance, ln_factorial};

/// What law a response follows, with its canonical link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Counts; the logarithm of their mean is linear.
    Poisson,
    /// Successes out of trials; the log-odds of a success are linear.
    Binomial,
}

/// What one row adds, at a linear predictor η.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowTerms {
    /// The negative log-likelihood without what does not depend on η
    pub(super) loss: f64,
    /// The expected response
    pub(super) mean: f64,
    /// The second derivative of the loss, which is the variance of the response
    pub(super) curvature: f64,
}

impl Family {
    /// The family's name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Poisson => "poisson",
            Self::Binomial => "binomial",
        }
    }

    /// The link's name.
    pub fn link_name(self) -> &'static str {
        match self {
            Self::Poisson => "log",
            Self::Binomial => "logit",
        }
    }

    /// The mean of one trial at the linear predictor: exp η or 1 / (1 + e^(−η)).
    pub fn mean(self, linear_predictor: f64) -> f64 {
        match self {
            Self::Poisson => exp(linear_predictor),
            Self::Binomial => logistic(linear_predictor),
        }
    }

    /// The linear predictor at which the mean of one trial is `mean`.
    pub fn link(self, mean: f64) -> f64 {
        match self {
            Self::Poisson => spikebook_numeric::elementary::ln(mean),
            Self::Binomial => log_odds(mean),
        }
    }

    /// The terms of a row with response `y` out of `trials` (1 for counts).
    pub(super) fn terms(self, eta: f64, y: f64, trials: f64) -> RowTerms {
        match self {
            Self::Poisson => {
                let mean = exp(eta);
                RowTerms { loss: mean - y * eta, mean, curvature: mean }
            }
            Self::Binomial => {
                // With e = e^(−|η|): p = 1/(1 + e) or e/(1 + e), p (1 − p) = e/(1 + e)².
                let e = exp(-eta.abs());
                let denominator = 1.0 + e;
                let larger = 1.0 / denominator;
                let smaller = e / denominator;
                RowTerms {
                    loss: trials * (eta.max(0.0) + ln_1_plus(e)) - y * eta,
                    mean: trials * if eta >= 0.0 { larger } else { smaller },
                    curvature: trials * larger * smaller,
                }
            }
        }
    }

    /// What a row adds to the deviance.
    pub(super) fn unit_deviance(self, eta: f64, y: f64, trials: f64) -> f64 {
        match self {
            Self::Poisson => 2.0 * count_deviance(y, exp(eta)),
            Self::Binomial => {
                let successes = count_deviance(y, trials * logistic(eta));
                let failures = count_deviance(trials - y, trials * logistic(-eta));
                2.0 * (successes + failures)
            }
        }
    }

    /// What the log-likelihood holds beside −loss: −ln y! or ln (m choose y).
    pub(super) fn ln_constant(self, y: f64, trials: f64) -> f64 {
        match self {
            Self::Poisson => -ln_factorial(y),
            Self::Binomial if trials == 1.0 => 0.0,
            Self::Binomial => ln_factorial(trials) - ln_factorial(y) - ln_factorial(trials - y),
        }
    }

    /// Which way the linear predictor of a row may run off without lowering its likelihood: −1 or +1, or 0
    /// where any large value is unlikely.
    pub(super) fn free_direction(self, y: f64, trials: f64) -> f64 {
        match self {
            _ if y == 0.0 => -1.0,
            Self::Binomial if y == trials => 1.0,
            _ => 0.0,
        }
    }
}
