//! What would a recording of place or grid cells be, along a walk whose law is known?
//!
//! The animal walks on a track or in a box with a velocity that wanders; walls are mirrors. Cells have a field at a place that is drawn,
//! or a lattice of fields with a phase that is drawn, and fire Poisson spikes at the rate of where the animal is. No theta, no speed, no replay.
//! See [`spikebook_models::spike_trains::spatial`] and [`spikebook_models::behaviour::navigation`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_models::behaviour::navigation::Walk;
use spikebook_models::spike_trains::spatial::{SpatialCell, spikes_along};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::membrane::over_time;
use crate::spike_groups::units_table;

/// `simulate-spatial-cells`.
pub struct SimulateSpatialCells;

/// What a cell is tuned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum CellKind {
    /// One place
    Place,
    /// A lattice of places
    Grid,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many cells
    #[schemars(range(min = 1, max = 10_000))]
    n_units: usize,
    /// What a cell is tuned to
    cells: CellKind,
    /// Length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Time between two tracked samples
    #[schemars(range(min = 0.001, max = 10.0), extend("x-unit" = "s"))]
    step_s: f64,
    /// Width of the box, or length of the track
    #[schemars(range(min = 1.0, max = 100_000.0), extend("x-unit" = "cm"))]
    width_cm: f64,
    /// Depth of the box; left out, a track
    #[schemars(range(min = 1.0, max = 100_000.0), extend("x-unit" = "cm"))]
    depth_cm: Option<f64>,
    /// Standard deviation of the velocity along an axis
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "cm/s"))]
    speed_cm_s: f64,
    /// How long the velocity is remembered
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    memory_s: f64,
    /// Width of a place field, or spacing of a lattice
    #[schemars(range(min = 0.1, max = 100_000.0), extend("x-unit" = "cm"))]
    scale_cm: f64,
    /// Direction of a lattice
    #[schemars(range(min = -360.0, max = 360.0), extend("x-unit" = "deg"))]
    orientation_deg: f64,
    /// Rate in the middle of a field
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    peak_rate_hz: f64,
    /// Rate far from it, at most the peak
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "spikes/s"))]
    background_rate_hz: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 20,
            cells: CellKind::Place,
            duration_s: 600.0,
            step_s: 0.02,
            width_cm: 100.0,
            depth_cm: Some(100.0),
            speed_cm_s: 15.0,
            memory_s: 1.0,
            scale_cm: 10.0,
            orientation_deg: 15.0,
            peak_rate_hz: 20.0,
            background_rate_hz: 0.2,
        }
    }
}

impl Stage for SimulateSpatialCells {
    const NAME: &'static str = "simulate-spatial-cells";
    const SUMMARY: &'static str = "Simulate place or grid cells along a random walk";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let place = |name: &str, what: &str| Column::float(name, Unit::CENTIMETRE).described(what);
        let position = [
            place("x_cm", "along the track, or across the box"),
            place("y_cm", "the other axis; 0 on a track"),
        ];
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the cell"),
            place("centre_x_cm", "the middle of its field, or of one of them"),
            place("centre_y_cm", "the other axis"),
            place("scale_cm", "width of its field, or spacing of its lattice"),
        ];
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("position", over_time("position", position)).described("the tracked place"),
            Port::table("units", Units::schema()).described("the cells, silent ones among them"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("the fields behind the spikes"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 2).param("duration_s", 5.0).param("step_s", 0.1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let seed = task.seed();
        let walk = Walk::new(params.duration_s, params.step_s, params.speed_cm_s, params.memory_s)?;
        let session = match params.depth_cm {
            Some(depth) => walk.in_box(params.width_cm, depth, seed.child("walk"))?,
            None => walk.on_track(params.width_cm, seed.child("walk"))?,
        };
        let centres: Vec<(f64, f64)> = (0..params.n_units)
            .map(|unit| {
                let mut stream = seed.replicate("field", unit as u64);
                let x = params.width_cm * stream.uniform();
                (x, params.depth_cm.unwrap_or(0.0) * stream.uniform())
            })
            .collect();
        let (peak, background) = (params.peak_rate_hz, params.background_rate_hz);
        let cell = |&centre: &(f64, f64)| match params.cells {
            CellKind::Place => SpatialCell::place(centre, params.scale_cm, peak, background),
            CellKind::Grid => {
                SpatialCell::grid(centre, params.scale_cm, params.orientation_deg, peak, background)
            }
        };
        let cells = centres.iter().map(cell).collect::<Result<Vec<SpatialCell>, _>>()?;
        let trains = spikes_along(&session.observed, &cells, seed.child("spikes"))?;
        let unit_id: Vec<i64> = (1..=params.n_units as i64).collect();
        let owner =
            unit_id.iter().zip(&trains).flat_map(|(&unit, train)| train.iter().map(move |_| unit));
        let spikes = SpikeTable::from_columns(owner.collect(), trains.concat(), None)?;
        task.put_table("spikes", spikes.into_table());
        let observed = session.observed;
        let n = observed.time_s.len();
        let y = if observed.y_cm.is_empty() { vec![0.0; n] } else { observed.y_cm };
        let position = Table::build("position")
            .float("time_s", Unit::SECOND, observed.time_s)
            .float("x_cm", Unit::CENTIMETRE, observed.x_cm)
            .float("y_cm", Unit::CENTIMETRE, y)
            .finish()?;
        task.put_table("position", position);
        task.put_table("units", units_table(&unit_id)?);
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, unit_id)
            .float("centre_x_cm", Unit::CENTIMETRE, centres.iter().map(|c| c.0).collect())
            .float("centre_y_cm", Unit::CENTIMETRE, centres.iter().map(|c| c.1).collect())
            .float("scale_cm", Unit::CENTIMETRE, vec![params.scale_cm; params.n_units])
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
