//! How many components hold more than chance?
//!
//! Variances of principal components beside those of the same numbers after each column was shuffled by itself
//! ([`spikebook_analysis::decomposition::ParallelAnalysis`]). Rows that follow each other in time are not exchangeable: a
//! slow drift passes for many components.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::ParallelAnalysis as Analysis;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::matrices::matrix_of;

/// `parallel-analysis`.
pub struct ParallelAnalysis;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many shuffled sets
    #[schemars(range(min = 1, max = 100_000))]
    n_sets: usize,
    /// The quantile of chance that a component must pass
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    quantile: f64,
    /// Whether every entry is divided by its standard deviation first
    scaled: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "rates".into(), n_sets: 199, quantile: 0.95, scaled: false }
    }
}

impl Stage for ParallelAnalysis {
    const NAME: &'static str = "parallel-analysis";
    const SUMMARY: &'static str = "Count the principal components above chance";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let variances = [
            Column::integer("component", Unit::ONE).described("the component, from 1"),
            number("variance", "variance along it"),
            number("null_mean", "mean of that variance over shuffled sets"),
            number("null_quantile", "its quantile over shuffled sets"),
            number("p", "share of sets that reach the variance"),
        ];
        let summary = [
            Column::integer("n_components", Unit::ONE).described("components above chance"),
            Column::float("share", Unit::FRACTION)
                .described("share of all variance that they hold"),
        ];
        vec![
            Port::table("variances", TableSchema::new("variances", variances))
                .described("one row a component"),
            Port::values("summary", ValuesSchema::new(summary)).described("how many count"),
        ]
    }

    fn example() -> Example {
        let rates: Vec<f64> = (0..14)
            .flat_map(|row| {
                let shared = f64::from(row % 5) * 2.0;
                let own = |k: i32| f64::from((row * k * k + 3 * k) % 7) / 3.0;
                [shared + own(2), shared + own(3), own(5)]
            })
            .collect();
        let rows = Table::build("rows").vector("rates", Unit::SPIKES_PER_SECOND, rates, 3).finish();
        Example::default().input("rows", rows.expect("fourteen rows")).param("n_sets", 19)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let matrix = matrix_of(&task.table("rows")?, &params.column)?;
        let analysis = Analysis::new(params.n_sets, task.seed())?.with_quantile(params.quantile)?;
        let analysis = if params.scaled { analysis.scaled() } else { analysis };
        let fit = analysis.fit_matrix(matrix.view())?;
        let variances = Table::build("variances")
            .integer("component", Unit::ONE, (1..=fit.variances().len() as i64).collect())
            .float("variance", Unit::ONE, fit.variances().to_vec())
            .float("null_mean", Unit::ONE, fit.null_means().to_vec())
            .float("null_quantile", Unit::ONE, fit.null_quantiles().to_vec())
            .float("p", Unit::ONE, fit.p_values().to_vec())
            .finish()?;
        task.put_table("variances", variances);
        let mut summary = Values::default();
        summary.count("n_components", fit.n_components(), Unit::ONE)?;
        summary.number("share", fit.share(), Unit::FRACTION)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
