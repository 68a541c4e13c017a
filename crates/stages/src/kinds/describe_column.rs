//! What do the numbers of a column look like: how many, how large, how spread?
//!
//! Mean x̄ = Σ xᵢ / n, standard deviation √(Σ (xᵢ − x̄)² / (n − 1)), smallest and largest.
//!
//! It misleads where the numbers come from several groups or have far outliers: then look at a
//! histogram first. Empty cells are left out and counted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, ColumnType, TableSchema, Unit, Values, ValuesSchema};

/// `describe-column`.
pub struct DescribeColumn;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Which column; left out, the only one that holds numbers
    column: Option<String>,
}

impl Stage for DescribeColumn {
    const NAME: &'static str = "describe-column";
    const SUMMARY: &'static str =
        "Describe one column: count, mean, standard deviation, minimum and maximum";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("table", TableSchema::at_least("table", [])).described("any table")]
    }

    fn outputs() -> Vec<Port> {
        let entries = [
            Column::integer("n", Unit::ONE).described("cells that hold a number"),
            Column::integer("n_empty", Unit::ONE).described("empty cells"),
            statistic("mean").described("mean"),
            statistic("sd").described("standard deviation, with n - 1"),
            statistic("min").described("smallest number"),
            statistic("max").described("largest number"),
        ];
        vec![
            Port::values("summary", ValuesSchema::new(entries))
                .described("what the column looks like, in the unit of the column"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("latencies")
            .float("latency_ms", Unit::MILLISECOND, vec![12.0, 15.0, 11.0, 30.0])
            .finish()
            .expect("four finite numbers make a column");
        Example::default().input("table", table)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let name = match &params.column {
            Some(name) => name.clone(),
            None => only_column_of_numbers(&table)?,
        };
        let cells = table.optional_floats(&name)?;
        let unit = table.schema().column(&name).map_or(Unit::ONE, |column| column.unit);
        let numbers: Vec<f64> = cells.iter().copied().flatten().collect();

        let mut summary = Values::default();
        summary.count("n", numbers.len(), Unit::ONE)?;
        summary.count("n_empty", cells.len() - numbers.len(), Unit::ONE)?;
        let statistics = [
            ("mean", descriptive::mean(&numbers)),
            ("sd", descriptive::standard_deviation(&numbers, 1)),
            ("min", descriptive::quantile(&numbers, 0.0)),
            ("max", descriptive::quantile(&numbers, 1.0)),
        ];
        // What does not exist (the spread of one number) is left out.
        for (name, number) in statistics.into_iter().filter(|(_, number)| number.is_finite()) {
            summary.number(name, number, unit)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

/// In the unit of the column; left out where it does not exist.
fn statistic(name: &str) -> Column {
    Column::float(name, Unit::ANY).optional()
}

fn only_column_of_numbers(table: &Table) -> Result<String, Failure> {
    let is_number = |column: &&Column| {
        matches!(column.column_type, ColumnType::Float | ColumnType::Integer)
            && column.unit != Unit::ID
    };
    let names: Vec<&str> = table
        .schema()
        .columns
        .iter()
        .filter(is_number)
        .map(|column| column.name.as_str())
        .collect();
    match names.as_slice() {
        [only] => Ok((*only).into()),
        _ => Err(Failure::new(
            format!(
                "parameter `column`: got none, wanted one, as table `{}` has {} columns of numbers",
                table.name(),
                names.len()
            ),
            format!("its columns are {}", table.schema().column_names()),
        )),
    }
}
