//! What would an observer say whose threshold and lapses are known?
//!
//! Each level is shown `trials_per_level` times in an order that is drawn; a yes has the probability
//! γ + (1 − γ − λ) Φ((level − threshold)/width). Lapses and a shallow slope look alike where only middle levels are shown. See
//! [`spikebook_models::behaviour::observer`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::behaviour::observer::Observer;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `simulate-observer`.
pub struct SimulateObserver;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The levels of the stimulus
    levels: Vec<f64>,
    /// Trials of each level
    #[schemars(range(min = 1, max = 1_000_000))]
    trials_per_level: usize,
    /// The level at which half of what is no guess and no lapse is a yes
    #[schemars(range(min = -1e9, max = 1e9))]
    threshold: f64,
    /// σ: over which range of levels the answer changes
    #[schemars(range(max = 1e9), extend("exclusiveMinimum" = 0.0))]
    width: f64,
    /// γ: how often a yes is a guess
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    guess_rate: f64,
    /// λ: how often a no is a lapse, below 1 − γ
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    lapse_rate: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            levels: vec![-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0],
            trials_per_level: 50,
            threshold: 0.3,
            width: 1.0,
            guess_rate: 0.02,
            lapse_rate: 0.04,
        }
    }
}

impl Stage for SimulateObserver {
    const NAME: &'static str = "simulate-observer";
    const SUMMARY: &'static str =
        "Simulate yes–no answers of an observer with threshold and lapses";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let trials = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::float("level", Unit::ONE).described("the level of the stimulus"),
            Column::boolean("said_yes").described("the answer"),
        ];
        let probabilities = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::float("probability", Unit::FRACTION).described("the probability of a yes"),
        ];
        let plain = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let truth = [
            plain("threshold", "the threshold"),
            plain("width", "the width"),
            plain("guess_rate", "the rate of guesses"),
            plain("lapse_rate", "the rate of lapses"),
        ];
        vec![
            Port::table("trials", TableSchema::new("trials", trials)).described("one row a trial"),
            Port::table("probabilities", TableSchema::new("probabilities", probabilities))
                .for_instructors()
                .described("what the answers were drawn from"),
            Port::values("truth", ValuesSchema::new(truth))
                .for_instructors()
                .described("the observer"),
        ]
    }

    fn example() -> Example {
        Example::default().param("levels", vec![-1.0, 1.0]).param("trials_per_level", 3)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let observer =
            Observer::new(params.threshold, params.width, params.guess_rate, params.lapse_rate)?;
        let session = observer.simulate(&params.levels, params.trials_per_level, task.seed())?;
        let trial_id: Vec<i64> = (1..=session.observed.level.len() as i64).collect();
        let trials = Table::build("trials")
            .integer("trial_id", Unit::ID, trial_id.clone())
            .float("level", Unit::ONE, session.observed.level)
            .boolean("said_yes", session.observed.said_yes)
            .finish()?;
        task.put_table("trials", trials);
        let probabilities = Table::build("probabilities")
            .integer("trial_id", Unit::ID, trial_id)
            .float("probability", Unit::FRACTION, session.truth.probability)
            .finish()?;
        task.put_table("probabilities", probabilities);
        let mut truth = Values::default();
        for (name, value) in [
            ("threshold", params.threshold),
            ("width", params.width),
            ("guess_rate", params.guess_rate),
            ("lapse_rate", params.lapse_rate),
        ] {
            truth.number(name, value, Unit::ONE)?;
        }
        task.put_values("truth", truth);
        Ok(())
    }
}
