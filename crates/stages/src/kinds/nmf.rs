//! Of which parts, none of them negative, is the activity put together?
//!
//! W H with all entries at least 0 ([`spikebook_analysis::decomposition::NonNegativeFactors`]): patterns of length one, and how
//! strong each is in each row. Start often: other starts may give other patterns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decomposition::{Loss as Measure, NonNegativeFactors};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::drawing::unit_of;
use crate::matrices::{flat_rows, matrix_of, row_numbers};

/// `nmf`.
pub struct Nmf;

/// What a wrong entry costs.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Loss {
    /// Half its square
    Frobenius,
    /// Its Poisson deviance over 2, for counts
    KullbackLeibler,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// How many patterns
    #[schemars(range(min = 1, max = 1000))]
    n_components: usize,
    /// What a wrong entry costs
    loss: Loss,
    /// How many random starts; the best is kept
    #[schemars(range(min = 1, max = 1000))]
    n_starts: usize,
    /// Ends when ten sweeps lower the objective by less than this share of it
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    tolerance: f64,
    /// Sweeps at most
    #[schemars(range(min = 10, max = 10_000_000))]
    max_iterations: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "rates".into(),
            n_components: 3,
            loss: Loss::Frobenius,
            n_starts: 5,
            tolerance: 1e-6,
            max_iterations: 20_000,
        }
    }
}

impl Stage for Nmf {
    const NAME: &'static str = "nmf";
    const SUMMARY: &'static str = "Put activity together from patterns that never cancel";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("one row an observation, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let patterns = [
            Column::integer("component", Unit::ONE).described("the pattern, the strongest first"),
            Column::vector("pattern", Unit::ONE).described("its entries, of length one together"),
        ];
        let strengths = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::vector("strength", Unit::ANY).described("how strong each pattern is"),
        ];
        let summary = [
            Column::float("objective", Unit::ONE).described("what is left"),
            Column::integer("n_iterations", Unit::ONE).described("sweeps until it came to rest"),
        ];
        vec![
            Port::table("patterns", TableSchema::new("patterns", patterns))
                .described("one row a pattern"),
            Port::table("strengths", TableSchema::new("strengths", strengths))
                .described("one row a row"),
            Port::values("summary", ValuesSchema::new(summary)).described("how it ended"),
        ]
    }

    fn example() -> Example {
        let rates: Vec<f64> = (0..10)
            .flat_map(|row| {
                let (a, b) = (f64::from(row % 4), f64::from(row % 3));
                [a, a + b, b, 1.0 + f64::from(row * row % 5)]
            })
            .collect();
        let rows = Table::build("rows").vector("rates", Unit::SPIKES_PER_SECOND, rates, 4).finish();
        Example::default().input("rows", rows.expect("ten rows")).param("n_components", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let loss = match params.loss {
            Loss::Frobenius => Measure::Frobenius,
            Loss::KullbackLeibler => Measure::KullbackLeibler,
        };
        let fit = NonNegativeFactors::new(params.n_components, task.seed())?
            .with_loss(loss)
            .with_starts(params.n_starts)?
            .with_tolerance(params.tolerance)?
            .with_max_iterations(params.max_iterations)?
            .fit_matrix(matrix.view())?;
        let n = params.n_components;
        let patterns = Table::build("patterns")
            .integer("component", Unit::ONE, (1..=n as i64).collect())
            .vector("pattern", Unit::ONE, flat_rows(fit.patterns()), matrix.ncols())
            .finish()?;
        task.put_table("patterns", patterns);
        let strengths = Table::build("strengths")
            .integer("row", Unit::ONE, row_numbers(matrix.nrows()))
            .vector("strength", unit_of(&rows, &params.column), flat_rows(fit.strengths()), n)
            .finish()?;
        task.put_table("strengths", strengths);
        let mut summary = Values::default();
        summary.number("objective", fit.objective(), Unit::ONE)?;
        summary.count("n_iterations", fit.n_iterations(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
