//! Which rows are held out together when a fit is tested on data that it has not seen?
//!
//! `contiguous` cuts the rows into n runs, `blocked` leaves `gap_rows` rows out of the training set on either
//! side of each, `shuffled` deals them out by chance. Every row is held out exactly once, and the folds
//! differ in size by one at most.
//!
//! Neighbouring time bins resemble each other, so shuffled folds flatter a fit: use runs with a gap.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::folds::FoldPlan as Plan;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::tables::folds_schema;

/// `fold-plan`.
pub struct FoldPlan;

/// How rows are dealt out.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// Runs of rows, with rows on either side of a run left out of its training set
    Blocked,
    /// Runs of rows
    Contiguous,
    /// By chance
    Shuffled,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many folds
    #[schemars(range(min = 2, max = 10_000))]
    n_folds: usize,
    /// How rows are dealt out
    method: Method,
    /// Rows left out on either side of a held-out run; for `blocked` only
    #[schemars(range(min = 0, max = 1_000_000))]
    gap_rows: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_folds: 10, method: Method::Blocked, gap_rows: 10 }
    }
}

impl Stage for FoldPlan {
    const NAME: &'static str = "fold-plan";
    const SUMMARY: &'static str = "Deal rows out to folds, so that several fits share one plan";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("rows", TableSchema::at_least("rows", []))
                .described("the table whose rows are dealt out"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let plan = [
            Column::integer("n_folds", Unit::ONE).described("how many folds"),
            Column::integer("gap_rows", Unit::ONE)
                .described("rows left out of training on either side of a held-out row"),
        ];
        vec![
            Port::table("folds", folds_schema()).described("one row a row"),
            Port::values("plan", ValuesSchema::new(plan)).described("what goes with the folds"),
        ]
    }

    fn example() -> Example {
        let rows = Table::build("rows")
            .float("x", Unit::ONE, vec![1.0; 12])
            .finish()
            .expect("twelve rows");
        // Shuffled, as that is the one method that draws.
        Example::default().input("rows", rows).param("n_folds", 3).param("method", "shuffled")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let n_rows = task.source("rows")?.n_rows();
        let n_folds = params.n_folds;
        let plan = match params.method {
            Method::Blocked => Plan::blocked(n_rows, n_folds, params.gap_rows)?,
            Method::Contiguous => Plan::contiguous(n_rows, n_folds)?,
            Method::Shuffled => Plan::shuffled(n_rows, n_folds, task.seed())?,
        };
        let fold = plan.fold_of_row().iter().map(|&fold| fold as i64).collect();
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..n_rows as i64).collect())
            .integer("fold", Unit::ONE, fold)
            .finish()?;
        task.put_table("folds", folds);
        let mut values = Values::default();
        values.count("n_folds", plan.n_folds(), Unit::ONE)?;
        values.count("gap_rows", plan.gap_rows(), Unit::ONE)?;
        task.put_values("plan", values);
        Ok(())
    }
}
