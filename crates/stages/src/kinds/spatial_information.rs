//! How many bits does one spike say about where the animal is, and is that more than chance?
//!
//! Skaggs' measure over the bins of a place, p the share of time and r the rate in a bin, r̄ the mean rate:
//!
//! I = Σ p (r / r̄) log₂(r / r̄)   bits/spike.
//!
//! It is never negative and biased upwards where spikes are few, so it is compared with a null: the same train
//! shifted round the kept samples by a random time of at least `min_shift_s`, `n_shuffles` times.
//! p = (1 + number of shifts that reach the observed value) / (1 + `n_shuffles`). Skaggs et al. (1993).

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::descriptive::{mean, quantile};
use spikebook_analysis::spike_trains::occupancy::Occupancy;
use spikebook_analysis::spike_trains::spatial_information::{bits_per_spike, shift_null};
use spikebook_data::Table;
use spikebook_data::frames::{Signals, SpikeTable, Units};
use spikebook_numeric::Seed;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::covariate::{Covariate, bins_between};
use crate::fit_status::{CONVERGED, each_or_status};
use crate::spike_groups::SpikeGroups;

/// `spatial-information`.
pub struct SpatialInformation;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the signals that tells the place
    variable: String,
    /// Where the first bin begins, in the unit of the column
    minimum: f64,
    /// Where the last bin ends, in the unit of the column
    maximum: f64,
    /// How many bins of equal width
    #[schemars(range(min = 2, max = 10_000))]
    n_bins: usize,
    /// A column that is true (or not zero) where a sample counts
    mask: Option<String>,
    /// Units with fewer spikes that count have no value
    #[schemars(range(min = 1, max = 1_000_000))]
    min_spikes: usize,
    /// How many shifted trains make the null
    #[schemars(range(min = 1, max = 100_000))]
    n_shuffles: usize,
    /// The least shift, either way
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    min_shift_s: f64,
    /// The longest time that one sample may stand for
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    max_sample_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            variable: "position_px".into(),
            minimum: 0.0,
            maximum: 1000.0,
            n_bins: 25,
            mask: None,
            min_spikes: 100,
            n_shuffles: 500,
            min_shift_s: 10.0,
            max_sample_s: 0.1,
        }
    }
}

/// What is said of one unit.
struct Information {
    bits: f64,
    null_mean: f64,
    null_95: f64,
    p: f64,
}

impl Stage for SpatialInformation {
    const NAME: &'static str = "spatial-information";
    const SUMMARY: &'static str =
        "Bits a spike says about the place, against trains shifted in time";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("signals", Signals::schema())
                .described("the place, with the column that `variable` names"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let bits = |name: &str, what: &str| {
            Column::float(name, Unit::BIT_PER_SPIKE).optional().described(what)
        };
        let information = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or `too_few_spikes`"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes that count"),
            bits("bits_per_spike", "spatial information"),
            bits("null_mean", "its mean over the shifted trains"),
            bits("null_95", "its 95 % quantile over the shifted trains"),
            Column::float("p", Unit::ONE).optional().described("p value against the null"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units"),
            Column::integer("n_units_tested", Unit::ONE).described("units with enough spikes"),
            Column::integer("n_place_units", Unit::ONE)
                .described("units above the 95 % quantile of their null"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes of all units"),
            Column::integer("n_spikes_counted", Unit::SPIKES)
                .described("spikes that count, in a bin"),
            Column::vector("best_bits", Unit::BIT_PER_SPIKE)
                .described("the largest values, in descending order, five at most"),
        ];
        vec![
            Port::table("information", TableSchema::new("information", information))
                .described("one row a unit"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all units"),
        ]
    }

    fn example() -> Example {
        let spikes =
            SpikeTable::from_columns(vec![1; 6], vec![0.05, 0.15, 0.16, 1.05, 1.15, 1.16], None)
                .expect("six spikes");
        let time_s: Vec<f64> = (0..21).map(|step| f64::from(step) * 0.1).collect();
        let position: Vec<f64> = (0..21).map(|step| f64::from(step % 10) * 10.0).collect();
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("position_px", Unit::PIXEL, position)
            .finish()
            .expect("samples");
        Example::default()
            .input("spikes", spikes.into_table())
            .input("signals", signals)
            .param("maximum", 100.0)
            .param("n_bins", 5)
            .param("min_spikes", 1)
            .param("n_shuffles", 20)
            .param("min_shift_s", 0.2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let mask = params.mask.as_deref();
        let covariate = Covariate::of_signals(task.table("signals")?, &params.variable, mask)?;
        let bins = bins_between(params.minimum, params.maximum, params.n_bins)?;
        let occupancy = covariate.occupancy(&bins, params.max_sample_s)?;
        let counts = groups
            .spike_times_s
            .par_iter()
            .map(|times| occupancy.count_spikes(times))
            .collect::<Result<Vec<Vec<u32>>, Error>>()?;
        let seed = task.seed();
        let results: Vec<Result<Information, Error>> = groups
            .spike_times_s
            .par_iter()
            .zip(&counts)
            .zip(&groups.unit_id)
            .map(|((times, counts), unit)| {
                params.information(&occupancy, times, counts, seed.child(&unit.to_string()))
            })
            .collect();
        let rows = each_or_status(results)?;

        let n_counted = |counts: &Vec<u32>| counts.iter().map(|&count| i64::from(count)).sum();
        let of = |field: fn(&Information) -> f64| -> Vec<Option<f64>> {
            rows.iter().map(|row| row.as_ref().ok().map(field)).collect()
        };
        let status: Vec<&str> = rows
            .iter()
            .map(|row| row.as_ref().map_or_else(|status| *status, |_| CONVERGED))
            .collect();
        let bits = of(|row| row.bits);
        let table = Table::build("information")
            .integer("unit_id", Unit::ID, groups.unit_id.clone())
            .text("status", &status)
            .integer("n_spikes", Unit::SPIKES, counts.iter().map(n_counted).collect())
            .optional_float("bits_per_spike", Unit::BIT_PER_SPIKE, bits.clone())
            .optional_float("null_mean", Unit::BIT_PER_SPIKE, of(|row| row.null_mean))
            .optional_float("null_95", Unit::BIT_PER_SPIKE, of(|row| row.null_95))
            .optional_float("p", Unit::ONE, of(|row| row.p))
            .finish()?;
        task.put_table("information", table);

        let mut best: Vec<f64> = bits.into_iter().flatten().collect();
        best.sort_by(|a, b| b.total_cmp(a));
        let tested = || rows.iter().filter_map(|row| row.as_ref().ok());
        let mut summary = Values::default();
        summary.count("n_units", groups.unit_id.len(), Unit::ONE)?;
        summary.count("n_units_tested", tested().count(), Unit::ONE)?;
        let n_place_units = tested().filter(|row| row.bits > row.null_95).count();
        summary.count("n_place_units", n_place_units, Unit::ONE)?;
        let n_spikes = groups.spike_times_s.iter().map(Vec::len).sum();
        summary.count("n_spikes", n_spikes, Unit::SPIKES)?;
        let n_counted: i64 = counts.iter().flatten().map(|&count| i64::from(count)).sum();
        summary.integer("n_spikes_counted", n_counted, Unit::SPIKES)?;
        best.truncate(5);
        summary.vector("best_bits", best, Unit::BIT_PER_SPIKE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn information(
        &self,
        occupancy: &Occupancy,
        times: &[f64],
        counts: &[u32],
        seed: Seed,
    ) -> Result<Information, Error> {
        let n_spikes: u32 = counts.iter().sum();
        if (n_spikes as usize) < self.min_spikes {
            let got = n_spikes as usize;
            return Err(Error::TooFew { what: "spikes in the bins", got, wanted: self.min_spikes });
        }
        let bits = bits_per_spike(occupancy.seconds(), counts)?;
        let null = shift_null(occupancy, times, self.min_shift_s, self.n_shuffles, seed)?;
        Ok(Information {
            bits,
            null_mean: mean(null.values()),
            null_95: quantile(null.values(), 0.95),
            p: null.p_greater(),
        })
    }
}
