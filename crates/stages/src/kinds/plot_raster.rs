//! What do the spikes look like before anything is averaged?
//!
//! A row of ticks for each trial or unit, coloured by condition. Of more rows than fit, every so many is drawn, so
//! that all conditions stay in their shares; the alt text says how many of how many.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{Axis, Raster, RasterGroup, RasterRow, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{axis, figure, nothing_to_draw, number, these_many};

/// `plot-raster`.
pub struct PlotRaster;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What happens at time 0; where empty, no line is drawn there
    event: String,
    /// What a row is, in the singular
    row_label: String,
    /// Most rows to draw
    #[schemars(range(min = 1, max = 5000))]
    max_rows: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { event: "event".into(), row_label: "trial".into(), max_rows: 200 }
    }
}

impl Stage for PlotRaster {
    const NAME: &'static str = "plot-raster";
    const SUMMARY: &'static str = "Draw spikes as ticks, a row a trial";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::integer("row", Unit::ANY).described("the row that a spike belongs to"),
            Column::text("condition").described("the condition of that row"),
            Column::float("time_s", Unit::SECOND).described("when it was, from the event"),
        ];
        let rows = [
            Column::integer("row", Unit::ANY).described("the row"),
            Column::text("condition").described("its condition"),
        ];
        vec![
            Port::table("events", TableSchema::at_least("events", columns))
                .described("one row a spike"),
            Port::table("rows", TableSchema::at_least("rows", rows))
                .optional()
                .described("all rows; left out, those without any spike are not drawn"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a row of ticks for each trial")]
    }

    fn example() -> Example {
        let events = Table::build("events")
            .integer("row", Unit::ONE, vec![0, 0, 0, 1, 2, 2])
            .text("condition", &["T1", "T1", "T1", "T1", "T2", "T2"])
            .float("time_s", Unit::SECOND, vec![-0.1, 0.05, 0.12, 0.07, -0.15, 0.02])
            .finish();
        let rows = Table::build("rows")
            .integer("row", Unit::ONE, vec![0, 1, 2, 3])
            .text("condition", &["T1", "T1", "T2", "T2"])
            .finish();
        Example::default()
            .input("events", events.expect("six spikes"))
            .input("rows", rows.expect("four rows"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let events = task.table("events")?;
        let (row_of_spike, time_s) = (events.integers("row")?, events.floats("time_s")?);
        let mut condition_of_row = conditions(&events)?;
        if let Some(rows) = task.optional_table("rows")? {
            condition_of_row.extend(conditions(&rows)?);
        }
        if condition_of_row.is_empty() {
            return Err(nothing_to_draw("events", "time_s"));
        }
        let n_rows = condition_of_row.len();
        let every = n_rows.div_ceil(params.max_rows);
        let mut names: Vec<&str> = condition_of_row.values().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let mut rows: BTreeMap<i64, RasterRow> = condition_of_row
            .iter()
            .step_by(every)
            .map(|(&row, name)| {
                let group = names.binary_search(&name.as_str()).unwrap_or(0);
                (row, RasterRow { times: Vec::new(), group })
            })
            .collect();
        let mut spikes = Vec::new();
        for (spike, number) in row_of_spike.iter().enumerate() {
            if let Some(row) = rows.get_mut(number) {
                row.times.push(time_s[spike]);
                spikes.push(spike);
            }
        }
        let mut rows: Vec<RasterRow> = rows.into_values().collect();
        // rows of one condition side by side, each in the order of the table
        rows.sort_by_key(|row| row.group);
        let (event, row_label) = (params.event.as_str(), &params.row_label);
        let label = if event.is_empty() { "time".into() } else { format!("time from {event}") };
        let zero = (!event.is_empty()).then(|| ReferenceLine::vertical(event, 0.0));
        let picture = Raster {
            x_axis: axis(&label, Unit::SECOND),
            y_axis: Axis::unitless(row_label),
            groups: groups(&names),
            references: zero.into_iter().collect(),
            finding: finding(&rows, n_rows, names.len(), row_label),
            rows,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, events.take_rows(&spikes)));
        Ok(())
    }
}

/// The condition of each row that a table names.
fn conditions(table: &Table) -> Result<BTreeMap<i64, String>, Failure> {
    let names = table.texts("condition")?;
    let rows = table.integers("row")?.iter().copied();
    Ok(rows.zip(names).map(|(row, name)| (row, name.unwrap_or_default().into())).collect())
}

fn finding(rows: &[RasterRow], n_rows: usize, n_conditions: usize, row_label: &str) -> String {
    let counts: Vec<f64> = rows.iter().map(|row| row.times.len() as f64).collect();
    let rows_in_words = if rows.len() < n_rows {
        format!("{} of {}", rows.len(), these_many(n_rows, row_label))
    } else {
        these_many(n_rows, row_label)
    };
    let among = if n_conditions > 1 {
        format!(" of {}", these_many(n_conditions, "condition"))
    } else {
        String::new()
    };
    format!(
        "{rows_in_words}{among} have a median of {} spikes, and at most {}",
        number(median(&counts)),
        number(counts.iter().copied().fold(0.0, f64::max))
    )
}

/// The conditions as groups of rows; one alone needs no colour.
fn groups(names: &[&str]) -> Vec<RasterGroup> {
    if names.len() < 2 {
        return Vec::new();
    }
    names.iter().map(|name| RasterGroup { label: (*name).into(), hue: None }).collect()
}
