//! An animal walks without aim, on a track or in a box: where is it when?
//!
//! Its velocity along each axis wanders around 0 and is remembered for a while; a wall is a mirror
//! ([`spikebook_models::behaviour::navigation`]). In the long run every place is visited equally often. Real animals keep to walls, stop at
//! rewards, and on a track turn at its ends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::behaviour::navigation::Walk;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::membrane::over_time;

/// `simulate-walk`.
pub struct SimulateWalk;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Time between two samples
    #[schemars(range(min = 0.001, max = 10.0), extend("x-unit" = "s"))]
    step_s: f64,
    /// Length of the track, or width of the box
    #[schemars(range(min = 1.0, max = 100_000.0), extend("x-unit" = "cm"))]
    width_cm: f64,
    /// Depth of the box; left out, the animal is on a track
    #[schemars(range(min = 1.0, max = 100_000.0), extend("x-unit" = "cm"))]
    depth_cm: Option<f64>,
    /// Standard deviation of the velocity along an axis
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "cm/s"))]
    speed_cm_s: f64,
    /// How long the velocity is remembered
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    memory_s: f64,
}

/// The most samples that are held at a time.
const MOST_SAMPLES: f64 = 2e7;

impl Default for Params {
    fn default() -> Self {
        Self {
            duration_s: 600.0,
            step_s: 0.02,
            width_cm: 100.0,
            depth_cm: Some(100.0),
            speed_cm_s: 15.0,
            memory_s: 1.0,
        }
    }
}

impl Stage for SimulateWalk {
    const NAME: &'static str = "simulate-walk";
    const SUMMARY: &'static str = "Simulate an animal that walks at random on a track or in a box";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, unit: Unit, what: &str| Column::float(name, unit).described(what);
        let cm_per_s = Unit::parse("cm/s").unwrap_or(Unit::ONE);
        let position = [
            number("x_cm", Unit::CENTIMETRE, "along the track, or across the box"),
            number("y_cm", Unit::CENTIMETRE, "the other axis; 0 on a track"),
            number("speed_cm_s", cm_per_s, "speed from the sample before; 0 at the first"),
        ];
        let velocity = [
            number("x_cm_s", cm_per_s, "meant along the first axis until the next sample"),
            number("y_cm_s", cm_per_s, "meant along the second; 0 on a track"),
        ];
        let summary = [
            number("distance_cm", Unit::CENTIMETRE, "the way that was walked"),
            number("mean_speed_cm_s", cm_per_s, "the same over the time"),
            number("visited", Unit::FRACTION, "share of a grid of tenths that was visited"),
        ];
        vec![
            Port::table("position", over_time("position", position)).described("the tracked place"),
            Port::values("summary", ValuesSchema::new(summary)).described("the walk in short"),
            Port::table("velocity", over_time("velocity", velocity))
                .for_instructors()
                .described("the velocity that walls had not yet turned"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_s", 5.0).param("step_s", 0.1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let n_samples = params.duration_s / params.step_s;
        if n_samples > MOST_SAMPLES {
            return Err(Failure::new(
                format!("{n_samples:.0} samples are asked for, wanted at most 20 million"),
                "take a shorter session or a longer step",
            ));
        }
        let walk = Walk::new(params.duration_s, params.step_s, params.speed_cm_s, params.memory_s)?;
        let session = match params.depth_cm {
            Some(depth) => walk.in_box(params.width_cm, depth, task.seed())?,
            None => walk.on_track(params.width_cm, task.seed())?,
        };
        let (time_s, x) = (session.observed.time_s, session.observed.x_cm);
        let n = time_s.len();
        let y = if session.observed.y_cm.is_empty() { vec![0.0; n] } else { session.observed.y_cm };
        let step = |k: usize| {
            let (dx, dy) = (x[k] - x[k - 1], y[k] - y[k - 1]);
            (dx * dx + dy * dy).sqrt()
        };
        let ways: Vec<f64> = (0..n).map(|k| if k == 0 { 0.0 } else { step(k) }).collect();
        let distance: f64 = ways.iter().sum();
        let speed = ways.iter().map(|way| way / params.step_s).collect();

        let cm_per_s = Unit::parse("cm/s")?;
        let mut summary = Values::default();
        summary.number("distance_cm", distance, Unit::CENTIMETRE)?;
        summary.number("mean_speed_cm_s", distance / time_s[n - 1], cm_per_s)?;
        summary.number("visited", params.visited(&x, &y), Unit::FRACTION)?;
        task.put_values("summary", summary);
        let mut velocities = session.truth.velocity_cm_per_s.into_iter();
        let along = velocities.next().unwrap_or_default();
        let across = velocities.next().unwrap_or_else(|| vec![0.0; along.len()]);
        let velocity = Table::build("velocity")
            .float("time_s", Unit::SECOND, time_s[..n - 1].to_vec())
            .float("x_cm_s", cm_per_s, along)
            .float("y_cm_s", cm_per_s, across)
            .finish()?;
        task.put_table("velocity", velocity);
        let position = Table::build("position")
            .float("time_s", Unit::SECOND, time_s)
            .float("x_cm", Unit::CENTIMETRE, x)
            .float("y_cm", Unit::CENTIMETRE, y)
            .float("speed_cm_s", cm_per_s, speed)
            .finish()?;
        task.put_table("position", position);
        Ok(())
    }
}

impl Params {
    /// The share of the cells, ten along each axis, that a sample fell into.
    fn visited(&self, x: &[f64], y: &[f64]) -> f64 {
        let tenth = |place: f64, length: f64| ((10.0 * place / length) as usize).min(9);
        let mut cells: Vec<usize> = x
            .iter()
            .zip(y)
            .map(|(&x, &y)| {
                let row = self.depth_cm.map_or(0, |depth| tenth(y, depth));
                10 * row + tenth(x, self.width_cm)
            })
            .collect();
        cells.sort_unstable();
        cells.dedup();
        cells.len() as f64 / if self.depth_cm.is_some() { 100.0 } else { 10.0 }
    }
}
