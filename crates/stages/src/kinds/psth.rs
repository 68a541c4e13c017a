//! How does the rate rise and fall around an event, condition by condition?
//!
//! Spikes are taken relative to the event of their trial and counted in bins of equal width; the rate is the
//! mean over trials of count / width, its standard error the spread over trials / √n. With `within_trial` a bin
//! counts a trial only where the whole bin lies between the trial's start and stop, so that rates before a
//! response are not thinned by trials that had not begun.
//!
//! It misleads where the number of trials changes along the axis (look at `n_trials`) and where bins are so wide
//! that they smear the response.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::alignment::{Window, align_trials};
use spikebook_analysis::spike_trains::binning::TimeBins;
use spikebook_analysis::spike_trains::psth::Psth as Histogram;
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Trials};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::conditions::{Selection, example_trials, spikes_of_trials};

/// `psth`.
pub struct Psth;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the trials with the time of the event
    align: String,
    /// Where the first bin begins, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    from_s: f64,
    /// Where the last bin ends, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    to_s: f64,
    /// Width of a bin
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    bin_width_s: f64,
    /// Whether a bin counts only trials that it lies in whole
    within_trial: bool,
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
            from_s: 0.0,
            to_s: 0.5,
            bin_width_s: 0.05,
            within_trial: true,
            by: Vec::new(),
            only: Vec::new(),
            at_least_column: None,
            at_least: 0.0,
        }
    }
}

impl Stage for Psth {
    const NAME: &'static str = "psth";
    const SUMMARY: &'static str = "Rate around an event, trials sorted into conditions";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("trials", Trials::schema())
                .described("the trials, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let rate = |name: &str| Column::float(name, Unit::SPIKES_PER_SECOND).optional();
        let columns = [
            Column::text("condition").described("the condition"),
            Column::float("time_s", Unit::SECOND).described("middle of the bin, from the event"),
            rate("rate_hz").described("mean rate over trials; empty where no trial counts"),
            rate("sem_hz").described("standard error of the mean; empty below two trials"),
            Column::integer("n_trials", Unit::ONE).described("trials that count in the bin"),
        ];
        vec![
            Port::table("rates", TableSchema::new("rates", columns))
                .described("one row a condition and bin"),
        ]
    }

    fn example() -> Example {
        let (spikes, trials) = example_trials();
        Example::default()
            .input("spikes", spikes)
            .input("trials", trials)
            .param("by", vec!["choice"])
            .param("bin_width_s", 0.25)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let spikes = SpikeTable::try_from(task.table("spikes")?)?;
        let trials = task.table("trials")?;
        let times = spikes_of_trials(&spikes, &trials)?;
        let events = trials.optional_floats(&params.align)?;
        let (start, stop) = (trials.floats("start_s")?, trials.floats("stop_s")?);
        let bins = TimeBins::filling(params.from_s, params.to_s, params.bin_width_s)?;
        let window = Window::new(bins.start_s(), bins.stop_s())?;
        let mut columns = Columns::default();
        for condition in params.selection().conditions(&trials)? {
            let mut rows = condition.rows;
            rows.retain(|&row| {
                events[row].is_some_and(|event| start[row] < stop[row] && event.is_finite())
            });
            let of_rows: Vec<&[f64]> = rows.iter().map(|&row| times[row].as_slice()).collect();
            let at: Vec<f64> = rows.iter().filter_map(|&row| events[row]).collect();
            let aligned = align_trials(&of_rows, &at, window)?;
            let histogram = if params.within_trial {
                let observed = rows
                    .iter()
                    .zip(&at)
                    .map(|(&row, event)| Window::new(start[row] - event, stop[row] - event))
                    .collect::<Result<Vec<_>, _>>()?;
                Histogram::of_observed_trials(&aligned, &observed, &bins)?
            } else {
                Histogram::of_trials(&aligned, &bins)?
            };
            columns.push(&condition.label, &bins, &histogram);
        }
        task.put_table("rates", columns.into_table()?);
        Ok(())
    }
}

#[derive(Default)]
struct Columns {
    condition: Vec<String>,
    time_s: Vec<f64>,
    rate_hz: Vec<f64>,
    sem_hz: Vec<f64>,
    n_trials: Vec<usize>,
}

impl Columns {
    fn push(&mut self, label: &str, bins: &TimeBins, histogram: &Histogram) {
        self.condition.extend(std::iter::repeat_n(label.to_owned(), bins.n_bins()));
        self.time_s.extend(bins.centres_s());
        self.rate_hz.extend(&histogram.rate_hz);
        self.sem_hz.extend(&histogram.standard_error_hz);
        self.n_trials.extend(&histogram.n_trials);
    }

    fn into_table(self) -> Result<Table, Failure> {
        Ok(Table::build("rates")
            .text("condition", &self.condition)
            .float("time_s", Unit::SECOND, self.time_s)
            .float_or_empty("rate_hz", Unit::SPIKES_PER_SECOND, &self.rate_hz)
            .float_or_empty("sem_hz", Unit::SPIKES_PER_SECOND, &self.sem_hz)
            .count("n_trials", Unit::ONE, &self.n_trials)
            .finish()?)
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
