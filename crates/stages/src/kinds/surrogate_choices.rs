//! A set with the shape of a decision recording, in which it is known who decides.
//!
//! Counts of many neurons in trials with two choices, of which some neurons know ([`spikebook_models::surrogates`]). With more neurons than
//! trials a decoder can learn the trials by heart: its accuracy on trials that it has seen says nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::surrogates::ChoiceTrials;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

/// `surrogate-choices`.
pub struct SurrogateChoices;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many trials
    #[schemars(range(min = 2, max = 1_000_000))]
    n_trials: usize,
    /// How many neurons
    #[schemars(range(min = 1, max = 100_000))]
    n_neurons: usize,
    /// How many of them know the choice
    #[schemars(range(min = 0, max = 100_000))]
    n_selective: usize,
    /// Size of the logarithm of the ratio of their expected counts
    #[schemars(range(min = 0.0, max = 5.0))]
    selectivity: f64,
    /// Median expected count of a neuron
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "spikes"))]
    mean_count: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_trials: 276, n_neurons: 691, n_selective: 60, selectivity: 0.4, mean_count: 3.0 }
    }
}

impl Stage for SurrogateChoices {
    const NAME: &'static str = "surrogate-choices";
    const SUMMARY: &'static str = "Simulate counts of neurons in trials with two choices";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let trials = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::integer("choice", Unit::ONE).described("1 or 0"),
            Column::vector("counts", Unit::SPIKES).described("the spikes of each neuron"),
        ];
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the neuron"),
            Column::boolean("is_selective").described("whether it knows the choice"),
            Column::float("truth", Unit::ONE)
                .described("log of its expected count at choice 1 over that at choice 0"),
        ];
        vec![
            Port::table("trials", TableSchema::new("trials", trials)).described("one row a trial"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("who knows the choice, one row a neuron"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_trials", 6).param("n_neurons", 4).param("n_selective", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let shape = (params.n_trials, params.n_neurons, params.n_selective);
        let session =
            ChoiceTrials::new(shape, params.selectivity, params.mean_count)?.simulate(task.seed());
        let counts = session.counts.iter().map(|&count| count as f64).collect();
        let trials = Table::build("trials")
            .integer("trial_id", Unit::ID, (1..=params.n_trials as i64).collect())
            .integer("choice", Unit::ONE, session.choice.iter().map(|&c| c.into()).collect())
            .vector("counts", Unit::SPIKES, counts, params.n_neurons)
            .finish()?;
        task.put_table("trials", trials);
        let knows = session.log_ratio.iter().map(|ratio| *ratio != 0.0).collect();
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, (1..=params.n_neurons as i64).collect())
            .boolean("is_selective", knows)
            .float("truth", Unit::ONE, session.log_ratio)
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
