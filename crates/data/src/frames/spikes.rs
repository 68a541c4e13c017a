//! Spikes: one row each.

use spikebook_schema::{Column, TableSchema, Unit};

use crate::{Error, Table};

/// Spikes of any number of units, sorted by unit, then trial where there are trials, then time.
#[derive(Clone, Debug)]
pub struct SpikeTable(Table);

impl SpikeTable {
    /// The columns that a spike table has at least: `unit_id` and `time_s`. Where every trial has a
    /// clock of its own, `trial_id` stands beside them.
    pub fn schema() -> TableSchema {
        TableSchema::at_least(
            "spikes",
            [
                Column::integer("unit_id", Unit::ID).described("the unit that fired"),
                Column::float("time_s", Unit::SECOND).described("when it fired"),
            ],
        )
    }

    /// Sorts the spikes of parallel columns and makes a table of them.
    ///
    /// # Errors
    /// [`Error::NotFinite`], [`Error::UnequalLengths`].
    pub fn from_columns(
        unit_id: Vec<i64>,
        time_s: Vec<f64>,
        trial_id: Option<Vec<i64>>,
    ) -> Result<Self, Error> {
        let mut builder = Table::build("spikes")
            .integer("unit_id", Unit::ID, unit_id)
            .described("the unit that fired")
            .float("time_s", Unit::SECOND, time_s)
            .described("when it fired");
        if let Some(trial_id) = trial_id {
            builder = builder
                .integer("trial_id", Unit::ID, trial_id)
                .described("the trial whose clock the time is on");
        }
        let table = builder.finish()?;
        let mut order: Vec<usize> = (0..table.n_rows()).collect();
        {
            let units = table.integers("unit_id")?;
            let times = table.floats("time_s")?;
            let trials =
                if table.has("trial_id") { Some(table.integers("trial_id")?) } else { None };
            order.sort_by(|&a, &b| {
                let trial = |row: usize| trials.map_or(0, |ids| ids[row]);
                (units[a], trial(a)).cmp(&(units[b], trial(b))).then(times[a].total_cmp(&times[b]))
            });
        }
        Self::try_from(table.take_rows(&order))
    }

    /// The unit of each spike.
    pub fn unit_id(&self) -> &[i64] {
        self.0.integers("unit_id").expect("checked when the table was made")
    }

    /// The time of each spike.
    pub fn time_s(&self) -> &[f64] {
        self.0.floats("time_s").expect("checked when the table was made")
    }

    /// The trial of each spike, where trials have clocks of their own.
    pub fn trial_id(&self) -> Option<&[i64]> {
        self.0
            .has("trial_id")
            .then(|| self.0.integers("trial_id").expect("checked when the table was made"))
    }

    /// The units that fired, ascending, each with its spike times.
    pub fn by_unit(&self) -> Vec<(i64, &[f64])> {
        let times = self.time_s();
        let mut units = Vec::new();
        let mut start = 0;
        for run in self.unit_id().chunk_by(|a, b| a == b) {
            units.push((run[0], &times[start..start + run.len()]));
            start += run.len();
        }
        units
    }

    /// The spikes as a table.
    pub fn into_table(self) -> Table {
        self.0
    }

    /// The spikes as a table.
    pub fn table(&self) -> &Table {
        &self.0
    }
}

impl TryFrom<Table> for SpikeTable {
    type Error = Error;

    fn try_from(table: Table) -> Result<Self, Error> {
        table.require(&Self::schema())?;
        let units = table.integers("unit_id")?;
        let times = table.floats("time_s")?;
        let trials = if table.has("trial_id") { Some(table.integers("trial_id")?) } else { None };
        let group = |row: usize| (units[row], trials.map_or(0, |ids| ids[row]));
        for row in 1..times.len() {
            let (before, here) = (group(row - 1), group(row));
            if here < before || (here == before && times[row] < times[row - 1]) {
                return Err(Error::Row {
                    table: table.name().into(),
                    column: if here < before { "unit_id" } else { "time_s" }.into(),
                    row,
                    got: format!(
                        "unit {} at {} s after unit {} at {} s",
                        units[row],
                        times[row],
                        units[row - 1],
                        times[row - 1]
                    ),
                    wanted: "ascending by unit, trial and time".into(),
                });
            }
        }
        Ok(Self(table))
    }
}
