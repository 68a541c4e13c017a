//! What is left of the observations, and does it look like noise?
//!
//! Residuals against fitted values. A bend says that the curve is wrong, a funnel that the noise has no one size, a point far out
//! that it pulls the fit alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{PointGroup, ReferenceLine, ScatterPlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{
    amount, axis, figure, largest, nothing_to_draw, these_many, unit_of, with_gaps,
};

/// `plot-residuals`.
pub struct PlotResiduals;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the response is, for the axes and the alt text
    label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { label: "response".into() }
    }
}

impl Stage for PlotResiduals {
    const NAME: &'static str = "plot-residuals";
    const SUMMARY: &'static str = "Draw residuals against fitted values";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let rows = [
            Column::float("fitted", Unit::ANY).described("the fitted mean"),
            Column::float("residual", Unit::ANY).described("observed less fitted"),
        ];
        vec![
            Port::table("rows", TableSchema::at_least("rows", rows))
                .described("one row an observation, as `linear-regression` gives it"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("residuals against fitted values")]
    }

    fn example() -> Example {
        let rows = Table::build("rows")
            .float("fitted", Unit::SECOND, vec![0.82, 0.77, 0.72, 0.62, 0.43])
            .float("residual", Unit::SECOND, vec![0.001, 0.02, -0.011, -0.002, -0.004])
            .finish();
        Example::default().input("rows", rows.expect("five rows")).param("label", "reaction time")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let unit = unit_of(&rows, "residual");
        let (fitted, residual) = (with_gaps(&rows, "fitted")?, with_gaps(&rows, "residual")?);
        let sizes: Vec<f64> = residual.iter().map(|value| value.abs()).collect();
        let Some(most) = largest(&sizes) else {
            return Err(nothing_to_draw("rows", "residual"));
        };
        let n = sizes.iter().filter(|size| size.is_finite()).count();
        let n_above = residual.iter().filter(|value| **value > 0.0).count();
        let finding = format!(
            "{n_above} of {} lie above 0; the largest is {} where the fitted {} is {}",
            these_many(n, "residual"),
            amount(residual[most], unit),
            params.label,
            amount(fitted[most], unit)
        );
        let picture = ScatterPlot {
            x_axis: axis(&format!("fitted {}", params.label), unit),
            y_axis: axis("residual", unit),
            groups: vec![PointGroup { x: fitted, y: residual, ..Default::default() }],
            references: vec![ReferenceLine::horizontal("no residual", 0.0)],
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, rows));
        Ok(())
    }
}
