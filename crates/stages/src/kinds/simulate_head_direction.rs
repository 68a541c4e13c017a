//! What would a recording of head-direction cells be, if we knew how each cell is tuned?
//!
//! The head turns with an angular velocity that wanders (an Ornstein–Uhlenbeck process); each cell fires
//! Poisson spikes at the rate background + (peak − background) e^{κ (cos(θ − preferred) − 1)}. The model and
//! what it leaves out are described in [`spikebook_models::head_direction`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable, Units};
use spikebook_models::head_direction::{CellRanges, HeadDirection, TurningPath};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::units_table;

/// `simulate-head-direction`.
pub struct SimulateHeadDirection;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many cells
    #[schemars(range(min = 1, max = 10_000))]
    n_units: usize,
    /// Length of the session
    #[schemars(range(min = 1.0, max = 604_800.0), extend("x-unit" = "s"))]
    duration_s: f64,
    /// Time between two tracked samples
    #[schemars(range(min = 0.0001, max = 1.0), extend("x-unit" = "s"))]
    step_s: f64,
    /// Standard deviation of the angular velocity
    #[schemars(range(min = 0.0, max = 3600.0), extend("x-unit" = "deg/s"))]
    turning_speed_deg_s: f64,
    /// For how long the angular velocity is remembered
    #[schemars(range(max = 3600.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    turning_memory_s: f64,
    /// Smallest rate at a preferred direction
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    lowest_peak_rate_hz: f64,
    /// Largest rate at a preferred direction
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    highest_peak_rate_hz: f64,
    /// Smallest rate far from the preferred direction
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "spikes/s"))]
    lowest_background_rate_hz: f64,
    /// Largest rate far from the preferred direction
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "spikes/s"))]
    highest_background_rate_hz: f64,
    /// Smallest concentration κ of a tuning curve
    #[schemars(range(max = 500.0), extend("exclusiveMinimum" = 0.0))]
    lowest_concentration: f64,
    /// Largest concentration κ of a tuning curve
    #[schemars(range(max = 500.0), extend("exclusiveMinimum" = 0.0))]
    highest_concentration: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 12,
            duration_s: 600.0,
            step_s: 0.02,
            turning_speed_deg_s: 120.0,
            turning_memory_s: 0.5,
            lowest_peak_rate_hz: 15.0,
            highest_peak_rate_hz: 45.0,
            lowest_background_rate_hz: 0.2,
            highest_background_rate_hz: 2.0,
            lowest_concentration: 3.0,
            highest_concentration: 8.0,
        }
    }
}

impl Stage for SimulateHeadDirection {
    const NAME: &'static str = "simulate-head-direction";
    const SUMMARY: &'static str =
        "Simulate a session of head-direction cells whose tuning is known";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let mut direction = Signals::schema();
        direction.columns.push(
            Column::float("direction_deg", Unit::DEGREE)
                .described("where the head points, from 0 up to 360"),
        );
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("preferred_deg", Unit::DEGREE).described("its preferred direction"),
            Column::float("peak_rate_hz", Unit::SPIKES_PER_SECOND).described("its rate there"),
            Column::float("background_rate_hz", Unit::SPIKES_PER_SECOND)
                .described("its rate far from there"),
            Column::float("concentration", Unit::ONE).described("how narrow its tuning is"),
        ];
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes of all units"),
            Port::table("direction", direction).described("the tracked head direction"),
            Port::table("units", Units::schema()).described("the units, silent ones among them"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("the tuning that made the spikes"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 2).param("duration_s", 5.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let path = TurningPath::new(
            params.duration_s,
            params.step_s,
            params.turning_speed_deg_s,
            params.turning_memory_s,
        )?;
        let ranges = CellRanges::new(
            (params.lowest_peak_rate_hz, params.highest_peak_rate_hz),
            (params.lowest_background_rate_hz, params.highest_background_rate_hz),
            (params.lowest_concentration, params.highest_concentration),
        )?;
        let seed = task.seed();
        let session =
            HeadDirection::with_random_cells(path, params.n_units, ranges, seed)?.simulate(seed);
        let observed = session.observed;

        let unit_id: Vec<i64> = (1..=params.n_units as i64).collect();
        let n_spikes = |times: &Vec<f64>| times.len();
        let spike_unit_id = unit_id
            .iter()
            .zip(observed.spike_times_s.iter().map(n_spikes))
            .flat_map(|(&unit, n_spikes)| std::iter::repeat_n(unit, n_spikes))
            .collect();
        let spikes =
            SpikeTable::from_columns(spike_unit_id, observed.spike_times_s.concat(), None)?;
        task.put_table("spikes", spikes.into_table());

        let direction = Table::build("direction")
            .float("time_s", Unit::SECOND, observed.time_s)
            .described("when the head was tracked")
            .float("direction_deg", Unit::DEGREE, observed.direction_deg)
            .described("where the head points, from 0 up to 360")
            .finish()?;
        task.put_table("direction", direction);
        task.put_table("units", units_table(&unit_id)?);

        let cells = &session.truth.cells;
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, unit_id)
            .float(
                "preferred_deg",
                Unit::DEGREE,
                cells
                    .iter()
                    .map(spikebook_models::head_direction::HeadDirectionCell::preferred_deg)
                    .collect(),
            )
            .float(
                "peak_rate_hz",
                Unit::SPIKES_PER_SECOND,
                cells
                    .iter()
                    .map(spikebook_models::head_direction::HeadDirectionCell::peak_hz)
                    .collect(),
            )
            .float(
                "background_rate_hz",
                Unit::SPIKES_PER_SECOND,
                cells
                    .iter()
                    .map(spikebook_models::head_direction::HeadDirectionCell::background_hz)
                    .collect(),
            )
            .float(
                "concentration",
                Unit::ONE,
                cells
                    .iter()
                    .map(spikebook_models::head_direction::HeadDirectionCell::concentration)
                    .collect(),
            )
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
