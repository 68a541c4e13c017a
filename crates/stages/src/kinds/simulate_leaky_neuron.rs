//! A membrane leaks, collects current and fires at a threshold: when, and how regularly?
//!
//! ```text
//! τ dV/dt = −(V − V_rest) + R I,
//! ```
//!
//! with a spike where V reaches the threshold, after which V waits at the reset value for the refractory time. The current is
//! constant, constant with white noise, an Ornstein–Uhlenbeck process, or the jumps of Poisson synapses; which of the
//! parameters count, `input` says. Units differ by their chance alone. Steps are exact between spikes, so their length
//! matters only to what wanders within one: keep it well below `current_memory_ms`. The model is described in
//! [`spikebook_models::neuron::leaky`].
//!
//! The truth port holds what made the voltage: the current, and how often the synapses fired, without which no experimenter
//! knows it either.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_models::neuron::leaky::{Input, LeakyNeuron, LeakySession};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::leaky_membrane::LeakyMembrane;
use crate::membrane::{over_time, seconds, spikes, spikes_port, stride, thinned, voltage};
use crate::spike_groups::units_table;

/// `simulate-leaky-neuron`.
pub struct SimulateLeakyNeuron;

/// What drives the neuron.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum InputName {
    /// The same current at all times
    Constant,
    /// A mean current and white noise
    White,
    /// A current that wanders around its mean and is remembered for a while
    OrnsteinUhlenbeck,
    /// Synapses whose spikes, Poisson in time, make V jump
    Poisson,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    /// What drives the neuron
    input: InputName,
    /// How many neurons, alike but for their chance
    #[schemars(range(min = 1, max = 10_000))]
    n_units: usize,
    /// Length of the session
    #[schemars(range(max = 1e8), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Length of a step, and time between two samples
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    step_ms: f64,
    /// How much of the first neuron's voltage is kept
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    trace_ms: f64,
    #[serde(flatten)]
    membrane: LeakyMembrane,
    /// The current, or its mean; not of `poisson`
    #[schemars(range(min = -1e6, max = 1e6), extend("x-unit" = "nA"))]
    current_na: f64,
    /// Size σ of white noise: V alone would have the variance σ²/2
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "mV"))]
    sigma_mv: f64,
    /// Standard deviation of an Ornstein–Uhlenbeck current
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "nA"))]
    current_deviation_na: f64,
    /// Memory of an Ornstein–Uhlenbeck current
    #[schemars(range(max = 10_000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    current_memory_ms: f64,
    /// Rate of all excitatory synapses together
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "spikes/s"))]
    excitatory_hz: f64,
    /// How far an excitatory spike moves V up
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "mV"))]
    excitatory_jump_mv: f64,
    /// Rate of all inhibitory synapses together
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "spikes/s"))]
    inhibitory_hz: f64,
    /// How far an inhibitory spike moves V down
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "mV"))]
    inhibitory_jump_mv: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            input: InputName::Constant,
            n_units: 1,
            duration_ms: 1000.0,
            step_ms: 0.1,
            trace_ms: 1000.0,
            membrane: LeakyMembrane::default(),
            current_na: 3.0,
            sigma_mv: 5.0,
            current_deviation_na: 0.5,
            current_memory_ms: 20.0,
            excitatory_hz: 2500.0,
            excitatory_jump_mv: 0.5,
            inhibitory_hz: 500.0,
            inhibitory_jump_mv: 0.5,
        }
    }
}

impl Stage for SimulateLeakyNeuron {
    const NAME: &'static str = "simulate-leaky-neuron";
    const SUMMARY: &'static str =
        "Simulate leaky integrate-and-fire neurons under constant, noisy or synaptic input";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let current = Column::float("current_na", Unit::NANOAMPERE)
            .described("the current without white noise and jumps");
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the neuron"),
            Column::float("mean_current_na", Unit::NANOAMPERE).described("the mean of its current"),
            Column::integer("n_excitatory", Unit::SPIKES)
                .described("spikes of its excitatory synapses"),
            Column::integer("n_inhibitory", Unit::SPIKES)
                .described("spikes of its inhibitory synapses"),
        ];
        let theory = [
            Column::float("expected_rate_hz", Unit::SPIKES_PER_SECOND).optional().described(
                "the rate in the long run by its closed form, of `constant` and `white`",
            ),
            Column::float("expected_cv", Unit::ONE)
                .optional()
                .described("the spread of the intervals over their mean, likewise"),
            Column::float("threshold_current_na", Unit::NANOAMPERE)
                .described("the constant current above which it fires"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes of all neurons"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND)
                .described("spikes a second and neuron"),
        ];
        vec![
            spikes_port(),
            Port::table("units", Units::schema()).described("the neurons, silent ones among them"),
            Port::table("trace", over_time("trace", [voltage()]))
                .described("the voltage of the first neuron"),
            Port::values("summary", ValuesSchema::new(theory))
                .described("what it did and what theory expects"),
            Port::table("current", over_time("current", [current]))
                .for_instructors()
                .described("the current into the first neuron"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("what drove each neuron"),
        ]
    }

    fn example() -> Example {
        Example::default().param("input", "white").param("n_units", 2).param("duration_ms", 200.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let neuron = params.membrane.neuron()?;
        let input = params.input()?;
        let seed = task.seed();
        if params.input == InputName::OrnsteinUhlenbeck
            && params.step_ms > 0.2 * params.current_memory_ms
        {
            task.warn(format!(
                "parameter `step_ms`: {} ms is long against a memory of {} ms: the current stands still within a step",
                params.step_ms, params.current_memory_ms
            ));
        }
        let kept = ((params.trace_ms / params.step_ms).round() as usize).saturating_add(1);
        let simulated = (0..params.n_units)
            .into_par_iter()
            .map(|unit| {
                let seed = seed.child(&format!("unit {unit}"));
                let mut session =
                    neuron.simulate(input, params.step_ms, params.duration_ms, seed)?;
                let mean = mean(&session.truth.current_na);
                // Only the first voltage is handed on; the others would fill the memory.
                let kept = if unit == 0 { kept } else { 0 };
                let (observed, truth) = (&mut session.observed, &mut session.truth);
                for samples in
                    [&mut observed.time_ms, &mut observed.voltage_mv, &mut truth.current_na]
                {
                    samples.truncate(kept);
                    samples.shrink_to_fit();
                }
                Ok((session, mean))
            })
            .collect::<Result<Vec<(LeakySession, f64)>, spikebook_models::Error>>()?;
        let sessions = || simulated.iter().map(|(session, _)| session);
        let trains: Vec<Vec<f64>> =
            sessions().map(|session| session.observed.spike_times_ms.clone()).collect();
        let unit_id: Vec<i64> = (1..=params.n_units as i64).collect();
        task.put_table("spikes", spikes(&trains)?);
        task.put_table("units", units_table(&unit_id)?);
        if let Some((first, _)) = simulated.first() {
            put_first(first, task)?;
        }
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, unit_id)
            .float(
                "mean_current_na",
                Unit::NANOAMPERE,
                simulated.iter().map(|(_, mean)| *mean).collect(),
            )
            .count(
                "n_excitatory",
                Unit::SPIKES,
                &counts(sessions(), |s| &s.truth.excitatory_times_ms),
            )
            .count(
                "n_inhibitory",
                Unit::SPIKES,
                &counts(sessions(), |s| &s.truth.inhibitory_times_ms),
            )
            .finish()?;
        task.put_table("truth", truth);
        task.put_values("summary", params.summary(&neuron, &trains)?);
        Ok(())
    }
}

/// Voltage and current of one neuron.
fn put_first(first: &LeakySession, task: &mut Task<'_>) -> Result<(), Failure> {
    const MOST_ROWS: usize = 1_000_000;
    let every = stride(first.observed.time_ms.len(), MOST_ROWS);
    let trace = Table::build("trace")
        .float("time_s", Unit::SECOND, seconds(&thinned(&first.observed.time_ms, every)))
        .float("voltage_mv", Unit::MILLIVOLT, thinned(&first.observed.voltage_mv, every))
        .finish()?;
    task.put_table("trace", trace);
    let n = first.truth.current_na.len().min(first.observed.time_ms.len());
    let current = Table::build("current")
        .float("time_s", Unit::SECOND, seconds(&thinned(&first.observed.time_ms[..n], every)))
        .float("current_na", Unit::NANOAMPERE, thinned(&first.truth.current_na[..n], every))
        .finish()?;
    task.put_table("current", current);
    Ok(())
}

fn counts<'a>(
    sessions: impl Iterator<Item = &'a LeakySession>,
    of: fn(&LeakySession) -> &Vec<f64>,
) -> Vec<usize> {
    sessions.map(|session| of(session).len()).collect()
}

impl Params {
    fn input(&self) -> Result<Input, spikebook_models::Error> {
        match self.input {
            InputName::Constant => Input::constant(self.current_na),
            InputName::White => Input::white(self.current_na, self.sigma_mv),
            InputName::OrnsteinUhlenbeck => Input::ornstein_uhlenbeck(
                self.current_na,
                self.current_deviation_na,
                self.current_memory_ms,
            ),
            InputName::Poisson => Input::poisson(
                (self.excitatory_hz, self.excitatory_jump_mv),
                (self.inhibitory_hz, self.inhibitory_jump_mv),
            ),
        }
    }

    fn summary(&self, neuron: &LeakyNeuron, trains: &[Vec<f64>]) -> Result<Values, Failure> {
        let (rate, cv) = match self.input {
            InputName::Constant => {
                let rate = neuron.rate_hz(self.current_na);
                (Some(rate), (rate > 0.0).then_some(0.0))
            }
            InputName::White => (
                Some(neuron.siegert_rate_hz(self.current_na, self.sigma_mv)),
                Some(neuron.interval_variation(self.current_na, self.sigma_mv)),
            ),
            InputName::OrnsteinUhlenbeck | InputName::Poisson => (None, None),
        };
        let mut summary = Values::default();
        if let Some(rate) = rate {
            summary.number("expected_rate_hz", rate, Unit::SPIKES_PER_SECOND)?;
        }
        if let Some(cv) = cv {
            summary.number("expected_cv", cv, Unit::ONE)?;
        }
        summary.number("threshold_current_na", neuron.threshold_current_na(), Unit::NANOAMPERE)?;
        let n_spikes = trains.iter().map(Vec::len).sum::<usize>();
        summary.count("n_spikes", n_spikes, Unit::SPIKES)?;
        let time_s = self.duration_ms / 1000.0 * trains.len() as f64;
        summary.number("rate_hz", n_spikes as f64 / time_s, Unit::SPIKES_PER_SECOND)?;
        Ok(summary)
    }
}
