//! What was believed before, what do the data say, and what is believed now?
//!
//! Prior, likelihood and posterior as densities over the parameter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, largest, nothing_to_draw, unit_of, with_gaps};

/// `plot-posterior`.
pub struct PlotPosterior;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the parameter is, for the axis and the alt text
    label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { label: "parameter".into() }
    }
}

impl Stage for PlotPosterior {
    const NAME: &'static str = "plot-posterior";
    const SUMMARY: &'static str = "Draw prior, likelihood and posterior of a parameter";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let density = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let columns = [
            density("value", "the parameter"),
            density("prior", "density before the data"),
            density("likelihood", "how likely the data are there"),
            density("posterior", "density after the data"),
        ];
        vec![
            Port::table("posterior", TableSchema::at_least("posterior", columns))
                .described("one row a point of the grid, as `posterior-grid` gives it"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("three densities")]
    }

    fn example() -> Example {
        let posterior = Table::build("posterior")
            .float("value", Unit::FRACTION, vec![0.0, 0.25, 0.5, 0.75, 1.0])
            .float("prior", Unit::ONE, vec![0.0, 1.2, 1.6, 1.2, 0.0])
            .float("likelihood", Unit::ONE, vec![0.0, 0.1, 1.0, 2.8, 0.2])
            .float("posterior", Unit::ONE, vec![0.0, 0.1, 1.3, 2.6, 0.0])
            .finish();
        Example::default()
            .input("posterior", posterior.expect("five points"))
            .param("label", "probability of a correct choice")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("posterior")?;
        let unit = unit_of(&table, "value");
        let value = with_gaps(&table, "value")?;
        let mut series = Vec::new();
        let mut tops = Vec::new();
        for name in ["prior", "likelihood", "posterior"] {
            let density = with_gaps(&table, name)?;
            let Some(top) = largest(&density) else {
                return Err(nothing_to_draw("posterior", name));
            };
            // A flat density has no top to speak of.
            let is_flat = density.iter().all(|height| *height == density[0]);
            tops.push(if is_flat {
                format!("the {name} is flat")
            } else {
                format!("the {name} peaks at {}", amount(value[top], unit))
            });
            series.push(LineSeries {
                label: name.into(),
                x: value.clone(),
                y: density,
                ..Default::default()
            });
        }
        let picture = LinePlot {
            x_axis: axis(&params.label, unit),
            y_axis: Axis::unitless("density"),
            series,
            finding: tops.join(", "),
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, table));
        Ok(())
    }
}
