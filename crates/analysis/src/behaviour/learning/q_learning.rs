//! Values of options that follow their rewards, and choices that follow the values.
//!
//! The value of the option that was chosen moves by a share of the prediction error, and choices are a softmax of values:
//!
//! Q(c) ← Q(c) + α (r − Q(c)),   P(c) = e^{β Q(c) + κ [c was chosen last]} / Σ.
//!
//! α in (0, 1) is the learning rate (one for good news and one for bad where asked for), β in 1/reward how firmly choices follow
//! values, κ how much a choice is repeated for its own sake. Values start at `first_value`, and anew in each session. The fit
//! maximises Σ ln P(choice) by Newton's method with exact derivatives, from nine starts; standard errors are from the
//! observed information. Daw (2011), doi:10.1093/acprof:oso/9780199600434.003.0001; perseveration as in Lau & Glimcher (2005),
//! doi:10.1901/jeab.2005.110-04.
//!
//! It misleads where α and β trade off: little learning acted on firmly looks like much learning acted on
//! loosely. Look at both standard errors, and at parameters recovered from simulated choices, before comparing groups.
//!
//! ```
//! use spikebook_analysis::behaviour::learning::q_learning::{Model, QLearning, Trial};
//!
//! let agent = QLearning { learning_rate: 0.3, learning_rate_of_losses: 0.3, firmness: 4.0, perseveration: 0.0 };
//! let model = Model::new(2)?;
//! let seed = spikebook_numeric::Seed::from_number(1);
//! let trials = model.simulate(&agent, seed, 500, |trial, option| [0.8, 0.2][(option + trial / 100) % 2]);
//! let fit = model.fit(&trials)?;
//! assert!((fit.estimate.learning_rate - 0.3).abs() < 3.0 * fit.standard_error.learning_rate);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, ln, log_odds};

use crate::Error;
use crate::jet::Jet;
use crate::maximum::{Maximum, maximise};

/// One choice and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The option, counted from 0
    pub choice: usize,
    /// Its reward, in any unit
    pub reward: f64,
    /// Whether values start anew before this trial
    pub starts_session: bool,
}

/// The parameters of a learner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QLearning {
    /// α, or α after rewards above expectation
    pub learning_rate: f64,
    /// α after rewards below expectation; equal to the other where there is one rate
    pub learning_rate_of_losses: f64,
    /// β, in 1/reward
    pub firmness: f64,
    /// κ; 0 where it is not fitted
    pub perseveration: f64,
}

/// What is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    n_options: usize,
    first_value: f64,
    two_rates: bool,
    perseverates: bool,
}

/// A fit with its standard errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The maximum of the likelihood
    pub estimate: QLearning,
    /// Standard errors; 0 for a perseveration that is not fitted
    pub standard_error: QLearning,
    /// Σ ln P(choice)
    pub ln_likelihood: f64,
    /// Free parameters
    pub n_parameters: usize,
    /// Newton steps taken
    pub n_iterations: usize,
    /// Value of every option before each trial, trial by trial
    pub values: Vec<f64>,
    /// P(choice) of each trial
    pub probability: Vec<f64>,
    /// r − Q(c) of each trial
    pub prediction_error: Vec<f64>,
}

impl Fit {
    /// Akaike's criterion, 2 parameters − 2 ln likelihood
    pub fn aic(&self) -> f64 {
        2.0 * self.n_parameters as f64 - 2.0 * self.ln_likelihood
    }

    /// The Bayesian criterion, parameters · ln trials − 2 ln likelihood
    pub fn bic(&self) -> f64 {
        self.n_parameters as f64 * ln(self.probability.len() as f64) - 2.0 * self.ln_likelihood
    }
}

/// Parameters as jets: two learning rates, firmness and perseveration.
type Learner<const N: usize> = [Jet<N>; 4];

impl Model {
    /// A learner of `n_options` values that start at 0, with one learning rate and no perseveration.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two options.
    pub fn new(n_options: usize) -> Result<Self, Error> {
        if n_options < 2 {
            return Err(Error::TooFew { what: "options", got: n_options, wanted: 2 });
        }
        Ok(Self { n_options, first_value: 0.0, two_rates: false, perseverates: false })
    }

    /// With values that start at `first_value`.
    pub fn first_value(self, first_value: f64) -> Self {
        Self { first_value, ..self }
    }

    /// With a learning rate of its own for rewards below expectation.
    pub fn two_rates(self) -> Self {
        Self { two_rates: true, ..self }
    }

    /// With a tendency to repeat a choice.
    pub fn perseverates(self) -> Self {
        Self { perseverates: true, ..self }
    }

    /// Fits to the trials of one animal, in order.
    ///
    /// # Errors
    /// - [`Error::TooFew`] below ten trials, [`Error::Index`] for an option that is not there, [`Error::NonFinite`] reward,
    /// - [`Error::OneOutcome`] where one option alone was ever chosen,
    /// - [`Error::NotConverged`] where nothing was learnt, or choices follow values without exception: no finite
    ///   parameters have the largest likelihood.
    pub fn fit(&self, trials: &[Trial]) -> Result<Fit, Error> {
        self.check(trials)?;
        match (self.two_rates, self.perseverates) {
            (false, false) => self.climb(trials, |[rate, firmness]: [Jet<2>; 2]| {
                [rate.logistic(), rate.logistic(), firmness, Jet::constant(0.0)]
            }),
            (false, true) => self.climb(trials, |[rate, firmness, again]: [Jet<3>; 3]| {
                [rate.logistic(), rate.logistic(), firmness, again]
            }),
            (true, false) => self.climb(trials, |[gain, firmness, loss]: [Jet<3>; 3]| {
                [gain.logistic(), loss.logistic(), firmness, Jet::constant(0.0)]
            }),
            (true, true) => self.climb(trials, |[gain, firmness, again, loss]: [Jet<4>; 4]| {
                [gain.logistic(), loss.logistic(), firmness, again]
            }),
        }
    }

    /// Choices of a learner of known parameters among options that pay 1 with the probability that `chance` gives for
    /// a trial and an option. Trial by trial from the stream `seed.replicate("choices", 0)`.
    pub fn simulate(
        &self,
        learner: &QLearning,
        seed: Seed,
        n_trials: usize,
        chance: impl Fn(usize, usize) -> f64,
    ) -> Vec<Trial> {
        let mut stream = seed.replicate("choices", 0);
        let mut values = vec![self.first_value; self.n_options];
        let mut last = None;
        let mut trials = Vec::with_capacity(n_trials);
        for trial in 0..n_trials {
            let again = |option| if last == Some(option) { learner.perseveration } else { 0.0 };
            let odds: Vec<f64> = (0..self.n_options)
                .map(|option| exp(learner.firmness * values[option] + again(option)))
                .collect();
            let mut at = stream.uniform() * odds.iter().sum::<f64>();
            let choice = odds.iter().position(|&odds| {
                at -= odds;
                at < 0.0
            });
            let choice = choice.unwrap_or(self.n_options - 1);
            let reward = if stream.bernoulli(chance(trial, choice)) { 1.0 } else { 0.0 };
            let error = reward - values[choice];
            let rate =
                if error < 0.0 { learner.learning_rate_of_losses } else { learner.learning_rate };
            values[choice] += rate * error;
            last = Some(choice);
            trials.push(Trial { choice, reward, starts_session: trial == 0 });
        }
        trials
    }

    fn check(&self, trials: &[Trial]) -> Result<(), Error> {
        if trials.len() < 10 {
            return Err(Error::TooFew { what: "trials", got: trials.len(), wanted: 10 });
        }
        for (row, trial) in trials.iter().enumerate() {
            if trial.choice >= self.n_options {
                let (what, got, below) = ("choice", trial.choice, self.n_options);
                return Err(Error::Index { what, got, below });
            }
            if !trial.reward.is_finite() {
                return Err(Error::NonFinite { what: "reward".into(), row, got: trial.reward });
            }
        }
        if trials.iter().all(|trial| trial.choice == trials[0].choice) {
            return Err(Error::OneOutcome { outcome: "one choice", n_rows: trials.len() });
        }
        Ok(())
    }

    fn climb<const N: usize>(
        &self,
        trials: &[Trial],
        learner: impl Fn([Jet<N>; N]) -> Learner<N>,
    ) -> Result<Fit, Error> {
        // Firmness is measured against the size of rewards.
        let size = trials.iter().map(|trial| trial.reward.abs()).fold(0.0, f64::max);
        let size = if size > 0.0 { size } else { 1.0 };
        let mut best: Option<Maximum<N>> = None;
        let mut refusal = None;
        for rate in [0.1, 0.4, 0.8] {
            for firmness in [1.0, 3.0, 8.0] {
                let mut start = [0.0; N];
                start[0] = log_odds(rate);
                start[1] = firmness / size;
                if self.two_rates {
                    start[N - 1] = log_odds(rate);
                }
                let ln_likelihood = |theta| self.walk(trials, &learner(theta), |_, _, _| {});
                match maximise("q-learning", start, ln_likelihood) {
                    Ok(maximum) => {
                        let higher =
                            |b: &Maximum<N>| maximum.ln_likelihood > b.ln_likelihood + 1e-9;
                        if best.as_ref().is_none_or(higher) {
                            best = Some(maximum);
                        }
                    }
                    Err(error) => refusal = Some(error),
                }
            }
        }
        let Some(maximum) = best else {
            return Err(refusal.expect("a climb that finds no maximum says why"));
        };
        Ok(self.describe(trials, &maximum, learner))
    }

    fn describe<const N: usize>(
        &self,
        trials: &[Trial],
        maximum: &Maximum<N>,
        learner: impl Fn([Jet<N>; N]) -> Learner<N>,
    ) -> Fit {
        let at = learner(Jet::parameters(maximum.at));
        let named = |[learning_rate, learning_rate_of_losses, firmness, perseveration]: [f64;
                         4]| {
            QLearning { learning_rate, learning_rate_of_losses, firmness, perseveration }
        };
        let errors = std::array::from_fn(|i| maximum.standard_error(|theta| learner(theta)[i]));
        let (mut values, mut probability, mut prediction_error) = (vec![], vec![], vec![]);
        self.walk(trials, &at, |before, ln_probability, error| {
            values.extend(before.iter().map(|value| value.value));
            probability.push(exp(ln_probability));
            prediction_error.push(error);
        });
        Fit {
            estimate: named(at.map(|parameter| parameter.value)),
            standard_error: named(errors),
            ln_likelihood: maximum.ln_likelihood,
            n_parameters: N,
            n_iterations: maximum.n_iterations,
            values,
            probability,
            prediction_error,
        }
    }

    /// Σ ln P(choice); tells `seen` the values before each trial, ln P(choice) and the prediction error.
    fn walk<const N: usize>(
        &self,
        trials: &[Trial],
        [gain, loss, firmness, again]: &Learner<N>,
        mut seen: impl FnMut(&[Jet<N>], f64, f64),
    ) -> Jet<N> {
        let first = Jet::constant(self.first_value);
        let mut values = vec![first; self.n_options];
        let mut last = None;
        let mut total = Jet::constant(0.0);
        for trial in trials {
            if trial.starts_session {
                values.fill(first);
                last = None;
            }
            let drive = |option: usize| {
                let worth = *firmness * values[option];
                if last == Some(option) { worth + *again } else { worth }
            };
            // ln P(c) = −ln Σ e^{drive − drive(c)}, pulled up by the largest so that nothing overflows.
            let chosen = drive(trial.choice);
            let largest = (0..self.n_options)
                .map(|option| (drive(option) - chosen).value)
                .fold(0.0, f64::max);
            let sum = (0..self.n_options).fold(Jet::constant(0.0), |sum, option| {
                sum + (drive(option) - chosen - largest).exp()
            });
            let ln_probability = -(sum.ln() + largest);
            let error = -values[trial.choice] + trial.reward;
            seen(&values, ln_probability.value, error.value);
            total = total + ln_probability;
            let rate = if error.value < 0.0 { *loss } else { *gain };
            values[trial.choice] = values[trial.choice] + rate * error;
            last = Some(trial.choice);
        }
        total
    }
}

#[cfg(test)]
mod tests;
