//! Does the curve run through the points?
//!
//! Observations against one predictor, with the fitted curve and the interval of its mean. The interval is of the curve, not
//! of points: most of those lie outside. Of many units one is drawn.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{LineSeries, PointGroup, ScatterPlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{
    amount, axis, band, figure, known, nothing_to_draw, these_many, unit_of, with_gaps,
};

/// `plot-regression`.
pub struct PlotRegression;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of points with the predictor
    x: String,
    /// The column of points with the response
    y: String,
    /// What the predictor is, for the axis
    x_label: String,
    /// What the response is, for the axis and the alt text
    y_label: String,
    /// The unit to draw, where there are several
    unit_id: Option<i64>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            x: "x".into(),
            y: "y".into(),
            x_label: "predictor".into(),
            y_label: "response".into(),
            unit_id: None,
        }
    }
}

impl Stage for PlotRegression {
    const NAME: &'static str = "plot-regression";
    const SUMMARY: &'static str = "Draw points, the fitted curve and its interval";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let curve = [
            number("x", "the predictor"),
            number("fitted", "the fitted mean"),
            number("low", "lower end of its interval"),
            number("high", "upper end of its interval"),
        ];
        vec![
            Port::table("points", TableSchema::at_least("points", []))
                .described("one row an observation, with the columns that parameters name"),
            Port::table("curve", TableSchema::at_least("curve", curve))
                .described("the fitted curve, as `linear-regression` and `nonlinear-fit` give it"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("points with the fitted curve")]
    }

    fn example() -> Example {
        let points = Table::build("points")
            .float("coherence", Unit::FRACTION, vec![0.0, 0.064, 0.128, 0.256, 0.512])
            .float("reaction_s", Unit::SECOND, vec![0.82, 0.79, 0.71, 0.62, 0.43])
            .finish();
        let curve = Table::build("curve")
            .float("x", Unit::FRACTION, vec![0.0, 0.25, 0.512])
            .float("fitted", Unit::SECOND, vec![0.82, 0.625, 0.428])
            .float("low", Unit::SECOND, vec![0.79, 0.61, 0.38])
            .float("high", Unit::SECOND, vec![0.85, 0.64, 0.47])
            .finish();
        Example::default()
            .input("points", points.expect("five points"))
            .input("curve", curve.expect("three points"))
            .param("x", "coherence")
            .param("y", "reaction_s")
            .param("x_label", "coherence")
            .param("y_label", "reaction time")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let points = params.of_unit(task.table("points")?)?;
        let curve = params.of_unit(task.table("curve")?)?;
        let (x_unit, y_unit) = (unit_of(&points, &params.x), unit_of(&points, &params.y));
        let (x, y) = (with_gaps(&points, &params.x)?, with_gaps(&points, &params.y)?);
        let fitted = with_gaps(&curve, "fitted")?;
        let curve_x = with_gaps(&curve, "x")?;
        let (Some(&from), Some(&to)) = (known(&fitted).first(), known(&fitted).last()) else {
            return Err(nothing_to_draw("curve", "fitted"));
        };
        let (start, end) = (known(&curve_x)[0], known(&curve_x)[known(&curve_x).len() - 1]);
        let n_points = x.iter().zip(&y).filter(|(x, y)| x.is_finite() && y.is_finite()).count();
        let finding = format!(
            "the fitted {} goes from {} at {} to {} at {}, through {}",
            params.y_label,
            amount(from, y_unit),
            amount(start, x_unit),
            amount(to, y_unit),
            amount(end, x_unit),
            these_many(n_points, "observation")
        );
        let interval = band(&curve, "low", "high")?;
        let picture = ScatterPlot {
            x_axis: axis(&params.x_label, x_unit),
            y_axis: axis(&params.y_label, y_unit),
            groups: vec![PointGroup { label: "observed".into(), x, y, ..Default::default() }],
            lines: vec![LineSeries {
                label: "fitted".into(),
                x: curve_x,
                y: fitted,
                band: interval,
                ..Default::default()
            }],
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, points));
        Ok(())
    }
}

impl Params {
    /// The rows of the unit to draw; all where none is named or the table has no units.
    fn of_unit(&self, table: Table) -> Result<Table, Failure> {
        let Some(wanted) = self.unit_id.filter(|_| table.has("unit_id")) else {
            return Ok(table);
        };
        let units = table.optional_integers("unit_id")?;
        let rows: Vec<usize> =
            (0..table.n_rows()).filter(|&row| units[row] == Some(wanted)).collect();
        Ok(table.take_rows(&rows))
    }
}
