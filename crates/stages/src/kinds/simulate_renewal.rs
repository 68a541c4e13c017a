//! What would units fire whose intervals are independent draws of a known law?
//!
//! After each spike a refractory time, then a draw: exponential (a Poisson process with a dead time), gamma or inverse Gaussian. The mean
//! interval is 1/`rate_hz` whatever the law. A real train's intervals are seldom independent: a slow change of the rate makes neighbours
//! alike, which no renewal process has. See [`spikebook_models::spike_trains::intervals`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_models::spike_trains::intervals::{IntervalLaw, Renewal};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::units_table;

/// `simulate-renewal`.
pub struct SimulateRenewal;

/// The law of what an interval is beyond the refractory time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Law {
    /// A Poisson process with a dead time
    Exponential,
    /// Gamma with a shape
    Gamma,
    /// Inverse Gaussian with a coefficient of variation
    InverseGaussian,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many units
    #[schemars(range(min = 1, max = 10_000))]
    n_units: usize,
    /// Length of the session
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Rate of each unit
    #[schemars(range(min = 1e-6, max = 1000.0), extend("x-unit" = "spikes/s"))]
    rate_hz: f64,
    /// How long no spike follows a spike, below 1/rate
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "s"))]
    refractory_s: f64,
    /// The law of what an interval is beyond that
    law: Law,
    /// Shape of a gamma law
    #[schemars(range(min = 0.01, max = 1000.0))]
    shape: f64,
    /// Coefficient of variation of an inverse Gaussian law
    #[schemars(range(min = 0.01, max = 10.0))]
    variation: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 1,
            duration_s: 100.0,
            rate_hz: 20.0,
            refractory_s: 0.002,
            law: Law::Gamma,
            shape: 4.0,
            variation: 0.5,
        }
    }
}

impl Stage for SimulateRenewal {
    const NAME: &'static str = "simulate-renewal";
    const SUMMARY: &'static str = "Simulate units whose intervals are draws of a known law";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND).described("its rate"),
            Column::float("refractory_s", Unit::SECOND).described("its refractory time"),
            Column::float("cv", Unit::ONE).described("spread of its intervals over their mean"),
        ];
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("units", Units::schema()).described("the units, silent ones among them"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("the law behind the spikes"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 2).param("duration_s", 1.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let law = match params.law {
            Law::Exponential => IntervalLaw::Exponential,
            Law::Gamma => IntervalLaw::gamma(params.shape)?,
            Law::InverseGaussian => IntervalLaw::inverse_gaussian(params.variation)?,
        };
        let renewal = Renewal::new(params.rate_hz, params.refractory_s, law)?;
        let seed = task.seed();
        let train = |unit: usize| {
            renewal.spike_times_s(params.duration_s, &mut seed.replicate("unit", unit as u64))
        };
        let trains =
            (0..params.n_units).into_par_iter().map(train).collect::<Result<Vec<_>, _>>()?;
        let unit_id: Vec<i64> = (1..=params.n_units as i64).collect();
        let owner =
            unit_id.iter().zip(&trains).flat_map(|(&unit, train)| train.iter().map(move |_| unit));
        let spikes = SpikeTable::from_columns(owner.collect(), trains.concat(), None)?;
        task.put_table("spikes", spikes.into_table());
        task.put_table("units", units_table(&unit_id)?);
        let n = params.n_units;
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, unit_id)
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![params.rate_hz; n])
            .float("refractory_s", Unit::SECOND, vec![params.refractory_s; n])
            .float("cv", Unit::ONE, vec![renewal.variation(); n])
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
