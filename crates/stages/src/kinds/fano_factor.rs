//! Are the counts of each unit more variable than Poisson counts?
//!
//! Variance over mean of counts: over all whole windows of the recording, for each length that `window_s` names, or,
//! where trials are wired, over the trials of each condition in a window around an event. Beside it the band in which
//! the factor of so many Poisson counts lies with probability `level` and the two-sided p value, both from the gamma
//! distribution with shape (n − 1)/2 and scale 2/(n − 1).
//!
//! It misleads where the rate drifts: long windows then have a large factor whatever the spiking is. Counts of
//! trials whose conditions are thrown together vary with the condition too. Described in
//! [`spikebook_analysis::spike_trains::fano_factor`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_analysis::spike_trains::alignment::Window;
use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes};
use spikebook_analysis::spike_trains::fano_factor::{fano_factor, poisson_band, poisson_p};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Trials, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::conditions::example_trials;
use crate::spike_groups::SpikeGroups;
use crate::trial_counts::TrialWindow;

/// `fano-factor`.
pub struct FanoFactor;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Lengths of the windows, without trials
    #[schemars(extend("x-unit" = "s"))]
    window_s: Vec<f64>,
    /// The column of the trials with the time of the event
    align: String,
    /// Where the window of a trial begins, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    from_s: f64,
    /// Where the window of a trial ends, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    to_s: f64,
    /// Columns by whose values trials are sorted into conditions
    by: Vec<String>,
    /// Columns that are true (or not zero) of every trial that counts
    only: Vec<String>,
    /// Level of the band
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            window_s: vec![0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0],
            align: "stop_s".into(),
            from_s: -0.1,
            to_s: 0.0,
            by: Vec::new(),
            only: Vec::new(),
            level: 0.95,
        }
    }
}

/// The counts of one unit in windows of one kind.
struct Counted {
    unit_id: i64,
    condition: String,
    window_s: f64,
    counts: Vec<u32>,
}

impl Stage for FanoFactor {
    const NAME: &'static str = "fano-factor";
    const SUMMARY: &'static str =
        "Variance over mean of the counts of each unit, beside Poisson's band";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("trials", Trials::schema())
                .optional()
                .described("the trials; left out, windows fill the recording"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or `too_few_spikes`"),
            Column::text("condition").described("the condition, or `all windows`"),
            Column::float("window_s", Unit::SECOND).described("length of a window"),
            Column::integer("n_windows", Unit::ONE).described("windows or trials"),
            Column::float("mean_count", Unit::SPIKES).optional().described("mean count"),
            number("fano_factor", "variance (n − 1) over mean; empty without a spike"),
            number("poisson_low", "lower end of the band of Poisson counts"),
            number("poisson_high", "upper end of that band"),
            number("p", "two-sided p value, were the counts Poisson"),
        ];
        vec![
            Port::table("factors", TableSchema::new("factors", columns))
                .described("one row a unit and length, or a unit and condition"),
        ]
    }

    fn example() -> Example {
        let (spikes, trials) = example_trials();
        Example::default()
            .input("spikes", spikes)
            .input("trials", trials)
            .param("from_s", -0.3)
            .param("by", vec!["choice"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let counted =
            if task.has("trials") { params.trials(task)? } else { params.windows(task)? };
        let (mut fano, mut low, mut high, mut p) = (vec![], vec![], vec![], vec![]);
        for one in &counted {
            let n = one.counts.len();
            let factor = if n > 1 { fano_factor(&one.counts, 1) } else { f64::NAN };
            fano.push(factor);
            let band = if factor.is_nan() { None } else { Some(poisson_band(n, params.level)?) };
            low.push(band.map(|band| band.0));
            high.push(band.map(|band| band.1));
            p.push(if factor.is_nan() { None } else { Some(poisson_p(factor, n)?) });
        }
        let status: Vec<&str> = fano
            .iter()
            .map(|factor| if factor.is_nan() { "too_few_spikes" } else { "converged" })
            .collect();
        let means: Vec<f64> = counted
            .iter()
            .map(|one| mean(&one.counts.iter().map(|&n| f64::from(n)).collect::<Vec<_>>()))
            .collect();
        let table = Table::build("factors")
            .integer("unit_id", Unit::ID, counted.iter().map(|one| one.unit_id).collect())
            .text("status", &status)
            .text("condition", &counted.iter().map(|one| &*one.condition).collect::<Vec<_>>())
            .float("window_s", Unit::SECOND, counted.iter().map(|one| one.window_s).collect())
            .count(
                "n_windows",
                Unit::ONE,
                &counted.iter().map(|o| o.counts.len()).collect::<Vec<_>>(),
            )
            .float_or_empty("mean_count", Unit::SPIKES, &means)
            .float_or_empty("fano_factor", Unit::ONE, &fano)
            .optional_float("poisson_low", Unit::ONE, low)
            .optional_float("poisson_high", Unit::ONE, high)
            .optional_float("p", Unit::ONE, p)
            .finish()?;
        task.put_table("factors", table);
        Ok(())
    }
}

impl Params {
    /// Whole windows from the first to the last spike of all.
    fn windows(&self, task: &Task<'_>) -> Result<Vec<Counted>, Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let all = || groups.spike_times_s.iter().flatten().copied();
        let (Some(start_s), Some(stop_s)) = (all().reduce(f64::min), all().reduce(f64::max)) else {
            return Err(Failure::new(
                "input `spikes`: got no spike, wanted some to count",
                "look at the stage that makes this table",
            ));
        };
        let mut counted = Vec::new();
        for (&unit_id, times) in groups.unit_id.iter().zip(&groups.spike_times_s) {
            for &window_s in &self.window_s {
                let bins = TimeBins::filling(start_s, stop_s, window_s)?;
                let counts = count_spikes(times, &bins)?;
                let condition = "all windows".to_owned();
                counted.push(Counted { unit_id, condition, window_s, counts });
            }
        }
        Ok(counted)
    }

    fn trials(&self, task: &Task<'_>) -> Result<Vec<Counted>, Failure> {
        let window = Window::new(self.from_s, self.to_s)?;
        let trials = TrialWindow { align: &self.align, window, by: &self.by, only: &self.only };
        let found = trials.counts(task)?;
        let mut counted = Vec::new();
        for (unit, &unit_id) in found.unit_id.iter().enumerate() {
            for (place, label) in found.labels.iter().enumerate() {
                let rows = found.condition.iter().enumerate().filter(|(_, at)| **at == place);
                let counts = rows.map(|(row, _)| found.counts[[row, unit]]).collect();
                let (condition, window_s) = (label.clone(), window.length_s());
                counted.push(Counted { unit_id, condition, window_s, counts });
            }
        }
        Ok(counted)
    }
}
