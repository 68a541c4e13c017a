//! What would a population of the visual cortex answer to gratings, with noise that its cells share?
//!
//! Preferred orientations cover the half turn evenly; each trial a gain multiplies all rates, with a part that all cells share, and counts are Poisson. Shared
//! noise makes counts correlate, so that more cells help a decoder less than independent ones would. Orientations are drawn evenly. See
//! [`spikebook_models::spike_trains::orientation`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_models::spike_trains::orientation::{OrientationPopulation, SharedNoise};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::units_table;

/// `simulate-orientation-population`.
pub struct SimulateOrientationPopulation;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many cells
    #[schemars(range(min = 1, max = 100_000))]
    n_units: usize,
    /// How many trials
    #[schemars(range(min = 1, max = 1_000_000))]
    n_trials: usize,
    /// Expected count of a trial at the preferred orientation
    #[schemars(range(max = 10_000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes"))]
    peak_count: f64,
    /// Expected count far from there, at most the peak
    #[schemars(range(min = 0.0, max = 10_000.0), extend("x-unit" = "spikes"))]
    background_count: f64,
    /// Concentration κ of the tuning
    #[schemars(range(max = 500.0), extend("exclusiveMinimum" = 0.0))]
    concentration: f64,
    /// Standard deviation of the gain's logarithm
    #[schemars(range(min = 0.0, max = 2.0))]
    gain_deviation: f64,
    /// Correlation of two cells' gains
    #[schemars(range(min = 0.0, max = 1.0))]
    gain_correlation: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 50,
            n_trials: 500,
            peak_count: 20.0,
            background_count: 2.0,
            concentration: 2.0,
            gain_deviation: 0.3,
            gain_correlation: 0.5,
        }
    }
}

impl Stage for SimulateOrientationPopulation {
    const NAME: &'static str = "simulate-orientation-population";
    const SUMMARY: &'static str = "Simulate orientation-tuned cells with noise that they share";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let trials = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::float("orientation_deg", Unit::DEGREE)
                .described("the grating, from 0 up to 180"),
            Column::vector("counts", Unit::SPIKES).described("the spikes of each cell"),
        ];
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the cell"),
            Column::float("preferred_deg", Unit::DEGREE).described("its preferred orientation"),
        ];
        let gains = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::vector("gains", Unit::ONE).described("the gain of each cell"),
        ];
        vec![
            Port::table("trials", TableSchema::new("trials", trials)).described("one row a trial"),
            Port::table("units", Units::schema()).described("the cell of each entry"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("the tuning behind the counts"),
            Port::table("gains", TableSchema::new("gains", gains))
                .for_instructors()
                .described("the noise behind the counts"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 3).param("n_trials", 4)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let noise = SharedNoise::new(params.gain_deviation, params.gain_correlation)?;
        let population = OrientationPopulation::evenly(
            params.n_units,
            params.peak_count,
            params.background_count,
            params.concentration,
            noise,
        )?;
        let seed = task.seed();
        let mut stream = seed.replicate("orientations", 0);
        let orientations: Vec<f64> =
            (0..params.n_trials).map(|_| 180.0 * stream.uniform()).collect();
        let session = population.simulate(&orientations, seed.child("session"))?;
        let trial_id: Vec<i64> = (1..=params.n_trials as i64).collect();
        let flat = |matrix: &ndarray::Array2<f64>| matrix.iter().copied().collect::<Vec<f64>>();
        let trials = Table::build("trials")
            .integer("trial_id", Unit::ID, trial_id.clone())
            .float("orientation_deg", Unit::DEGREE, orientations)
            .vector("counts", Unit::SPIKES, flat(&session.observed.counts), params.n_units)
            .finish()?;
        task.put_table("trials", trials);
        let unit_id: Vec<i64> = (1..=params.n_units as i64).collect();
        task.put_table("units", units_table(&unit_id)?);
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, unit_id)
            .float("preferred_deg", Unit::DEGREE, session.truth.preferred_deg)
            .finish()?;
        task.put_table("truth", truth);
        let gains = Table::build("gains")
            .integer("trial_id", Unit::ID, trial_id)
            .vector("gains", Unit::ONE, flat(&session.truth.gains), params.n_units)
            .finish()?;
        task.put_table("gains", gains);
        Ok(())
    }
}
