//! What would units fire that excite themselves and one another?
//!
//! Each spike adds to the rates of units, and the addition is forgotten with a time constant: a Hawkes process. A unit excites
//! itself by `self_weight` spikes for each of its own, and the next unit (the last one the first) by `next_weight`. The sum of the two
//! must stay below 1, or activity has no end. Excitation only: for refractory times and inhibition take `simulate-point-process-glm`.
//! See [`spikebook_models::spike_trains::hawkes`].

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_models::spike_trains::hawkes::Hawkes;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::units_table;

/// `simulate-hawkes`.
pub struct SimulateHawkes;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many units
    #[schemars(range(min = 1, max = 1000))]
    n_units: usize,
    /// Length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Rate of a unit that nobody excites
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "spikes/s"))]
    base_rate_hz: f64,
    /// Spikes that a spike adds to its own unit
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    self_weight: f64,
    /// Spikes that a spike adds to the next unit
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    next_weight: f64,
    /// How long an excitation is remembered
    #[schemars(range(min = 0.0001, max = 10.0), extend("x-unit" = "s"))]
    memory_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 4,
            duration_s: 100.0,
            base_rate_hz: 5.0,
            self_weight: 0.3,
            next_weight: 0.4,
            memory_s: 0.02,
        }
    }
}

impl Stage for SimulateHawkes {
    const NAME: &'static str = "simulate-hawkes";
    const SUMMARY: &'static str = "Simulate units that excite themselves and one another";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("expected_rate_hz", Unit::SPIKES_PER_SECOND)
                .described("its rate in the long run"),
            Column::vector("weights", Unit::ONE)
                .described("spikes that a spike of each unit adds to it"),
        ];
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("units", Units::schema()).described("the units, silent ones among them"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("who excites whom"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 2).param("duration_s", 2.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let n = params.n_units;
        let mut weights = Array2::zeros((n, n));
        for unit in 0..n {
            weights[[unit, unit]] += params.self_weight;
            if n > 1 {
                weights[[(unit + 1) % n, unit]] += params.next_weight;
            }
        }
        let hawkes = Hawkes::new(vec![params.base_rate_hz; n], weights.clone(), params.memory_s)?;
        let trains = hawkes.simulate(params.duration_s, task.seed())?.observed;
        let unit_id: Vec<i64> = (1..=n as i64).collect();
        let owner =
            unit_id.iter().zip(&trains).flat_map(|(&unit, train)| train.iter().map(move |_| unit));
        let spikes = SpikeTable::from_columns(owner.collect(), trains.concat(), None)?;
        task.put_table("spikes", spikes.into_table());
        task.put_table("units", units_table(&unit_id)?);
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, unit_id)
            .float("expected_rate_hz", Unit::SPIKES_PER_SECOND, hawkes.stationary_rates_hz())
            .vector("weights", Unit::ONE, weights.iter().copied().collect(), n)
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
