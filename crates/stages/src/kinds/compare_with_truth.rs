//! How far do estimated preferred directions lie from the truth that made the spikes, and do their standard errors know?
//!
//! error = estimate − truth, round the circle; z = error / standard error. If the standard errors are right, about
//! 95 % of the z lie between −1.96 and 1.96. Whatever reads a truth is the instructor's, so this is too.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::circular::Turn;
use spikebook_data::Table;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `compare-with-truth`.
pub struct CompareWithTruth;

/// Nothing can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

impl Stage for CompareWithTruth {
    const NAME: &'static str = "compare-with-truth";
    const SUMMARY: &'static str = "Compare estimated preferred directions with the simulated truth";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let angle = |name: &str, what: &str| Column::float(name, Unit::DEGREE).described(what);
        let id = || Column::integer("unit_id", Unit::ID).described("the unit");
        let estimates = [
            id(),
            angle("preferred_deg", "its estimated preferred direction").optional(),
            angle("preferred_se_deg", "the standard error of that").optional(),
        ];
        let truth = [id(), angle("preferred_deg", "its true preferred direction")];
        vec![
            Port::table("estimates", TableSchema::at_least("estimates", estimates))
                .described("the estimates"),
            Port::table("truth", TableSchema::at_least("truth", truth)).described("the truth"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let angle = |name: &str, what: &str| Column::float(name, Unit::DEGREE).described(what);
        let comparison = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            angle("truth", "its true preferred direction"),
            angle("estimate", "its estimated one, unwrapped to lie near the truth"),
            angle("lower", "estimate less 1.96 standard errors"),
            angle("upper", "estimate plus 1.96 standard errors"),
            angle("error", "estimate less truth"),
            Column::float("z", Unit::ONE).optional().described("error over standard error"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units compared"),
            Column::float("rms_error_deg", Unit::DEGREE).described("root mean squared error"),
            Column::float("largest_error_deg", Unit::DEGREE).described("largest error"),
            Column::integer("n_covered", Unit::ONE)
                .described("units whose 95 % interval holds the truth"),
        ];
        vec![
            Port::table("comparison", TableSchema::new("comparison", comparison))
                .described("one row a unit"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all units"),
        ]
    }

    fn example() -> Example {
        let estimates = Table::build("estimates")
            .integer("unit_id", Unit::ID, vec![1, 2])
            .optional_float("preferred_deg", Unit::DEGREE, vec![Some(359.0), Some(91.0)])
            .optional_float("preferred_se_deg", Unit::DEGREE, vec![Some(1.0), Some(1.0)])
            .finish()
            .expect("two units");
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, vec![1, 2])
            .float("preferred_deg", Unit::DEGREE, vec![0.5, 90.0])
            .finish()
            .expect("two units");
        Example::default().input("estimates", estimates).input("truth", truth)
    }

    fn run(_: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let estimates = task.table("estimates")?;
        let truth = task.table("truth")?;
        let of_unit: BTreeMap<i64, f64> = truth
            .integers("unit_id")?
            .iter()
            .copied()
            .zip(truth.floats("preferred_deg")?.iter().copied())
            .collect();
        let mut ids = Vec::new();
        let mut columns: [Vec<f64>; 5] = Default::default();
        let mut z = Vec::new();
        let estimated = estimates
            .integers("unit_id")?
            .iter()
            .zip(estimates.optional_floats("preferred_deg")?)
            .zip(estimates.optional_floats("preferred_se_deg")?);
        for ((unit, estimate), spread) in estimated {
            let (Some(&truth), Some(estimate), Some(spread)) =
                (of_unit.get(unit), estimate, spread)
            else {
                continue;
            };
            let error = Turn::DEGREES.difference(estimate, truth);
            let near = truth + error;
            let half = 1.96 * spread;
            ids.push(*unit);
            for (column, cell) in
                columns.iter_mut().zip([truth, near, near - half, near + half, error])
            {
                column.push(cell);
            }
            z.push((spread > 0.0).then(|| error / spread));
        }
        if ids.is_empty() {
            return Err(Failure::new(
                "no unit has both an estimate and a truth",
                "wire estimates and truth of the same dataset",
            ));
        }
        let [truth, estimate, lower, upper, error] = columns;
        let n_covered = z.iter().flatten().filter(|z| z.abs() <= 1.96).count();
        let mean_square = sum(error.iter().map(|e| e * e)) / error.len() as f64;
        let mut summary = Values::default();
        summary.count("n_units", ids.len(), Unit::ONE)?;
        summary.number("rms_error_deg", mean_square.sqrt(), Unit::DEGREE)?;
        let largest = error.iter().fold(0.0_f64, |largest, e| largest.max(e.abs()));
        summary.number("largest_error_deg", largest, Unit::DEGREE)?;
        summary.count("n_covered", n_covered, Unit::ONE)?;
        task.put_values("summary", summary);
        let comparison = Table::build("comparison")
            .integer("unit_id", Unit::ID, ids)
            .float("truth", Unit::DEGREE, truth)
            .float("estimate", Unit::DEGREE, estimate)
            .float("lower", Unit::DEGREE, lower)
            .float("upper", Unit::DEGREE, upper)
            .float("error", Unit::DEGREE, error)
            .optional_float("z", Unit::ONE, z)
            .finish()?;
        task.put_table("comparison", comparison);
        Ok(())
    }
}
