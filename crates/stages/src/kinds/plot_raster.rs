//! What do the spikes look like before anything is averaged?
//!
//! A row of ticks for each trial or unit, coloured by condition. Of more rows than fit, every so many is drawn, so
//! that all conditions stay in their shares; the alt text says how many of how many.

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
        vec![
            Port::table("events", TableSchema::at_least("events", columns))
                .described("one row a spike; rows without any spike are left out"),
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
        Example::default().input("events", events.expect("six spikes"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let events = task.table("events")?;
        let row_of_spike = events.integers("row")?;
        let time_s = events.floats("time_s")?;
        let conditions = events.texts("condition")?;
        let mut numbers = row_of_spike.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.is_empty() {
            return Err(nothing_to_draw("events", "time_s"));
        }
        let every = numbers.len().div_ceil(params.max_rows);
        let drawn: Vec<i64> = numbers.iter().copied().step_by(every).collect();
        let mut names: Vec<&str> = Vec::new();
        let mut rows = vec![RasterRow::default(); drawn.len()];
        let mut spikes = Vec::new();
        for (spike, &number) in row_of_spike.iter().enumerate() {
            let name = conditions[spike].unwrap_or_default();
            let group = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            if let Ok(row) = drawn.binary_search(&number) {
                rows[row].times.push(time_s[spike]);
                rows[row].group = group;
                spikes.push(spike);
            }
        }
        // rows of one condition side by side, each in the order of the table
        rows.sort_by_key(|row| row.group);
        let counts: Vec<f64> = rows.iter().map(|row| row.times.len() as f64).collect();
        let highest = counts.iter().copied().fold(0.0, f64::max);
        let of_how_many = if every > 1 { format!(" of {}", numbers.len()) } else { String::new() };
        let among = if names.len() > 1 {
            format!(" of {}", these_many(names.len(), "condition"))
        } else {
            String::new()
        };
        let (median_count, row_label) = (number(median(&counts)), &params.row_label);
        let picture = Raster {
            x_axis: match params.event.as_str() {
                "" => axis("time", Unit::SECOND),
                event => axis(&format!("time from {event}"), Unit::SECOND),
            },
            y_axis: Axis::unitless(row_label),
            groups: groups(&names),
            references: match params.event.as_str() {
                "" => Vec::new(),
                event => vec![ReferenceLine::vertical(event, 0.0)],
            },
            finding: format!(
                "{}{of_how_many}{among} have a median of {median_count} spikes, and at most {}",
                these_many(rows.len(), row_label),
                number(highest)
            ),
            rows,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, events.take_rows(&spikes)));
        Ok(())
    }
}

/// The conditions as groups of rows; one alone needs no colour.
fn groups(names: &[&str]) -> Vec<RasterGroup> {
    if names.len() < 2 {
        return Vec::new();
    }
    names.iter().map(|name| RasterGroup { label: (*name).into(), hue: None }).collect()
}
