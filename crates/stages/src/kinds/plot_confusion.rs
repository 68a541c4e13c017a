//! Which class is taken for which?
//!
//! A confusion matrix in colours: each row is a class, and says as what its rows were told. Right answers lie on the diagonal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Heatmap};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{figure, nothing_to_draw, number};
use crate::matrices::classes_of;

/// `plot-confusion`.
pub struct PlotConfusion;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the classes are called
    label: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { label: "class".into() }
    }
}

impl Stage for PlotConfusion {
    const NAME: &'static str = "plot-confusion";
    const SUMMARY: &'static str = "Draw which class is taken for which";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::integer("actual", Unit::ANY).described("the class"),
            Column::integer("told", Unit::ANY).described("what its rows were taken for"),
            Column::integer("n_rows", Unit::ANY).described("how many of them"),
            Column::float("share", Unit::ANY).described("share of the rows of the class"),
        ];
        vec![
            Port::table("confusion", TableSchema::at_least("confusion", columns))
                .described("one row a pair of classes"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("actual classes against told ones")]
    }

    fn example() -> Example {
        let confusion = Table::build("confusion")
            .integer("actual", Unit::ONE, vec![0, 0, 1, 1])
            .integer("told", Unit::ONE, vec![0, 1, 0, 1])
            .integer("n_rows", Unit::ONE, vec![18, 2, 5, 15])
            .float("share", Unit::FRACTION, vec![0.9, 0.1, 0.25, 0.75])
            .finish();
        Example::default().input("confusion", confusion.expect("two classes"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let confusion = task.table("confusion")?;
        let (actual, classes) = classes_of(&confusion, "actual")?;
        let (share, n_rows) = (confusion.numbers("share")?, confusion.numbers("n_rows")?);
        let told = confusion.integers("told")?;
        let n = classes.len();
        if n == 0 {
            return Err(nothing_to_draw("confusion", "share"));
        }
        let mut values = vec![f64::NAN; n * n];
        let (mut n_right, mut n_all) = (0.0, 0.0);
        let mut worst: Option<(usize, usize, f64)> = None;
        for row in 0..actual.len() {
            let Ok(column) = classes.binary_search(&told[row]) else {
                return Err(Failure::new(
                    format!(
                        "input `confusion`, row {row}: got {} told, wanted one of the classes in `actual`",
                        told[row]
                    ),
                    "the stage `classify` makes such a table",
                ));
            };
            values[actual[row] * n + column] = share[row];
            n_all += n_rows[row];
            if actual[row] == column {
                n_right += n_rows[row];
            } else if worst.is_none_or(|worst| share[row] > worst.2) {
                worst = Some((actual[row], column, share[row]));
            }
        }
        let mut finding = format!("{} of the rows are told right", number(n_right / n_all));
        if let Some((actual, told, share)) = worst.filter(|worst| worst.2 > 0.0) {
            finding = format!(
                "{finding}; most often {} {} is taken for {}, in {} of its rows",
                params.label,
                classes[actual],
                classes[told],
                number(share)
            );
        }
        let names: Vec<String> = classes.iter().map(ToString::to_string).collect();
        let edges: Vec<f64> = (0..=n).map(|edge| edge as f64).collect();
        let picture = Heatmap {
            x_axis: Axis::unitless(format!("told {}", params.label)),
            y_axis: Axis::unitless(format!("actual {}", params.label)),
            value_axis: Axis::unitless("share of the rows of the class").between(0.0, 1.0),
            x_edges: edges.clone(),
            y_edges: edges,
            values,
            x_names: names.clone(),
            y_names: names,
            first_row_on_top: true,
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, confusion));
        Ok(())
    }
}
