//! How many components does the activity need?
//!
//! A bar for each principal component, its share of the variance, and a line with the share of all components so
//! far. No share is a threshold: noise that is alike in all directions needs many components too.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, BarPlot, BarSeries, LineSeries, ReferenceLine, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{figure, nothing_to_draw, number, these_many};

/// `plot-scree`.
pub struct PlotScree;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Most components to draw
    #[schemars(range(min = 1, max = 60))]
    n_components: usize,
    /// The share of the variance at which a line is drawn
    #[schemars(range(min = 0.0, max = 1.0))]
    share: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_components: 20, share: 0.9 }
    }
}

impl Stage for PlotScree {
    const NAME: &'static str = "plot-scree";
    const SUMMARY: &'static str = "Draw the share of variance of each principal component";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::integer("component", Unit::ANY).described("the component, the largest first"),
            Column::float("ratio", Unit::ANY).described("its share of the variance"),
            Column::float("cumulative", Unit::ANY).described("the share of all so far"),
        ];
        vec![
            Port::table("variance", TableSchema::at_least("variance", columns))
                .described("one row a component"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("shares of the variance, each and together")]
    }

    fn example() -> Example {
        let variance = Table::build("variance")
            .integer("component", Unit::ONE, vec![1, 2, 3, 4])
            .float("ratio", Unit::FRACTION, vec![0.6, 0.25, 0.1, 0.05])
            .float("cumulative", Unit::FRACTION, vec![0.6, 0.85, 0.95, 1.0])
            .finish();
        Example::default().input("variance", variance.expect("four components"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let variance = task.table("variance")?;
        let ratio = variance.numbers("ratio")?;
        let cumulative = variance.numbers("cumulative")?;
        let largest = *ratio.first().ok_or_else(|| nothing_to_draw("variance", "ratio"))?;
        let share = params.share;
        // a share that rounding keeps from its last digit counts as reached
        let enough = cumulative.iter().position(|&sum| sum >= share - 1e-12);
        let together = match enough {
            Some(index) => format!(
                "the first {} together {}, at least {}",
                these_many(index + 1, "component"),
                number(cumulative[index]),
                number(share)
            ),
            None => format!("all {} together less than {}", ratio.len(), number(share)),
        };
        let drawn = variance.slice(0, params.n_components);
        let components = drawn.integers("component")?;
        let picture = BarPlot {
            name_axis: Axis::unitless("component"),
            value_axis: Axis::unitless("share of variance"),
            names: components.iter().map(ToString::to_string).collect(),
            series: vec![BarSeries {
                label: "each".into(),
                values: drawn.numbers("ratio")?,
                ..Default::default()
            }],
            lines: vec![LineSeries {
                label: "together".into(),
                x: (1..=components.len()).map(|bar| bar as f64).collect(),
                y: drawn.numbers("cumulative")?,
                shown: Shown::LineAndPoints,
                ..Default::default()
            }],
            references: vec![ReferenceLine::horizontal(
                format!("{} of the variance", number(share)),
                share,
            )],
            finding: format!(
                "the first component holds {} of the variance, and {together}",
                number(largest)
            ),
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}
