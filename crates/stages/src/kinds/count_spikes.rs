//! How many spikes does each unit fire in each time bin, however long the recording?
//!
//! As `bin-spikes`, but one row a unit and bin with spikes: bins without are left out. The spikes stream through a
//! few batches at a time, so a recording of any length is counted in the same memory. Bins are half-open and begin at
//! `t_start_s`; spikes must be sorted by unit and then time, as the stages of this program write them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::sparse_counts::{SparseCounter, SparseCounts};
use spikebook_data::Table;
use spikebook_data::frames::SpikeTable;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

/// `count-spikes`.
pub struct CountSpikes;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_field_names, reason = "names of parameters carry their unit")]
pub struct Params {
    /// Width of a bin
    #[schemars(range(max = 86_400.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    bin_width_s: f64,
    /// Where the first bin begins; spikes before it do not count
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: f64,
    /// Spikes from here on do not count; left out, all do
    #[schemars(extend("x-unit" = "s"))]
    t_stop_s: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { bin_width_s: 0.01, t_start_s: 0.0, t_stop_s: None }
    }
}

impl Stage for CountSpikes {
    const NAME: &'static str = "count-spikes";
    const SUMMARY: &'static str =
        "Count the spikes of each unit in time bins, a row a bin with spikes, in bounded memory";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema())
                .described("the spikes, on one clock, sorted by unit and time"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("bin", Unit::ONE).described("the bin, counted from 0"),
            Column::float("time_s", Unit::SECOND).described("when it begins"),
            Column::integer("n_spikes", Unit::SPIKES).described("its spikes"),
        ];
        vec![
            Port::table("counts", TableSchema::new("counts", columns))
                .described("one row a unit and bin with spikes"),
        ]
    }

    fn example() -> Example {
        let times = vec![0.001, 0.002, 0.034, 0.038, 0.001];
        let spikes = SpikeTable::from_columns(vec![1, 1, 1, 1, 2], times, None);
        Example::default().input("spikes", spikes.expect("five spikes").into_table())
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let mut counter = SparseCounter::new(params.t_start_s, params.bin_width_s)?;
        if let Some(stop_s) = params.t_stop_s {
            counter = counter.stopping_at(stop_s)?;
        }
        let mut batches = task.source("spikes")?.batches()?;
        let mut is_over = false;
        let counted = std::iter::from_fn(|| match batches.next() {
            Some(batch) => Some(batch.map_err(Failure::from).and_then(|batch| {
                let times = batch.floats("time_s")?;
                params.table(counter.count(batch.integers("unit_id")?, times)?)
            })),
            None if is_over => None,
            None => {
                is_over = true;
                Some(params.table(counter.finish()))
            }
        });
        task.put_batches("counts", counted)?;
        Ok(())
    }
}

impl Params {
    fn table(&self, counts: SparseCounts) -> Result<Table, Failure> {
        let begins = |bin: &i64| self.t_start_s + *bin as f64 * self.bin_width_s;
        let time_s = counts.bin.iter().map(begins).collect();
        Ok(Table::build("counts")
            .integer("unit_id", Unit::ID, counts.unit_id)
            .integer("bin", Unit::ONE, counts.bin)
            .float("time_s", Unit::SECOND, time_s)
            .integer("n_spikes", Unit::SPIKES, counts.n_spikes)
            .finish()?)
    }
}
