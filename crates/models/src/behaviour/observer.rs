//! How often does an observer say yes to a stimulus of some strength?
//!
//! P(yes | x) = γ + (1 − γ − λ) Φ((x − μ)/σ): a cumulative Gaussian between a rate of guesses γ and one of lapses λ.
//! Trials are independent; real observers tire and follow their last answers. Wichmann & Hill (2001),
//! doi:10.3758/BF03194544.
//!
//! ```
//! use spikebook_models::behaviour::observer::Observer;
//!
//! let observer = Observer::new(0.0, 1.0, 0.1, 0.02)?;
//! assert!((observer.probability(0.0) - 0.54).abs() < 1e-12);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::special::normal_cdf;

use crate::Error;
use crate::error::within;

/// An observer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observer {
    threshold: f64,
    width: f64,
    guess_rate: f64,
    lapse_rate: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct ObserverSession {
    /// What is written down
    pub observed: ObservedAnswers,
    /// What made it
    pub truth: ObserverTruth,
}

/// One entry a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedAnswers {
    /// The strength of the stimulus
    pub level: Vec<f64>,
    /// The answer
    pub said_yes: Vec<bool>,
}

/// The observer and the probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct ObserverTruth {
    /// The observer
    pub observer: Observer,
    /// The probability of a yes in each trial
    pub probability: Vec<f64>,
}

impl Observer {
    /// From the threshold μ and the width σ in the stimulus's unit, the rate of guesses γ and of lapses λ.
    ///
    /// # Errors
    /// [`Error::Parameter`]: μ beyond ±10⁹, σ outside (0, 10⁹], γ outside [0, 1), λ outside [0, 1 − γ).
    pub fn new(
        threshold: f64,
        width: f64,
        guess_rate: f64,
        lapse_rate: f64,
    ) -> Result<Self, Error> {
        within("threshold", threshold, -1e9..=1e9, "a number between −10⁹ and 10⁹")?;
        within("width", width, f64::MIN_POSITIVE..=1e9, "a number above 0, at most 10⁹")?;
        within("guess_rate", guess_rate, 0.0..1.0, "a number from 0, below 1")?;
        let wanted = "a number from 0, below 1 less the rate of guesses";
        within("lapse_rate", lapse_rate, 0.0..1.0 - guess_rate, wanted)?;
        Ok(Self { threshold, width, guess_rate, lapse_rate })
    }

    /// The probability of a yes.
    pub fn probability(&self, level: f64) -> f64 {
        let share = normal_cdf((level - self.threshold) / self.width);
        self.guess_rate + (1.0 - self.guess_rate - self.lapse_rate) * share
    }

    /// Each level so many times, in an order that is drawn, all from the stream `seed.replicate("trials", 0)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial, [`Error::Parameter`] for a level that is not finite.
    pub fn simulate(
        &self,
        levels: &[f64],
        trials_per_level: usize,
        seed: Seed,
    ) -> Result<ObserverSession, Error> {
        if levels.is_empty() || trials_per_level == 0 {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        for &level in levels {
            within("level", level, f64::MIN..=f64::MAX, "a finite number")?;
        }
        let mut stream = seed.replicate("trials", 0);
        let mut level: Vec<f64> =
            levels.iter().copied().cycle().take(levels.len() * trials_per_level).collect();
        stream.shuffle(&mut level);
        let probability: Vec<f64> = level.iter().map(|&level| self.probability(level)).collect();
        let said_yes = probability.iter().map(|&p| stream.bernoulli(p)).collect();
        Ok(ObserverSession {
            observed: ObservedAnswers { level, said_yes },
            truth: ObserverTruth { observer: *self, probability },
        })
    }
}
