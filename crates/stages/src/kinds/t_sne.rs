//! Where on a sheet of paper do rows lie so that neighbours stay neighbours?
//!
//! Exact t-SNE from the principal components on, nothing drawn by chance ([`spikebook_analysis::embedding::t_sne`]). Sizes of clusters and
//! distances between them mean nothing. `trustworthiness` says how many neighbours in the picture are neighbours indeed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::embedding::{StochasticNeighbours, trustworthiness};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::{flat_rows, matrix_of, row_numbers};

/// `t-sne`.
pub struct TSne;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many neighbours each row sees, about
    #[schemars(range(min = 1.0, max = 3000.0))]
    perplexity: f64,
    /// Neighbours of which the trustworthiness is asked
    #[schemars(range(min = 1, max = 1000))]
    n_neighbours: usize,
    /// Steps at most, after the first 250
    #[schemars(range(min = 50, max = 1_000_000))]
    max_iterations: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "score".into(), perplexity: 30.0, n_neighbours: 10, max_iterations: 5000 }
    }
}

impl Stage for TSne {
    const NAME: &'static str = "t-sne";
    const SUMMARY: &'static str = "Place rows on paper so that neighbours stay together";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let places = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::vector("place", Unit::ONE).described("where it lies, two numbers"),
        ];
        let summary = [
            Column::float("divergence", Unit::ONE)
                .described("Kullback–Leibler divergence, in nats"),
            Column::float("trustworthiness", Unit::ONE)
                .described("1 where all neighbours are true"),
            Column::integer("n_iterations", Unit::ONE).described("steps until it came to rest"),
        ];
        vec![
            Port::table("places", TableSchema::new("places", places)).described("one row a row"),
            Port::values("summary", ValuesSchema::new(summary)).described("how well it is placed"),
        ]
    }

    fn example() -> Example {
        let scores: Vec<f64> = (0..90)
            .map(|k| f64::from(k / 45 * 200) + f64::from((k * k * 79 + k * 31 + 7) % 101))
            .collect();
        let rows = Table::build("rows").vector("score", Unit::ONE, scores, 3).finish();
        Example::default()
            .input("rows", rows.expect("thirty rows"))
            .param("perplexity", 5.0)
            .param("n_neighbours", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let matrix = matrix_of(&task.table("rows")?, &params.column)?;
        let fit = StochasticNeighbours::new(params.perplexity)?
            .with_max_iterations(params.max_iterations)?
            .fit_matrix(matrix.view())?;
        let places = Table::build("places")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .vector("place", Unit::ONE, flat_rows(fit.places()), 2)
            .finish()?;
        task.put_table("places", places);
        let mut summary = Values::default();
        summary.number("divergence", fit.divergence(), Unit::ONE)?;
        let trust = trustworthiness(matrix.view(), fit.places(), params.n_neighbours)?;
        summary.number("trustworthiness", trust, Unit::ONE)?;
        summary.count("n_iterations", fit.n_iterations(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
