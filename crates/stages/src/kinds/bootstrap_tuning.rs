//! How sure are a preferred direction and a peak rate, without believing that counts are Poisson?
//!
//! Stretches of `block_s` are drawn again with replacement, whole, so that what neighbouring bins share stays together;
//! tuning curve, preferred direction and peak rate are computed anew each time. `percentile` takes the quantiles of
//! the replicates, `bca` corrects them for bias and skew ([`spikebook_analysis::bootstrap`]). A direction is resampled as
//! its difference from the estimate, so that 359° and 1° lie 2° apart.
//!
//! It misleads with few stretches: twenty are few, a hundred are many.

use ndarray::Array2;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::bootstrap::{Bootstrap, Interval, Replicates, Resampling, stretches};
use spikebook_analysis::circular::Turn;
use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::spike_trains::preferred_direction::PreferredDirection;
use spikebook_analysis::spike_trains::tuning_curve::TuningCurve;
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_numeric::Seed;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::covariate::bins_between;
use crate::fit_status::{CONVERGED, each_or_status};
use crate::matrices::{counts_of, same_rows};
use crate::tables::{bins_schema, counts_schema};

/// `bootstrap-tuning`.
pub struct BootstrapTuning;

/// How an interval is made of replicates.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// Corrected for bias and skew
    Bca,
    /// Quantiles of the replicates
    Percentile,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the bins with the direction, in degrees
    variable: String,
    /// Bins of the tuning curve over a full turn
    #[schemars(range(min = 3, max = 1000))]
    n_bins: usize,
    /// How often the data are drawn again
    #[schemars(range(min = 2, max = 1_000_000))]
    n_replicates: usize,
    /// How an interval is made of replicates
    method: Method,
    /// Level of the intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// Length of a stretch that is drawn whole
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    block_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            variable: "direction_deg".into(),
            n_bins: 24,
            n_replicates: 1000,
            method: Method::Bca,
            level: 0.95,
            block_s: 10.0,
        }
    }
}

/// One quantity of one unit.
struct Estimated {
    estimate: f64,
    standard_error: f64,
    interval: Interval,
}

impl Stage for BootstrapTuning {
    const NAME: &'static str = "bootstrap-tuning";
    const SUMMARY: &'static str = "Bootstrap intervals of preferred direction and peak rate";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("counts", counts_schema()).described("the counts, one entry a unit"),
            Port::table("bins", bins_schema())
                .described("the same bins with the column that `variable` names"),
            Port::table("units", Units::schema()).described("the unit of each entry"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let any =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("quantity")
                .described("`preferred_deg` (degrees) or `peak_rate_hz` (spikes/s)"),
            Column::text("status").described("`converged`, or why there is no interval"),
            any("estimate", "the quantity, in the unit that its name has"),
            any("std_error", "its standard error"),
            any("lower", "lower end of its interval; may lie below 0° for a direction"),
            any("upper", "upper end of its interval; may lie above 360° for a direction"),
        ];
        vec![
            Port::table("intervals", TableSchema::new("intervals", columns))
                .described("one row a unit and quantity"),
        ]
    }

    fn example() -> Example {
        let n = 40;
        let direction: Vec<f64> = (0..n).map(|row| f64::from(row * 37 % 360)).collect();
        let counts: Vec<f64> =
            direction
                .iter()
                .enumerate()
                .map(|(row, d)| {
                    if (90.0..270.0).contains(d) {
                        3.0 + (row % 3) as f64
                    } else {
                        (row % 2) as f64
                    }
                })
                .collect();
        let time_s: Vec<f64> = (0..n).map(f64::from).collect();
        let counts = Table::build("counts")
            .float("time_s", Unit::SECOND, time_s.clone())
            .vector("counts", Unit::SPIKES, counts, 1)
            .finish()
            .expect("forty bins of one unit");
        let bins = Table::build("bins")
            .float("time_s", Unit::SECOND, time_s)
            .float("width_s", Unit::SECOND, vec![1.0; 40])
            .float("direction_deg", Unit::DEGREE, direction)
            .finish()
            .expect("forty bins");
        let units = Table::build("units").integer("unit_id", Unit::ID, vec![1]).finish();
        Example::default()
            .input("counts", counts)
            .input("bins", bins)
            .input("units", units.expect("one unit"))
            .param("n_bins", 4)
            .param("n_replicates", 50)
            .param("block_s", 4.0)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let counts = counts_of(&task.table("counts")?)?;
        let bins = task.table("bins")?;
        same_rows(("counts", counts.nrows()), ("bins", bins.n_rows()))?;
        let unit_id = Units::try_from(task.table("units")?)?.unit_id().to_vec();
        same_rows(("units", unit_id.len()), ("entries of counts", counts.ncols()))?;
        let edges = bins_between(0.0, 360.0, params.n_bins)?;
        let direction = bins.numbers(&params.variable)?;
        let time_s = bins.floats("time_s")?;
        let sample = Sample {
            state_of_row: direction.iter().map(|&angle| edges.bin_of(angle)).collect(),
            width_s: bins.floats("width_s")?.to_vec(),
            counts,
            edges,
        };
        let blocks = stretches(time_s, params.block_s);
        let bootstrap = Bootstrap::new(params.n_replicates, Resampling::Clusters(blocks))?;
        let seed = task.seed();
        let results: Vec<Result<[Estimated; 2], Error>> = (0..unit_id.len())
            .into_par_iter()
            .map(|unit| {
                let seed = seed.child(&unit_id[unit].to_string());
                params.intervals(&sample, unit, &bootstrap, seed)
            })
            .collect();
        let rows = each_or_status(results)?;
        task.put_table("intervals", table(&unit_id, &rows)?);
        Ok(())
    }
}

/// The data that are drawn again.
struct Sample {
    state_of_row: Vec<Option<usize>>,
    width_s: Vec<f64>,
    counts: Array2<u32>,
    edges: BinEdges,
}

impl Sample {
    fn curve(&self, unit: usize, rows: &[usize]) -> Result<TuningCurve, Error> {
        let mut seconds = vec![0.0; self.edges.n_bins()];
        let mut spikes = vec![0; self.edges.n_bins()];
        for &row in rows {
            if let Some(state) = self.state_of_row[row] {
                seconds[state] += self.width_s[row];
                spikes[state] += self.counts[[row, unit]];
            }
        }
        TuningCurve::new(&self.edges, &seconds, &spikes)
    }
}

impl Params {
    fn intervals(
        &self,
        sample: &Sample,
        unit: usize,
        bootstrap: &Bootstrap,
        seed: Seed,
    ) -> Result<[Estimated; 2], Error> {
        let all: Vec<usize> = (0..sample.state_of_row.len()).collect();
        let turn = Turn::DEGREES;
        let preferred = PreferredDirection::of_curve(&sample.curve(unit, &all)?, turn)?.direction;
        let away = |rows: &[usize]| {
            let curve = sample.curve(unit, rows);
            let again = curve.and_then(|curve| PreferredDirection::of_curve(&curve, turn));
            again.map_or(f64::NAN, |again| turn.difference(again.direction, preferred))
        };
        let peak =
            |rows: &[usize]| sample.curve(unit, rows).map_or(f64::NAN, |curve| curve.peak().1);
        let away = self.interval(bootstrap, seed, away)?;
        let peak = self.interval(bootstrap, seed, peak)?;
        let shifted =
            Interval { low: preferred + away.interval.low, high: preferred + away.interval.high };
        Ok([Estimated { estimate: preferred, interval: shifted, ..away }, peak])
    }

    fn interval(
        &self,
        bootstrap: &Bootstrap,
        seed: Seed,
        statistic: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Result<Estimated, Error> {
        let replicates: Replicates = bootstrap.run(seed, &statistic)?;
        let interval = match self.method {
            Method::Percentile => replicates.percentile(self.level)?,
            Method::Bca => replicates.bca(&bootstrap.jackknife(&statistic)?, self.level)?,
        };
        let standard_error = replicates.standard_error();
        Ok(Estimated { estimate: replicates.estimate(), standard_error, interval })
    }
}

fn table(unit_id: &[i64], rows: &[Result<[Estimated; 2], &'static str>]) -> Result<Table, Failure> {
    let (mut ids, mut quantity, mut status) = (vec![], vec![], vec![]);
    let mut numbers: [Vec<Option<f64>>; 4] = Default::default();
    for (&id, row) in unit_id.iter().zip(rows) {
        for (which, name) in ["preferred_deg", "peak_rate_hz"].into_iter().enumerate() {
            ids.push(id);
            quantity.push(name);
            status.push(row.as_ref().map_or_else(|status| *status, |_| CONVERGED));
            let cells = row.as_ref().ok().map(|row| &row[which]);
            let cells = [
                cells.map(|c| c.estimate),
                cells.map(|c| c.standard_error),
                cells.map(|c| c.interval.low),
                cells.map(|c| c.interval.high),
            ];
            for (column, cell) in numbers.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
    }
    let [estimate, std_error, lower, upper] = numbers;
    Ok(Table::build("intervals")
        .integer("unit_id", Unit::ID, ids)
        .text("quantity", &quantity)
        .text("status", &status)
        .optional_float("estimate", Unit::ONE, estimate)
        .optional_float("std_error", Unit::ONE, std_error)
        .optional_float("lower", Unit::ONE, lower)
        .optional_float("upper", Unit::ONE, upper)
        .finish()?)
}
