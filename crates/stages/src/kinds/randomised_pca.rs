//! In which few directions does a very large population vary most, found by a few passes over the data?
//!
//! Components from a subspace of random rows that is turned towards the large variances
//! ([`spikebook_analysis::decomposition::Pca`] with its randomised solver). `error` bounds each variance: some true variance lies within it.
//! Take `pca` where there is time: it is exact.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::{Pca as Components, Solver};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::unit_of;
use crate::matrices::{flat_rows, matrix_of, row_numbers};

/// `randomised-pca`.
pub struct RandomisedPca;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many components
    #[schemars(range(min = 1, max = 10_000))]
    n_components: usize,
    /// Passes that turn the subspace towards the large variances
    #[schemars(range(min = 1, max = 1000))]
    n_passes: usize,
    /// Whether every entry is divided by its standard deviation first
    scaled: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "rates".into(), n_components: 10, n_passes: 6, scaled: false }
    }
}

impl Stage for RandomisedPca {
    const NAME: &'static str = "randomised-pca";
    const SUMMARY: &'static str =
        "Principal components by a few passes, with a bound on their error";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let component =
            || Column::integer("component", Unit::ONE).described("the component, from 1");
        let components = [
            component(),
            Column::vector("loading", Unit::ONE).described("the share of each entry"),
        ];
        let scores = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::vector("score", Unit::ANY).described("its place along each component"),
        ];
        let variance = [
            component(),
            Column::float("explained_variance", Unit::ONE).described("variance along it"),
            Column::float("ratio", Unit::FRACTION).described("share of all variance"),
            Column::float("error", Unit::ONE).described("some true variance lies within this"),
        ];
        vec![
            Port::table("components", TableSchema::new("components", components))
                .described("one row a component"),
            Port::table("scores", TableSchema::new("scores", scores)).described("one row a row"),
            Port::table("variance", TableSchema::new("variance", variance))
                .described("one row a component"),
        ]
    }

    fn example() -> Example {
        let rates: Vec<f64> =
            (0..1200).map(|k| f64::from((k * k * 79 + k * 31 + 7) % 101)).collect();
        let rows =
            Table::build("rows").vector("rates", Unit::SPIKES_PER_SECOND, rates, 30).finish();
        Example::default()
            .input("rows", rows.expect("forty rows"))
            .param("n_components", 2)
            .param("n_passes", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let solver = Solver::Randomised { n_passes: params.n_passes, seed: task.seed() };
        let estimator =
            Components::new().with_components(params.n_components)?.with_solver(solver)?;
        let estimator = if params.scaled { estimator.scaled() } else { estimator };
        let fit = estimator.fit_matrix(matrix.view())?;
        let component: Vec<i64> = (1..=params.n_components as i64).collect();
        let components = Table::build("components")
            .integer("component", Unit::ONE, component.clone())
            .vector("loading", Unit::ONE, flat_rows(fit.components()), matrix.ncols())
            .finish()?;
        task.put_table("components", components);
        let unit = if params.scaled { Unit::ONE } else { unit_of(&rows, &params.column) };
        let scores = Table::build("scores")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .vector(
                "score",
                unit,
                flat_rows(fit.scores(matrix.view())?.view()),
                params.n_components,
            )
            .finish()?;
        task.put_table("scores", scores);
        let variance = Table::build("variance")
            .integer("component", Unit::ONE, component)
            .float("explained_variance", Unit::ONE, fit.explained_variance().to_vec())
            .float("ratio", Unit::FRACTION, fit.explained_variance_ratio().to_vec())
            .float("error", Unit::ONE, fit.variance_errors().to_vec())
            .finish()?;
        task.put_table("variance", variance);
        Ok(())
    }
}
