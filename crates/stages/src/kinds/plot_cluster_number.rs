//! How many groups?
//!
//! A criterion for each number of groups: the inertia (look for its bend), the mean silhouette (the largest), the BIC (the smallest).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries, ReferenceLine, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{figure, nothing_to_draw, number, these_many, with_gaps};

/// `plot-cluster-number`.
pub struct PlotClusterNumber;

/// What speaks for a number of groups.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Criterion {
    /// Squared distances from the centres
    Inertia,
    /// The mean silhouette
    Silhouette,
    /// The Bayesian information criterion
    Bic,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What speaks for a number of groups
    criterion: Criterion,
}

impl Default for Params {
    fn default() -> Self {
        Self { criterion: Criterion::Bic }
    }
}

impl Stage for PlotClusterNumber {
    const NAME: &'static str = "plot-cluster-number";
    const SUMMARY: &'static str = "Draw what speaks for which number of groups";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let n = Column::integer("n_clusters", Unit::ANY).described("how many groups");
        vec![Port::table("criteria", TableSchema::at_least("criteria", [n])).described(
            "one row a number of groups, with a column `inertia`, `silhouette` or `bic`",
        )]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the criterion against the number of groups")]
    }

    fn example() -> Example {
        let criteria = Table::build("criteria")
            .integer("n_clusters", Unit::ONE, vec![1, 2, 3, 4])
            .float("bic", Unit::ONE, vec![1840.0, 1520.0, 1433.0, 1460.0])
            .finish();
        Example::default().input("criteria", criteria.expect("four numbers"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let criteria = task.table("criteria")?;
        let (column, words) = match params.criterion {
            Criterion::Inertia => ("inertia", "inertia"),
            Criterion::Silhouette => ("silhouette", "mean silhouette"),
            Criterion::Bic => ("bic", "BIC"),
        };
        let n_clusters = criteria.numbers("n_clusters")?;
        let values = with_gaps(&criteria, column)?;
        let known: Vec<usize> = (0..values.len()).filter(|&row| values[row].is_finite()).collect();
        let (Some(&first), Some(&last)) = (known.first(), known.last()) else {
            return Err(nothing_to_draw("criteria", column));
        };
        let better = |a: usize, b: usize| match params.criterion {
            Criterion::Silhouette => values[a] > values[b],
            Criterion::Inertia | Criterion::Bic => values[a] < values[b],
        };
        let best =
            known.iter().copied().reduce(|best, row| if better(row, best) { row } else { best });
        let best = best.unwrap_or(first);
        let groups = |row: usize| these_many(n_clusters[row] as usize, "group");
        let (finding, references) = match params.criterion {
            Criterion::Inertia => {
                let finding = format!(
                    "the inertia falls from {} with {} to {} with {}",
                    number(values[first]),
                    groups(first),
                    number(values[last]),
                    groups(last)
                );
                (finding, Vec::new())
            }
            Criterion::Silhouette | Criterion::Bic => {
                let finding = format!(
                    "the {words} is best with {}, {}; it is {} with {} and {} with {}",
                    groups(best),
                    number(values[best]),
                    number(values[first]),
                    groups(first),
                    number(values[last]),
                    groups(last)
                );
                (finding, vec![ReferenceLine::vertical("best", n_clusters[best])])
            }
        };
        let picture = LinePlot {
            x_axis: Axis::unitless("number of groups"),
            y_axis: Axis::unitless(words),
            series: vec![LineSeries {
                x: n_clusters,
                y: values,
                shown: Shown::LineAndPoints,
                ..Default::default()
            }],
            references,
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, criteria));
        Ok(())
    }
}
