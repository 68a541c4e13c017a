//! Spikes arrive at a synapse: what does the membrane behind it do?
//!
//! A spike lets a current, or a conductance towards a reversal potential, jump; it decays with `decay_ms`, and the membrane
//! follows with its own time constant ([`spikebook_models::synapse`]). Currents add up without end; conductances saturate at the reversal
//! potential, and one that reverses at rest moves nothing and still shunts. With `n_sites` the release is by chance: each site releases with
//! `release_probability`, and the mean effect of a spike stays what it is without. With `utilisation` the synapse remembers the spikes before
//! (depression, facilitation). The membrane never fires.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::SpikeTable;
use spikebook_models::Error;
use spikebook_models::integration::Steps;
use spikebook_models::synapse::{Effect, Membrane, Release, ShortTerm, Synapse};
use spikebook_numeric::Seed;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::membrane::{over_time, seconds, voltage};

/// `simulate-synapse`.
pub struct SimulateSynapse;

/// What a spike opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Opens {
    /// A current, whatever the voltage: `current_na`
    Current,
    /// A conductance towards `reversal_mv`: `conductance_ns`
    Conductance,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What a spike opens
    effect: Opens,
    /// By how much a spike raises the current, inward positive
    #[schemars(range(min = -1e6, max = 1e6), extend("x-unit" = "nA"))]
    current_na: f64,
    /// By how much a spike raises the conductance
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "nS"))]
    conductance_ns: f64,
    /// The voltage at which the conductance drives nothing
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    reversal_mv: f64,
    /// How fast the effect of a spike decays
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    decay_ms: f64,
    /// How many sites release or do not, by chance; 0 for the mean without chance
    #[schemars(range(min = 0, max = 1_000_000))]
    n_sites: u32,
    /// How often a site releases at a spike
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "fraction"))]
    release_probability: f64,
    /// Share of what is at hand that the first spike releases; left out, no memory of spikes before
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "fraction"))]
    utilisation: Option<f64>,
    /// How fast resources recover
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    recovery_ms: f64,
    /// How fast facilitation is forgotten; 0 for none
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "ms"))]
    facilitation_ms: f64,
    /// The membrane's time constant
    #[schemars(range(max = 10_000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    membrane_ms: f64,
    /// The membrane's resistance
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "MOhm"))]
    resistance_mohm: f64,
    /// The voltage at rest
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    resting_mv: f64,
    /// Where no spikes are wired: how many come
    #[schemars(range(min = 1, max = 100_000))]
    n_spikes: usize,
    /// Where no spikes are wired: how many a second
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    rate_hz: f64,
    /// Where no spikes are wired: when the first comes
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "ms"))]
    first_ms: f64,
    /// How long the membrane is followed
    #[schemars(range(max = 1e7), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    duration_ms: f64,
    /// Time between two samples
    #[schemars(range(min = 0.001, max = 100.0), extend("x-unit" = "ms"))]
    sample_ms: f64,
}

/// The most samples that are held at a time.
const MOST_SAMPLES: f64 = 2e7;

impl Default for Params {
    fn default() -> Self {
        Self {
            effect: Opens::Conductance,
            current_na: 0.1,
            conductance_ns: 2.0,
            reversal_mv: 0.0,
            decay_ms: 5.0,
            n_sites: 0,
            release_probability: 0.5,
            utilisation: None,
            recovery_ms: 800.0,
            facilitation_ms: 0.0,
            membrane_ms: 20.0,
            resistance_mohm: 100.0,
            resting_mv: -70.0,
            n_spikes: 8,
            rate_hz: 20.0,
            first_ms: 50.0,
            duration_ms: 600.0,
            sample_ms: 0.1,
        }
    }
}

impl Stage for SimulateSynapse {
    const NAME: &'static str = "simulate-synapse";
    const SUMMARY: &'static str = "Simulate the voltage behind a synapse that spikes arrive at";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema())
                .optional()
                .described("what arrives, of all units; left out, a regular train"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, unit: Unit, what: &str| Column::float(name, unit).described(what);
        let nanosiemens = Unit::parse("nS").unwrap_or(Unit::ONE);
        let trace = [
            voltage(),
            number("current_na", Unit::NANOAMPERE, "the current into the membrane"),
            number("conductance_ns", nanosiemens, "the conductance; empty of a current").optional(),
        ];
        let arrivals = [
            Column::integer("spike", Unit::ONE).described("the spike, counted from 1"),
            number("time_s", Unit::SECOND, "when it arrived"),
            number("size", Unit::ONE, "its effect over that of a spike as the parameters say it"),
        ];
        let summary = [
            Column::integer("n_spikes", Unit::SPIKES).described("spikes that arrived"),
            number("rise_mv", Unit::MILLIVOLT, "furthest that the voltage went from rest, signed"),
            number("peak_s", Unit::SECOND, "when that was"),
            number("mean_size", Unit::ONE, "mean size of the spikes"),
        ];
        vec![
            Port::table("trace", over_time("trace", trace)).described("one row a sample"),
            Port::table("arrivals", TableSchema::new("arrivals", arrivals))
                .described("one row a spike"),
            Port::table("spikes", SpikeTable::schema())
                .described("the same as the spikes of one unit, for figures"),
            Port::values("summary", ValuesSchema::new(summary)).described("the answer in short"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_spikes", 2)
            .param("n_sites", 4)
            .param("duration_ms", 200.0)
            .param("sample_ms", 2.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let spikes_ms = match task.optional_table("spikes")? {
            Some(table) => {
                let mut times: Vec<f64> =
                    table.floats("time_s")?.iter().map(|time| 1000.0 * time).collect();
                times.sort_by(f64::total_cmp);
                times.retain(|time| (0.0..=params.duration_ms).contains(time));
                times
            }
            None => (0..params.n_spikes)
                .map(|k| params.first_ms + 1000.0 * k as f64 / params.rate_hz)
                .filter(|time| *time <= params.duration_ms)
                .collect(),
        };
        let n_samples = params.duration_ms / params.sample_ms;
        if n_samples > MOST_SAMPLES {
            return Err(Failure::new(
                format!("{n_samples:.0} samples are asked for, wanted at most 20 million"),
                "take a shorter session or a longer step",
            ));
        }
        let steps = Steps::new(params.sample_ms, params.duration_ms)?;
        let sizes = params.sizes(&spikes_ms, task.seed())?;
        let (effect, amplitude) = match params.effect {
            Opens::Current => (Effect::Current, params.current_na),
            Opens::Conductance => {
                (Effect::Conductance { reversal_mv: params.reversal_mv }, params.conductance_ns)
            }
        };
        let synapse = Synapse::new(effect, amplitude, params.decay_ms)?;
        let membrane =
            Membrane::new(params.membrane_ms, params.resistance_mohm, params.resting_mv)?;
        let voltage_mv = membrane.potential(&synapse, &spikes_ms, &sizes, &steps);
        let course = synapse.course(&spikes_ms, &sizes, &steps);
        let current_na: Vec<f64> =
            course.iter().zip(&voltage_mv).map(|(s, v)| synapse.current_na(*s, *v)).collect();
        let time_ms = steps.times();

        let from_rest = |k: usize| (voltage_mv[k] - params.resting_mv).abs();
        let peak = (0..voltage_mv.len())
            .fold(0, |best, k| if from_rest(k) > from_rest(best) { k } else { best });
        let mut summary = Values::default();
        summary.count("n_spikes", spikes_ms.len(), Unit::SPIKES)?;
        summary.number("rise_mv", voltage_mv[peak] - params.resting_mv, Unit::MILLIVOLT)?;
        summary.number("peak_s", time_ms[peak] / 1000.0, Unit::SECOND)?;
        let mean = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
        summary.number("mean_size", mean, Unit::ONE)?;
        task.put_values("summary", summary);
        let is_conductance = params.effect == Opens::Conductance;
        let conductance = course.iter().map(|g| is_conductance.then_some(*g)).collect();
        let trace = Table::build("trace")
            .float("time_s", Unit::SECOND, seconds(&time_ms))
            .float("voltage_mv", Unit::MILLIVOLT, voltage_mv)
            .float("current_na", Unit::NANOAMPERE, current_na)
            .optional_float("conductance_ns", Unit::parse("nS")?, conductance)
            .finish()?;
        task.put_table("trace", trace);
        let from_one = vec![1; spikes_ms.len()];
        let spikes = SpikeTable::from_columns(from_one, seconds(&spikes_ms), None)?;
        task.put_table("spikes", spikes.into_table());
        let arrivals = Table::build("arrivals")
            .integer("spike", Unit::ONE, (1..=spikes_ms.len() as i64).collect())
            .float("time_s", Unit::SECOND, seconds(&spikes_ms))
            .float("size", Unit::ONE, sizes)
            .finish()?;
        task.put_table("arrivals", arrivals);
        Ok(())
    }
}

impl Params {
    /// The effect of each spike over that of a spike as the parameters say it.
    fn sizes(&self, spikes_ms: &[f64], seed: Seed) -> Result<Vec<f64>, Error> {
        let mut sizes = vec![1.0; spikes_ms.len()];
        if let Some(utilisation) = self.utilisation {
            let memory = ShortTerm::new(utilisation, self.recovery_ms, self.facilitation_ms)?;
            sizes = memory.releases(spikes_ms).iter().map(|share| share / utilisation).collect();
        }
        if self.n_sites > 0 {
            // A quantum is such that the mean stays 1.
            let mean = f64::from(self.n_sites) * self.release_probability;
            let release = Release::new(self.n_sites, self.release_probability, 1.0 / mean)?;
            for (k, size) in sizes.iter_mut().enumerate() {
                *size *= release.draw(&mut seed.replicate("release", k as u64));
            }
        }
        Ok(sizes)
    }
}
