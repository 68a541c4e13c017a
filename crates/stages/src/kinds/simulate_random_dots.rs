//! What would a subject answer, and when, whose evidence gathers to a bound?
//!
//! Dots move to the right (coherence above 0) or to the left; evidence drifts with `sensitivity` times the coherence and a noise of 1 a √second, until it
//! meets a bound, and `residual_s` passes besides. Each coherence is shown to both sides equally often, in an order that is drawn; `coherence`
//! in the table is its size, `signed_coherence` has the side. Real subjects lapse, learn and hurry; this one does not. See
//! [`spikebook_models::behaviour::random_dots`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::behaviour::random_dots::RandomDots;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `simulate-random-dots`.
pub struct SimulateRandomDots;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The coherences, each shown to both sides
    coherences: Vec<f64>,
    /// Trials of each coherence and side
    #[schemars(range(min = 1, max = 100_000))]
    n_repeats: usize,
    /// Drift at coherence 1, 1/√s
    #[schemars(range(min = 0.0, max = 1000.0))]
    sensitivity: f64,
    /// Distance of the bounds from 0, √s
    #[schemars(range(min = 0.001, max = 10.0))]
    bound: f64,
    /// Where evidence starts, between the bounds
    #[schemars(range(min = -10.0, max = 10.0))]
    start: f64,
    /// What passes before and after the decision
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "s"))]
    residual_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            coherences: vec![0.0, 0.032, 0.064, 0.128, 0.256, 0.512],
            n_repeats: 100,
            sensitivity: 10.0,
            bound: 0.8,
            start: 0.0,
            residual_s: 0.35,
        }
    }
}

impl Stage for SimulateRandomDots {
    const NAME: &'static str = "simulate-random-dots";
    const SUMMARY: &'static str =
        "Simulate choices and reaction times of a drift–diffusion subject";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let trials = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::float("coherence", Unit::FRACTION)
                .described("share of dots that move together"),
            Column::float("signed_coherence", Unit::FRACTION).described("above 0 to the right"),
            Column::boolean("chose_right").described("the answer"),
            Column::boolean("correct").described(
                "whether it was right; at coherence 0, whether it met the side that was drawn",
            ),
            Column::float("rt_s", Unit::SECOND).described("the reaction time"),
        ];
        let decisions = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::float("decision_s", Unit::SECOND).described("the time to the bound"),
            Column::float("probability_right", Unit::FRACTION)
                .described("the probability of an answer to the right"),
        ];
        let truth = [
            Column::float("sensitivity", Unit::ONE).described("drift at coherence 1"),
            Column::float("bound", Unit::ONE).described("distance of the bounds"),
            Column::float("residual_s", Unit::SECOND).described("what is no decision"),
        ];
        vec![
            Port::table("trials", TableSchema::new("trials", trials)).described("one row a trial"),
            Port::table("decisions", TableSchema::new("decisions", decisions))
                .for_instructors()
                .described("what passed in the subject"),
            Port::values("truth", ValuesSchema::new(truth))
                .for_instructors()
                .described("the subject"),
        ]
    }

    fn example() -> Example {
        Example::default().param("coherences", vec![0.0, 0.5]).param("n_repeats", 3)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let subject =
            RandomDots::new(params.sensitivity, params.bound, params.start, params.residual_s)?;
        let seed = task.seed();
        // (coherence, side), in an order that is drawn.
        let mut shown: Vec<(f64, f64)> = params
            .coherences
            .iter()
            .flat_map(|&coherence| [(coherence, -1.0), (coherence, 1.0)])
            .cycle()
            .take(2 * params.coherences.len() * params.n_repeats)
            .collect();
        seed.replicate("order", 0).shuffle(&mut shown);
        let signed: Vec<f64> = shown.iter().map(|(coherence, side)| coherence * side).collect();
        let session = subject.simulate(&signed, seed.child("answers"))?;
        let observed = session.observed;
        let trial_id: Vec<i64> = (1..=shown.len() as i64).collect();
        let answers = observed.chose_right.iter().zip(&shown);
        let correct = answers.map(|(&right, (_, side))| right == (*side > 0.0)).collect();
        let trials = Table::build("trials")
            .integer("trial_id", Unit::ID, trial_id.clone())
            .float("coherence", Unit::FRACTION, shown.iter().map(|(c, _)| *c).collect())
            .float("signed_coherence", Unit::FRACTION, signed.clone())
            .boolean("chose_right", observed.chose_right)
            .boolean("correct", correct)
            .float("rt_s", Unit::SECOND, observed.reaction_time_s)
            .finish()?;
        task.put_table("trials", trials);
        let probability = signed.iter().map(|&c| subject.probability_right(c)).collect();
        let decisions = Table::build("decisions")
            .integer("trial_id", Unit::ID, trial_id)
            .float("decision_s", Unit::SECOND, session.truth.decision_time_s)
            .float("probability_right", Unit::FRACTION, probability)
            .finish()?;
        task.put_table("decisions", decisions);
        let mut truth = Values::default();
        truth.number("sensitivity", params.sensitivity, Unit::ONE)?;
        truth.number("bound", params.bound, Unit::ONE)?;
        truth.number("residual_s", params.residual_s, Unit::SECOND)?;
        task.put_values("truth", truth);
        Ok(())
    }
}
