//! Which rows are held out together when a fit is tested on data that it has not seen?
//!
//! `contiguous` cuts the rows into n runs, `blocked` leaves `gap_rows` rows out of the training set on either
//! side of each, `shuffled` deals them out by chance, `stratified` so that each fold has its share of every value of
//! `column`. `leave-one-out` holds out each row by itself, `leave-one-group-out` each value of `column` (a trial, a
//! session, an animal) and `grouped` whole values of it in n folds. Every row is held out exactly once.
//!
//! With `n_inner_folds` the training rows of each fold are dealt out again, by the same method, for what is to be
//! chosen (a penalty, a number of components) before the held-out rows are looked at: `leave-one-group-out` and
//! `grouped` deal whole groups again. Varma & Simon (2006), doi:10.1186/1471-2105-7-91.
//!
//! Neighbouring time bins resemble each other, so shuffled folds flatter a fit: use runs with a gap, or whole trials.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::folds::{FoldPlan as Plan, InnerPlan};
use spikebook_data::Table;
use spikebook_numeric::Seed;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::labels::Labels;
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
    /// Whole values of `column`, so many to a fold
    Grouped,
    /// Each value of `column` by itself
    LeaveOneGroupOut,
    /// Each row by itself
    LeaveOneOut,
    /// By chance
    Shuffled,
    /// By chance, each value of `column` in equal shares
    Stratified,
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
    /// The column with the groups or the strata
    column: Option<String>,
    /// Folds of the training rows of each fold; 0 for none
    #[schemars(range(min = 0, max = 1000))]
    n_inner_folds: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_folds: 10, method: Method::Blocked, gap_rows: 10, column: None, n_inner_folds: 0 }
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
            Port::table("inner", inner_schema())
                .described("one row a fold and training row; empty without inner folds"),
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
        let groups = match &params.column {
            Some(column) => Some(Labels::of(&task.table("rows")?, column)?.complete(column)?),
            None => None,
        };
        let all: Vec<usize> = (0..n_rows).collect();
        let plan = params
            .plan(&all, groups.as_deref(), params.n_folds, task.seed())
            .map_err(Refusal::failure)?;
        let inner = match params.n_inner_folds {
            0 => Vec::new(),
            n_inner => {
                let of = |rows: &[usize], seed| {
                    params.plan(rows, groups.as_deref(), n_inner, seed).map_err(|refusal| {
                        refusal.error.unwrap_or(Error::TooFew { what: "groups", got: 0, wanted: 2 })
                    })
                };
                plan.nested(task.seed().child("inner"), of)?
            }
        };
        let fold = plan.fold_of_row().iter().map(|&fold| fold as i64).collect();
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..n_rows as i64).collect())
            .integer("fold", Unit::ONE, fold)
            .finish()?;
        task.put_table("folds", folds);
        task.put_table("inner", inner_table(&inner)?);
        let mut values = Values::default();
        values.count("n_folds", plan.n_folds(), Unit::ONE)?;
        values.count("gap_rows", plan.gap_rows(), Unit::ONE)?;
        task.put_values("plan", values);
        Ok(())
    }
}

fn inner_schema() -> TableSchema {
    TableSchema::new(
        "inner",
        [
            Column::integer("fold", Unit::ONE).described("the fold whose training rows these are"),
            Column::integer("row", Unit::ONE).described("the row, counted from 0"),
            Column::integer("inner_fold", Unit::ONE)
                .described("the inner fold in which it is held out"),
        ],
    )
}

fn inner_table(inner: &[InnerPlan]) -> Result<Table, Failure> {
    let (mut fold, mut row, mut inner_fold) = (vec![], vec![], vec![]);
    for (number, of_fold) in inner.iter().enumerate() {
        for (&training_row, &held_out) in of_fold.rows.iter().zip(of_fold.plan.fold_of_row()) {
            fold.push(number as i64);
            row.push(training_row as i64);
            inner_fold.push(held_out as i64);
        }
    }
    Ok(Table::build("inner")
        .integer("fold", Unit::ONE, fold)
        .integer("row", Unit::ONE, row)
        .integer("inner_fold", Unit::ONE, inner_fold)
        .finish()?)
}

impl Params {
    /// The plan of some of the rows.
    fn plan(
        &self,
        rows: &[usize],
        groups: Option<&[usize]>,
        n_folds: usize,
        seed: Seed,
    ) -> Result<Plan, Refusal> {
        let group_of_row = || -> Result<Vec<usize>, Refusal> {
            let groups = groups.ok_or(Refusal { error: None })?;
            Ok(rows.iter().map(|&row| groups[row]).collect())
        };
        let plan = match self.method {
            Method::Blocked => Plan::blocked(rows.len(), n_folds, self.gap_rows),
            Method::Contiguous => Plan::contiguous(rows.len(), n_folds),
            Method::Shuffled => Plan::shuffled(rows.len(), n_folds, seed),
            Method::LeaveOneOut => Plan::leave_one_out(rows.len()),
            Method::LeaveOneGroupOut => Plan::leave_one_group_out(&group_of_row()?),
            Method::Grouped => Plan::grouped(&group_of_row()?, n_folds, seed),
            Method::Stratified => Plan::stratified(&group_of_row()?, n_folds, seed),
        };
        plan.map_err(|error| Refusal { error: Some(error) })
    }
}

/// Why there is no plan: an error of the method, or a column that it needs and was not given.
struct Refusal {
    error: Option<Error>,
}

impl Refusal {
    fn failure(self) -> Failure {
        match self.error {
            Some(error) => error.into(),
            None => Failure::new(
                "parameter `column`: got none, wanted the name of a column",
                "`grouped`, `leave-one-group-out` and `stratified` need it",
            ),
        }
    }
}
