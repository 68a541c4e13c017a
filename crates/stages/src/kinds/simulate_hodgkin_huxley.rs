//! Sodium in, potassium out: how does an axon make an action potential?
//!
//! ```text
//! C dV/dt = I − g_Na m³ h (V − E_Na) − g_K n⁴ (V − E_K) − g_L (V − E_L)
//! ```
//!
//! under a current that is switched on and off, from −65 mV with the gates m, h and n at rest there. The equations are followed by the
//! adaptive method to ten digits, so `sample_ms` only says how often the solution is looked at. A spike is an upward
//! passage of 0 mV. Set `sodium_ms_cm2` to 0 for what tetrodotoxin does, lower `potassium_ms_cm2` for tetraethylammonium. The model is
//! described in [`spikebook_models::neuron::hodgkin_huxley`]; it is one patch at one temperature (6.3 °C), without dendrites.
//!
//! `trace` is what electrodes show. `channels` is what they cannot show at once, and no secret: the equations say it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::neuron::hodgkin_huxley::{
    CurrentStep, HodgkinHuxley, HodgkinHuxleyParameters, StepSession,
};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::membrane::{over_time, seconds, spikes, spikes_port, voltage};

/// `simulate-hodgkin-huxley`.
pub struct SimulateHodgkinHuxley;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the session
    #[schemars(range(max = 100_000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Time between two samples
    #[schemars(range(min = 0.001, max = 10.0), extend("x-unit" = "ms"))]
    sample_ms: f64,
    /// The current before and after the step
    #[schemars(range(min = -10_000.0, max = 10_000.0), extend("x-unit" = "uA/cm2"))]
    holding_ua_cm2: f64,
    /// The current during the step
    #[schemars(range(min = -10_000.0, max = 10_000.0), extend("x-unit" = "uA/cm2"))]
    step_ua_cm2: f64,
    /// When the step begins
    #[schemars(range(min = 0.0, max = 100_000.0), extend("x-unit" = "ms"))]
    step_from_ms: f64,
    /// When it ends; left out, with the session
    #[schemars(range(min = 0.0, max = 100_000.0), extend("x-unit" = "ms"))]
    step_to_ms: Option<f64>,
    /// Capacitance C of the membrane
    #[schemars(range(min = 1e-6, max = 1e6), extend("x-unit" = "uF/cm2"))]
    capacitance_uf_cm2: f64,
    /// Conductance of all sodium channels together, were they open
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "mS/cm2"))]
    sodium_ms_cm2: f64,
    /// Conductance of all potassium channels together, were they open
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "mS/cm2"))]
    potassium_ms_cm2: f64,
    /// Conductance of the leak
    #[schemars(range(min = 1e-6, max = 1e6), extend("x-unit" = "mS/cm2"))]
    leak_ms_cm2: f64,
    /// The voltage at which no sodium flows
    #[schemars(range(min = -500.0, max = 500.0), extend("x-unit" = "mV"))]
    sodium_mv: f64,
    /// The voltage at which no potassium flows
    #[schemars(range(min = -500.0, max = 500.0), extend("x-unit" = "mV"))]
    potassium_mv: f64,
    /// The voltage at which nothing leaks
    #[schemars(range(min = -500.0, max = 500.0), extend("x-unit" = "mV"))]
    leak_mv: f64,
}

impl Default for Params {
    fn default() -> Self {
        let axon = HodgkinHuxleyParameters::default();
        Self {
            duration_ms: 100.0,
            sample_ms: 0.05,
            holding_ua_cm2: 0.0,
            step_ua_cm2: 10.0,
            step_from_ms: 0.0,
            step_to_ms: None,
            capacitance_uf_cm2: axon.capacitance_uf,
            sodium_ms_cm2: axon.sodium_ms,
            potassium_ms_cm2: axon.potassium_ms,
            leak_ms_cm2: axon.leak_ms,
            sodium_mv: axon.sodium_mv,
            potassium_mv: axon.potassium_mv,
            leak_mv: axon.leak_mv,
        }
    }
}

impl Stage for SimulateHodgkinHuxley {
    const NAME: &'static str = "simulate-hodgkin-huxley";
    const SUMMARY: &'static str =
        "Simulate the squid's axon under a step of current: voltage, gates, currents, spikes";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let density =
            |name: &str, what: &str| Column::float(name, Unit::MICROAMPERE_PER_CM2).described(what);
        let gate = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let channels = [
            gate("m", "share of sodium's activation gates that are open"),
            gate("h", "share of sodium's inactivation gates that are open"),
            gate("n", "share of potassium's gates that are open"),
            density("sodium_ua_cm2", "current of sodium, outward positive"),
            density("potassium_ua_cm2", "current of potassium"),
            density("leak_ua_cm2", "current of the leak"),
        ];
        let number = |name: &str, unit: Unit, what: &str| Column::float(name, unit).described(what);
        let summary = [
            Column::integer("n_spikes", Unit::SPIKES).described("spikes"),
            number("first_spike_ms", Unit::MILLISECOND, "when the first came").optional(),
            number("last_interval_ms", Unit::MILLISECOND, "between the last two").optional(),
            number("last_rate_hz", Unit::SPIKES_PER_SECOND, "one over that").optional(),
            number("highest_mv", Unit::MILLIVOLT, "the highest voltage among the samples"),
            number("lowest_mv", Unit::MILLIVOLT, "the lowest one"),
            number(
                "largest_sodium_ua_cm2",
                Unit::MICROAMPERE_PER_CM2,
                "sodium's strongest inward current",
            ),
        ];
        vec![
            Port::table(
                "trace",
                over_time("trace", [voltage(), density("current_ua_cm2", "the current sent in")]),
            )
            .described("what electrodes show"),
            Port::table("channels", over_time("channels", channels))
                .described("gates and currents behind the voltage"),
            spikes_port(),
            Port::values("summary", ValuesSchema::new(summary)).described("the spikes in short"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_ms", 20.0).param("sample_ms", 0.5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let axon = HodgkinHuxley::new(HodgkinHuxleyParameters {
            capacitance_uf: params.capacitance_uf_cm2,
            sodium_ms: params.sodium_ms_cm2,
            potassium_ms: params.potassium_ms_cm2,
            leak_ms: params.leak_ms_cm2,
            sodium_mv: params.sodium_mv,
            potassium_mv: params.potassium_mv,
            leak_mv: params.leak_mv,
            current_ua: params.holding_ua_cm2,
        })?;
        let to_ms = params.step_to_ms.unwrap_or(f64::MAX);
        if to_ms < params.step_from_ms {
            return Err(Failure::new(
                format!(
                    "parameters `step_from_ms` and `step_to_ms`: got {} and {to_ms}, wanted them to ascend",
                    params.step_from_ms
                ),
                "end the step after its beginning, or leave its end out",
            ));
        }
        let step = CurrentStep::new(
            params.holding_ua_cm2,
            params.step_ua_cm2,
            params.step_from_ms,
            to_ms,
        )?;
        let session = axon.simulate_step(step, params.sample_ms, params.duration_ms)?;
        put(&session, task)
    }
}

fn put(session: &StepSession, task: &mut Task<'_>) -> Result<(), Failure> {
    let (observed, truth) = (&session.observed, &session.truth);
    let time_s = seconds(&observed.time_ms);
    let density = Unit::MICROAMPERE_PER_CM2;
    let trace = Table::build("trace")
        .float("time_s", Unit::SECOND, time_s.clone())
        .float("voltage_mv", Unit::MILLIVOLT, observed.voltage_mv.clone())
        .float("current_ua_cm2", density, observed.current_ua.clone())
        .finish()?;
    task.put_table("trace", trace);
    let gate = |at: usize| truth.gates.iter().map(|gates| gates[at]).collect::<Vec<f64>>();
    let current = |at: usize| truth.currents_ua.iter().map(|all| all[at]).collect::<Vec<f64>>();
    let sodium = current(0);
    let strongest = sodium.iter().copied().fold(f64::INFINITY, f64::min);
    let channels = Table::build("channels")
        .float("time_s", Unit::SECOND, time_s)
        .float("m", Unit::FRACTION, gate(0))
        .float("h", Unit::FRACTION, gate(1))
        .float("n", Unit::FRACTION, gate(2))
        .float("sodium_ua_cm2", density, sodium)
        .float("potassium_ua_cm2", density, current(1))
        .float("leak_ua_cm2", density, current(2))
        .finish()?;
    task.put_table("channels", channels);
    let times = &observed.spike_times_ms;
    task.put_table("spikes", spikes(std::slice::from_ref(times))?);

    let mut summary = Values::default();
    summary.count("n_spikes", times.len(), Unit::SPIKES)?;
    if let Some(&first) = times.first() {
        summary.number("first_spike_ms", first, Unit::MILLISECOND)?;
    }
    if let [.., before, last] = times.as_slice() {
        summary.number("last_interval_ms", last - before, Unit::MILLISECOND)?;
        summary.number("last_rate_hz", 1000.0 / (last - before), Unit::SPIKES_PER_SECOND)?;
    }
    let voltage = || observed.voltage_mv.iter().copied();
    let highest = voltage().fold(f64::NEG_INFINITY, f64::max);
    summary.number("highest_mv", highest, Unit::MILLIVOLT)?;
    summary.number("lowest_mv", voltage().fold(f64::INFINITY, f64::min), Unit::MILLIVOLT)?;
    summary.number("largest_sodium_ua_cm2", strongest, density)?;
    task.put_values("summary", summary);
    Ok(())
}
