//! Excitation excites itself and its own brake: does that come to rest or swing?
//!
//! An excitatory and an inhibitory population after Wilson and Cowan ([`spikebook_models::neural_mass::WilsonCowan`]). Time is counted
//! in time constants. Between two strengths of the input the pair swings; below and above it rests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_data::Table;
use spikebook_models::integration::{FixedStep, Method};
use spikebook_models::neural_mass::{WilsonCowan as Model, WilsonCowanParameters, last_period};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `wilson-cowan`.
pub struct WilsonCowan;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Input to the excitatory population
    #[schemars(range(min = -1000.0, max = 1000.0))]
    e_input: f64,
    /// Input to the inhibitory population
    #[schemars(range(min = -1000.0, max = 1000.0))]
    i_input: f64,
    /// How strongly excitation excites itself
    #[schemars(range(min = 0.0, max = 1000.0))]
    e_to_e: f64,
    /// How strongly inhibition brakes excitation
    #[schemars(range(min = 0.0, max = 1000.0))]
    i_to_e: f64,
    /// How strongly excitation drives inhibition
    #[schemars(range(min = 0.0, max = 1000.0))]
    e_to_i: f64,
    /// How strongly inhibition brakes itself
    #[schemars(range(min = 0.0, max = 1000.0))]
    i_to_i: f64,
    /// Where the excitatory population starts, as a share of active cells
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "fraction"))]
    e_start: f64,
    /// Where the inhibitory population starts, as a share of active cells
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "fraction"))]
    i_start: f64,
    /// How long both are followed, in time constants
    #[schemars(range(min = 0.1, max = 1e5))]
    duration: f64,
    /// The step, in time constants; larger ones leave the solution
    #[schemars(range(min = 1e-4, max = 0.2))]
    step: f64,
}

impl Default for Params {
    fn default() -> Self {
        let model = WilsonCowanParameters::default();
        Self {
            e_input: model.e_input,
            i_input: model.i_input,
            e_to_e: model.e_to_e,
            i_to_e: model.i_to_e,
            e_to_i: model.e_to_i,
            i_to_i: model.i_to_i,
            e_start: 0.1,
            i_start: 0.05,
            duration: 100.0,
            step: 0.01,
        }
    }
}

/// Rows of the output at most.
const MOST_ROWS: usize = 5000;
/// A pair that swings by less than this rests.
const LEAST_SWING: f64 = 1e-4;

impl Stage for WilsonCowan {
    const NAME: &'static str = "wilson-cowan";
    const SUMMARY: &'static str = "Simulate an excitatory and an inhibitory population";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let path = [
            number("time", "time in time constants"),
            share("e", "active excitatory cells"),
            share("i", "active inhibitory cells"),
        ];
        let effects = [
            number("period", "time constants a swing at the end; 0 where the pair rests"),
            share("e_lowest", "lowest excitation in the last half"),
            share("e_highest", "highest excitation in the last half"),
        ];
        vec![
            Port::table("path", TableSchema::new("path", path)).described("one row a time"),
            Port::table("effects", TableSchema::new("effects", effects.clone()))
                .described("the rhythm: one row, for sweeps"),
            Port::values("summary", ValuesSchema::new(effects)).described("the rhythm"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration", 5.0).param("step", 0.1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let model = Model::new(WilsonCowanParameters {
            e_input: params.e_input,
            i_input: params.i_input,
            e_to_e: params.e_to_e,
            i_to_e: params.i_to_e,
            e_to_i: params.e_to_i,
            i_to_i: params.i_to_i,
            ..Default::default()
        })?;
        let path = FixedStep::new(Method::RungeKutta4, params.step, params.duration)?
            .integrate(&model, &[params.e_start, params.i_start])?;
        let (e, i) = (path.part(0), path.part(1));
        let late = &e[e.len() / 2..];
        let lowest = late.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = late.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let swings = highest - lowest > LEAST_SWING;
        let period = last_period(&path.time, &e, mean(late)).filter(|_| swings).unwrap_or(0.0);
        let mut summary = Values::default();
        summary.number("period", period, Unit::ONE)?;
        summary.number("e_lowest", lowest, Unit::FRACTION)?;
        summary.number("e_highest", highest, Unit::FRACTION)?;
        task.put_values("summary", summary);
        let effects = Table::build("effects")
            .float("period", Unit::ONE, vec![period])
            .float("e_lowest", Unit::FRACTION, vec![lowest])
            .float("e_highest", Unit::FRACTION, vec![highest])
            .finish()?;
        task.put_table("effects", effects);
        let every = path.time.len().div_ceil(MOST_ROWS);
        let thinned = |values: &[f64]| values.iter().copied().step_by(every).collect();
        let table = Table::build("path")
            .float("time", Unit::ONE, thinned(&path.time))
            .float("e", Unit::FRACTION, thinned(&e))
            .float("i", Unit::FRACTION, thinned(&i))
            .finish()?;
        task.put_table("path", table);
        Ok(())
    }
}
