//! Which independent sources, mixed together, would give these signals?
//!
//! `FastICA` with the tanh contrast on whitened data ([`spikebook_analysis::decomposition::IndependentComponents`]). Sources
//! have variance one and come in the order of the variance that they add. Order, size and sign mean nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::IndependentComponents;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::matrices::{flat_rows, matrix_of, row_numbers};

/// `ica`.
pub struct Ica;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many sources
    #[schemars(range(min = 1, max = 1000))]
    n_components: usize,
    /// From how many random rotations; the one farthest from normal is kept
    #[schemars(range(min = 1, max = 1000))]
    n_starts: usize,
    /// Ends when no direction turns by more than this (1 − |cosine|)
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    tolerance: f64,
    /// Steps at most
    #[schemars(range(min = 1, max = 1_000_000))]
    max_iterations: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "rates".into(),
            n_components: 3,
            n_starts: 5,
            tolerance: 1e-10,
            max_iterations: 1000,
        }
    }
}

impl Stage for Ica {
    const NAME: &'static str = "ica";
    const SUMMARY: &'static str = "Unmix signals into independent sources";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let components = [
            Column::integer("component", Unit::ONE).described("the source, from 1"),
            Column::vector("mixing", Unit::ANY).described("how it shows in each entry"),
            Column::vector("unmixing", Unit::ONE)
                .described("what tells it from a row without its mean"),
            Column::float("added_variance", Unit::ONE)
                .described("variance that it adds to all entries"),
        ];
        let sources = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::vector("source", Unit::ONE).described("each source there"),
        ];
        let summary = [
            Column::float("contrast", Unit::ONE).described("how far from normal the sources are"),
            Column::integer("n_iterations", Unit::ONE)
                .described("steps until directions came to rest"),
        ];
        vec![
            Port::table("components", TableSchema::new("components", components))
                .described("one row a source"),
            Port::table("sources", TableSchema::new("sources", sources)).described("one row a row"),
            Port::values("summary", ValuesSchema::new(summary)).described("how it ended"),
        ]
    }

    fn example() -> Example {
        let rates: Vec<f64> = (0..40)
            .flat_map(|row| {
                let (a, b) = (f64::from(row * 7 % 13), f64::from(u8::from(row % 3 == 0)) * 9.0);
                [a + b, a - b, 2.0 * a + 0.5 * b]
            })
            .collect();
        let rows = Table::build("rows").vector("rates", Unit::SPIKES_PER_SECOND, rates, 3).finish();
        Example::default()
            .input("rows", rows.expect("forty rows"))
            .param("n_components", 2)
            .param("n_starts", 1)
            .param("tolerance", 1e-6)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let fit = IndependentComponents::new(params.n_components, task.seed())?
            .with_starts(params.n_starts)?
            .with_tolerance(params.tolerance)?
            .with_max_iterations(params.max_iterations)?
            .fit_matrix(matrix.view())?;
        let (n, width) = (params.n_components, matrix.ncols());
        let components = Table::build("components")
            .integer("component", Unit::ONE, (1..=n as i64).collect())
            .vector("mixing", unit_of(&rows, &params.column), flat_rows(fit.mixing().t()), width)
            .vector("unmixing", Unit::ONE, flat_rows(fit.unmixing()), width)
            .float("added_variance", Unit::ONE, fit.added_variance().to_vec())
            .finish()?;
        task.put_table("components", components);
        let sources = Table::build("sources")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .vector("source", Unit::ONE, flat_rows(fit.sources(matrix.view())?.view()), n)
            .finish()?;
        task.put_table("sources", sources);
        let mut summary = Values::default();
        summary.number("contrast", fit.contrast(), Unit::ONE)?;
        summary.count("n_iterations", fit.n_iterations(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
