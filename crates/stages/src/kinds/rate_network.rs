//! Random connections and no input: does a network fall silent, or never come to rest?
//!
//! A network of rate units with random weights of strength g ([`spikebook_models::rate_network`]), followed from two starts that differ by a
//! millionth. Below g = 1 both fall silent; well above it the paths part: chaos. Networks of a hundred units blur the edge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::rate_network::RateNetwork as Model;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::flat_rows;

/// `rate-network`.
pub struct RateNetwork;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many units
    #[schemars(range(min = 2, max = 2000))]
    n_units: usize,
    /// Strength g of the connections
    #[schemars(range(min = 0.0, max = 100.0))]
    gain: f64,
    /// Standard deviation over units of a constant input
    #[schemars(range(min = 0.0, max = 100.0))]
    input: f64,
    /// Time constant of the units
    #[schemars(range(min = 0.1, max = 10_000.0), extend("x-unit" = "ms"))]
    time_constant_ms: f64,
    /// The step; at most a fifth of the time constant
    #[schemars(range(min = 0.001, max = 1000.0), extend("x-unit" = "ms"))]
    step_ms: f64,
    /// How long the network is followed
    #[schemars(range(min = 0.001, max = 1000.0), extend("x-unit" = "s"))]
    duration_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 200,
            gain: 1.5,
            input: 0.0,
            time_constant_ms: 10.0,
            step_ms: 1.0,
            duration_s: 1.0,
        }
    }
}

impl Stage for RateNetwork {
    const NAME: &'static str = "rate-network";
    const SUMMARY: &'static str = "Simulate a network of rate units with random connections";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let time = || Column::float("time_s", Unit::SECOND).described("the time");
        let activity =
            [time(), Column::vector("state", Unit::ONE).described("the state of each unit")];
        let distance = [time(), number("distance", "root mean square over units")];
        let effects = [
            number("last_size", "root mean square of the state at the end"),
            number("divergence", "distance of both paths at the end over that at the start"),
        ];
        let weights = [Column::vector("weight", Unit::ONE).described("from each unit")];
        vec![
            Port::table("activity", TableSchema::new("activity", activity))
                .described("one row a step"),
            Port::table("distance", TableSchema::new("distance", distance))
                .described("how far the second path is from the first"),
            Port::table("effects", TableSchema::new("effects", effects.clone()))
                .described("the end: one row, for sweeps"),
            Port::values("summary", ValuesSchema::new(effects)).described("the end"),
            Port::table("weights", TableSchema::new("weights", weights))
                .for_instructors()
                .described("the connections, one row a unit"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 10).param("duration_s", 0.02)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let tau_s = params.time_constant_ms / 1000.0;
        let model = Model::new(params.n_units, params.gain, params.input, tau_s)?;
        let session = model.simulate(params.duration_s, params.step_ms / 1000.0, task.seed())?;
        let last = session.activity.row(session.activity.nrows() - 1);
        let size = (last.iter().map(|x| x * x).sum::<f64>() / last.len() as f64).sqrt();
        let ends = (session.distance.first(), session.distance.last());
        let divergence = match ends {
            (Some(first), Some(last)) if *first > 0.0 => last / first,
            _ => 0.0,
        };
        let mut summary = Values::default();
        summary.number("last_size", size, Unit::ONE)?;
        summary.number("divergence", divergence, Unit::ONE)?;
        task.put_values("summary", summary);
        let effects = Table::build("effects")
            .float("last_size", Unit::ONE, vec![size])
            .float("divergence", Unit::ONE, vec![divergence])
            .finish()?;
        task.put_table("effects", effects);
        let n = params.n_units;
        let activity = Table::build("activity")
            .float("time_s", Unit::SECOND, session.time_s.clone())
            .vector("state", Unit::ONE, flat_rows(session.activity.view()), n)
            .finish()?;
        task.put_table("activity", activity);
        let distance = Table::build("distance")
            .float("time_s", Unit::SECOND, session.time_s)
            .float("distance", Unit::ONE, session.distance)
            .finish()?;
        task.put_table("distance", distance);
        let weights = Table::build("weights")
            .vector("weight", Unit::ONE, flat_rows(session.weights.view()), n)
            .finish()?;
        task.put_table("weights", weights);
        Ok(())
    }
}
