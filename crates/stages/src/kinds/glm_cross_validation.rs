//! How well does a Poisson regression predict spikes that it has not seen?
//!
//! For each unit and fold the regression of `poisson-glm` is fitted to the training bins and judged on the
//! held-out ones: the mean deviance a bin, and the bits a spike gained over the unit's mean rate in training
//! ([`spikebook_analysis::regression::HeldOut`]).
//!
//! A gain below 0 means that the fit predicts worse than a constant rate: too many regressors, or a unit that
//! they do not drive. It misleads where held-out bins lie next to training bins: use folds with a gap.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::regression::{Glm, HeldOut};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_numeric::elementary::ln;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::fold_plans::fold_plan;
use crate::matrices::{matrix_of, same_rows};
use crate::tables::{bins_schema, counts_schema, folds_schema, matrix_schema};

/// `glm-cross-validation`.
pub struct GlmCrossValidation;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Strength of the ridge penalty
    #[schemars(range(min = 0.0, max = 1e12))]
    penalty: f64,
}

impl Stage for GlmCrossValidation {
    const NAME: &'static str = "glm-cross-validation";
    const SUMMARY: &'static str = "Judge a Poisson regression of each unit on held-out bins";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let plan = ValuesSchema::at_least([
            Column::integer("gap_rows", Unit::ONE).described("rows left out")
        ]);
        vec![
            Port::table("counts", counts_schema()).described("the counts, one entry a unit"),
            Port::table("design", matrix_schema()).described("the regressors, a row a bin"),
            Port::table("units", Units::schema()).described("the unit of each entry"),
            Port::table("bins", bins_schema()).described("the bins, for their width"),
            Port::table("folds", folds_schema()).described("which bins are held out together"),
            Port::values("plan", plan).optional().described("the gap that goes with the folds"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let unit = || Column::integer("unit_id", Unit::ID).described("the unit");
        let bits = || {
            Column::float("bits_per_spike", Unit::BIT_PER_SPIKE)
                .optional()
                .described("gain over a constant rate; empty without held-out spikes")
        };
        let scores = [
            unit(),
            Column::integer("fold", Unit::ONE).described("the fold"),
            Column::integer("n_rows", Unit::ONE).described("bins held out"),
            Column::float("n_spikes", Unit::SPIKES).described("spikes held out"),
            number("mean_deviance", "deviance a bin"),
            bits(),
        ];
        let units = [
            unit(),
            Column::text("status").described("`converged`, or why there is no score"),
            number("mean_deviance", "deviance a bin, all folds together").optional(),
            bits(),
        ];
        let summary = [
            Column::float("median_bits_per_spike", Unit::BIT_PER_SPIKE)
                .described("median over units"),
            Column::integer("n_units_above_zero", Unit::ONE)
                .described("units whose spikes are predicted better than by a constant rate"),
        ];
        vec![
            Port::table("scores", TableSchema::new("scores", scores))
                .described("one row a unit and fold"),
            Port::table("by_unit", TableSchema::new("by_unit", units)).described("one row a unit"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all units"),
        ]
    }

    fn example() -> Example {
        let n = 12;
        let x: Vec<f64> = (0..n).map(|row| f64::from(row % 4)).collect();
        let counts: Vec<f64> = (0..n).map(|row| f64::from(row % 4 + row / 6)).collect();
        let time_s: Vec<f64> = (0..n).map(f64::from).collect();
        let build = |name: &str| Table::build(name).float("time_s", Unit::SECOND, time_s.clone());
        let built = "twelve rows";
        let counts =
            build("counts").vector("counts", Unit::SPIKES, counts, 1).finish().expect(built);
        let bins =
            build("bins").float("width_s", Unit::SECOND, vec![1.0; 12]).finish().expect(built);
        let design = Table::build("matrix").vector("x", Unit::ONE, x, 1).finish().expect(built);
        let units = Table::build("units").integer("unit_id", Unit::ID, vec![1]).finish();
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..12).collect())
            .integer("fold", Unit::ONE, (0..12).map(|row| row / 4).collect())
            .finish()
            .expect(built);
        Example::default()
            .input("counts", counts)
            .input("design", design)
            .input("units", units.expect("one unit"))
            .input("bins", bins)
            .input("folds", folds)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let counts = matrix_of(&task.table("counts")?, "counts")?;
        let design = matrix_of(&task.table("design")?, "x")?;
        let bins = task.table("bins")?;
        same_rows(("counts", counts.nrows()), ("design", design.nrows()))?;
        same_rows(("counts", counts.nrows()), ("bins", bins.n_rows()))?;
        let unit_id = Units::try_from(task.table("units")?)?.unit_id().to_vec();
        same_rows(("units", unit_id.len()), ("entries of counts", counts.ncols()))?;
        let plan = fold_plan(task, counts.nrows())?;
        let offset: Vec<f64> = bins.floats("width_s")?.iter().map(|&width| ln(width)).collect();
        let glm = Glm::poisson().with_penalty(params.penalty)?;
        let splits: Vec<_> = plan.splits().collect();
        let results: Vec<Result<Vec<HeldOut>, Error>> = (0..counts.ncols())
            .into_par_iter()
            .map(|unit| {
                let response = counts.column(unit);
                let score = |(train, test): &(Vec<usize>, Vec<usize>)| {
                    HeldOut::new(&glm, design.view(), response, &offset, train, test)
                };
                splits.iter().map(score).collect()
            })
            .collect();
        let units = each_or_status(results)?;
        put_scores(task, &unit_id, &units)
    }
}

fn put_scores(
    task: &mut Task<'_>,
    unit_id: &[i64],
    units: &[Result<Vec<HeldOut>, &'static str>],
) -> Result<(), Failure> {
    let rows: Vec<(i64, usize, &HeldOut)> = unit_id
        .iter()
        .zip(units)
        .filter_map(|(&id, scores)| Some((id, scores.as_ref().ok()?)))
        .flat_map(|(id, scores)| scores.iter().enumerate().map(move |(f, s)| (id, f, s)))
        .collect();
    let one = |score: &HeldOut| HeldOut::mean_deviance(std::slice::from_ref(score));
    let bits = |score: &HeldOut| HeldOut::bits_per_spike(std::slice::from_ref(score));
    let scores = Table::build("scores")
        .integer("unit_id", Unit::ID, rows.iter().map(|row| row.0).collect())
        .integer("fold", Unit::ONE, rows.iter().map(|row| row.1 as i64).collect())
        .integer("n_rows", Unit::ONE, rows.iter().map(|row| row.2.n_rows as i64).collect())
        .float("n_spikes", Unit::SPIKES, rows.iter().map(|row| row.2.n_spikes).collect())
        .float("mean_deviance", Unit::ONE, rows.iter().map(|row| one(row.2)).collect())
        .optional_float(
            "bits_per_spike",
            Unit::BIT_PER_SPIKE,
            rows.iter().map(|row| bits(row.2)).collect(),
        )
        .finish()?;
    task.put_table("scores", scores);

    let all: Vec<Option<f64>> = units
        .iter()
        .map(|scores| scores.as_ref().ok().and_then(|s| HeldOut::bits_per_spike(s)))
        .collect();
    let status: Vec<&str> = units
        .iter()
        .map(|scores| scores.as_ref().map_or_else(|status| *status, |_| CONVERGED))
        .collect();
    let by_unit = Table::build("by_unit")
        .integer("unit_id", Unit::ID, unit_id.to_vec())
        .text("status", &status)
        .optional_float(
            "mean_deviance",
            Unit::ONE,
            units
                .iter()
                .map(|scores| scores.as_ref().ok().map(|s| HeldOut::mean_deviance(s)))
                .collect(),
        )
        .optional_float("bits_per_spike", Unit::BIT_PER_SPIKE, all.clone())
        .finish()?;
    task.put_table("by_unit", by_unit);

    let known: Vec<f64> = all.into_iter().flatten().collect();
    let mut summary = Values::default();
    let median = spikebook_analysis::descriptive::median(&known);
    summary.number("median_bits_per_spike", median, Unit::BIT_PER_SPIKE)?;
    let n_above = known.iter().filter(|bits| **bits > 0.0).count();
    summary.count("n_units_above_zero", n_above, Unit::ONE)?;
    task.put_values("summary", summary);
    Ok(())
}
