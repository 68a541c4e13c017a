//! How does the share of correct (or rightward) answers grow with the stimulus?
//!
//! p(x) = g + (1 − g − l) F(x; threshold, shape)
//!
//! with guess rate g, lapse rate l and a rising curve F: logistic 1/(1 + e^{−(x−a)/b}), cumulative
//! Gaussian Φ((x − a)/b), or Weibull 1 − e^{−(x/a)^b}, where a is the threshold and b the shape.
//! The fit maximises the binomial likelihood Σ k ln p + (n − k) ln(1 − p) by Newton's method, from
//! several starts, as guesses and lapses can give the likelihood more than one summit; standard
//! errors are from the observed information (the curvature at the maximum, lapse rate included
//! where it is free), and the deviance is measured against a model with one probability a level.
//!
//! It misleads where the lapse rate is fixed too low: one slip at an easy level then flattens the
//! curve (Wichmann & Hill 2001, doi:10.3758/BF03194544). Standard errors take trials as
//! independent, and are too small where the deviance is well above its degrees of freedom.
//!
//! The likelihood has no scaling (it is a sum over trials, not a mean) and no penalty. For g = l =
//! 0 the logistic fit is logistic regression: slope 1/b, intercept −a/b, as of R's `glm(family =
//! binomial)`; the cumulative Gaussian is probit regression.
//!
//! ```
//! use spikebook_analysis::psychometric::{Curve, Psychometric};
//!
//! let coherence = [0.032, 0.064, 0.128, 0.256, 0.512];
//! let (n_trials, n_correct) = ([100; 5], [63, 74, 90, 99, 100]);
//! let model = Psychometric::new(Curve::Weibull).guess_rate(0.5)?;
//! let fit = model.fit(&coherence, &n_trials, &n_correct)?;
//! assert!((fit.threshold() - 0.087).abs() < 0.005);
//! let at_threshold = 0.5 + 0.5 * (1.0 - (-1.0_f64).exp());
//! assert!((fit.probability(fit.threshold()) - at_threshold).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod bootstrap;
mod curve;
mod fit;
mod likelihood;
mod newton;
mod start;
mod step;

pub use bootstrap::{BootstrappedPsychometric, Draw, percentiles};
pub use curve::Curve;
pub use fit::PsychometricFit;

use crate::Error;
use likelihood::Answers;

/// What to do about answers that are wrong at any level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lapse {
    /// A known rate
    Fixed(f64),
    /// A rate to be estimated, between 0 and this bound
    FreeUpTo(f64),
}

/// A psychometric function to be fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Psychometric {
    curve: Curve,
    guess_rate: f64,
    lapse: Lapse,
}

impl Psychometric {
    /// A function of that curve without guesses or lapses.
    pub fn new(curve: Curve) -> Self {
        Self { curve, guess_rate: 0.0, lapse: Lapse::Fixed(0.0) }
    }

    /// With the rate of success by guessing: 0.5 for two alternatives, 0 for yes or no.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside [0, 1), or where guesses and lapses leave nothing to the curve.
    pub fn guess_rate(self, guess_rate: f64) -> Result<Self, Error> {
        Self { guess_rate, ..self }.checked()
    }

    /// With a lapse rate, fixed or free.
    ///
    /// # Errors
    /// As [`Psychometric::guess_rate`].
    pub fn lapse(self, lapse: Lapse) -> Result<Self, Error> {
        Self { lapse, ..self }.checked()
    }

    fn checked(self) -> Result<Self, Error> {
        let most_lapses = match self.lapse {
            Lapse::Fixed(rate) | Lapse::FreeUpTo(rate) => rate,
        };
        let rate = |got: f64| (0.0..1.0).contains(&got);
        if !rate(self.guess_rate) {
            let wanted = "a number in [0, 1)";
            return Err(Error::Parameter { parameter: "guess_rate", got: self.guess_rate, wanted });
        }
        if !rate(most_lapses) || self.guess_rate + most_lapses >= 1.0 {
            let wanted = "a number in [0, 1) that leaves guess rate + lapse rate below 1";
            return Err(Error::Parameter { parameter: "lapse_rate", got: most_lapses, wanted });
        }
        if self.lapse == Lapse::FreeUpTo(0.0) {
            let wanted = "a bound above 0";
            return Err(Error::Parameter { parameter: "lapse_rate", got: 0.0, wanted });
        }
        Ok(self)
    }

    /// Fits to the number of successes in the trials at each level.
    ///
    /// Levels may come in any order and repeat; levels without trials are left out.
    ///
    /// # Errors
    /// - [`Error::Length`], [`Error::NonFinite`], [`Error::Parameter`] for a negative level of a
    ///   Weibull curve, [`Error::SuccessesExceedTrials`]: the input is wrong,
    /// - [`Error::TooFew`]: fewer levels with trials than parameters,
    /// - [`Error::PsychometricStep`]: a step is at least as likely as any curve, so the steeper the
    ///   likelier,
    /// - [`Error::PsychometricFlat`]: the answers do not rise with the level,
    /// - [`Error::PsychometricNotConverged`]: the maximum was not reached.
    pub fn fit(
        &self,
        levels: &[f64],
        n_trials: &[u64],
        n_successes: &[u64],
    ) -> Result<PsychometricFit, Error> {
        let answers = Answers::new(self.curve, levels, n_trials, n_successes)?;
        fit::fit(self, &answers)
    }
}

#[cfg(test)]
mod tests;
