//! What would a subject say that combines two senses, as well as can be or with a weight of its own?
//!
//! Each offset from the middle is shown to the first sense alone, to the second alone, and to both, `n_repeats` times; the subject says "right" where
//! its estimate lies above 0. With both, the first sense counts by its weight: left out, the best one, σ₂²/(σ₁² + σ₂²). With `conflict` the cues
//! lie apart by so much when both are shown, which tells the weight from the shift of the answers. See
//! [`spikebook_models::behaviour::cue_combination`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::behaviour::cue_combination::{CueCombiner, Cues};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `simulate-cue-combination`.
pub struct SimulateCueCombination;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Offsets from the middle
    offsets: Vec<f64>,
    /// Trials of each offset and set of cues
    #[schemars(range(min = 1, max = 1_000_000))]
    n_repeats: usize,
    /// Standard deviation of the first sense
    #[schemars(range(min = 1e-6, max = 1e6))]
    first_sigma: f64,
    /// Standard deviation of the second sense
    #[schemars(range(min = 1e-6, max = 1e6))]
    second_sigma: f64,
    /// Weight of the first sense; left out, the best one
    #[schemars(range(min = 0.0, max = 1.0))]
    weight_of_first: Option<f64>,
    /// How far the first cue lies to the right of the second, where both are shown
    #[schemars(range(min = -1e6, max = 1e6))]
    conflict: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            offsets: vec![-6.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0],
            n_repeats: 40,
            first_sigma: 2.0,
            second_sigma: 3.0,
            weight_of_first: None,
            conflict: 0.0,
        }
    }
}

impl Stage for SimulateCueCombination {
    const NAME: &'static str = "simulate-cue-combination";
    const SUMMARY: &'static str = "Simulate judgements of a subject with two senses";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let place = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let trials = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::text("cues").described("`first`, `second` or `both`"),
            place("offset", "the middle of the cues that were shown"),
            place("first", "where the first cue was"),
            place("second", "where the second cue was"),
            Column::boolean("said_right").described("the answer"),
        ];
        let estimates = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            place("estimate", "what the subject took for the place"),
        ];
        let truth = [place("weight_of_first", "the weight of the first sense")];
        vec![
            Port::table("trials", TableSchema::new("trials", trials)).described("one row a trial"),
            Port::table("estimates", TableSchema::new("estimates", estimates))
                .for_instructors()
                .described("what passed in the subject"),
            Port::values("truth", ValuesSchema::new(truth))
                .for_instructors()
                .described("the subject"),
        ]
    }

    fn example() -> Example {
        Example::default().param("offsets", vec![-1.0, 1.0]).param("n_repeats", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let (first, second) = (params.first_sigma, params.second_sigma);
        let subject = match params.weight_of_first {
            Some(weight) => CueCombiner::with_weight(first, second, weight)?,
            None => CueCombiner::optimal(first, second)?,
        };
        let seed = task.seed();
        let mut shown: Vec<(Cues, f64)> = [Cues::First, Cues::Second, Cues::Both]
            .into_iter()
            .flat_map(|cues| params.offsets.iter().map(move |&offset| (cues, offset)))
            .cycle()
            .take(3 * params.offsets.len() * params.n_repeats)
            .collect();
        seed.replicate("order", 0).shuffle(&mut shown);
        let trials: Vec<(Cues, f64, f64)> = shown
            .iter()
            .map(|&(cues, offset)| {
                let apart = if cues == Cues::Both { 0.5 * params.conflict } else { 0.0 };
                (cues, offset + apart, offset - apart)
            })
            .collect();
        let session = subject.simulate(&trials, seed.child("answers"))?;
        let names: Vec<&str> = shown
            .iter()
            .map(|(cues, _)| match cues {
                Cues::First => "first",
                Cues::Second => "second",
                Cues::Both => "both",
            })
            .collect();
        let trial_id: Vec<i64> = (1..=shown.len() as i64).collect();
        let table = Table::build("trials")
            .integer("trial_id", Unit::ID, trial_id.clone())
            .text("cues", &names)
            .float("offset", Unit::ONE, shown.iter().map(|(_, offset)| *offset).collect())
            .float("first", Unit::ONE, session.observed.first)
            .float("second", Unit::ONE, session.observed.second)
            .boolean("said_right", session.observed.said_right)
            .finish()?;
        task.put_table("trials", table);
        let estimates = Table::build("estimates")
            .integer("trial_id", Unit::ID, trial_id)
            .float("estimate", Unit::ONE, session.truth.estimate)
            .finish()?;
        task.put_table("estimates", estimates);
        let mut truth = Values::default();
        truth.number("weight_of_first", subject.weight_of_first(), Unit::ONE)?;
        task.put_values("truth", truth);
        Ok(())
    }
}
