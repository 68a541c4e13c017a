//! How long do decisions take, and do strong stimuli shorten them?
//!
//! The time of each strength, with the interval that the table has about it, joined by a line or with the curve of a
//! model through them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Hue, LinePattern, LineSeries, PointGroup, ScatterPlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, band, figure, nothing_to_draw, unit_of, with_gaps};

/// `plot-chronometric`.
pub struct PlotChronometric;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the strength of the stimulus
    strength: String,
    /// The column with the reaction time
    time: String,
    /// What kind of time that is, for the alt text
    time_label: String,
    /// What the strength is, for the axis and the alt text
    strength_label: String,
    /// What the intervals are, for the legend
    interval_label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            strength: "strength".into(),
            time: "median_rt_s".into(),
            time_label: "median reaction time".into(),
            strength_label: "coherence".into(),
            interval_label: "median and quartiles".into(),
        }
    }
}

impl Stage for PlotChronometric {
    const NAME: &'static str = "plot-chronometric";
    const SUMMARY: &'static str = "Draw the reaction time against the strength of the stimulus";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let time =
            |name: &str, what: &str| Column::float(name, Unit::SECOND).optional().described(what);
        let columns = [
            time("rt_lower_s", "lower end of the interval about it"),
            time("rt_upper_s", "upper end of the interval about it"),
        ];
        let curve = [
            Column::float("x", Unit::ANY).described("the strength"),
            Column::float("rt_s", Unit::SECOND).described("the fitted reaction time"),
        ];
        vec![
            Port::table("by_strength", TableSchema::at_least("by_strength", columns))
                .described("one row a strength, with the columns that `strength` and `time` name"),
            Port::table("curve", TableSchema::at_least("curve", curve))
                .optional()
                .described("what a model says; left out, the points are joined"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("reaction times with intervals")]
    }

    fn example() -> Example {
        let table = Table::build("by_strength")
            .float("strength", Unit::FRACTION, vec![0.0, 0.064, 0.512])
            .float("median_rt_s", Unit::SECOND, vec![0.821, 0.762, 0.41])
            .float("rt_lower_s", Unit::SECOND, vec![0.64, 0.6, 0.36])
            .float("rt_upper_s", Unit::SECOND, vec![1.04, 0.97, 0.47])
            .finish();
        Example::default().input("by_strength", table.expect("three strengths"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("by_strength")?;
        let unit = unit_of(&table, &params.strength);
        let x = table.numbers(&params.strength)?;
        let time_s = with_gaps(&table, &params.time)?;
        let mut known: Vec<(f64, f64)> =
            x.iter().copied().zip(time_s.iter().copied()).filter(|p| p.1.is_finite()).collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (Some(weakest), Some(strongest)) = (known.first(), known.last()) else {
            return Err(nothing_to_draw("by_strength", &params.time));
        };
        let label = &params.strength_label;
        let finding = format!(
            "the {} goes from {} at a {label} of {} to {} at {}",
            params.time_label,
            amount(1000.0 * weakest.1, Unit::MILLISECOND),
            amount(weakest.0, unit),
            amount(1000.0 * strongest.1, Unit::MILLISECOND),
            amount(strongest.0, unit),
        );
        let (line_label, line_x, line_y) = match task.optional_table("curve")? {
            Some(curve) => ("the model", curve.numbers("x")?, curve.numbers("rt_s")?),
            None => (
                "",
                known.iter().map(|row| row.0).collect(),
                known.iter().map(|row| row.1).collect(),
            ),
        };
        let picture = ScatterPlot {
            x_axis: axis(label, unit),
            y_axis: axis("reaction time", Unit::SECOND),
            lines: vec![LineSeries {
                label: line_label.into(),
                x: line_x,
                y: line_y,
                hue: Some(Hue::Series(0)),
                pattern: LinePattern::Solid,
                ..Default::default()
            }],
            groups: vec![PointGroup {
                label: params.interval_label.clone(),
                x,
                y: time_s,
                y_interval: band(&table, "rt_lower_s", "rt_upper_s")?,
                ..Default::default()
            }],
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}
