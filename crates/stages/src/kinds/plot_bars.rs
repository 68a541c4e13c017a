//! How large is each of a few named numbers?
//!
//! A bar for each row of a table, named by one column and as high as another. Bars begin at zero: where differences are small against the
//! numbers themselves, draw the differences.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, BarPlot, BarSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{TableSchema, Unit};

use crate::drawing::{amount, axis, figure, largest, nothing_to_draw, unit_of, with_gaps};

/// `plot-bars`.
pub struct PlotBars;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the names
    name: String,
    /// The columns with the numbers, a bar each beside the others
    values: Vec<String>,
    /// What the rows are called
    name_label: String,
    /// What the numbers are called
    value_label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            name: "name".into(),
            values: vec!["value".into()],
            name_label: "row".into(),
            value_label: "value".into(),
        }
    }
}

/// Alt texts tell so many numbers, then only the extremes.
const MOST_TOLD: usize = 8;

impl Stage for PlotBars {
    const NAME: &'static str = "plot-bars";
    const SUMMARY: &'static str = "Draw a bar for each row of a table";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("a table with the columns that `name` and `values` name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the bars")]
    }

    fn example() -> Example {
        let table = Table::build("models")
            .text("gain", &["G7", "G4", "G10"])
            .float("bic_difference", Unit::ONE, vec![0.0, 812.0, 655.0])
            .finish();
        Example::default()
            .input("table", table.expect("three rows"))
            .param("name", "gain")
            .param("values", vec!["bic_difference"])
            .param("value_label", "BIC less that of the best")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let names: Vec<String> = table
            .texts(&params.name)?
            .into_iter()
            .map(|name| name.unwrap_or("–").replace('-', " "))
            .collect();
        let mut series = Vec::new();
        let mut told = Vec::new();
        for column in &params.values {
            let values = with_gaps(&table, column)?;
            let unit = unit_of(&table, column);
            let most = largest(&values).ok_or_else(|| nothing_to_draw("table", column))?;
            let label =
                if params.values.len() > 1 { column.replace('_', " ") } else { String::new() };
            let who = if label.is_empty() { String::new() } else { format!("{label}: ") };
            let each = || {
                let cells = names.iter().zip(&values).filter(|(_, value)| value.is_finite());
                cells.map(|(name, value)| format!("{} for {name}", amount(*value, unit)))
            };
            told.push(if values.len() <= MOST_TOLD {
                format!("{who}{}", each().collect::<Vec<_>>().join(", "))
            } else {
                format!(
                    "{who}the largest of {} is {} for {}",
                    values.len(),
                    amount(values[most], unit),
                    names[most]
                )
            });
            series.push(BarSeries { label, values, interval: None, hue: None });
        }
        let first = params.values.first().ok_or_else(|| {
            Failure::new(
                "parameter `values`: got no column, wanted at least 1",
                "name a column with numbers",
            )
        })?;
        let picture = BarPlot {
            name_axis: Axis::unitless(params.name_label.as_str()),
            value_axis: axis(&params.value_label, unit_of(&table, first)),
            names,
            series,
            finding: told.join("; "),
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}
