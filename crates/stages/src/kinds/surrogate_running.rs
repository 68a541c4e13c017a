//! A set with the shape of a recording of a running animal, in which it is known who follows the speed.
//!
//! Many neurons while an animal runs and rests; some follow its speed, all follow a few latents that have nothing to do with it
//! ([`spikebook_models::surrogates`]). With more neurons than bins a regression fits any speed: only bins that it has not seen tell. The course's
//! set has 11,983 neurons; the default is smaller.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::surrogates::RunningPopulation;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::matrices::flat_rows;

/// `surrogate-running`.
pub struct SurrogateRunning;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many time bins
    #[schemars(range(min = 2, max = 1_000_000))]
    n_bins: usize,
    /// Width of a bin
    #[schemars(range(min = 0.0001, max = 100.0), extend("x-unit" = "s"))]
    bin_width_s: f64,
    /// How many neurons
    #[schemars(range(min = 1, max = 100_000))]
    n_neurons: usize,
    /// How many of them follow the speed
    #[schemars(range(min = 0, max = 100_000))]
    n_following: usize,
    /// How many latents besides
    #[schemars(range(min = 0, max = 1000))]
    n_latents: usize,
    /// Standard deviation of each neuron's own noise
    #[schemars(range(min = 0.0, max = 1000.0))]
    noise: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_bins: 2500,
            bin_width_s: 0.4,
            n_neurons: 500,
            n_following: 50,
            n_latents: 10,
            noise: 2.0,
        }
    }
}

impl Stage for SurrogateRunning {
    const NAME: &'static str = "surrogate-running";
    const SUMMARY: &'static str = "Simulate many neurons of an animal that runs and rests";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let time = || Column::float("time_s", Unit::SECOND).described("when the bin begins");
        let cm_per_s = Unit::parse("cm/s").unwrap_or(Unit::ONE);
        let speed = [time(), Column::float("speed_cm_s", cm_per_s).described("the running speed")];
        let activity = [time(), Column::vector("responses", Unit::ONE).described("of each neuron")];
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the neuron"),
            Column::float("truth", Unit::ONE)
                .described("how much it follows a standard deviation of the speed; 0 for most"),
        ];
        vec![
            Port::table("speed", TableSchema::new("speed", speed)).described("one row a bin"),
            Port::table("activity", TableSchema::new("activity", activity))
                .described("one row a bin"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("who follows the speed"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_bins", 10)
            .param("n_neurons", 3)
            .param("n_following", 1)
            .param("n_latents", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let session = RunningPopulation::new(
            params.n_bins,
            (params.n_neurons, params.n_following),
            params.n_latents,
            params.noise,
        )?
        .simulate(task.seed());
        let time: Vec<f64> =
            (0..params.n_bins).map(|bin| bin as f64 * params.bin_width_s).collect();
        let activity = Table::build("activity")
            .float("time_s", Unit::SECOND, time.clone())
            .vector("responses", Unit::ONE, flat_rows(session.responses.view()), params.n_neurons)
            .finish()?;
        task.put_table("activity", activity);
        let speed = Table::build("speed")
            .float("time_s", Unit::SECOND, time)
            .float("speed_cm_s", Unit::parse("cm/s")?, session.speed_cm_s)
            .finish()?;
        task.put_table("speed", speed);
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, (1..=params.n_neurons as i64).collect())
            .float("truth", Unit::ONE, session.weights)
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
