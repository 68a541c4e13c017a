//! When did each trial's spikes come, relative to an event: the rows of a raster.
//!
//! Trials are sorted by condition, within a condition in the order of the table. A trial without a spike in the
//! window has its row all the same, and no spike in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::alignment::{Window, align_trials};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Trials};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::conditions::{Selection, example_trials, spikes_of_trials};

/// `peri-event-spikes`.
pub struct PeriEventSpikes;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the trials with the time of the event
    align: String,
    /// Where the window begins, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    from_s: f64,
    /// Where the window ends, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    to_s: f64,
    /// The unit whose spikes are shown; left out, all
    unit: Option<i64>,
    /// Trials of a condition at most, the first ones
    #[schemars(range(min = 1, max = 20_000))]
    max_trials: usize,
    /// Columns by whose values trials are sorted into conditions
    by: Vec<String>,
    /// Columns that are true (or not zero) of every trial that counts
    only: Vec<String>,
    /// A column that has a least value
    at_least_column: Option<String>,
    /// The least value of that column, in its unit
    at_least: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            align: "start_s".into(),
            from_s: -0.2,
            to_s: 0.8,
            unit: None,
            max_trials: 200,
            by: Vec::new(),
            only: Vec::new(),
            at_least_column: None,
            at_least: 0.0,
        }
    }
}

impl Stage for PeriEventSpikes {
    const NAME: &'static str = "peri-event-spikes";
    const SUMMARY: &'static str = "Spikes of each trial relative to an event, for a raster";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("trials", Trials::schema())
                .described("the trials, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let row = || Column::integer("row", Unit::ONE).described("the row, counted from 0");
        let events = [
            row(),
            Column::text("condition").described("the condition of the trial"),
            Column::float("time_s", Unit::SECOND).described("when it fired, from the event"),
        ];
        let rows = [
            row(),
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::text("condition").described("its condition"),
        ];
        vec![
            Port::table("events", TableSchema::new("events", events)).described("one row a spike"),
            Port::table("rows", TableSchema::new("rows", rows)).described("one row a trial"),
        ]
    }

    fn example() -> Example {
        let (spikes, trials) = example_trials();
        Example::default()
            .input("spikes", spikes)
            .input("trials", trials)
            .param("by", vec!["choice"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let mut spikes = task.table("spikes")?;
        let mut trials = task.table("trials")?;
        if let Some(unit) = params.unit {
            spikes = rows_of_unit(&spikes, unit)?;
            if trials.has("unit_id") {
                trials = rows_of_unit(&trials, unit)?;
            }
        }
        let spikes = SpikeTable::try_from(spikes)?;
        let times = spikes_of_trials(&spikes, &trials)?;
        let events = trials.optional_floats(&params.align)?;
        let ids = trials.integers("trial_id")?;
        let window = Window::new(params.from_s, params.to_s)?;
        let (mut row_of_spike, mut condition_of_spike, mut time_s) = (vec![], vec![], vec![]);
        let (mut trial_of_row, mut condition_of_row) = (vec![], vec![]);
        for condition in params.selection().conditions(&trials)? {
            for row in condition.rows.into_iter().take(params.max_trials) {
                let Some(event) = events[row] else { continue };
                for relative in align_trials(&[&times[row]], &[event], window)?.concat() {
                    row_of_spike.push(trial_of_row.len() as i64);
                    condition_of_spike.push(condition.label.clone());
                    time_s.push(relative);
                }
                trial_of_row.push(ids[row]);
                condition_of_row.push(condition.label.clone());
            }
        }
        let n_rows = trial_of_row.len() as i64;
        let events = Table::build("events")
            .integer("row", Unit::ONE, row_of_spike)
            .text("condition", &condition_of_spike)
            .float("time_s", Unit::SECOND, time_s)
            .finish()?;
        task.put_table("events", events);
        let rows = Table::build("rows")
            .integer("row", Unit::ONE, (0..n_rows).collect())
            .integer("trial_id", Unit::ID, trial_of_row)
            .text("condition", &condition_of_row)
            .finish()?;
        task.put_table("rows", rows);
        Ok(())
    }
}

fn rows_of_unit(table: &Table, unit: i64) -> Result<Table, Failure> {
    let ids = table.integers("unit_id")?;
    let rows: Vec<usize> = (0..ids.len()).filter(|&row| ids[row] == unit).collect();
    Ok(table.take_rows(&rows))
}

impl Params {
    fn selection(&self) -> Selection<'_> {
        Selection {
            by: &self.by,
            only: &self.only,
            at_least_column: self.at_least_column.as_deref(),
            at_least: self.at_least,
        }
    }
}
