//! Which path does the activity of the population take?
//!
//! Two components of each time's scores against each other, joined in order and coloured by time. What looks like a
//! crossing need not be one: the path has more components than two.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::TrajectoryPlot;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, nothing_to_draw, range, unit_of};
use crate::matrices::matrix_of;

/// `plot-trajectory`.
pub struct PlotTrajectory;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The component along the abscissa, counted from 1
    #[schemars(range(min = 1, max = 10_000))]
    x: usize,
    /// The component along the ordinate, counted from 1
    #[schemars(range(min = 1, max = 10_000))]
    y: usize,
    /// How long a stretch to draw, from the first time on
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// What the scores are, before the number of the component
    label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { x: 1, y: 2, duration_s: 10.0, label: "component".into() }
    }
}

impl Stage for PlotTrajectory {
    const NAME: &'static str = "plot-trajectory";
    const SUMMARY: &'static str = "Draw the path of the population in two of its components";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::float("time_s", Unit::SECOND).described("when it was"),
            Column::vector("score", Unit::ANY).described("the score on each component"),
        ];
        vec![
            Port::table("scores", TableSchema::at_least("scores", columns))
                .described("one row a time, in order"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the path, coloured by time")]
    }

    fn example() -> Example {
        let flat = [[0.0, -1.0], [1.0, 0.0], [0.0, 1.0], [-1.5, 0.5]].concat();
        let scores = Table::build("scores")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3])
            .vector("score", Unit::SPIKES_PER_SECOND, flat, 2)
            .finish();
        Example::default().input("scores", scores.expect("four times"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let scores = task.table("scores")?;
        let unit = unit_of(&scores, "score");
        let time_s = scores.floats("time_s")?;
        let first_s = *time_s.first().ok_or_else(|| nothing_to_draw("scores", "score"))?;
        let n_rows = time_s.partition_point(|&time| time <= first_s + params.duration_s);
        let scores = scores.slice(0, n_rows);
        let time_s = scores.floats("time_s")?.to_vec();
        let matrix = matrix_of(&scores, "score")?;
        let column = |name: &str, component: usize| {
            if component <= matrix.ncols() {
                return Ok(matrix.column(component - 1).to_vec());
            }
            Err(Failure::new(
                format!(
                    "parameter `{name}`: got component {component}, wanted one of {}",
                    matrix.ncols()
                ),
                "keep more components in the stage that makes the scores",
            ))
        };
        let (x, y) = (column("x", params.x)?, column("y", params.y)?);
        let name = |component: usize| format!("{} {component}", params.label);
        let (x_name, y_name) = (name(params.x), name(params.y));
        let span = |values: &[f64]| {
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            range(low, values.iter().copied().fold(f64::NEG_INFINITY, f64::max), unit)
        };
        let last_s = time_s.last().copied().unwrap_or(first_s);
        let finding = format!(
            "in {} {x_name} spans {} and {y_name} {}",
            amount(last_s - first_s, Unit::SECOND),
            span(&x),
            span(&y)
        );
        let data = Table::build("trajectory")
            .float("time_s", Unit::SECOND, time_s.clone())
            .float("x", unit, x.clone())
            .float("y", unit, y.clone())
            .finish()?;
        let picture = TrajectoryPlot {
            x_axis: axis(&x_name, unit),
            y_axis: axis(&y_name, unit),
            colour_axis: axis("time", Unit::SECOND),
            x,
            y,
            colour: time_s,
            with_equal_axes: true,
            with_ends: true,
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}
