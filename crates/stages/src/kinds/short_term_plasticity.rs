//! Does a synapse remember the spikes just before?
//!
//! The release of a synapse by a regular train of spikes and one more spike later ([`spikebook_models::synapse`]): a depressing one
//! runs out of resources, a facilitating one warms up, and both recover. Beside each release stands the one to which a
//! train for ever would settle. Release here is a mean: single synapses release or do not, by chance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::synapse::ShortTerm;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `short-term-plasticity`.
pub struct ShortTermPlasticity;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Share of what is at hand that the first spike releases
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "fraction"))]
    utilisation: f64,
    /// How fast resources recover
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "ms"))]
    recovery_ms: f64,
    /// How fast facilitation is forgotten; 0 for none
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "ms"))]
    facilitation_ms: f64,
    /// Rate of the train
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "spikes/s"))]
    rate_hz: f64,
    /// How many spikes
    #[schemars(range(min = 1, max = 100_000))]
    n_spikes: usize,
    /// How long after the train one more spike comes
    #[schemars(range(min = 0.0, max = 1e6), extend("x-unit" = "ms"))]
    pause_ms: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            utilisation: 0.5,
            recovery_ms: 800.0,
            facilitation_ms: 0.0,
            rate_hz: 20.0,
            n_spikes: 15,
            pause_ms: 500.0,
        }
    }
}

impl Stage for ShortTermPlasticity {
    const NAME: &'static str = "short-term-plasticity";
    const SUMMARY: &'static str = "Follow the release of a synapse that depresses or facilitates";
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let releases = [
            Column::integer("spike", Unit::ONE).described("the spike, counted from 1"),
            Column::float("time_s", Unit::SECOND).described("when it comes"),
            share("release", "share of all resources that it releases"),
        ];
        let summary = [
            share("first_release", "release of the first spike"),
            share("last_release", "release of the last spike of the train"),
            share("steady_release", "release to which the train would settle"),
            share("recovered_release", "release of the spike after the pause"),
            Column::float("pair_ratio", Unit::ONE)
                .described("second release over first; 1 for a single spike"),
        ];
        vec![
            Port::table("releases", TableSchema::new("releases", releases))
                .described("one row a spike"),
            Port::values("summary", ValuesSchema::new(summary)).described("the train in numbers"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_spikes", 3)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let synapse =
            ShortTerm::new(params.utilisation, params.recovery_ms, params.facilitation_ms)?;
        let n = params.n_spikes;
        let mut times: Vec<f64> = (0..n).map(|k| 1000.0 * k as f64 / params.rate_hz).collect();
        times.push(times[n - 1] + params.pause_ms);
        let released = synapse.releases(&times);
        let mut summary = Values::default();
        summary.number("first_release", released[0], Unit::FRACTION)?;
        summary.number("last_release", released[n - 1], Unit::FRACTION)?;
        summary.number("steady_release", synapse.steady_release(params.rate_hz), Unit::FRACTION)?;
        summary.number("recovered_release", released[n], Unit::FRACTION)?;
        let pair = if n > 1 { released[1] / released[0] } else { 1.0 };
        summary.number("pair_ratio", pair, Unit::ONE)?;
        task.put_values("summary", summary);
        let table = Table::build("releases")
            .integer("spike", Unit::ONE, (1..=times.len() as i64).collect())
            .float("time_s", Unit::SECOND, times.iter().map(|time| time / 1000.0).collect())
            .float("release", Unit::FRACTION, released)
            .finish()?;
        task.put_table("releases", table);
        Ok(())
    }
}
