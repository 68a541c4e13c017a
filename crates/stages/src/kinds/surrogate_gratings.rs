//! A set with the shape of a visual recording, in which it is known what each neuron prefers.
//!
//! Many neurons see a grating of each direction once, with noise of their own and noise that all share ([`spikebook_models::surrogates`]).
//! Noise of their own averages out over thousands of neurons, shared noise does not. The course's set has 23,589 neurons
//! and 360 directions; the default is smaller.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::surrogates::GratingResponses;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::matrices::flat_rows;

/// `surrogate-gratings`.
pub struct SurrogateGratings;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many neurons
    #[schemars(range(min = 1, max = 100_000))]
    n_neurons: usize,
    /// How many directions, evenly spaced and each shown once
    #[schemars(range(min = 2, max = 10_000))]
    n_directions: usize,
    /// Standard deviation of each neuron's own noise, in mean peaks
    #[schemars(range(min = 0.0, max = 100.0))]
    noise: f64,
    /// Standard deviation of the noise that all neurons share, in mean peaks
    #[schemars(range(min = 0.0, max = 100.0))]
    shared_noise: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_neurons: 1000, n_directions: 360, noise: 1.0, shared_noise: 0.1 }
    }
}

impl Stage for SurrogateGratings {
    const NAME: &'static str = "surrogate-gratings";
    const SUMMARY: &'static str =
        "Simulate responses of many neurons to gratings of all directions";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let trials = [
            Column::float("direction_deg", Unit::DEGREE).described("the direction that is shown"),
            Column::vector("responses", Unit::ONE).described("the response of each neuron"),
        ];
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the neuron"),
            Column::float("preferred_deg", Unit::DEGREE).described("its preferred direction"),
            Column::float("peak", Unit::ONE).described("the height of its peak"),
        ];
        vec![
            Port::table("trials", TableSchema::new("trials", trials))
                .described("one row a direction"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("what each neuron prefers"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_neurons", 3).param("n_directions", 8)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let session = GratingResponses::new(
            params.n_neurons,
            params.n_directions,
            params.noise,
            params.shared_noise,
        )?
        .simulate(task.seed());
        let responses = flat_rows(session.responses.view());
        let trials = Table::build("trials")
            .float("direction_deg", Unit::DEGREE, session.direction_deg)
            .vector("responses", Unit::ONE, responses, params.n_neurons)
            .finish()?;
        task.put_table("trials", trials);
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, (1..=params.n_neurons as i64).collect())
            .float("preferred_deg", Unit::DEGREE, session.preferred_deg)
            .float("peak", Unit::ONE, session.peak)
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
