//! Spikes by unit, for kinds that work on many units at once.

use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_pipeline::{Failure, Task};

/// The units of a recording, in order, each with its spike times; units that never fired among them.
pub(crate) struct SpikeGroups {
    /// The units.
    pub(crate) unit_id: Vec<i64>,
    /// The ascending spike times of each.
    pub(crate) spike_times_s: Vec<Vec<f64>>,
}

impl SpikeGroups {
    /// The spikes at port `spikes`, and the units at the optional port `units`. Without such a table the
    /// units are those that fired.
    pub(crate) fn of_task(task: &Task<'_>) -> Result<Self, Failure> {
        let spikes = SpikeTable::try_from(task.table("spikes")?)?;
        let listed = match task.optional_table("units")? {
            Some(units) => Some(Units::try_from(units)?.unit_id().to_vec()),
            None => None,
        };
        let by_unit = spikes.by_unit();
        let unit_id = listed.unwrap_or_else(|| by_unit.iter().map(|(unit, _)| *unit).collect());
        let times = |unit: &i64| {
            let found = by_unit.binary_search_by_key(unit, |(unit, _)| *unit);
            found.map_or_else(|_| Vec::new(), |at| by_unit[at].1.to_vec())
        };
        let spike_times_s = unit_id.iter().map(times).collect();
        Ok(Self { unit_id, spike_times_s })
    }
}

/// The table `units` that goes with a counts table: the unit of each entry of its vectors.
pub(crate) fn units_table(unit_id: &[i64]) -> Result<Table, Failure> {
    Ok(Table::build("units")
        .integer("unit_id", spikebook_schema::Unit::ID, unit_id.to_vec())
        .described("the unit of each entry of a row of counts")
        .finish()?)
}
