//! How high is the rate in a window around an event: of each trial, and pooled over the trials of a condition?
//!
//! Spikes in the half-open window [event + `from_s`, event + `to_s`) over its length. The pooled rate is all
//! spikes over (trials × length).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::alignment::{Window, WindowRate as Pooled, count_in_windows};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Trials};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::conditions::{Selection, example_trials, spikes_of_trials};

/// `window-rate`.
pub struct WindowRate;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the trials with the time of the event
    align: String,
    /// Where the window begins, relative to the event; the instant itself belongs to it
    #[schemars(extend("x-unit" = "s"))]
    from_s: f64,
    /// Where the window ends, relative to the event; the instant itself does not belong to it
    #[schemars(extend("x-unit" = "s"))]
    to_s: f64,
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
            align: "stop_s".into(),
            from_s: -0.1,
            to_s: 0.0,
            by: Vec::new(),
            only: Vec::new(),
            at_least_column: None,
            at_least: 0.0,
        }
    }
}

impl Stage for WindowRate {
    const NAME: &'static str = "window-rate";
    const SUMMARY: &'static str = "Rate in a window around an event, by trial and by condition";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("trials", Trials::schema())
                .described("the trials, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let rate = |name: &str| Column::float(name, Unit::SPIKES_PER_SECOND);
        let rates = [
            Column::text("condition").described("the condition"),
            Column::integer("n_trials", Unit::ONE).described("its trials"),
            Column::integer("n_spikes", Unit::SPIKES).described("their spikes in the window"),
            rate("rate_hz").described("spikes over trials and length"),
            rate("sem_hz").optional().described("standard error over trials"),
        ];
        let trials = [
            Column::integer("trial_id", Unit::ID).described("the trial"),
            Column::text("condition").described("its condition"),
            rate("rate_hz").described("its rate in the window"),
        ];
        vec![
            Port::table("rates", TableSchema::new("rates", rates)).described("one row a condition"),
            Port::table("trials", TableSchema::at_least("trial_rates", trials))
                .described("one row a trial that counts, its other columns beside"),
        ]
    }

    fn example() -> Example {
        let (spikes, trials) = example_trials();
        Example::default()
            .input("spikes", spikes)
            .input("trials", trials)
            .param("by", vec!["choice"])
            .param("from_s", -0.3)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let spikes = SpikeTable::try_from(task.table("spikes")?)?;
        let trials = task.table("trials")?;
        let times = spikes_of_trials(&spikes, &trials)?;
        let events = trials.optional_floats(&params.align)?;
        let window = Window::new(params.from_s, params.to_s)?;
        let (mut labels, mut pooled) = (vec![], vec![]);
        let (mut rows_kept, mut condition_of_trial, mut rate_hz) = (vec![], vec![], vec![]);
        for condition in params.selection().conditions(&trials)? {
            let mut rows = condition.rows;
            rows.retain(|&row| events[row].is_some());
            let of_rows: Vec<&[f64]> = rows.iter().map(|&row| times[row].as_slice()).collect();
            let at: Vec<f64> = rows.iter().filter_map(|&row| events[row]).collect();
            let counts = count_in_windows(&of_rows, &at, window)?;
            pooled.push(Pooled::of_counts(&counts, window)?);
            condition_of_trial.extend(std::iter::repeat_n(condition.label.clone(), rows.len()));
            labels.push(condition.label);
            rate_hz.extend(counts.iter().map(|&count| f64::from(count) / window.length_s()));
            rows_kept.extend(rows);
        }
        let rates = Table::build("rates")
            .text("condition", &labels)
            .count("n_trials", Unit::ONE, &pooled.iter().map(|p| p.n_trials).collect::<Vec<_>>())
            .integer("n_spikes", Unit::SPIKES, pooled.iter().map(|p| p.n_spikes as i64).collect())
            .float("rate_hz", Unit::SPIKES_PER_SECOND, pooled.iter().map(|p| p.rate_hz).collect())
            .float_or_empty(
                "sem_hz",
                Unit::SPIKES_PER_SECOND,
                &pooled.iter().map(|p| p.standard_error_hz).collect::<Vec<_>>(),
            )
            .finish()?;
        task.put_table("rates", rates);

        let kept = trials.take_rows(&rows_kept);
        let mut table = Table::build("trial_rates")
            .integer("trial_id", Unit::ID, kept.integers("trial_id")?.to_vec())
            .text("condition", &condition_of_trial)
            .float("rate_hz", Unit::SPIKES_PER_SECOND, rate_hz);
        for column in &kept.schema().columns {
            if !["trial_id", "condition", "rate_hz"].contains(&column.name.as_str()) {
                table = table.column_of(&kept, &column.name)?;
            }
        }
        task.put_table("trials", table.finish()?);
        Ok(())
    }
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
