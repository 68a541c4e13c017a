//! Where does the alpha rhythm come from?
//!
//! A cortical column after Jansen and Rit: pyramidal cells and two kinds of interneurons drive each other
//! ([`spikebook_models::neural_mass::JansenRit`]). With little input the column rests, with more it swings at the rhythm of alpha, with
//! much it rests again. The rhythm is measured without noise; with noise its frequency comes from a spectrum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_data::Table;
use spikebook_models::integration::{FixedStep, Method, Steps, euler_maruyama};
use spikebook_models::neural_mass::{JansenRit as Model, JansenRitParameters, last_period};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `jansen-rit`.
pub struct JansenRit;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Mean input from elsewhere, spikes per second
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "spikes/s"))]
    input_hz: f64,
    /// Size of the noise of the input, spikes per second times the root of seconds; 0 for none
    #[schemars(range(min = 0.0, max = 1e6))]
    input_noise: f64,
    /// Height of an excitatory postsynaptic potential
    #[schemars(range(max = 1e4), extend("exclusiveMinimum" = 0.0, "x-unit" = "mV"))]
    excitatory_mv: f64,
    /// Height of an inhibitory postsynaptic potential
    #[schemars(range(max = 1e4), extend("exclusiveMinimum" = 0.0, "x-unit" = "mV"))]
    inhibitory_mv: f64,
    /// Number of contacts between populations
    #[schemars(range(max = 1e4), extend("exclusiveMinimum" = 0.0))]
    contacts: f64,
    /// How long it is followed from silence
    #[schemars(range(min = 0.01, max = 10_000.0), extend("x-unit" = "s"))]
    duration_s: f64,
    /// The step; above 5 ms the fastest potential is lost
    #[schemars(range(min = 0.01, max = 5.0), extend("x-unit" = "ms"))]
    step_ms: f64,
}

impl Default for Params {
    fn default() -> Self {
        let model = JansenRitParameters::default();
        Self {
            input_hz: model.input_per_s,
            input_noise: 0.0,
            excitatory_mv: model.excitatory_mv,
            inhibitory_mv: model.inhibitory_mv,
            contacts: model.contacts,
            duration_s: 4.0,
            step_ms: 0.1,
        }
    }
}

/// The time between rows of the output.
const ROW_MS: f64 = 1.0;
/// A trace that swings by less than this rests.
const LEAST_SWING_MV: f64 = 0.01;

impl Stage for JansenRit {
    const NAME: &'static str = "jansen-rit";
    const SUMMARY: &'static str = "Simulate the EEG of a cortical column after Jansen and Rit";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let mv = |name: &str, what: &str| {
            Column::new(name, spikebook_schema::ColumnType::Float, millivolt()).described(what)
        };
        let eeg = [
            Column::float("time_s", Unit::SECOND).described("the time"),
            mv("eeg_mv", "net potential of the pyramidal cells"),
        ];
        let effects = [
            Column::float("frequency_hz", Unit::HERTZ)
                .described("swings a second at the end; 0 where it rests"),
            mv("mean_mv", "mean of the EEG over the last quarter"),
            mv("swing_mv", "highest less lowest EEG in the last quarter"),
        ];
        vec![
            Port::table("eeg", TableSchema::new("eeg", eeg)).described("one row a millisecond"),
            Port::table("effects", TableSchema::new("effects", effects.clone()))
                .described("the rhythm: one row, for sweeps"),
            Port::values("summary", ValuesSchema::new(effects)).described("the rhythm"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_s", 0.2).param("input_noise", 3.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let model = Model::new(JansenRitParameters {
            input_per_s: params.input_hz,
            input_noise: params.input_noise,
            excitatory_mv: params.excitatory_mv,
            inhibitory_mv: params.inhibitory_mv,
            contacts: params.contacts,
            ..Default::default()
        })?;
        let step_s = params.step_ms / 1000.0;
        let path = if params.input_noise > 0.0 {
            let steps = Steps::new(step_s, params.duration_s)?;
            euler_maruyama(&model, &[0.0; 6], steps, &mut task.seed().replicate("input", 0))?
        } else {
            FixedStep::new(Method::RungeKutta4, step_s, params.duration_s)?
                .integrate(&model, &[0.0; 6])?
        };
        let eeg: Vec<f64> =
            path.states.rows().into_iter().map(|state| model.eeg_mv(&state.to_vec())).collect();
        let late = &eeg[eeg.len() * 3 / 4..];
        let level = mean(late);
        let highest = late.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let swing = highest - late.iter().copied().fold(f64::INFINITY, f64::min);
        let period = last_period(&path.time, &eeg, level).filter(|_| swing > LEAST_SWING_MV);
        let frequency = period.map_or(0.0, |period| 1.0 / period);
        let mut summary = Values::default();
        summary.number("frequency_hz", frequency, Unit::HERTZ)?;
        summary.number("mean_mv", level, millivolt())?;
        summary.number("swing_mv", swing, millivolt())?;
        task.put_values("summary", summary);
        let effects = Table::build("effects")
            .float("frequency_hz", Unit::HERTZ, vec![frequency])
            .float("mean_mv", millivolt(), vec![level])
            .float("swing_mv", millivolt(), vec![swing])
            .finish()?;
        task.put_table("effects", effects);
        let every = ((ROW_MS / params.step_ms).round() as usize).max(1);
        let thinned = |values: &[f64]| values.iter().copied().step_by(every).collect();
        let table = Table::build("eeg")
            .float("time_s", Unit::SECOND, thinned(&path.time))
            .float("eeg_mv", millivolt(), thinned(&eeg))
            .finish()?;
        task.put_table("eeg", table);
        Ok(())
    }
}

fn millivolt() -> Unit {
    Unit::parse("mV").unwrap_or(Unit::ONE)
}
