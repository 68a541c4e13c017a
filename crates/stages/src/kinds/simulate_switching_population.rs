//! What would a population fire whose rates jump with a hidden state?
//!
//! The state stays for `mean_stay_s` on average and then jumps to any other. Each cell has a rate in each state, drawn between the lowest and the
//! highest; counts are Poisson in bins. States of few bins or alike in their rates cannot be told apart by any method. See
//! [`spikebook_models::spike_trains::switching`].

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_models::spike_trains::switching::Switching;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::units_table;
use crate::tables::{bins_schema, counts_schema};

/// `simulate-switching-population`.
pub struct SimulateSwitchingPopulation;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many cells
    #[schemars(range(min = 1, max = 10_000))]
    n_units: usize,
    /// How many hidden states
    #[schemars(range(min = 2, max = 100))]
    n_states: usize,
    /// How many bins
    #[schemars(range(min = 1, max = 10_000_000))]
    n_bins: usize,
    /// Width of a bin
    #[schemars(range(min = 0.0001, max = 10.0), extend("x-unit" = "s"))]
    bin_width_s: f64,
    /// Mean time in a state, at least a bin
    #[schemars(range(min = 0.0001, max = 1e6), extend("x-unit" = "s"))]
    mean_stay_s: f64,
    /// The lowest rate of a cell in a state
    #[schemars(range(min = 0.0, max = 10_000.0), extend("x-unit" = "spikes/s"))]
    lowest_rate_hz: f64,
    /// The highest one
    #[schemars(range(min = 0.0, max = 10_000.0), extend("x-unit" = "spikes/s"))]
    highest_rate_hz: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 10,
            n_states: 3,
            n_bins: 2000,
            bin_width_s: 0.05,
            mean_stay_s: 1.0,
            lowest_rate_hz: 1.0,
            highest_rate_hz: 30.0,
        }
    }
}

impl Stage for SimulateSwitchingPopulation {
    const NAME: &'static str = "simulate-switching-population";
    const SUMMARY: &'static str = "Simulate a population whose rates jump with a hidden state";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let states = [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::integer("state", Unit::ID).described("the state, from 1"),
        ];
        let rates = [
            Column::integer("state", Unit::ID).described("the state, from 1"),
            Column::vector("rate_hz", Unit::SPIKES_PER_SECOND)
                .described("the rate of each cell in it"),
        ];
        vec![
            Port::table("counts", counts_schema()).described("one row a bin, one entry a cell"),
            Port::table("bins", bins_schema()).described("the bins"),
            Port::table("units", Units::schema()).described("the cell of each entry"),
            Port::table("states", TableSchema::new("states", states))
                .for_instructors()
                .described("the hidden state of each bin"),
            Port::table("rates", TableSchema::new("rates", rates))
                .for_instructors()
                .described("what each state means"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_units", 2).param("n_states", 2).param("n_bins", 10)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        if params.lowest_rate_hz > params.highest_rate_hz {
            return Err(Failure::new(
                format!(
                    "parameters `lowest_rate_hz` and `highest_rate_hz`: got {} and {}, wanted them to ascend",
                    params.lowest_rate_hz, params.highest_rate_hz
                ),
                "swap them",
            ));
        }
        let seed = task.seed();
        let room = params.highest_rate_hz - params.lowest_rate_hz;
        let mut rates = Array2::zeros((params.n_states, params.n_units));
        for unit in 0..params.n_units {
            let mut stream = seed.replicate("rates", unit as u64);
            for state in 0..params.n_states {
                rates[[state, unit]] = params.lowest_rate_hz + room * stream.uniform();
            }
        }
        let population = Switching::new(rates.clone(), params.mean_stay_s, params.bin_width_s)?;
        let session = population.simulate(params.n_bins, seed.child("session"))?;
        let time_s: Vec<f64> =
            (0..params.n_bins).map(|bin| bin as f64 * params.bin_width_s).collect();
        let counts = Table::build("counts")
            .float("time_s", Unit::SECOND, time_s.clone())
            .vector(
                "counts",
                Unit::SPIKES,
                session.observed.iter().copied().collect(),
                params.n_units,
            )
            .finish()?;
        task.put_table("counts", counts);
        let bins = Table::build("bins")
            .float("time_s", Unit::SECOND, time_s.clone())
            .float("width_s", Unit::SECOND, vec![params.bin_width_s; params.n_bins])
            .finish()?;
        task.put_table("bins", bins);
        let unit_id: Vec<i64> = (1..=params.n_units as i64).collect();
        task.put_table("units", units_table(&unit_id)?);
        let states = Table::build("states")
            .float("time_s", Unit::SECOND, time_s)
            .integer(
                "state",
                Unit::ID,
                session.truth.states.iter().map(|&s| s as i64 + 1).collect(),
            )
            .finish()?;
        task.put_table("states", states);
        let table = Table::build("rates")
            .integer("state", Unit::ID, (1..=params.n_states as i64).collect())
            .vector(
                "rate_hz",
                Unit::SPIKES_PER_SECOND,
                rates.iter().copied().collect(),
                params.n_units,
            )
            .finish()?;
        task.put_table("rates", table);
        Ok(())
    }
}
