//! Where does a unit fire?
//!
//! The smoothed rate of one unit over the plane in colours; bins without enough time stay grey.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Heatmap, edges_about};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{
    UnitRows, amount, axis, figure, largest, nothing_to_draw, number, signal_label, unit_of,
    with_gaps,
};
use crate::tables::maps_schema;

/// `plot-tuning-map`.
pub struct PlotTuningMap;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit to draw; left out, the first with a rate
    unit: Option<i64>,
    /// What the signal along x is, for the axis; left out, what its unit says
    x_label: Option<String>,
    /// What the signal along y is, for the axis; left out, what its unit says
    y_label: Option<String>,
    /// Whether the rates are those with neighbours pooled in
    smoothed: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { unit: None, x_label: None, y_label: None, smoothed: true }
    }
}

impl Stage for PlotTuningMap {
    const NAME: &'static str = "plot-tuning-map";
    const SUMMARY: &'static str = "Draw the rate of one unit over a plane";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("maps", maps_schema()).described("one row a unit and bin")]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the rate in colours")]
    }

    fn example() -> Example {
        let rates = [Some(1.0), Some(4.0), None, Some(9.0)];
        let maps = Table::build("maps")
            .integer("unit_id", Unit::ID, vec![1; 4])
            .integer("x_bin", Unit::ONE, vec![0, 1, 0, 1])
            .integer("y_bin", Unit::ONE, vec![0, 0, 1, 1])
            .float("x", Unit::PIXEL, vec![5.0, 15.0, 5.0, 15.0])
            .float("y", Unit::PIXEL, vec![5.0, 5.0, 15.0, 15.0])
            .integer("n_spikes", Unit::SPIKES, vec![1, 4, 0, 9])
            .float("occupancy_s", Unit::SECOND, vec![1.0, 1.0, 0.0, 1.0])
            .optional_float("rate_hz", Unit::SPIKES_PER_SECOND, rates.to_vec())
            .optional_float("smoothed_hz", Unit::SPIKES_PER_SECOND, rates.to_vec())
            .finish();
        Example::default().input("maps", maps.expect("four bins"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("maps")?;
        let by_unit = UnitRows::of(&table)?;
        let Some(unit_id) = by_unit.chosen_one(params.unit)? else {
            return Err(nothing_to_draw("maps", "rate_hz"));
        };
        let drawn = table.take_rows(by_unit.rows(unit_id));
        let column = if params.smoothed { "smoothed_hz" } else { "rate_hz" };
        let rates = with_gaps(&drawn, column)?;
        let best = largest(&rates).ok_or_else(|| nothing_to_draw("maps", column))?;
        let (x, y) = (drawn.numbers("x")?, drawn.numbers("y")?);
        let (x_unit, y_unit) = (unit_of(&drawn, "x"), unit_of(&drawn, "y"));
        let n_columns = drawn.integers("x_bin")?.iter().max().map_or(1, |&last| last as usize + 1);
        let n_visited = rates.iter().filter(|rate| rate.is_finite()).count();
        let sum =
            |column: &str| -> Result<f64, Failure> { Ok(drawn.numbers(column)?.iter().sum()) };
        let mean = sum("n_spikes")? / sum("occupancy_s")?;
        let picture = Heatmap {
            x_axis: axis(&signal_label(params.x_label.as_deref().or(Some("x")), x_unit), x_unit),
            y_axis: axis(&signal_label(params.y_label.as_deref().or(Some("y")), y_unit), y_unit),
            value_axis: axis("firing rate", Unit::SPIKES_PER_SECOND),
            x_edges: edges_about(&x[..n_columns]),
            y_edges: edges_about(&y.iter().copied().step_by(n_columns).collect::<Vec<_>>()),
            finding: format!(
                "the rate of unit {unit_id} peaks with {} at ({}, {}), against {} on average; {n_visited} of {} \
                 bins were visited long enough",
                amount(rates[best], Unit::SPIKES_PER_SECOND),
                number(x[best]),
                number(y[best]),
                amount(mean, Unit::SPIKES_PER_SECOND),
                rates.len()
            ),
            values: rates,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}
