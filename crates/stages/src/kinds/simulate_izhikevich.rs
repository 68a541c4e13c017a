//! Two equations and a reset: which firing patterns do they give?
//!
//! ```text
//! v' = 0.04 v² + 5 v + 140 − u + I,   u' = a (b v − u),   at v ≥ 30: v ← c, u ← u + d
//! ```
//!
//! `cell` chooses a published set of a, b, c and d; any that is given replaces its own. Steps are those of the published script, one
//! millisecond each, so this is a map of its own rather than an accurate solution, and it has no other step. The current is switched on
//! at `step_from_ms`. See [`spikebook_models::neuron::izhikevich`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::neuron::izhikevich::IzhikevichNeuron;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::membrane::{over_time, seconds, spikes, spikes_port, voltage};

/// `simulate-izhikevich`.
pub struct SimulateIzhikevich;

/// A published set of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Cell {
    /// Fires regularly and adapts
    RegularSpiking,
    /// Begins with a burst
    IntrinsicallyBursting,
    /// Fires burst after burst
    Chattering,
    /// An interneuron that fires fast
    FastSpiking,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// A published set of numbers
    cell: Cell,
    /// a, how fast the recovery is, instead of the cell's
    #[schemars(range(min = 0.0, max = 2.0))]
    a: Option<f64>,
    /// b, how the recovery follows v
    #[schemars(range(min = -10.0, max = 10.0))]
    b: Option<f64>,
    /// c, v after a spike
    #[schemars(range(min = -1000.0), extend("exclusiveMaximum" = 30.0, "x-unit" = "mV"))]
    c: Option<f64>,
    /// d, what a spike adds to the recovery
    #[schemars(range(min = -1000.0, max = 1000.0))]
    d: Option<f64>,
    /// The current once it is switched on
    #[schemars(range(min = -10_000.0, max = 10_000.0))]
    current: f64,
    /// When it is switched on
    #[schemars(range(min = 0, max = 1_000_000), extend("x-unit" = "ms"))]
    step_from_ms: usize,
    /// Length of the session, in steps of a millisecond
    #[schemars(range(min = 1, max = 10_000_000), extend("x-unit" = "ms"))]
    duration_ms: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            cell: Cell::RegularSpiking,
            a: None,
            b: None,
            c: None,
            d: None,
            current: 10.0,
            step_from_ms: 0,
            duration_ms: 400,
        }
    }
}

impl Stage for SimulateIzhikevich {
    const NAME: &'static str = "simulate-izhikevich";
    const SUMMARY: &'static str = "Simulate Izhikevich's neuron in one of its firing patterns";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let plain = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let steps = Column::vector("spike_steps", Unit::ONE)
            .optional()
            .described("the steps that found v at 30 or above, from 0");
        let summary = [Column::integer("n_spikes", Unit::SPIKES).described("spikes"), steps];
        let columns = [
            voltage(),
            plain("recovery", "the recovery u"),
            plain("current", "the current from then on"),
        ];
        vec![
            Port::table("trace", over_time("trace", columns)).described("one row a millisecond"),
            spikes_port(),
            Port::values("summary", ValuesSchema::new(summary)).described("the spikes in short"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_ms", 40)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let [a, b, c, d] = match params.cell {
            Cell::RegularSpiking => [0.02, 0.2, -65.0, 8.0],
            Cell::IntrinsicallyBursting => [0.02, 0.2, -55.0, 4.0],
            Cell::Chattering => [0.02, 0.2, -50.0, 2.0],
            Cell::FastSpiking => [0.1, 0.2, -65.0, 2.0],
        };
        let neuron = IzhikevichNeuron::new(
            params.a.unwrap_or(a),
            params.b.unwrap_or(b),
            params.c.unwrap_or(c),
            params.d.unwrap_or(d),
        )?;
        let at = |step: usize| if step >= params.step_from_ms { params.current } else { 0.0 };
        let mut current: Vec<f64> = (0..params.duration_ms).map(at).collect();
        let session = neuron.simulate(&current)?;
        current.push(at(params.duration_ms));
        let trace = Table::build("trace")
            .float("time_s", Unit::SECOND, seconds(&session.time_ms))
            .float("voltage_mv", Unit::MILLIVOLT, session.voltage_mv)
            .float("recovery", Unit::ONE, session.recovery)
            .float("current", Unit::ONE, current)
            .finish()?;
        task.put_table("trace", trace);
        let steps: Vec<f64> = session.spike_steps.iter().map(|&step| step as f64).collect();
        let mut summary = Values::default();
        summary.count("n_spikes", steps.len(), Unit::SPIKES)?;
        task.put_table("spikes", spikes(std::slice::from_ref(&steps))?);
        if !steps.is_empty() && steps.len() <= 1000 {
            summary.vector("spike_steps", steps, Unit::ONE)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}
