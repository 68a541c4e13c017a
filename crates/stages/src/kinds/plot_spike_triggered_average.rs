//! What does a unit wait for?
//!
//! The spike-triggered average of one unit against time before the spikes. A stimulus of a few columns is drawn as
//! lines, each with the band of trains shifted in time: what lies inside is chance. A wider one is drawn as
//! colours over time and column, and the band stands in the numbers alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{
    Axis, Band, ColourMap, Heatmap, Hue, LinePattern, LinePlot, LineSeries, Picture, ReferenceLine,
    edges_about,
};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{
    UnitRows, amount, axis, figure, nothing_to_draw, number, signal_label, unit_of,
};
use crate::tables::spike_triggered_schema;

/// Most columns that are drawn as lines.
const MOST_LINES: usize = 4;

/// `plot-spike-triggered-average`.
pub struct PlotSpikeTriggeredAverage;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit to draw; left out, the first
    unit: Option<i64>,
    /// What the stimulus is, for the axis and the alt text; left out, what its unit says
    label: Option<String>,
}

impl Stage for PlotSpikeTriggeredAverage {
    const NAME: &'static str = "plot-spike-triggered-average";
    const SUMMARY: &'static str = "Draw the mean stimulus before the spikes of one unit";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("average", spike_triggered_schema())
                .described("one row a unit, lag and column"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the average over time before the spikes")]
    }

    fn example() -> Example {
        let average = Table::build("average")
            .integer("unit_id", Unit::ID, vec![1; 4])
            .integer("lag", Unit::ONE, vec![0, 1, 2, 3])
            .float("lag_s", Unit::SECOND, vec![0.0, 0.01, 0.02, 0.03])
            .integer("column", Unit::ONE, vec![0; 4])
            .text("variable", &["envelope"; 4])
            .float("average", Unit::ONE, vec![0.1, 0.3, 0.9, 0.2])
            .float("mean", Unit::ONE, vec![0.2; 4])
            .float("low", Unit::ONE, vec![0.1; 4])
            .float("high", Unit::ONE, vec![0.3; 4])
            .boolean("is_significant", vec![false, false, true, false])
            .finish();
        Example::default().input("average", average.expect("four lags"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("average")?;
        let by_unit = UnitRows::of(&table)?;
        let Some(unit_id) = by_unit.chosen_one(params.unit)? else {
            return Err(nothing_to_draw("average", "average"));
        };
        let drawn = table.take_rows(by_unit.rows(unit_id));
        let unit = unit_of(&drawn, "average");
        let label = signal_label(params.label.as_deref(), unit);
        let n_columns = drawn.integers("column")?.iter().max().map_or(0, |&last| last as usize + 1);
        let finding = finding(&drawn, unit_id, &label, unit)?;
        let picture = if n_columns <= MOST_LINES {
            lines(&drawn, n_columns, axis(&label, unit), finding)?
        } else {
            colours(&drawn, n_columns, axis(&label, unit), finding)?
        };
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}

fn time_axis() -> Axis {
    axis("time from spike", Unit::MILLISECOND)
}

fn lines(
    drawn: &Table,
    n_columns: usize,
    y_axis: Axis,
    finding: String,
) -> Result<Picture, Failure> {
    let (columns, variables) = (drawn.integers("column")?, drawn.texts("variable")?);
    let (lag_s, average) = (drawn.floats("lag_s")?, drawn.numbers("average")?);
    let (low, high) = (drawn.numbers("low")?, drawn.numbers("high")?);
    let mut series = Vec::new();
    for column in 0..n_columns {
        // From the earliest frame to that of the spike.
        let mut rows: Vec<usize> =
            (0..columns.len()).filter(|&row| columns[row] == column as i64).collect();
        rows.reverse();
        let of = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        let name = rows.first().and_then(|&row| variables[row]).unwrap_or_default();
        let alone = n_columns == 1;
        series.push(LineSeries {
            label: if alone { "before spikes".into() } else { name.to_owned() },
            x: rows.iter().map(|&row| 0.0 - 1000.0 * lag_s[row]).collect(),
            y: of(&average),
            band: (!alone).then(|| Band { low: of(&low), high: of(&high) }),
            hue: Some(Hue::Series(column)),
            pattern: LinePattern::Solid,
            ..Default::default()
        });
        if alone {
            // The band is about what chance gives, not about the average.
            series.insert(
                0,
                LineSeries {
                    label: "trains shifted in time".into(),
                    x: series[0].x.clone(),
                    y: of(&drawn.numbers("mean")?),
                    band: Some(Band { low: of(&low), high: of(&high) }),
                    hue: Some(Hue::Series(1)),
                    pattern: LinePattern::Dashed,
                    ..Default::default()
                },
            );
        }
    }
    let span = drawn.numbers("average")?.into_iter().chain(low).chain(high);
    let (least, most) =
        span.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    let room = 0.06 * (most - least);
    let y_axis = if most > least { y_axis.between(least - room, most + room) } else { y_axis };
    Ok(LinePlot {
        x_axis: time_axis(),
        y_axis,
        series,
        references: vec![ReferenceLine::vertical("", 0.0)],
        finding,
    }
    .draw()?)
}

fn colours(
    drawn: &Table,
    n_columns: usize,
    value_axis: Axis,
    finding: String,
) -> Result<Picture, Failure> {
    let (average, mean) = (drawn.numbers("average")?, drawn.numbers("mean")?);
    let lag_s: Vec<f64> = drawn.floats("lag_s")?.iter().copied().step_by(n_columns).collect();
    let n_lags = lag_s.len();
    let mut times: Vec<f64> = lag_s.iter().map(|lag| 0.0 - 1000.0 * lag).collect();
    times.reverse();
    let value = |column: usize, time: usize| {
        let row = (n_lags - 1 - time) * n_columns + column;
        average[row] - mean[row]
    };
    let values = (0..n_columns).flat_map(|column| (0..n_lags).map(move |time| (column, time)));
    Ok(Heatmap {
        x_axis: time_axis(),
        y_axis: Axis::unitless("column of the stimulus"),
        value_axis,
        x_edges: edges_about(&times),
        y_edges: (0..=n_columns).map(|edge| edge as f64 - 0.5).collect(),
        values: values.map(|(column, time)| value(column, time)).collect(),
        colour_map: ColourMap::Diverging,
        finding,
        ..Default::default()
    }
    .draw()?)
}

/// Where the average differs most from the mean of the stimulus, and how much of it is more than chance.
fn finding(drawn: &Table, unit_id: i64, label: &str, unit: Unit) -> Result<String, Failure> {
    let (average, mean) = (drawn.numbers("average")?, drawn.numbers("mean")?);
    let size = |row: usize| (average[row] - mean[row]).abs();
    let rows = 0..average.len();
    let best = rows.reduce(|best, row| if size(row) > size(best) { row } else { best });
    let best = best.ok_or_else(|| nothing_to_draw("average", "average"))?;
    let marks = drawn.booleans("is_significant")?;
    let n_significant = marks.iter().filter(|mark| **mark == Some(true)).count();
    Ok(format!(
        "before spikes of unit {unit_id} the {label} differs most {} before them, {} against a mean of {}; \
         the limit of shifted trains is passed at {n_significant} of {} times and columns",
        amount(1000.0 * drawn.floats("lag_s")?[best], Unit::MILLISECOND),
        amount(average[best], unit),
        number(mean[best]),
        average.len(),
    ))
}
