//! Do rows of one label lie together?
//!
//! Two entries of a vector as a place on paper (scores of components, places of t-SNE), coloured by an integer label. The
//! alt text says how well labels are apart there: their mean silhouette (1 is well apart, 0 is mixed).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::clustering::silhouette;
use spikebook_data::Table;
use spikebook_figures::{PointGroup, ScatterPlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{TableSchema, Unit};

use crate::drawing::{axis, figure, nothing_to_draw, number, these_many, unit_of};
use crate::matrices::{as_integers, classes_of, matrix_of, same_rows};

/// Labels beyond this many are drawn as one group of others.
const MOST_LABELS: usize = 8;

/// Rows of which all pairs are looked at for the silhouette.
const MOST_ROWS: usize = 5000;

/// `plot-embedding`.
pub struct PlotEmbedding;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column with the places
    column: String,
    /// The integer column with the labels
    label: String,
    /// What the entries are called
    axis_name: String,
    /// The entry drawn from left to right, from 1
    #[schemars(range(min = 1, max = 100_000))]
    x_entry: usize,
    /// The entry drawn from bottom to top, from 1
    #[schemars(range(min = 1, max = 100_000))]
    y_entry: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "score".into(),
            label: "cluster".into(),
            axis_name: "component".into(),
            x_entry: 1,
            y_entry: 2,
        }
    }
}

impl Stage for PlotEmbedding {
    const NAME: &'static str = "plot-embedding";
    const SUMMARY: &'static str = "Draw rows on paper, coloured by their label";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("places", TableSchema::at_least("places", []))
                .described("one row a row, with the column that `column` names"),
            Port::table("labels", TableSchema::at_least("labels", []))
                .described("in the same order, with the column that `label` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a point a row, coloured by its label")]
    }

    fn example() -> Example {
        let places = Table::build("places")
            .vector("score", Unit::ONE, vec![0.0, 1.0, 1.0, 0.0, 8.0, 9.0, 9.0, 8.0, 8.5, 8.5], 2)
            .finish();
        let labels =
            Table::build("labels").integer("cluster", Unit::ONE, vec![0, 0, 1, 1, 1]).finish();
        Example::default()
            .input("places", places.expect("five rows"))
            .input("labels", labels.expect("five rows"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let (places, labels) = (task.table("places")?, task.table("labels")?);
        same_rows(("labels", labels.n_rows()), ("places", places.n_rows()))?;
        let matrix = matrix_of(&places, &params.column)?;
        let entries = [params.x_entry, params.y_entry];
        let wrong = entries.iter().find(|&&entry| entry == 0 || entry > matrix.ncols());
        if let Some(entry) = wrong {
            return Err(Failure::new(
                format!(
                    "parameters `x_entry` and `y_entry`: got {entry}, wanted numbers from 1 to {}",
                    matrix.ncols()
                ),
                "count the entries of the vector from 1",
            ));
        }
        if matrix.nrows() == 0 {
            return Err(nothing_to_draw("places", &params.column));
        }
        let (classes, names) = classes_of(&labels, &params.label)?;
        let drawn = matrix.select(ndarray::Axis(1), &entries.map(|entry| entry - 1));
        let mut sizes = vec![0_usize; names.len()];
        classes.iter().for_each(|&class| sizes[class] += 1);
        let apart = if names.len() > 1 && matrix.nrows() <= MOST_ROWS {
            let fits = silhouette::mean(drawn.view(), &classes)?;
            format!(", apart from each other with a mean silhouette of {}", number(fits))
        } else {
            String::new()
        };
        let (largest, smallest) = (sizes.iter().max().copied(), sizes.iter().min().copied());
        let finding = format!(
            "{} of {} with {} to {} each{apart}",
            these_many(matrix.nrows(), "point"),
            these_many(names.len(), "label"),
            smallest.unwrap_or(0),
            largest.unwrap_or(0),
        );
        let group = |label: String, is_in: &dyn Fn(usize) -> bool| {
            let rows: Vec<usize> = (0..classes.len()).filter(|&row| is_in(classes[row])).collect();
            PointGroup {
                label,
                x: rows.iter().map(|&row| drawn[[row, 0]]).collect(),
                y: rows.iter().map(|&row| drawn[[row, 1]]).collect(),
                ..Default::default()
            }
        };
        let n_named = if names.len() > MOST_LABELS { MOST_LABELS - 1 } else { names.len() };
        let mut groups: Vec<PointGroup> = (0..n_named)
            .map(|class| {
                group(format!("{} {}", params.label.replace('_', " "), names[class]), &|other| {
                    other == class
                })
            })
            .collect();
        if n_named < names.len() {
            groups.push(group("others".into(), &|other| other >= n_named));
        }
        let unit = unit_of(&places, &params.column);
        let title = |entry: usize| axis(&format!("{} {}", params.axis_name, entries[entry]), unit);
        let data = Table::build("embedding")
            .float("x", unit, drawn.column(0).to_vec())
            .float("y", unit, drawn.column(1).to_vec())
            .integer(
                "label",
                Unit::ONE,
                as_integers(&classes).iter().map(|&k| names[k as usize]).collect(),
            )
            .finish()?;
        let picture = ScatterPlot {
            x_axis: title(0),
            y_axis: title(1),
            groups,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}
