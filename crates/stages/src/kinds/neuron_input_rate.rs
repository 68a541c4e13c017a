//! How fast does a neuron fire against its current?
//!
//! The model starts from rest at every current; after `settle_ms` its rate is counted for `duration_ms`, from the intervals
//! within. The rate by the first interval stands beside it: where the two differ, the neuron adapts. A neuron that starts to
//! fire at any rate, however low, is of Hodgkin's first class; one that starts at once with a high rate is of the second.
//! Curves that come from rest hide what else is possible: near its onset an axon can be silent or fire, and which one depends
//! on its past. Models and units are those of [`spikebook_models::neuron`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::dynamics::{InputRate, input_rates};
use spikebook_data::Table;
use spikebook_models::Error;
use spikebook_models::integration::{Adaptive, Direction, Event, Tolerance};
use spikebook_models::neuron::exponential::{ExponentialNeuron, ExponentialParameters};
use spikebook_models::neuron::hodgkin_huxley::{HodgkinHuxley, HodgkinHuxleyParameters};
use spikebook_models::neuron::izhikevich::IzhikevichNeuron;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

use crate::membrane::{ascending, input_rates_schema};
use crate::planar::PlanarModel;

/// `neuron-input-rate`.
pub struct NeuronInputRate;

/// A model with its usual parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Model {
    /// The squid's axon, current in µA/cm²
    HodgkinHuxley,
    /// Exponential integrate-and-fire, current in pA
    Exponential,
    /// The same with adaptation, current in pA
    AdaptiveExponential,
    /// Izhikevich's regularly firing cell, current without a unit
    IzhikevichRegular,
    /// Izhikevich's fast interneuron, current without a unit
    IzhikevichFast,
    /// Morris–Lecar whose firing begins by a Hopf bifurcation, current in µA/cm²
    MorrisLecarHopf,
    /// Morris–Lecar whose firing begins on an invariant circle, current in µA/cm²
    MorrisLecarCircle,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The model, with its usual parameters
    model: Model,
    /// The first current, in the model's unit
    #[schemars(range(min = -10_000.0, max = 10_000.0))]
    from: f64,
    /// The last current
    #[schemars(range(min = -10_000.0, max = 10_000.0))]
    to: f64,
    /// How many currents, evenly spaced
    #[schemars(range(min = 2, max = 10_000))]
    n_currents: usize,
    /// What passes before spikes count
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "ms"))]
    settle_ms: f64,
    /// How long spikes count
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Length of a step, of models that are integrated with a fixed one (not of Morris–Lecar and Izhikevich)
    #[schemars(range(max = 0.1), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    step_ms: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            model: Model::HodgkinHuxley,
            from: 0.0,
            to: 20.0,
            n_currents: 41,
            settle_ms: 200.0,
            duration_ms: 1000.0,
            step_ms: 0.01,
        }
    }
}

impl Stage for NeuronInputRate {
    const NAME: &'static str = "neuron-input-rate";
    const SUMMARY: &'static str = "Rate of a model neuron against its current";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let input =
            |name: &str, what: &str| Column::float(name, Unit::ANY).optional().described(what);
        let rate = |name: &str, what: &str| {
            Column::float(name, Unit::SPIKES_PER_SECOND).optional().described(what)
        };
        let summary = [
            input("first_spiking", "the first current at which it fires on and on"),
            input("last_silent", "the current before that one"),
            rate("rate_at_first_hz", "the rate at the first of them"),
            rate("highest_hz", "the highest rate"),
            input("highest_at", "the current with the highest rate"),
        ];
        vec![
            Port::table("curve", input_rates_schema()).described("one row a current"),
            Port::values("summary", ValuesSchema::new(summary)).described("where firing begins"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_currents", 3)
            .param("settle_ms", 20.0)
            .param("duration_ms", 60.0)
            .param("step_ms", 0.05)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let currents = ascending(["from", "to"], [params.from, params.to], params.n_currents)?;
        let points = params.points(&currents)?;
        let unit = params.model.unit();
        let rate_hz: Vec<f64> = points.iter().map(|point| 1000.0 * point.rate).collect();
        let first = |point: &InputRate| point.first_interval_rate.map(|rate| 1000.0 * rate);
        let n_spikes: Vec<usize> = points.iter().map(|point| point.n_spikes).collect();
        let nothing = vec![None; points.len()];
        let curve = Table::build("curve")
            .float("input", unit, currents.clone())
            .count("n_spikes", Unit::SPIKES, &n_spikes)
            .float("rate_hz", Unit::SPIKES_PER_SECOND, rate_hz.clone())
            .optional_float(
                "first_interval_hz",
                Unit::SPIKES_PER_SECOND,
                points.iter().map(first).collect(),
            )
            .optional_float("rate_se_hz", Unit::SPIKES_PER_SECOND, nothing.clone())
            .optional_float("expected_hz", Unit::SPIKES_PER_SECOND, nothing)
            .finish()?;
        task.put_table("curve", curve);

        let mut summary = Values::default();
        // After settling, a single spike is the end of a transient; two are firing.
        if let Some(at) = points.iter().position(|point| point.n_spikes > 1) {
            summary.number("first_spiking", currents[at], unit)?;
            if at > 0 {
                summary.number("last_silent", currents[at - 1], unit)?;
            }
            summary.number("rate_at_first_hz", rate_hz[at], Unit::SPIKES_PER_SECOND)?;
        }
        if let Some(at) = crate::drawing::largest(&rate_hz) {
            summary.number("highest_hz", rate_hz[at], Unit::SPIKES_PER_SECOND)?;
            summary.number("highest_at", currents[at], unit)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    /// The points of the curve; rates in spikes per millisecond.
    fn points(&self, currents: &[f64]) -> Result<Vec<InputRate>, Error> {
        let end = self.settle_ms + self.duration_ms;
        let window = (self.settle_ms, end);
        let n_steps = |step: f64| (end / step).ceil() as usize;
        match self.model {
            Model::HodgkinHuxley => {
                let axon = HodgkinHuxley::new(HodgkinHuxleyParameters::default())?;
                let population = axon.simulate_population(currents, self.step_ms, end)?;
                let train = |current: f64| {
                    let at = currents.iter().position(|&other| other == current).unwrap_or(0);
                    Ok(population.spike_times_ms[at].clone())
                };
                input_rates(currents, window, train)
            }
            Model::Exponential | Model::AdaptiveExponential => {
                let parameters = ExponentialParameters::default();
                let adapts = self.model == Model::AdaptiveExponential;
                let neuron = ExponentialNeuron::new(if adapts {
                    parameters
                } else {
                    parameters.without_adaptation()
                })?;
                let train = |current: f64| {
                    let currents = vec![current; n_steps(self.step_ms)];
                    Ok(neuron.simulate(&currents, self.step_ms)?.spike_times_ms)
                };
                input_rates(currents, window, train)
            }
            Model::IzhikevichRegular | Model::IzhikevichFast => {
                let neuron = if self.model == Model::IzhikevichFast {
                    IzhikevichNeuron::fast_spiking()
                } else {
                    IzhikevichNeuron::regular_spiking()
                };
                let train = |current: f64| {
                    let session = neuron.simulate(&vec![current; n_steps(1.0)])?;
                    Ok(session.spike_steps.into_iter().map(|step| step as f64).collect())
                };
                input_rates(currents, window, train)
            }
            Model::MorrisLecarHopf | Model::MorrisLecarCircle => {
                let model = if self.model == Model::MorrisLecarHopf {
                    PlanarModel::MorrisLecarHopf
                } else {
                    PlanarModel::MorrisLecarCircle
                };
                let method = Adaptive::new(Tolerance::new(1e-8, 1e-8)?).with_longest_step(5.0)?;
                let train = |current: f64| {
                    let rises = Event::new(Direction::Rising, |_, state: &[f64]| state[0]);
                    let start = [-60.0, 0.0];
                    let system = model.at(current)?;
                    let solution =
                        method.integrate_with_events(&system, &start, (0.0, end), &[rises])?;
                    Ok(solution.times_of(0))
                };
                input_rates(currents, window, train)
            }
        }
    }
}

impl Model {
    fn unit(self) -> Unit {
        match self {
            Self::HodgkinHuxley | Self::MorrisLecarHopf | Self::MorrisLecarCircle => {
                Unit::MICROAMPERE_PER_CM2
            }
            Self::Exponential | Self::AdaptiveExponential => Unit::PICOAMPERE,
            Self::IzhikevichRegular | Self::IzhikevichFast => Unit::ONE,
        }
    }
}
