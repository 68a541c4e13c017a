//! Fold plans from the tables that carry them.

use spikebook_analysis::folds::FoldPlan;
use spikebook_pipeline::{Failure, Task};

use crate::matrices::same_rows;

/// The plan at the ports `folds` and `plan`, for so many rows.
pub(crate) fn fold_plan(task: &Task<'_>, n_rows: usize) -> Result<FoldPlan, Failure> {
    let folds = task.table("folds")?;
    same_rows(("folds", folds.n_rows()), ("counts", n_rows))?;
    let mut fold_of_row = vec![0; n_rows];
    for (&row, &fold) in folds.integers("row")?.iter().zip(folds.integers("fold")?) {
        let (Ok(row), Ok(fold)) = (usize::try_from(row), usize::try_from(fold)) else {
            return Err(not_a_plan(row, fold));
        };
        match fold_of_row.get_mut(row) {
            Some(place) => *place = fold,
            None => return Err(not_a_plan(row as i64, fold as i64)),
        }
    }
    let gap_rows = if task.has("plan") {
        task.values("plan")?.get_number("gap_rows").unwrap_or(0.0) as usize
    } else {
        0
    };
    Ok(FoldPlan::from_folds(fold_of_row, gap_rows)?)
}

fn not_a_plan(row: i64, fold: i64) -> Failure {
    Failure::new(
        format!("input `folds`: got row {row} in fold {fold}, wanted rows and folds from 0 on"),
        "the stage `fold-plan` makes such a table",
    )
}
