//! Signals and stimuli: one row a sample.

use spikebook_schema::{Column, TableSchema, Unit};

use super::check_ascending;
use crate::{Error, Table};

/// Channels sampled together: positions, voltages, speeds. Times stand in `time_s`, or the table has an
/// even clock (`sampling` of its schema) and no such column.
#[derive(Clone, Debug)]
pub struct Signals(Table);

impl Signals {
    /// What a stage asks of signals with times: `time_s` and whatever channels there are.
    pub fn schema() -> TableSchema {
        TableSchema::at_least(
            "signals",
            [Column::float("time_s", Unit::SECOND).described("when the sample was taken")],
        )
    }

    /// The time of each sample.
    pub fn time_s(&self) -> Vec<f64> {
        match self.0.schema().sampling {
            Some(sampling) => (0..self.0.n_rows()).map(|row| sampling.time_s(row)).collect(),
            None => self.0.floats("time_s").expect("checked when the table was made").to_vec(),
        }
    }

    /// The signals as a table.
    pub fn table(&self) -> &Table {
        &self.0
    }
}

impl TryFrom<Table> for Signals {
    type Error = Error;

    fn try_from(table: Table) -> Result<Self, Error> {
        if table.schema().sampling.is_none() {
            table.require(&Self::schema())?;
            check_ascending(&table, "time_s", table.floats("time_s")?, true)?;
        }
        Ok(Self(table))
    }
}

/// What was shown or played: samples or onsets with their times.
#[derive(Clone, Debug)]
pub struct Stimulus(Table);

impl Stimulus {
    /// What a stage asks of a stimulus: `time_s` and whatever describes it.
    pub fn schema() -> TableSchema {
        TableSchema::at_least(
            "stimulus",
            [Column::float("time_s", Unit::SECOND).described("when it was shown")],
        )
    }

    /// The stimulus as a table.
    pub fn table(&self) -> &Table {
        &self.0
    }
}

impl TryFrom<Table> for Stimulus {
    type Error = Error;

    fn try_from(table: Table) -> Result<Self, Error> {
        if table.schema().sampling.is_none() {
            table.require(&Self::schema())?;
            check_ascending(&table, "time_s", table.floats("time_s")?, false)?;
        }
        Ok(Self(table))
    }
}
