//! What would a recording of a population be whose activity lives in a few dimensions that we know?
//!
//! Pairs of latents turn around each other and are forgotten; every unit sees them through its row of an orthonormal
//! loading matrix, with noise of its own. The model is described in [`spikebook_models::latent_dynamics`].

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_models::latent_dynamics::{Activity, LatentDynamics, Plane};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::matrices::flat_rows;
use crate::spike_groups::units_table;

/// `simulate-latent-population`.
pub struct SimulateLatentPopulation;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many units
    #[schemars(range(min = 2, max = 100_000))]
    n_units: usize,
    /// How many time bins
    #[schemars(range(min = 2, max = 10_000_000))]
    n_bins: usize,
    /// Width of a bin
    #[schemars(range(min = 0.0001, max = 10.0), extend("x-unit" = "s"))]
    bin_width_s: f64,
    /// Turns a second of each pair of latents; as many pairs as numbers
    frequencies_hz: Vec<f64>,
    /// Standard deviation of the latents of each pair, as many as frequencies
    standard_deviations: Vec<f64>,
    /// For how long the latents are remembered
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    memory_s: f64,
    /// Mean rate of each unit
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "spikes/s"))]
    mean_rate_hz: f64,
    /// Standard deviation of each unit's own noise
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "spikes/s"))]
    noise_hz: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 60,
            n_bins: 2000,
            bin_width_s: 0.02,
            frequencies_hz: vec![1.0, 2.5],
            standard_deviations: vec![16.0, 8.0],
            memory_s: 2.0,
            mean_rate_hz: 20.0,
            noise_hz: 0.8,
        }
    }
}

impl Stage for SimulateLatentPopulation {
    const NAME: &'static str = "simulate-latent-population";
    const SUMMARY: &'static str = "Simulate a population whose activity lives in few dimensions";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let time = || Column::float("time_s", Unit::SECOND).described("when the bin begins");
        let vector =
            |name: &str, unit: Unit, what: &str| Column::vector(name, unit).described(what);
        let rates = vector("rates", Unit::SPIKES_PER_SECOND, "the rate of each unit");
        let latent = vector("latent", Unit::SPIKES_PER_SECOND, "each latent");
        let loadings = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            vector("loading", Unit::ONE, "its share of each latent"),
        ];
        vec![
            Port::table("activity", TableSchema::new("activity", [time(), rates]))
                .described("one row a bin, one entry a unit"),
            Port::table("units", Units::schema()).described("the unit of each entry"),
            Port::table("latents", TableSchema::new("latents", [time(), latent]))
                .for_instructors()
                .described("the latents behind the activity"),
            Port::table("loadings", TableSchema::new("loadings", loadings))
                .for_instructors()
                .described("how each unit sees the latents"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 5).param("n_bins", 20)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let n_pairs = params.frequencies_hz.len();
        if params.standard_deviations.len() != n_pairs {
            return Err(Failure::new(
                format!(
                    "parameters `frequencies_hz` and `standard_deviations`: got {n_pairs} and {}, wanted equally many",
                    params.standard_deviations.len()
                ),
                "give one of each for every pair of latents",
            ));
        }
        let planes = params
            .frequencies_hz
            .iter()
            .zip(&params.standard_deviations)
            .map(|(&frequency, &spread)| Plane::new(frequency, params.memory_s, spread))
            .collect::<Result<Vec<Plane>, _>>()?;
        let activity = Activity::gaussian(params.mean_rate_hz, params.noise_hz)?;
        let model = LatentDynamics::new(
            params.n_bins,
            params.bin_width_s,
            params.n_units,
            planes,
            activity,
        )?;
        let session = model.simulate(task.seed());

        let rows = |name: &str, column: &str, unit: Unit, matrix: &Array2<f64>| {
            Table::build(name)
                .float("time_s", Unit::SECOND, session.time_s.clone())
                .vector(column, unit, flat_rows(matrix.view()), matrix.ncols())
                .finish()
        };
        let rate = Unit::SPIKES_PER_SECOND;
        task.put_table("activity", rows("activity", "rates", rate, &session.activity)?);
        task.put_table("latents", rows("latents", "latent", rate, &session.truth.latents)?);
        let unit_id: Vec<i64> = (1..=params.n_units as i64).collect();
        task.put_table("units", units_table(&unit_id)?);
        let loadings = &session.truth.loadings;
        let loadings = Table::build("loadings")
            .integer("unit_id", Unit::ID, unit_id)
            .vector("loading", Unit::ONE, flat_rows(loadings.view()), loadings.ncols())
            .finish()?;
        task.put_table("loadings", loadings);
        Ok(())
    }
}
