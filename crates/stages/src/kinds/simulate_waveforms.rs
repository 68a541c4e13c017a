//! What would an electrode record near several neurons whose spikes we know?
//!
//! Waveforms with known units, in noise that is correlated from sample to sample ([`spikebook_models::waveforms`]).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::waveforms::Waveforms;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::matrices::{as_integers, flat_rows, row_numbers};

/// `simulate-waveforms`.
pub struct SimulateWaveforms;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many neurons
    #[schemars(range(min = 1, max = 100))]
    n_units: usize,
    /// For how long is recorded
    #[schemars(range(max = 86_400.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Mean rate of a neuron
    #[schemars(range(max = 200.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    mean_rate_hz: f64,
    /// Samples of each waveform, ten of them before the trough
    #[schemars(range(min = 16, max = 256))]
    n_samples: usize,
    /// Standard deviation of the noise, in microvolts
    #[schemars(range(min = 0.0, max = 1000.0))]
    noise_uv: f64,
    /// What the noise remembers of itself from sample to sample
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    noise_memory: f64,
    /// Standard deviation of amplitudes, as a share of the template
    #[schemars(range(min = 0.0, max = 1.0))]
    amplitude_variation: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 4,
            duration_s: 100.0,
            mean_rate_hz: 5.0,
            n_samples: 32,
            noise_uv: 12.0,
            noise_memory: 0.6,
            amplitude_variation: 0.05,
        }
    }
}

impl Stage for SimulateWaveforms {
    const NAME: &'static str = "simulate-waveforms";
    const SUMMARY: &'static str = "Simulate spikes of several neurons at one electrode";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let spikes = [
            Column::float("time_s", Unit::SECOND).described("when the spike was"),
            Column::vector("waveform_uv", Unit::ANY).described("the cut-out about it, microvolts"),
        ];
        let truth = [
            Column::integer("row", Unit::ONE).described("the spike, from 0"),
            Column::integer("unit_id", Unit::ID).described("the neuron that fired, from 1"),
        ];
        let templates = [
            Column::integer("unit_id", Unit::ID).described("the neuron, from 1"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND).described("its rate"),
            Column::vector("template_uv", Unit::ANY).described("its waveform, microvolts"),
        ];
        vec![
            Port::table("spikes", TableSchema::new("spikes", spikes)).described("one row a spike"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("who fired"),
            Port::table("templates", TableSchema::new("templates", templates))
                .for_instructors()
                .described("one row a neuron"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 2).param("duration_s", 5.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let session = Waveforms::new(params.n_units, params.duration_s)?
            .with_rate(params.mean_rate_hz)?
            .with_samples(params.n_samples)?
            .with_noise(params.noise_uv, params.noise_memory)?
            .with_amplitude_variation(params.amplitude_variation)?
            .simulate(task.seed());
        let n_spikes = session.spike_times_s.len();
        let spikes = Table::build("spikes")
            .float("time_s", Unit::SECOND, session.spike_times_s)
            .vector(
                "waveform_uv",
                Unit::ONE,
                flat_rows(session.waveforms_uv.view()),
                params.n_samples,
            )
            .finish()?;
        task.put_table("spikes", spikes);
        let unit_id =
            as_integers(&session.truth.unit_of_spike).iter().map(|unit| unit + 1).collect();
        let truth = Table::build("truth")
            .integer("row", Unit::ONE, row_numbers(n_spikes))
            .integer("unit_id", Unit::ID, unit_id)
            .finish()?;
        task.put_table("truth", truth);
        let templates = Table::build("templates")
            .integer("unit_id", Unit::ID, (1..=params.n_units as i64).collect())
            .float("rate_hz", Unit::SPIKES_PER_SECOND, session.truth.rates_hz)
            .vector(
                "template_uv",
                Unit::ONE,
                flat_rows(session.truth.templates_uv.view()),
                params.n_samples,
            )
            .finish()?;
        task.put_table("templates", templates);
        Ok(())
    }
}
