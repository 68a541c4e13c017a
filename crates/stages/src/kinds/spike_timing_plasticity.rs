//! One spike comes just before or just after another: does that matter to the synapse between them?
//!
//! Two neurons fire by Poisson processes, the second partly `lag_ms` after the first, and their synapse follows every pair of spikes
//! ([`spikebook_models::plasticity::timing`]). Spikes of the first that come just before those of the second strengthen, spikes that
//! come just after weaken. Triplets, rates and dendrites matter in real synapses and not here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::plasticity::timing::SpikeTiming;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `spike-timing-plasticity`.
pub struct SpikeTimingPlasticity;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Change of the weight by a pair, first before second, at no lag
    #[schemars(range(min = 0.0, max = 1.0))]
    potentiation: f64,
    /// Size of the change by a pair, second before first, at no lag
    #[schemars(range(min = 0.0, max = 1.0))]
    depression: f64,
    /// How fast potentiation falls with the lag
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    potentiation_ms: f64,
    /// How fast depression falls with the lag
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    depression_ms: f64,
    /// The weight at the start, between 0 and 1
    #[schemars(range(min = 0.0, max = 1.0))]
    start: f64,
    /// Rate of either neuron
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    rate_hz: f64,
    /// Share of the spikes of the second that follow one of the first
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "fraction"))]
    caused: f64,
    /// How long after; below 0 for before
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "ms"))]
    lag_ms: f64,
    /// How long both fire
    #[schemars(range(max = 10_000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            potentiation: 0.01,
            depression: 0.0105,
            potentiation_ms: 20.0,
            depression_ms: 20.0,
            start: 0.5,
            rate_hz: 10.0,
            caused: 0.5,
            lag_ms: 5.0,
            duration_s: 20.0,
        }
    }
}

impl Stage for SpikeTimingPlasticity {
    const NAME: &'static str = "spike-timing-plasticity";
    const SUMMARY: &'static str = "Follow a synapse that learns from the timing of spikes";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let ms = |name: &str, what: &str| Column::float(name, Unit::MILLISECOND).described(what);
        let window = [ms("lag_ms", "second spike less first"), number("change", "of the weight")];
        let course = [
            Column::float("time_s", Unit::SECOND).described("the time of a spike of either"),
            number("weight", "the weight after it"),
        ];
        let spikes = [
            Column::integer("unit_id", Unit::ID).described("1 before the synapse, 2 behind it"),
            Column::float("time_s", Unit::SECOND).described("when it fired"),
        ];
        let summary = [
            number("last_weight", "the weight at the end"),
            Column::integer("n_first", Unit::SPIKES).described("spikes of the first"),
            Column::integer("n_second", Unit::SPIKES).described("spikes of the second"),
        ];
        vec![
            Port::table("window", TableSchema::new("window", window))
                .described("what a single pair does"),
            Port::table("weights", TableSchema::new("weights", course))
                .described("one row a spike"),
            Port::table("spikes", TableSchema::new("spikes", spikes)).described("both trains"),
            Port::values("summary", ValuesSchema::new(summary)).described("the end"),
        ]
    }

    fn example() -> Example {
        Example::default().param("duration_s", 1.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rule = SpikeTiming::new(
            params.potentiation,
            params.depression,
            params.potentiation_ms,
            params.depression_ms,
            1.0,
        )?;
        let duration_ms = 1000.0 * params.duration_s;
        let train = |purpose: &str, rate_hz: f64| {
            let stream = &mut task.seed().replicate(purpose, 0);
            let mut times = Vec::new();
            if rate_hz > 0.0 {
                let mut now = 1000.0 * stream.standard_exponential() / rate_hz;
                while now < duration_ms {
                    times.push(now);
                    now += 1000.0 * stream.standard_exponential() / rate_hz;
                }
            }
            times
        };
        let first = train("first", params.rate_hz);
        let mut second = train("second", (1.0 - params.caused) * params.rate_hz);
        let stream = &mut task.seed().replicate("caused", 0);
        for time in &first {
            let follows = stream.bernoulli(params.caused);
            let at = time + params.lag_ms;
            if follows && (0.0..duration_ms).contains(&at) {
                second.push(at);
            }
        }
        second.sort_by(f64::total_cmp);
        let (last, steps) = rule.follow(params.start, &first, &second);
        let mut summary = Values::default();
        summary.number("last_weight", last, Unit::ONE)?;
        summary.count("n_first", first.len(), Unit::SPIKES)?;
        summary.count("n_second", second.len(), Unit::SPIKES)?;
        task.put_values("summary", summary);
        let reach = 5.0 * params.potentiation_ms.max(params.depression_ms);
        let lags: Vec<f64> = (-100..=100).map(|k| reach * f64::from(k) / 100.0).collect();
        let window = Table::build("window")
            .float("lag_ms", Unit::MILLISECOND, lags.clone())
            .float("change", Unit::ONE, lags.iter().map(|&lag| rule.window(lag)).collect())
            .finish()?;
        task.put_table("window", window);
        let weights = Table::build("weights")
            .float("time_s", Unit::SECOND, steps.iter().map(|step| step.0 / 1000.0).collect())
            .float("weight", Unit::ONE, steps.iter().map(|step| step.1).collect())
            .finish()?;
        task.put_table("weights", weights);
        let ids = std::iter::repeat_n(1, first.len()).chain(std::iter::repeat_n(2, second.len()));
        let times = first.iter().chain(&second).map(|time| time / 1000.0).collect();
        let spikes = Table::build("spikes")
            .integer("unit_id", Unit::ID, ids.collect())
            .float("time_s", Unit::SECOND, times)
            .finish()?;
        task.put_table("spikes", spikes);
        Ok(())
    }
}
