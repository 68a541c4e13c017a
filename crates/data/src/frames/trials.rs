//! Trials: one row each.

use spikebook_schema::{Column, TableSchema, Unit};

use super::check_unique;
use crate::{Error, Table};

/// The trials of a task: when each began and ended, its events (`…_s`) and covariates.
#[derive(Clone, Debug)]
pub struct Trials(Table);

impl Trials {
    /// The columns that a table of trials has at least: `trial_id`, `start_s`, `stop_s`.
    pub fn schema() -> TableSchema {
        TableSchema::at_least(
            "trials",
            [
                Column::integer("trial_id", Unit::ID).described("the trial, as spikes name it"),
                Column::float("start_s", Unit::SECOND).described("when it began"),
                Column::float("stop_s", Unit::SECOND).described("when it ended"),
            ],
        )
    }

    /// The ids, one a row.
    pub fn trial_id(&self) -> &[i64] {
        self.0.integers("trial_id").expect("checked when the table was made")
    }

    /// When each trial began.
    pub fn start_s(&self) -> &[f64] {
        self.0.floats("start_s").expect("checked when the table was made")
    }

    /// When each trial ended.
    pub fn stop_s(&self) -> &[f64] {
        self.0.floats("stop_s").expect("checked when the table was made")
    }

    /// The trials as a table.
    pub fn table(&self) -> &Table {
        &self.0
    }
}

impl TryFrom<Table> for Trials {
    type Error = Error;

    fn try_from(table: Table) -> Result<Self, Error> {
        table.require(&Self::schema())?;
        check_unique(&table, "trial_id", table.integers("trial_id")?)?;
        let (start, stop) = (table.floats("start_s")?, table.floats("stop_s")?);
        if let Some(row) = (0..start.len()).find(|&row| stop[row] < start[row]) {
            return Err(Error::Row {
                table: table.name().into(),
                column: "stop_s".into(),
                row,
                got: format!("{} before start_s = {}", stop[row], start[row]),
                wanted: "a time at or after start_s".into(),
            });
        }
        Ok(Self(table))
    }
}
