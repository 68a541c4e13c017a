//! Is what a model of each unit's rate leaves over as random as it should be?
//!
//! The integral of the rate from one spike to the next is exponential with mean 1 where the rate is right. So
//! z = 1 − exp(−integral) is uniform between 0 and 1: its largest distance from the uniform distribution stays within
//! 1.36/√n in 95 of 100 units, and neighbouring z, made normal, do not correlate.
//!
//! Rates are constant within bins; intervals across a gap between bins, and spikes outside all bins, are left out. It
//! misleads where the rate was fitted to these very spikes, and where bins are as wide as the shortest intervals.
//! Described in [`spikebook_analysis::point_process`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::point_process::TimeRescaling as Rescaled;
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::matrices::{matrix_of, same_rows, width_of_bins};
use crate::tables::{quantiles_schema, rates_schema};

/// `time-rescaling`.
pub struct TimeRescaling;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

impl Stage for TimeRescaling {
    const NAME: &'static str = "time-rescaling";
    const SUMMARY: &'static str =
        "Test a model of each unit's rate by the intervals between spikes in rescaled time";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("rates", rates_schema())
                .described("the rates that a model gives, an entry a unit"),
            Port::table("units", Units::schema()).described("the unit of each entry of the rates"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let unit = || Column::integer("unit_id", Unit::ID).described("the unit");
        let intervals = [
            unit(),
            Column::integer("interval", Unit::ONE).described("the interval, counted from 0"),
            Column::float("tau", Unit::ONE).described("the integral of the rate over it"),
            Column::float("z", Unit::ONE).described("1 - exp(-tau)"),
        ];
        let tests = [
            unit(),
            Column::text("status").described("`converged`, or `too_few_spikes`"),
            Column::integer("n_intervals", Unit::ONE).described("intervals between spikes"),
            number("ks_statistic", "largest distance from the uniform distribution"),
            number("band", "half-width of the 95 % band, 1.36 over the root of the intervals"),
            Column::boolean("within_band").optional().described("whether the distance is smaller"),
            number("ks_p", "how often chance gives a distance as large"),
            number("lag1_correlation", "correlation of neighbouring intervals made normal"),
            number("lag1_band", "half-width of its 95 % band"),
            number("log_likelihood", "sum of ln rate at the spikes, less the integral of the rate"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units with a test"),
            Column::integer("n_within_band", Unit::ONE).described("units within the 95 % band"),
            Column::float("median_ks_statistic", Unit::ONE).described("median over units"),
            Column::float("median_lag1_correlation", Unit::ONE).described("median over units"),
        ];
        vec![
            Port::table("intervals", TableSchema::new("intervals", intervals))
                .described("one row a unit and interval, in the order of time"),
            Port::table("quantiles", quantiles_schema())
                .described("one row a unit and interval, in the order of size"),
            Port::table("tests", TableSchema::new("tests", tests)).described("one row a unit"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all units"),
        ]
    }

    fn example() -> Example {
        let times = vec![0.05, 0.12, 0.21, 0.24, 0.33, 0.38];
        let spikes = SpikeTable::from_columns(vec![1; times.len()], times, None);
        let rates = Table::build("rates")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3])
            .float("width_s", Unit::SECOND, vec![0.1; 4])
            .vector("rate_hz", Unit::SPIKES_PER_SECOND, vec![10.0, 12.0, 20.0, 15.0], 1)
            .finish();
        let units = Table::build("units").integer("unit_id", Unit::ID, vec![1]).finish();
        Example::default()
            .input("spikes", spikes.expect("six spikes").into_table())
            .input("rates", rates.expect("four bins"))
            .input("units", units.expect("one unit"))
    }

    fn run(_params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let spikes = SpikeTable::try_from(task.table("spikes")?)?;
        let table = task.table("rates")?;
        let rates = matrix_of(&table, "rate_hz")?;
        let (time_s, width_s) = (table.floats("time_s")?, width_of_bins(&table)?);
        let unit_id = Units::try_from(task.table("units")?)?.unit_id().to_vec();
        same_rows(("units", unit_id.len()), ("entries of rates", rates.ncols()))?;
        let by_unit = spikes.by_unit();
        let results: Vec<Result<Rescaled, Error>> = (0..unit_id.len())
            .into_par_iter()
            .map(|unit| {
                let place = by_unit.binary_search_by_key(&unit_id[unit], |(id, _)| *id);
                let times = place.map_or(&[][..], |place| by_unit[place].1);
                Rescaled::new(times, time_s, width_s, &rates.column(unit).to_vec())
            })
            .collect();
        let rescaled = each_or_status(results)?;
        let known: Vec<(i64, &Rescaled)> = unit_id
            .iter()
            .zip(&rescaled)
            .filter_map(|(&id, rescaled)| Some((id, rescaled.as_ref().ok()?)))
            .collect();
        put_intervals(task, &known)?;
        task.put_table("tests", tests(&unit_id, &rescaled)?);

        let of = |number: fn(&Rescaled) -> f64| {
            let numbers: Vec<f64> = known.iter().map(|(_, rescaled)| number(rescaled)).collect();
            spikebook_analysis::descriptive::median(&numbers)
        };
        let mut summary = Values::default();
        summary.count("n_units", known.len(), Unit::ONE)?;
        let n_within = known.iter().filter(|(_, rescaled)| is_within(rescaled)).count();
        summary.count("n_within_band", n_within, Unit::ONE)?;
        summary.number("median_ks_statistic", of(Rescaled::ks_statistic), Unit::ONE)?;
        summary.number("median_lag1_correlation", of(Rescaled::lag1_correlation), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

fn is_within(rescaled: &Rescaled) -> bool {
    rescaled.ks_statistic() <= rescaled.band_95()
}

fn put_intervals(task: &mut Task<'_>, known: &[(i64, &Rescaled)]) -> Result<(), Failure> {
    let ids: Vec<i64> =
        known.iter().flat_map(|(id, r)| std::iter::repeat_n(*id, r.n_intervals())).collect();
    let all = |part: fn(&Rescaled) -> &[f64]| -> Vec<f64> {
        known.iter().flat_map(|(_, rescaled)| part(rescaled).iter().copied()).collect()
    };
    let numbers = known.iter().flat_map(|(_, rescaled)| 0..rescaled.n_intervals() as i64);
    let intervals = Table::build("intervals")
        .integer("unit_id", Unit::ID, ids.clone())
        .integer("interval", Unit::ONE, numbers.collect())
        .float("tau", Unit::ONE, all(Rescaled::rescaled_intervals))
        .float("z", Unit::ONE, all(Rescaled::uniforms))
        .finish()?;
    task.put_table("intervals", intervals);
    let quantiles: Vec<(f64, f64)> =
        known.iter().flat_map(|(_, rescaled)| rescaled.quantiles()).collect();
    let quantiles = Table::build("quantiles")
        .integer("unit_id", Unit::ID, ids)
        .float("expected", Unit::ONE, quantiles.iter().map(|pair| pair.0).collect())
        .float("observed", Unit::ONE, quantiles.iter().map(|pair| pair.1).collect())
        .finish()?;
    task.put_table("quantiles", quantiles);
    Ok(())
}

fn tests(unit_id: &[i64], rescaled: &[Result<Rescaled, &'static str>]) -> Result<Table, Failure> {
    let of = |number: fn(&Rescaled) -> f64| -> Vec<Option<f64>> {
        let known = |rescaled: &Result<Rescaled, _>| rescaled.as_ref().ok().map(number);
        rescaled.iter().map(known).collect()
    };
    let status = rescaled.iter().map(|r| r.as_ref().map_or_else(|status| *status, |_| CONVERGED));
    let counts: Vec<usize> =
        rescaled.iter().map(|r| r.as_ref().map_or(0, Rescaled::n_intervals)).collect();
    let within = rescaled.iter().map(|rescaled| rescaled.as_ref().ok().map(is_within));
    Ok(Table::build("tests")
        .integer("unit_id", Unit::ID, unit_id.to_vec())
        .text("status", &status.collect::<Vec<_>>())
        .count("n_intervals", Unit::ONE, &counts)
        .optional_float("ks_statistic", Unit::ONE, of(Rescaled::ks_statistic))
        .optional_float("band", Unit::ONE, of(Rescaled::band_95))
        .optional_boolean("within_band", within.collect())
        .optional_float("ks_p", Unit::ONE, of(Rescaled::ks_p))
        .optional_float("lag1_correlation", Unit::ONE, of(Rescaled::lag1_correlation))
        .optional_float("lag1_band", Unit::ONE, of(|r| 1.96 / (r.n_intervals() as f64).sqrt()))
        .optional_float("log_likelihood", Unit::ONE, of(Rescaled::ln_likelihood))
        .finish()?)
}
