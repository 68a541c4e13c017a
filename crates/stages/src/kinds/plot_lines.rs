//! How does one column go with another, for each value of a third?
//!
//! A line for each value of `group` in the order in which the values first come, through its rows in theirs; the table of
//! a sweep is drawn like that. Rows without a number at `y` are gaps. It misleads where rows that are joined do not follow
//! each other: set `joined` to false.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{LinePlot, LineSeries, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{ColumnType, TableSchema, Unit};

use crate::drawing::{
    amount, axis, figure, largest, nothing_to_draw, quantity_in_words, unit_of, with_gaps,
};

/// Lines of more points than this have no marker at each.
const MOST_MARKED: usize = 200;

/// `plot-lines`.
pub struct PlotLines;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column along the abscissa
    x: String,
    /// The column along the ordinate
    y: String,
    /// The column whose values get a line each; left out, all rows are one line
    group: Option<String>,
    /// What the abscissa is called; left out, the name of its column
    x_label: Option<String>,
    /// What the ordinate is called; left out, the name of its column
    y_label: Option<String>,
    /// What the groups are called in the legend; left out, the name of their column
    group_label: Option<String>,
    /// Rows above this at `x` are left out
    x_maximum: Option<f64>,
    /// Whether the points of a line are joined
    joined: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            x: "x".into(),
            y: "y".into(),
            group: None,
            x_label: None,
            y_label: None,
            group_label: None,
            x_maximum: None,
            joined: true,
        }
    }
}

impl Stage for PlotLines {
    const NAME: &'static str = "plot-lines";
    const SUMMARY: &'static str =
        "Draw one column against another, a line for each value of a third";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("a table with the columns that `x`, `y` and `group` name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the lines")]
    }

    fn example() -> Example {
        let table = Table::build("all")
            .float("simulate_noise_hz", Unit::HERTZ, vec![1.0, 1.0, 1.0, 5.0, 5.0, 5.0])
            .integer("component", Unit::ONE, vec![1, 2, 3, 1, 2, 3])
            .float("ratio", Unit::FRACTION, vec![0.7, 0.2, 0.1, 0.4, 0.35, 0.25])
            .finish();
        Example::default()
            .input("table", table.expect("six rows"))
            .param("x", "component")
            .param("y", "ratio")
            .param("group", "simulate_noise_hz")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = params.kept(&task.table("table")?)?;
        let (x, y) = (with_gaps(&table, &params.x)?, with_gaps(&table, &params.y)?);
        if largest(&y).is_none() {
            return Err(nothing_to_draw("table", &params.y));
        }
        let groups = params.groups(&table)?;
        let shown = |n_points: usize| {
            if !params.joined {
                Shown::Points
            } else if n_points > MOST_MARKED {
                Shown::Line
            } else {
                Shown::LineAndPoints
            }
        };
        let series = groups.iter().map(|(label, rows)| LineSeries {
            label: label.clone(),
            x: rows.iter().map(|&row| x[row]).collect(),
            y: rows.iter().map(|&row| y[row]).collect(),
            shown: shown(rows.len()),
            ..Default::default()
        });
        let label = |given: &Option<String>, column: &str| {
            given.clone().unwrap_or_else(|| quantity_in_words(column).0)
        };
        let (x_label, y_label) =
            (label(&params.x_label, &params.x), label(&params.y_label, &params.y));
        let (x_unit, y_unit) = (unit_of(&table, &params.x), unit_of(&table, &params.y));
        let mut finding = format!("the largest {y_label} is ");
        let told = [groups.first(), groups.last().filter(|_| groups.len() > 1)];
        for (position, (name, rows)) in told.into_iter().flatten().enumerate() {
            let values: Vec<f64> = rows.iter().map(|&row| y[row]).collect();
            let Some(at) = largest(&values) else { continue };
            let join = if position == 0 { "" } else { ", and " };
            let _ = write!(
                finding,
                "{join}{} at {}",
                amount(values[at], y_unit),
                amount(x[rows[at]], x_unit)
            );
            if !name.is_empty() {
                let _ = write!(finding, " for {name}");
            }
        }
        let picture = LinePlot {
            x_axis: axis(&x_label, x_unit),
            y_axis: axis(&y_label, y_unit),
            series: series.collect(),
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}

impl Params {
    /// The rows that are drawn.
    fn kept(&self, table: &Table) -> Result<Table, Failure> {
        let Some(most) = self.x_maximum else { return Ok(table.clone()) };
        let x = with_gaps(table, &self.x)?;
        let rows: Vec<usize> = (0..x.len()).filter(|&row| x[row] <= most).collect();
        Ok(table.take_rows(&rows))
    }

    /// The rows of each line, and how the legend calls it.
    fn groups(&self, table: &Table) -> Result<Vec<(String, Vec<usize>)>, Failure> {
        let Some(column) = &self.group else {
            return Ok(vec![(String::new(), (0..table.n_rows()).collect())]);
        };
        let name = self.group_label.clone().unwrap_or_else(|| quantity_in_words(column).0);
        let column_type = table.schema().column(column).map(|column| column.column_type);
        let cells: Vec<String> = match column_type {
            Some(ColumnType::Text) => {
                table.texts(column)?.into_iter().map(|cell| cell.unwrap_or("–").into()).collect()
            }
            _ => {
                let unit = unit_of(table, column);
                with_gaps(table, column)?.into_iter().map(|cell| amount(cell, unit)).collect()
            }
        };
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for (row, cell) in cells.into_iter().enumerate() {
            let label = format!("{name} {cell}");
            match groups.iter_mut().find(|(other, _)| *other == label) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((label, vec![row])),
            }
        }
        Ok(groups)
    }
}
