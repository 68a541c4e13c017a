//! What keeps a compass where it was when the lights go out?
//!
//! A ring of rate units whose neighbours excite each other ([`spikebook_models::ring_attractor`]): a cue calls up a bump of activity,
//! which stays when the cue is gone, and drifts where the units are noisy. What is seen is the activity of the units; where the cue
//! was comes out of the instructor's port.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::ring_attractor::{RingAttractor as Model, RingParameters};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::flat_rows;

/// `ring-attractor`.
pub struct RingAttractor;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many units stand on the ring
    #[schemars(range(min = 8, max = 4096))]
    n_units: usize,
    /// Coupling of all units with all; at 1 the ring runs away
    #[schemars(range(min = -100.0), extend("exclusiveMaximum" = 1.0))]
    even_coupling: f64,
    /// Coupling of neighbours; above 2 a bump forms
    #[schemars(range(min = -100.0, max = 100.0))]
    tuned_coupling: f64,
    /// Input to all units
    #[schemars(range(min = 0.0, max = 100.0))]
    input: f64,
    /// Direction of the cue
    #[schemars(range(min = -360.0, max = 360.0), extend("x-unit" = "deg"))]
    cue_deg: f64,
    /// How much more the unit at the cue gets
    #[schemars(range(min = 0.0, max = 100.0))]
    cue: f64,
    /// How long the cue lasts
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "s"))]
    cue_s: f64,
    /// Size of the noise of each unit, per root of the time constant
    #[schemars(range(min = 0.0, max = 100.0))]
    noise: f64,
    /// How long the ring is followed
    #[schemars(range(min = 0.01, max = 1000.0), extend("x-unit" = "s"))]
    duration_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        let model = RingParameters::default();
        Self {
            n_units: model.n_units,
            even_coupling: model.even_coupling,
            tuned_coupling: model.tuned_coupling,
            input: model.input,
            cue_deg: 90.0,
            cue: model.cue,
            cue_s: model.cue_s,
            noise: model.noise,
            duration_s: 3.0,
        }
    }
}

impl Stage for RingAttractor {
    const NAME: &'static str = "ring-attractor";
    const SUMMARY: &'static str = "Simulate a ring of units that remembers a direction";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let degrees = |name: &str, what: &str| Column::float(name, Unit::DEGREE).described(what);
        let time = || Column::float("time_s", Unit::SECOND).described("the time");
        let activity =
            [time(), Column::vector("activity", Unit::ONE).described("the activity of each unit")];
        let bump = [
            time(),
            degrees("bump_deg", "direction of the population vector, 0 to 360°; empty in silence")
                .optional(),
        ];
        let summary = [
            degrees("last_bump_deg", "where the bump stands at the end"),
            degrees("half_width_deg", "half of the ring that is active at the end"),
            degrees("theory_half_width_deg", "the same in theory").optional(),
        ];
        let truth = [
            degrees("cue_deg", "direction of the cue, 0 to 360°"),
            degrees("drift_deg", "the bump at the end less the cue, the short way round"),
        ];
        vec![
            Port::table("activity", TableSchema::new("activity", activity))
                .described("one row every ten steps"),
            Port::table("bump", TableSchema::new("bump", bump)).described("where the bump stands"),
            Port::values("summary", ValuesSchema::new(summary)).described("the bump at the end"),
            Port::values("truth", ValuesSchema::new(truth))
                .for_instructors()
                .described("the cue, and how far the memory has drifted"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 16).param("duration_s", 0.2).param("noise", 0.1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let ring = Model::new(RingParameters {
            n_units: params.n_units,
            even_coupling: params.even_coupling,
            tuned_coupling: params.tuned_coupling,
            input: params.input,
            cue: params.cue,
            cue_s: params.cue_s,
            noise: params.noise,
            ..Default::default()
        })?;
        let session = ring.simulate(params.cue_deg, params.duration_s, task.seed())?;
        let last = session.bump_deg.last().copied().unwrap_or(0.0);
        let mut summary = Values::default();
        summary.number("last_bump_deg", last, Unit::DEGREE)?;
        summary.number("half_width_deg", session.half_width_deg, Unit::DEGREE)?;
        if let Some(width) = ring.theoretical_half_width_deg() {
            summary.number("theory_half_width_deg", width, Unit::DEGREE)?;
        }
        task.put_values("summary", summary);
        let mut truth = Values::default();
        truth.number("cue_deg", params.cue_deg.rem_euclid(360.0), Unit::DEGREE)?;
        let drift = (last - params.cue_deg + 180.0).rem_euclid(360.0) - 180.0;
        truth.number("drift_deg", drift, Unit::DEGREE)?;
        task.put_values("truth", truth);
        let activity = Table::build("activity")
            .float("time_s", Unit::SECOND, session.time_s.clone())
            .vector("activity", Unit::ONE, flat_rows(session.activity.view()), params.n_units)
            .finish()?;
        task.put_table("activity", activity);
        let is_silent = |row: usize| session.activity.row(row).iter().all(|rate| *rate == 0.0);
        let stands = session.bump_deg.iter().enumerate();
        let stands = stands.map(|(row, &at)| (!is_silent(row)).then_some(at)).collect();
        let bump = Table::build("bump")
            .float("time_s", Unit::SECOND, session.time_s)
            .optional_float("bump_deg", Unit::DEGREE, stands)
            .finish()?;
        task.put_table("bump", bump);
        Ok(())
    }
}
