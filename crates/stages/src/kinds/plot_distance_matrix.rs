//! Which spike trains are alike?
//!
//! Distances of all pairs of trains in colours, in the order of the table: trials sorted by a condition show dark
//! squares along the diagonal where trains of one condition are alike.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{Axis, Heatmap};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{figure, nothing_to_draw, number, these_many};
use crate::tables::distances_schema;

/// More trains than this have numbers at the axes in place of names.
const MOST_NAMES: usize = 24;

/// `plot-distance-matrix`.
pub struct PlotDistanceMatrix;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit whose trials are drawn; left out, the first of the table, or the units themselves
    unit: Option<i64>,
}

impl Stage for PlotDistanceMatrix {
    const NAME: &'static str = "plot-distance-matrix";
    const SUMMARY: &'static str = "Draw the distances of all pairs of spike trains";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("distances", distances_schema()).described("one row a pair of trains")]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("distances in colours")]
    }

    fn example() -> Example {
        let distances = Table::build("distances")
            .optional_integer("unit_id", Unit::ID, vec![None; 9])
            .integer("a_id", Unit::ID, vec![1, 1, 1, 2, 2, 2, 5, 5, 5])
            .integer("b_id", Unit::ID, [1, 2, 5].repeat(3))
            .float("distance", Unit::ONE, vec![0.0, 2.0, 9.0, 2.0, 0.0, 8.0, 9.0, 8.0, 0.0])
            .finish();
        Example::default().input("distances", distances.expect("three trains"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("distances")?;
        let of_unit = table.optional_integers("unit_id")?;
        let wanted = params.unit.or_else(|| of_unit.first().copied().flatten());
        let rows: Vec<usize> = (0..of_unit.len()).filter(|&row| of_unit[row] == wanted).collect();
        let drawn = table.take_rows(&rows);
        let (a, b) = (drawn.integers("a_id")?, drawn.integers("b_id")?);
        let distance = drawn.numbers("distance")?;
        let n = rows.len().isqrt();
        if n == 0 || n * n != rows.len() {
            return Err(nothing_to_draw("distances", "distance"));
        }
        let names: Vec<String> = b[..n].iter().map(ToString::to_string).collect();
        let thing = if wanted.is_some() { "trial" } else { "unit" };
        let apart: Vec<usize> = (0..rows.len()).filter(|&row| row / n < row % n).collect();
        let closest =
            apart.iter().copied().reduce(|x, y| if distance[y] < distance[x] { y } else { x });
        let others: Vec<f64> = apart.iter().map(|&row| distance[row]).collect();
        let finding = match closest {
            Some(row) => format!(
                "{} lie a median of {} apart; nearest are {} and {}, {} apart",
                these_many(n, thing),
                number(median(&others)),
                a[row],
                b[row],
                number(distance[row])
            ),
            None => format!("there is one {thing} only"),
        };
        let edges: Vec<f64> = (0..=n).map(|edge| edge as f64).collect();
        let label = if n > MOST_NAMES {
            format!("{thing}, in the order of the table")
        } else {
            thing.into()
        };
        let named = if n > MOST_NAMES { Vec::new() } else { names };
        let picture = Heatmap {
            x_axis: Axis::unitless(label.clone()),
            y_axis: Axis::unitless(label),
            value_axis: Axis::unitless("distance"),
            x_edges: edges.clone(),
            y_edges: edges,
            x_names: named.clone(),
            y_names: named,
            first_row_on_top: true,
            values: distance,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}
