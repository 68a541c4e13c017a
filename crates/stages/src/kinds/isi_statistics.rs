//! How regular is the firing of each unit, and does it break the refractory time?
//!
//! Of the intervals between spikes: mean, CV (spread over mean; 1 for a Poisson train), CV2 and LV (the same from
//! neighbouring intervals, so that slow changes of the rate do not count), `lvr` (LV that allows for a refractory time of
//! `lvr_refractory_s`), and the share of intervals shorter than `refractory_s`, which one neuron cannot make.
//! `contamination` is the share of foreign spikes that so many short intervals stand for; it is empty where no share
//! explains them: then the unit is a mixture.
//! The measures are described in [`spikebook_analysis::spike_trains::intervals`] and
//! [`spikebook_analysis::spike_trains::refractory`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::spike_trains::intervals::{IntervalStatistics, interspike_intervals_s};
use spikebook_analysis::spike_trains::refractory::contamination;
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::SpikeGroups;

/// `isi-statistics`.
pub struct IsiStatistics;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Intervals shorter than this are too short for one neuron
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "s"))]
    refractory_s: f64,
    /// The refractory time that `lvr` allows for
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "s"))]
    lvr_refractory_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { refractory_s: 0.002, lvr_refractory_s: 0.005 }
    }
}

/// What is said of one unit.
struct Row {
    statistics: IntervalStatistics,
    share_too_short: f64,
    contamination: f64,
}

impl Stage for IsiStatistics {
    const NAME: &'static str = "isi-statistics";
    const SUMMARY: &'static str =
        "Intervals between spikes: mean, regularity, refractory violations";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes, on one clock"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, unit: Unit, what: &str| {
            Column::float(name, unit).optional().described(what)
        };
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("n_intervals", Unit::ONE).described("intervals between its spikes"),
            number("mean_s", Unit::SECOND, "their mean"),
            number("median_s", Unit::SECOND, "their median"),
            number("cv", Unit::ONE, "their spread over their mean"),
            number("cv2", Unit::ONE, "the same from neighbouring intervals"),
            number("lv", Unit::ONE, "local variation"),
            number("lvr", Unit::ONE, "local variation that allows for a refractory time"),
            number("share_too_short", Unit::FRACTION, "share below the refractory time"),
            number("contamination", Unit::FRACTION, "share of foreign spikes that this stands for"),
        ];
        vec![
            Port::table("statistics", TableSchema::new("statistics", columns))
                .described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let spikes = SpikeTable::from_columns(vec![1; 5], vec![0.1, 0.2, 0.3, 0.45, 0.451], None)
            .expect("five spikes");
        Example::default().input("spikes", spikes.into_table())
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let all = || groups.spike_times_s.iter().flatten().copied();
        // The length of the recording, as far as the spikes tell it.
        let length_s = match (all().reduce(f64::min), all().reduce(f64::max)) {
            (Some(first), Some(last)) => last - first,
            _ => 0.0,
        };
        let rows = groups
            .spike_times_s
            .par_iter()
            .map(|times| {
                let statistics = IntervalStatistics::of_spikes(times, params.lvr_refractory_s)?;
                let intervals = interspike_intervals_s(times)?;
                let n_short = intervals.iter().filter(|i| **i < params.refractory_s).count();
                let share_too_short = n_short as f64 / intervals.len() as f64;
                let contamination =
                    if times.len() > 1 && length_s > 0.0 && params.refractory_s > 0.0 {
                        contamination(n_short, times.len(), length_s, params.refractory_s, 0.0)?
                    } else {
                        None
                    };
                let contamination = contamination.unwrap_or(f64::NAN);
                Ok(Row { statistics, share_too_short, contamination })
            })
            .collect::<Result<Vec<Row>, Error>>()?;
        let of = |field: fn(&Row) -> f64| -> Vec<f64> { rows.iter().map(field).collect() };
        let n_intervals: Vec<usize> = rows.iter().map(|row| row.statistics.n_intervals).collect();
        let table = Table::build("statistics")
            .integer("unit_id", Unit::ID, groups.unit_id)
            .count("n_intervals", Unit::ONE, &n_intervals)
            .float_or_empty("mean_s", Unit::SECOND, &of(|row| row.statistics.mean_s))
            .float_or_empty("median_s", Unit::SECOND, &of(|row| row.statistics.median_s))
            .float_or_empty("cv", Unit::ONE, &of(|row| row.statistics.cv))
            .float_or_empty("cv2", Unit::ONE, &of(|row| row.statistics.cv2))
            .float_or_empty("lv", Unit::ONE, &of(|row| row.statistics.lv))
            .float_or_empty("lvr", Unit::ONE, &of(|row| row.statistics.lvr))
            .float_or_empty("share_too_short", Unit::FRACTION, &of(|row| row.share_too_short))
            .float_or_empty("contamination", Unit::FRACTION, &of(|row| row.contamination))
            .finish()?;
        task.put_table("statistics", table);
        Ok(())
    }
}
