//! Which few causes do units share, and how noisy is each unit by itself?
//!
//! Maximum likelihood by expectation–maximisation ([`spikebook_analysis::decomposition::FactorAnalysis`]): what units have in
//! common goes into the factors, and each keeps noise of its own. Compare `bic` for several numbers of factors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::FactorAnalysis as Factors;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::matrices::{flat_rows, matrix_of, row_numbers};

/// `factor-analysis`.
pub struct FactorAnalysis;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many factors
    #[schemars(range(min = 1, max = 1000))]
    n_factors: usize,
    /// Ends when no noise variance moves by more than this share over ten steps
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    tolerance: f64,
    /// Steps at most
    #[schemars(range(min = 10, max = 10_000_000))]
    max_iterations: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "rates".into(), n_factors: 3, tolerance: 1e-6, max_iterations: 20_000 }
    }
}

impl Stage for FactorAnalysis {
    const NAME: &'static str = "factor-analysis";
    const SUMMARY: &'static str = "Tell what units share from the noise of each";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, unit: Unit, what: &str| Column::float(name, unit).described(what);
        let units = [
            Column::integer("entry", Unit::ONE).described("the entry of the vector, from 0"),
            Column::vector("loading", Unit::ANY).described("its share of each factor"),
            number("noise_variance", Unit::ONE, "variance of its own noise"),
            number("communality", Unit::FRACTION, "share of its variance that the factors explain"),
        ];
        let scores = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::vector("score", Unit::ONE).described("posterior mean of each factor"),
        ];
        let summary = [
            number("ln_likelihood", Unit::ONE, "log-likelihood of all rows"),
            number("bic", Unit::ONE, "Bayesian information criterion: smaller is better"),
            Column::integer("n_parameters", Unit::ONE).described("free numbers"),
            Column::integer("n_iterations", Unit::ONE).described("steps until it stood still"),
        ];
        vec![
            Port::table("loadings", TableSchema::new("loadings", units))
                .described("one row an entry of the vector"),
            Port::table("scores", TableSchema::new("scores", scores)).described("one row a row"),
            Port::values("summary", ValuesSchema::new(summary)).described("how well it fits"),
        ]
    }

    fn example() -> Example {
        let rates: Vec<f64> = (0..12)
            .flat_map(|row| {
                let shared = f64::from(row % 5);
                let own = |k: i32| f64::from((row * k * k + 3 * k) % 7) / 7.0;
                [shared + own(2), shared + own(3), 5.0 - shared + own(5), own(4)]
            })
            .collect();
        let rows = Table::build("rows").vector("rates", Unit::SPIKES_PER_SECOND, rates, 4).finish();
        Example::default().input("rows", rows.expect("twelve rows")).param("n_factors", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let fit = Factors::new(params.n_factors)?
            .with_tolerance(params.tolerance)?
            .with_max_iterations(params.max_iterations)?
            .fit_matrix(matrix.view())?;
        let loadings = Table::build("loadings")
            .integer("entry", Unit::ONE, row_numbers(matrix.ncols()))
            .vector(
                "loading",
                unit_of(&rows, &params.column),
                flat_rows(fit.loadings()),
                params.n_factors,
            )
            .float("noise_variance", Unit::ONE, fit.noise_variance().to_vec())
            .float("communality", Unit::FRACTION, fit.communalities().to_vec())
            .finish()?;
        task.put_table("loadings", loadings);
        let scores = Table::build("scores")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .vector(
                "score",
                Unit::ONE,
                flat_rows(fit.scores(matrix.view())?.view()),
                params.n_factors,
            )
            .finish()?;
        task.put_table("scores", scores);
        let mut summary = Values::default();
        summary.number("ln_likelihood", fit.ln_likelihood(), Unit::ONE)?;
        summary.number("bic", fit.bic(), Unit::ONE)?;
        summary.count("n_parameters", fit.n_parameters(), Unit::ONE)?;
        summary.count("n_iterations", fit.n_iterations(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
