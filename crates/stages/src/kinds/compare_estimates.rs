//! Do estimates find the numbers that a simulation was made with?
//!
//! Estimate against truth for each unit, a subject or a cell, with the root mean square of the errors, their mean (the bias) and the
//! correlation. A high correlation says that the order is right, not the size: look at the bias too. Whatever reads a truth is
//! the instructor's, so this is too.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{correlation, mean};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;

/// `compare-estimates`.
pub struct CompareEstimates;

/// Nothing can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

impl Stage for CompareEstimates {
    const NAME: &'static str = "compare-estimates";
    const SUMMARY: &'static str = "Compare estimates with the simulated truth, unit by unit";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = |name: &str, what: &str| {
            [
                Column::integer("unit_id", Unit::ID).described("the unit"),
                Column::float(name, Unit::ANY).described(what),
            ]
        };
        let estimates = columns("estimate", "its estimate");
        let truth = columns("truth", "the true number");
        vec![
            Port::table("estimates", TableSchema::at_least("estimates", estimates))
                .described("one row a unit"),
            Port::table("truth", TableSchema::at_least("truth", truth)).described("one row a unit"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let any = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let comparison = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            any("truth", "the true number"),
            any("estimate", "its estimate"),
            any("error", "estimate less truth"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units compared"),
            any("rms_error", "root mean squared error"),
            any("bias", "mean error"),
            Column::float("correlation", Unit::ONE).optional().described("of estimate and truth"),
        ];
        vec![
            Port::table("comparison", TableSchema::new("comparison", comparison))
                .described("one row a unit"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all units"),
        ]
    }

    fn example() -> Example {
        let table = |name: &str, cells: Vec<f64>| {
            let ids = (1..=cells.len() as i64).collect();
            let table = Table::build(name).integer("unit_id", Unit::ID, ids);
            let column = if name == "truth" { "truth" } else { "estimate" };
            table.float(column, Unit::ONE, cells).finish().expect("rows")
        };
        Example::default()
            .input("estimates", table("estimates", vec![0.1, 0.6, 0.9]))
            .input("truth", table("truth", vec![0.0, 0.5, 1.0]))
    }

    fn run(_: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let (estimates, truth) = (task.table("estimates")?, task.table("truth")?);
        let ids = truth.integers("unit_id")?.iter().copied();
        let of_unit: BTreeMap<i64, f64> = ids.zip(truth.numbers("truth")?).collect();
        let pairs = estimates.integers("unit_id")?.iter().zip(estimates.numbers("estimate")?);
        let rows: Vec<(i64, f64, f64)> =
            pairs.filter_map(|(id, estimate)| Some((*id, *of_unit.get(id)?, estimate))).collect();
        if rows.is_empty() {
            return Err(Failure::new(
                "inputs `estimates` and `truth`: no unit has both, wanted at least 1",
                "wire estimates and truth of the same simulation",
            ));
        }
        let unit = unit_of(&estimates, "estimate");
        let (of_truth, of_estimate): (Vec<f64>, Vec<f64>) =
            rows.iter().map(|row| (row.1, row.2)).unzip();
        let errors: Vec<f64> = rows.iter().map(|row| row.2 - row.1).collect();
        let squares: Vec<f64> = errors.iter().map(|error| error * error).collect();
        let mut summary = Values::default();
        summary.count("n_units", rows.len(), Unit::ONE)?;
        summary.number("rms_error", mean(&squares).sqrt(), unit)?;
        summary.number("bias", mean(&errors), unit)?;
        let agreement = correlation(&of_truth, &of_estimate);
        if agreement.is_finite() {
            summary.number("correlation", agreement, Unit::ONE)?;
        }
        task.put_values("summary", summary);
        let comparison = Table::build("comparison")
            .integer("unit_id", Unit::ID, rows.iter().map(|row| row.0).collect())
            .float("truth", unit, of_truth)
            .float("estimate", unit, of_estimate)
            .float("error", unit, errors)
            .finish()?;
        task.put_table("comparison", comparison);
        Ok(())
    }
}
