//! How well do few components stand for all units?
//!
//! The share of the variance that is kept, against the number of components that the activity is rebuilt from. On the data
//! that the components were taken from it can only rise; what it says of other data, held-out data must say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries, ReferenceLine, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{figure, largest, nothing_to_draw, number, these_many};

/// `plot-reconstruction`.
pub struct PlotReconstruction;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The share of the variance at which a line is drawn
    #[schemars(range(min = 0.0, max = 1.0))]
    share: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { share: 0.9 }
    }
}

impl Stage for PlotReconstruction {
    const NAME: &'static str = "plot-reconstruction";
    const SUMMARY: &'static str = "Draw how much of the activity a number of components rebuilds";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::integer("n_components", Unit::ANY).described("how many components"),
            Column::float("variance_explained", Unit::ANY)
                .described("the share of the variance that they rebuild"),
        ];
        vec![
            Port::table("errors", TableSchema::at_least("errors", columns))
                .described("one row a number of components"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the share of variance against components")]
    }

    fn example() -> Example {
        let errors = Table::build("errors")
            .integer("n_components", Unit::ONE, vec![1, 2, 3])
            .float("variance_explained", Unit::FRACTION, vec![0.6, 0.85, 0.95])
            .finish();
        Example::default().input("errors", errors.expect("three numbers"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let errors = task.table("errors")?;
        let n_components = errors.integers("n_components")?;
        let share = errors.numbers("variance_explained")?;
        let said = |row: usize| {
            let n = usize::try_from(n_components[row]).unwrap_or(0);
            format!("{} of the variance with {}", number(share[row]), these_many(n, "component"))
        };
        let Some(most) = largest(&share) else {
            return Err(nothing_to_draw("errors", "variance_explained"));
        };
        // a share that rounding keeps from its last digit counts as reached
        let enough = share.iter().position(|&share| share >= params.share - 1e-12);
        let later = match enough.unwrap_or(most) {
            0 => String::new(),
            row => format!(" and {}", said(row)),
        };
        let finding = format!("the activity is rebuilt to {}{later}", said(0));
        let limits = share.iter().all(|share| (0.0..=1.0).contains(share)).then_some((0.0, 1.0));
        let picture = LinePlot {
            x_axis: Axis::unitless("number of components"),
            y_axis: Axis { limits, ..Axis::unitless("share of variance rebuilt") },
            series: vec![LineSeries {
                x: n_components.iter().map(|&n| n as f64).collect(),
                y: share.clone(),
                shown: Shown::LineAndPoints,
                ..Default::default()
            }],
            references: vec![ReferenceLine::horizontal(
                format!("{} of the variance", number(params.share)),
                params.share,
            )],
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, errors));
        Ok(())
    }
}
