//! Calcium excites, potassium restores: how does a barnacle's muscle fibre fire?
//!
//! ```text
//! C V' = I − g_Ca m∞(V) (V − E_Ca) − g_K w (V − E_K) − g_L (V − E_L),   w' = φ (w∞(V) − w)/τ_w(V)
//! ```
//!
//! The default begins to fire by a Hopf bifurcation; with `potassium_half_mv` = 12, `potassium_slope_mv` = 17.4 and
//! `speed_per_ms` = 0.067 it begins on an invariant circle, at any rate. Followed adaptively to ten digits; a spike is an upward passage of
//! 0 mV. See [`spikebook_models::neuron::morris_lecar`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::integration::{Adaptive, Direction, Event, Steps, Tolerance};
use spikebook_models::neuron::morris_lecar::{MorrisLecar, MorrisLecarParameters};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::membrane::{over_time, seconds, spikes, spikes_port, voltage};

/// `simulate-morris-lecar`.
pub struct SimulateMorrisLecar;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Time between two samples
    #[schemars(range(min = 0.001, max = 100.0), extend("x-unit" = "ms"))]
    sample_ms: f64,
    /// The current I
    #[schemars(range(min = -10_000.0, max = 10_000.0), extend("x-unit" = "uA/cm2"))]
    current_ua_cm2: f64,
    /// The voltage at the start
    #[schemars(range(min = -500.0, max = 500.0), extend("x-unit" = "mV"))]
    start_mv: f64,
    /// The share of open potassium channels at the start
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "fraction"))]
    start_open: f64,
    /// Conductance of all calcium channels together
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "mS/cm2"))]
    calcium_ms_cm2: f64,
    /// Conductance of all potassium channels together
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "mS/cm2"))]
    potassium_ms_cm2: f64,
    /// V₃: where half of the potassium channels are open in the end
    #[schemars(range(min = -500.0, max = 500.0), extend("x-unit" = "mV"))]
    potassium_half_mv: f64,
    /// V₄: over how many millivolts they open
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "mV"))]
    potassium_slope_mv: f64,
    /// φ: how fast they do, 1/ms
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0))]
    speed_per_ms: f64,
}

impl Default for Params {
    fn default() -> Self {
        let fibre = MorrisLecarParameters::default();
        Self {
            duration_ms: 500.0,
            sample_ms: 0.5,
            current_ua_cm2: fibre.current_ua,
            start_mv: -10.0,
            start_open: 0.2,
            calcium_ms_cm2: fibre.calcium_ms,
            potassium_ms_cm2: fibre.potassium_ms,
            potassium_half_mv: fibre.potassium_half_mv,
            potassium_slope_mv: fibre.potassium_slope_mv,
            speed_per_ms: fibre.speed_per_ms,
        }
    }
}

impl Stage for SimulateMorrisLecar {
    const NAME: &'static str = "simulate-morris-lecar";
    const SUMMARY: &'static str = "Follow the Morris–Lecar model of a muscle fibre";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let open = Column::float("open", Unit::FRACTION)
            .described("share of potassium channels that are open");
        let summary = [
            Column::integer("n_spikes", Unit::SPIKES).described("spikes"),
            Column::float("last_interval_ms", Unit::MILLISECOND)
                .optional()
                .described("between the last two"),
        ];
        vec![
            Port::table("trace", over_time("trace", [voltage(), open]))
                .described("one row a sample"),
            spikes_port(),
            Port::values("summary", ValuesSchema::new(summary)).described("the spikes in short"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_ms", 200.0).param("sample_ms", 20.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let fibre = MorrisLecar::new(MorrisLecarParameters {
            calcium_ms: params.calcium_ms_cm2,
            potassium_ms: params.potassium_ms_cm2,
            potassium_half_mv: params.potassium_half_mv,
            potassium_slope_mv: params.potassium_slope_mv,
            speed_per_ms: params.speed_per_ms,
            current_ua: params.current_ua_cm2,
            ..MorrisLecarParameters::default()
        })?;
        let samples = Steps::new(params.sample_ms, params.duration_ms)?;
        let time_ms = samples.times();
        let end = samples.time(samples.n_steps());
        let rises = Event::new(Direction::Rising, |_, state: &[f64]| state[0]);
        let method = Adaptive::new(Tolerance::new(1e-11, 1e-11)?).with_longest_step(5.0)?;
        let start = [params.start_mv, params.start_open];
        let solution = method.integrate_with_events(&fibre, &start, (0.0, end), &[rises])?;
        let states: Vec<Vec<f64>> = time_ms.iter().map(|&time| solution.at(time)).collect();
        let trace = Table::build("trace")
            .float("time_s", Unit::SECOND, seconds(&time_ms))
            .float("voltage_mv", Unit::MILLIVOLT, states.iter().map(|state| state[0]).collect())
            .float("open", Unit::FRACTION, states.iter().map(|state| state[1]).collect())
            .finish()?;
        task.put_table("trace", trace);
        let times = solution.times_of(0);
        let mut summary = Values::default();
        summary.count("n_spikes", times.len(), Unit::SPIKES)?;
        if let [.., before, last] = times.as_slice() {
            summary.number("last_interval_ms", last - before, Unit::MILLISECOND)?;
        }
        task.put_table("spikes", spikes(&[times])?);
        task.put_values("summary", summary);
        Ok(())
    }
}
