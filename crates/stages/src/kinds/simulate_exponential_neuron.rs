//! A spike that starts by itself, and a neuron that tires: what do they add to the leaky one?
//!
//! ```text
//! C dV/dt = −g (V − E) + g Δ e^((V − θ)/Δ) − w + I,   τ_w dw/dt = a (V − E) − w,
//! ```
//!
//! and where V reaches its peak: V ← reset for the refractory time, w ← w + b. With a = b = 0 nothing adapts. The current is
//! switched on at `step_from_ms` and off at `step_to_ms`. A step above a fifth of the membrane's time constant is refused. See
//! [`spikebook_models::neuron::exponential`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::neuron::exponential::{ExponentialNeuron, ExponentialParameters};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::membrane::{over_time, seconds, spikes, spikes_port, voltage};

/// `simulate-exponential-neuron`.
pub struct SimulateExponentialNeuron;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Length of a step, at most a fifth of the membrane's time constant
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    step_ms: f64,
    /// The current during the step; 0 before and after
    #[schemars(range(min = -1e6, max = 1e6), extend("x-unit" = "pA"))]
    current_pa: f64,
    /// When it is switched on
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "ms"))]
    step_from_ms: f64,
    /// When it is switched off; left out, never
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "ms"))]
    step_to_ms: Option<f64>,
    /// Capacitance C
    #[schemars(range(min = 1e-6, max = 1e6), extend("x-unit" = "pF"))]
    capacitance_pf: f64,
    /// Conductance g of the leak
    #[schemars(range(min = 1e-6, max = 1e6), extend("x-unit" = "nS"))]
    leak_ns: f64,
    /// The voltage E that the leak draws to
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    resting_mv: f64,
    /// θ, where the spike begins to start
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    threshold_mv: f64,
    /// Δ, over how many millivolts it does
    #[schemars(range(min = 1e-6, max = 1e6), extend("x-unit" = "mV"))]
    sharpness_mv: f64,
    /// Where the upstroke is cut
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    peak_mv: f64,
    /// The voltage after a spike
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    reset_mv: f64,
    /// How long it stays there
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "ms"))]
    refractory_ms: f64,
    /// a, how the adaptation follows the voltage
    #[schemars(range(min = -1e6, max = 1e6), extend("x-unit" = "nS"))]
    adaptation_ns: f64,
    /// b, what a spike adds to it
    #[schemars(range(min = -1e6, max = 1e6), extend("x-unit" = "pA"))]
    adaptation_jump_pa: f64,
    /// How fast it passes
    #[schemars(range(min = 1e-6, max = 1e6), extend("x-unit" = "ms"))]
    adaptation_time_ms: f64,
}

impl Default for Params {
    fn default() -> Self {
        let neuron = ExponentialParameters::default();
        Self {
            duration_ms: 500.0,
            step_ms: 0.05,
            current_pa: 800.0,
            step_from_ms: 50.0,
            step_to_ms: None,
            capacitance_pf: neuron.capacitance_pf,
            leak_ns: neuron.leak_ns,
            resting_mv: neuron.resting_mv,
            threshold_mv: neuron.threshold_mv,
            sharpness_mv: neuron.sharpness_mv,
            peak_mv: neuron.peak_mv,
            reset_mv: neuron.reset_mv,
            refractory_ms: neuron.refractory_ms,
            adaptation_ns: neuron.adaptation_ns,
            adaptation_jump_pa: neuron.adaptation_jump_pa,
            adaptation_time_ms: neuron.adaptation_time_ms,
        }
    }
}

impl Stage for SimulateExponentialNeuron {
    const NAME: &'static str = "simulate-exponential-neuron";
    const SUMMARY: &'static str =
        "Simulate an exponential integrate-and-fire neuron, adapting or not";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let current =
            |name: &str, what: &str| Column::float(name, Unit::PICOAMPERE).described(what);
        let time = |name: &str, what: &str| {
            Column::float(name, Unit::MILLISECOND).optional().described(what)
        };
        let summary = [
            Column::integer("n_spikes", Unit::SPIKES).described("spikes"),
            current("rheobase_pa", "the constant current above which it fires, did it not adapt"),
            time("first_interval_ms", "between the first two spikes"),
            time("last_interval_ms", "between the last two"),
        ];
        let columns = [
            voltage(),
            current("adaptation_pa", "the current w that holds it back"),
            current("current_pa", "the current sent in from then on"),
        ];
        vec![
            Port::table("trace", over_time("trace", columns)).described("one row a step"),
            spikes_port(),
            Port::values("summary", ValuesSchema::new(summary)).described("the spikes in short"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_ms", 100.0).param("step_ms", 0.5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let neuron = ExponentialNeuron::new(ExponentialParameters {
            capacitance_pf: params.capacitance_pf,
            leak_ns: params.leak_ns,
            resting_mv: params.resting_mv,
            threshold_mv: params.threshold_mv,
            sharpness_mv: params.sharpness_mv,
            peak_mv: params.peak_mv,
            reset_mv: params.reset_mv,
            refractory_ms: params.refractory_ms,
            adaptation_ns: params.adaptation_ns,
            adaptation_jump_pa: params.adaptation_jump_pa,
            adaptation_time_ms: params.adaptation_time_ms,
        })?;
        let n_steps = (params.duration_ms / params.step_ms).round().max(1.0) as usize;
        let stop = params.step_to_ms.unwrap_or(f64::INFINITY);
        let at = |step: usize| {
            let time = step as f64 * params.step_ms;
            if time >= params.step_from_ms && time < stop { params.current_pa } else { 0.0 }
        };
        let mut current: Vec<f64> = (0..n_steps).map(at).collect();
        let session = neuron.simulate(&current, params.step_ms)?;
        current.push(at(n_steps));
        let times = session.spike_times_ms;
        let mut summary = Values::default();
        summary.count("n_spikes", times.len(), Unit::SPIKES)?;
        summary.number("rheobase_pa", neuron.rheobase_pa(), Unit::PICOAMPERE)?;
        if let [first, second, ..] = times.as_slice() {
            summary.number("first_interval_ms", second - first, Unit::MILLISECOND)?;
        }
        if let [.., before, last] = times.as_slice() {
            summary.number("last_interval_ms", last - before, Unit::MILLISECOND)?;
        }
        let trace = Table::build("trace")
            .float("time_s", Unit::SECOND, seconds(&session.time_ms))
            .float("voltage_mv", Unit::MILLIVOLT, session.voltage_mv)
            .float("adaptation_pa", Unit::PICOAMPERE, session.adaptation_pa)
            .float("current_pa", Unit::PICOAMPERE, current)
            .finish()?;
        task.put_table("trace", trace);
        task.put_table("spikes", spikes(&[times])?);
        task.put_values("summary", summary);
        Ok(())
    }
}
