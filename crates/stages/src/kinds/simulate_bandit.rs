//! What would a subject choose between two arms, whose way of learning is known?
//!
//! The value of the arm that was pulled moves towards its reward by `learning_rate`; the right arm is pulled with the probability
//! logistic(β (Q of right − Q of left) + κ · last side). Arms pay with fixed chances, or change places every `reversal_trials`. Two such
//! numbers are hard to tell apart from few trials: quick learning with little temperature looks like slow learning with much. See
//! [`spikebook_models::behaviour::bandit`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::behaviour::bandit::{Bandit, Learner};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

/// `simulate-bandit`.
pub struct SimulateBandit;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many trials
    #[schemars(range(min = 1, max = 10_000_000))]
    n_trials: usize,
    /// Chance of a reward on the left
    #[schemars(range(min = 0.0, max = 1.0))]
    reward_left: f64,
    /// Chance of a reward on the right
    #[schemars(range(min = 0.0, max = 1.0))]
    reward_right: f64,
    /// Trials after which the arms change places; left out, never
    #[schemars(range(min = 1))]
    reversal_trials: Option<usize>,
    /// α: how far a value moves to its reward
    #[schemars(range(min = 0.0, max = 1.0))]
    learning_rate: f64,
    /// β: how much the difference of values counts
    #[schemars(range(min = 0.0, max = 1000.0))]
    inverse_temperature: f64,
    /// κ: how much the last side draws
    #[schemars(range(min = -100.0, max = 100.0))]
    perseverance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_trials: 500,
            reward_left: 0.8,
            reward_right: 0.3,
            reversal_trials: None,
            learning_rate: 0.2,
            inverse_temperature: 4.0,
            perseverance: 0.0,
        }
    }
}

impl Stage for SimulateBandit {
    const NAME: &'static str = "simulate-bandit";
    const SUMMARY: &'static str =
        "Simulate a learner's choices between two arms, fixed or reversing";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let trials = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::boolean("chose_right").described("whether the right arm was pulled"),
            Column::boolean("rewarded").described("whether it paid"),
        ];
        let value = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let truth = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            value("reward_left", "chance of a reward on the left"),
            value("reward_right", "chance of a reward on the right"),
            value("value_left", "the value of the left arm before the trial"),
            value("value_right", "that of the right arm"),
            value("probability_right", "probability that the right arm was pulled"),
        ];
        vec![
            Port::table("trials", TableSchema::new("trials", trials)).described("one row a trial"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("what the subject held and the arms paid"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_trials", 6)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let (left, right) = (params.reward_left, params.reward_right);
        let bandit = match params.reversal_trials {
            Some(trials) => Bandit::reversing(left, right, trials)?,
            None => Bandit::fixed(left, right)?,
        };
        let learner =
            Learner::new(params.learning_rate, params.inverse_temperature, params.perseverance)?;
        let session = bandit.simulate(learner, params.n_trials, task.seed())?;
        let trial_id: Vec<i64> = (1..=params.n_trials as i64).collect();
        let trials = Table::build("trials")
            .integer("trial_id", Unit::ID, trial_id.clone())
            .boolean("chose_right", session.observed.chose_right)
            .boolean("rewarded", session.observed.rewarded)
            .finish()?;
        task.put_table("trials", trials);
        let truth = session.truth;
        let arm = |pairs: &[[f64; 2]], arm: usize| pairs.iter().map(|pair| pair[arm]).collect();
        let truth = Table::build("truth")
            .integer("trial_id", Unit::ID, trial_id)
            .float("reward_left", Unit::FRACTION, arm(&truth.reward_probability, 0))
            .float("reward_right", Unit::FRACTION, arm(&truth.reward_probability, 1))
            .float("value_left", Unit::FRACTION, arm(&truth.values, 0))
            .float("value_right", Unit::FRACTION, arm(&truth.values, 1))
            .float("probability_right", Unit::FRACTION, truth.probability_right)
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
