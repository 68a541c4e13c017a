//! Two arms pay with different chances, which may change: which one is pulled?
//!
//! The subject keeps a value for each arm and moves the chosen one's to the reward r by a share α,
//! Q ← Q + α (r − Q), and pulls the right arm with probability 1/(1 + e^{−β (Q(right) − Q(left)) − κ s}), where s = ±1 is the
//! side of the last choice. Real animals also forget and explore by plan. Sutton & Barto (2018), *Reinforcement Learning*;
//! Daw (2011), doi:10.1093/acprof:oso/9780199600434.003.0001.
//!
//! ```
//! use spikebook_models::behaviour::bandit::{Bandit, Learner};
//! use spikebook_numeric::Seed;
//!
//! let bandit = Bandit::reversing(0.2, 0.8, 40)?;
//! let session = bandit.simulate(Learner::new(0.3, 5.0, 0.0)?, 200, Seed::from_number(1))?;
//! assert_eq!(session.observed.chose_right.len(), 200);
//! assert_eq!(session.truth.reward_probability[40], [0.8, 0.2]);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::logistic;

use crate::Error;
use crate::error::within;

/// The arms and when they change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bandit {
    left: f64,
    right: f64,
    reversal_trials: Option<usize>,
}

/// How the subject learns and chooses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learner {
    learning_rate: f64,
    inverse_temperature: f64,
    perseverance: f64,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct BanditSession {
    /// What is written down
    pub observed: ObservedBandit,
    /// What made it
    pub truth: BanditTruth,
}

/// One entry a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedBandit {
    /// Whether the right arm was pulled
    pub chose_right: Vec<bool>,
    /// Whether it paid
    pub rewarded: Vec<bool>,
}

/// The arms and the subject.
#[derive(Clone, Debug, PartialEq)]
pub struct BanditTruth {
    /// The subject
    pub learner: Learner,
    /// The chance of a reward at each trial: [left, right]
    pub reward_probability: Vec<[f64; 2]>,
    /// The values before each trial: [left, right]
    pub values: Vec<[f64; 2]>,
    /// The probability that the right arm was pulled
    pub probability_right: Vec<f64>,
}

impl Bandit {
    /// Arms that stay as they are, by their chances of a reward.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a chance outside [0, 1].
    pub fn fixed(left: f64, right: f64) -> Result<Self, Error> {
        within("left", left, 0.0..=1.0, "a probability")?;
        within("right", right, 0.0..=1.0, "a probability")?;
        Ok(Self { left, right, reversal_trials: None })
    }

    /// Arms that change places after so many trials, again and again.
    ///
    /// # Errors
    /// As [`Bandit::fixed`], and [`Error::TooFew`] for no trials.
    pub fn reversing(left: f64, right: f64, trials: usize) -> Result<Self, Error> {
        if trials == 0 {
            return Err(Error::TooFew { what: "trials to a reversal", got: 0, wanted: 1 });
        }
        Ok(Self { reversal_trials: Some(trials), ..Self::fixed(left, right)? })
    }

    /// Simulates a session from values of 0.5, all from the stream `seed.replicate("trials", 0)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial.
    pub fn simulate(
        &self,
        learner: Learner,
        n_trials: usize,
        seed: Seed,
    ) -> Result<BanditSession, Error> {
        if n_trials == 0 {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        let mut stream = seed.replicate("trials", 0);
        let mut observed = ObservedBandit { chose_right: Vec::new(), rewarded: Vec::new() };
        let mut truth = BanditTruth {
            learner,
            reward_probability: Vec::new(),
            values: Vec::new(),
            probability_right: Vec::new(),
        };
        let (mut values, mut side) = ([0.5, 0.5], 0.0);
        for trial in 0..n_trials {
            let turned = self.reversal_trials.is_some_and(|every| (trial / every) % 2 == 1);
            let chances = if turned { [self.right, self.left] } else { [self.left, self.right] };
            let drive =
                learner.inverse_temperature * (values[1] - values[0]) + learner.perseverance * side;
            let probability = logistic(drive);
            truth.reward_probability.push(chances);
            truth.values.push(values);
            truth.probability_right.push(probability);
            let arm = usize::from(stream.bernoulli(probability));
            let rewarded = stream.bernoulli(chances[arm]);
            observed.chose_right.push(arm == 1);
            observed.rewarded.push(rewarded);
            values[arm] += learner.learning_rate * (f64::from(u8::from(rewarded)) - values[arm]);
            side = if arm == 1 { 1.0 } else { -1.0 };
        }
        Ok(BanditSession { observed, truth })
    }
}

impl Learner {
    /// From the learning rate α, the inverse temperature β and the perseverance κ.
    ///
    /// # Errors
    /// [`Error::Parameter`]: α outside [0, 1], β outside [0, 1000], κ beyond ±100.
    pub fn new(
        learning_rate: f64,
        inverse_temperature: f64,
        perseverance: f64,
    ) -> Result<Self, Error> {
        within("learning_rate", learning_rate, 0.0..=1.0, "a number between 0 and 1")?;
        let wanted = "a number between 0 and 1000";
        within("inverse_temperature", inverse_temperature, 0.0..=1e3, wanted)?;
        let wanted = "a number between −100 and 100";
        within("perseverance", perseverance, -100.0..=100.0, wanted)?;
        Ok(Self { learning_rate, inverse_temperature, perseverance })
    }
}
