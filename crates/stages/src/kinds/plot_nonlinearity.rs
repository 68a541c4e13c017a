//! How steeply does the rate rise with what the filter sees?
//!
//! The rate in each bin of the projection with its interval, a line for each unit. Bins hold equally many frames,
//! so outer ones are wide, and a rate there is a mean over much.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Band, LinePlot, LineSeries, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{UnitRows, amount, axis, figure, nothing_to_draw, number, these_many};
use crate::tables::nonlinearity_schema;

/// Most units in one picture.
const MOST_UNITS: usize = 6;

/// `plot-nonlinearity`.
pub struct PlotNonlinearity;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The units to draw; where empty, the first six
    units: Vec<i64>,
}

impl Stage for PlotNonlinearity {
    const NAME: &'static str = "plot-nonlinearity";
    const SUMMARY: &'static str = "Draw the rate against what the filter of a unit sees";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("nonlinearity", nonlinearity_schema()).described("one row a unit and bin")]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("rates with their intervals")]
    }

    fn example() -> Example {
        let nonlinearity = Table::build("nonlinearity")
            .integer("unit_id", Unit::ID, vec![1; 3])
            .integer("bin", Unit::ONE, vec![0, 1, 2])
            .float("start", Unit::ONE, vec![-2.0, -0.5, 0.5])
            .float("centre", Unit::ONE, vec![-1.0, 0.0, 1.0])
            .float("stop", Unit::ONE, vec![-0.5, 0.5, 2.0])
            .integer("n_frames", Unit::ONE, vec![100; 3])
            .integer("n_spikes", Unit::SPIKES, vec![2, 10, 40])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![2.0, 10.0, 40.0])
            .float("low_hz", Unit::SPIKES_PER_SECOND, vec![0.2, 4.8, 28.6])
            .float("high_hz", Unit::SPIKES_PER_SECOND, vec![7.2, 18.4, 54.5])
            .finish();
        Example::default().input("nonlinearity", nonlinearity.expect("three bins"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("nonlinearity")?;
        let by_unit = UnitRows::of(&table)?;
        let mut chosen = by_unit.chosen(&params.units)?;
        chosen.truncate(MOST_UNITS);
        let (centre, rate) = (table.numbers("centre")?, table.numbers("rate_hz")?);
        let (low, high) = (table.numbers("low_hz")?, table.numbers("high_hz")?);
        let mut series = Vec::new();
        let mut rows_drawn = Vec::new();
        for unit_id in &chosen {
            let rows = by_unit.rows(*unit_id);
            let of = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
            rows_drawn.extend_from_slice(rows);
            series.push(LineSeries {
                label: if chosen.len() > 1 { format!("unit {unit_id}") } else { String::new() },
                x: of(&centre),
                y: of(&rate),
                band: Some(Band { low: of(&low), high: of(&high) }),
                shown: Shown::LineAndPoints,
                ..Default::default()
            });
        }
        let first = series.first().ok_or_else(|| nothing_to_draw("nonlinearity", "rate_hz"))?;
        let last = first.x.len() - 1;
        let others = match chosen.len() {
            1 => String::new(),
            n => format!(", the first of {}", these_many(n, "unit")),
        };
        let finding = format!(
            "the rate of unit {}{others} goes from {} at {} to {} at {} standard deviations of the projection",
            chosen[0],
            number(first.y[0]),
            number(first.x[0]),
            amount(first.y[last], Unit::SPIKES_PER_SECOND),
            number(first.x[last]),
        );
        let picture = LinePlot {
            x_axis: Axis::unitless("projection of the stimulus (standard deviations)"),
            y_axis: axis("firing rate", Unit::SPIKES_PER_SECOND),
            series,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table.take_rows(&rows_drawn)));
        Ok(())
    }
}
