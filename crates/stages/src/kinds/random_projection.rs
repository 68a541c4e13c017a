//! How well do directions drawn by chance keep the distances between states?
//!
//! Sparse random directions ([`spikebook_analysis::decomposition::RandomProjection`], drawn by linfa-reduction), to compare with
//! principal components: what chance keeps as well is no finding. `stretch` is the length of a row along the directions
//! over its length.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::RandomProjection as Directions;
use spikebook_data::Table;
use spikebook_numeric::sum::mean;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::matrices::{flat_rows, matrix_of, row_numbers};

/// `random-projection`.
pub struct RandomProjection;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many directions
    #[schemars(range(min = 1, max = 100_000))]
    n_directions: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "rates".into(), n_directions: 10 }
    }
}

impl Stage for RandomProjection {
    const NAME: &'static str = "random-projection";
    const SUMMARY: &'static str = "Project activity onto directions drawn by chance";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let scores = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::vector("score", Unit::ANY).described("its place along each direction"),
            Column::float("stretch", Unit::ONE)
                .optional()
                .described("length along the directions over length; empty for a row of zeros"),
        ];
        let summary = [
            Column::float("mean_stretch", Unit::ONE).described("mean over rows"),
            Column::float("least_stretch", Unit::ONE).described("smallest over rows"),
            Column::float("largest_stretch", Unit::ONE).described("largest over rows"),
        ];
        vec![
            Port::table("scores", TableSchema::new("scores", scores)).described("one row a row"),
            Port::values("summary", ValuesSchema::new(summary)).described("how lengths are kept"),
        ]
    }

    fn example() -> Example {
        let rates: Vec<f64> = (0..60).map(|k| f64::from(k * k % 17)).collect();
        let rows =
            Table::build("rows").vector("rates", Unit::SPIKES_PER_SECOND, rates, 20).finish();
        Example::default().input("rows", rows.expect("three rows"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let directions = Directions::new(params.n_directions, task.seed())?;
        let scores = directions.fit_columns(matrix.ncols())?.transform(matrix.view())?;
        let length = |row: ndarray::ArrayView1<'_, f64>| row.dot(&row).sqrt();
        let stretch: Vec<Option<f64>> = matrix
            .outer_iter()
            .zip(scores.outer_iter())
            .map(|(row, score)| (length(row) > 0.0).then(|| length(score) / length(row)))
            .collect();
        let known: Vec<f64> = stretch.iter().copied().flatten().collect();
        if known.is_empty() {
            return Err(Failure::new(
                format!(
                    "input `rows`, column `{}`: got zeros alone, wanted some activity",
                    params.column
                ),
                "look at the stage that makes this table",
            ));
        }
        let table = Table::build("scores")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .vector(
                "score",
                unit_of(&rows, &params.column),
                flat_rows(scores.view()),
                params.n_directions,
            )
            .optional_float("stretch", Unit::ONE, stretch)
            .finish()?;
        task.put_table("scores", table);
        let mut summary = Values::default();
        summary.number("mean_stretch", mean(&known), Unit::ONE)?;
        let least = known.iter().copied().fold(f64::INFINITY, f64::min);
        summary.number("least_stretch", least, Unit::ONE)?;
        summary.number("largest_stretch", known.iter().copied().fold(0.0, f64::max), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
