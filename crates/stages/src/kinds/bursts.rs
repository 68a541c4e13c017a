//! When does each unit fire in bursts, and more so than its rate alone would make it?
//!
//! A burst is a run of at least `min_spikes` spikes whose first interval is at most `start_interval_s` and whose
//! others are at most `continue_interval_s`. `surprise` is −ln of the probability that a Poisson train of the unit's
//! mean rate fires as many spikes in as short a time; `poisson_share` is the share of spikes in bursts that
//! such a train has by chance.
//!
//! It misleads for fast units, which make short intervals by chance. Described in
//! [`spikebook_analysis::spike_trains::bursts`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::spike_trains::bursts::{Burst, BurstRule, BurstSummary, poisson_share};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::spike_groups::SpikeGroups;

/// `bursts`.
pub struct Bursts;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The longest first interval of a burst
    #[schemars(range(max = 3600.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    start_interval_s: f64,
    /// The longest interval within a burst after the first; left out, as long as the first
    #[schemars(range(max = 3600.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    continue_interval_s: Option<f64>,
    /// The least number of spikes of a burst
    #[schemars(range(min = 2, max = 10_000))]
    min_spikes: usize,
    /// Bursts with at most so much time between them are one
    #[schemars(range(min = 0.0, max = 3600.0), extend("x-unit" = "s"))]
    merge_gap_s: f64,
    /// Bursts that last less are none
    #[schemars(range(min = 0.0, max = 3600.0), extend("x-unit" = "s"))]
    min_duration_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            start_interval_s: 0.006,
            continue_interval_s: None,
            min_spikes: 2,
            merge_gap_s: 0.0,
            min_duration_s: 0.0,
        }
    }
}

/// What is found of one unit.
struct Found {
    bursts: Vec<Burst>,
    summary: BurstSummary,
    poisson_share: f64,
}

impl Stage for Bursts {
    const NAME: &'static str = "bursts";
    const SUMMARY: &'static str =
        "Bursts of each unit, with the surprise of each and their share of spikes";
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
        let bursts = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("burst", Unit::ONE).described("the burst, counted from 1"),
            Column::float("start_s", Unit::SECOND).described("its first spike"),
            Column::float("stop_s", Unit::SECOND).described("its last spike"),
            Column::integer("n_spikes", Unit::SPIKES).described("its spikes"),
            number("surprise", Unit::ONE, "−ln of its probability in a Poisson train"),
        ];
        let units = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::text("status").described("`converged`, or `too_few_spikes` below two"),
            Column::integer("n_spikes", Unit::SPIKES).described("its spikes"),
            Column::integer("n_bursts", Unit::ONE).described("its bursts"),
            number("share_of_spikes", Unit::FRACTION, "share of its spikes that lie in bursts"),
            number("poisson_share", Unit::FRACTION, "the same of a Poisson train of its rate"),
            number("mean_spikes", Unit::SPIKES, "spikes of a burst"),
            number("mean_duration_s", Unit::SECOND, "from first to last spike of a burst"),
            number("mean_rate_hz", Unit::SPIKES_PER_SECOND, "rate within bursts"),
            number("mean_gap_s", Unit::SECOND, "from one burst to the next"),
        ];
        vec![
            Port::table("bursts", TableSchema::new("bursts", bursts)).described("one row a burst"),
            Port::table("units", TableSchema::new("units", units)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let times = vec![0.1, 0.104, 0.109, 0.5, 0.9, 0.905, 1.4];
        let spikes = SpikeTable::from_columns(vec![1; 7], times, None).expect("seven spikes");
        Example::default().input("spikes", spikes.into_table())
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups = SpikeGroups::of_task(task)?;
        let rule = BurstRule::new(
            params.start_interval_s,
            params.continue_interval_s.unwrap_or(params.start_interval_s),
            params.min_spikes,
        )?
        .merging(params.merge_gap_s)?
        .lasting(params.min_duration_s)?;
        let found = groups
            .spike_times_s
            .par_iter()
            .map(|times| {
                let bursts = rule.find(times)?;
                let summary = BurstSummary::new(&bursts, times.len());
                Ok(Found { bursts, summary, poisson_share: poisson_share(&rule, times)? })
            })
            .collect::<Result<Vec<Found>, Error>>()?;

        let (mut unit_id, mut number) = (vec![], vec![]);
        let all = || found.iter().flat_map(|found| &found.bursts);
        for (&id, found) in groups.unit_id.iter().zip(&found) {
            unit_id.extend(std::iter::repeat_n(id, found.bursts.len()));
            number.extend(1..=found.bursts.len() as i64);
        }
        let bursts = Table::build("bursts")
            .integer("unit_id", Unit::ID, unit_id)
            .integer("burst", Unit::ONE, number)
            .float("start_s", Unit::SECOND, all().map(|burst| burst.start_s).collect())
            .float("stop_s", Unit::SECOND, all().map(|burst| burst.stop_s).collect())
            .count("n_spikes", Unit::SPIKES, &all().map(|burst| burst.n_spikes).collect::<Vec<_>>())
            .float_or_empty("surprise", Unit::ONE, &all().map(|b| b.surprise).collect::<Vec<_>>())
            .finish()?;
        task.put_table("bursts", bursts);

        let n_spikes: Vec<usize> = groups.spike_times_s.iter().map(Vec::len).collect();
        let status: Vec<&str> =
            n_spikes.iter().map(|&n| if n < 2 { "too_few_spikes" } else { "converged" }).collect();
        let of = |part: fn(&Found) -> f64| found.iter().map(part).collect::<Vec<f64>>();
        let units = Table::build("units")
            .integer("unit_id", Unit::ID, groups.unit_id)
            .text("status", &status)
            .count("n_spikes", Unit::SPIKES, &n_spikes)
            .count("n_bursts", Unit::ONE, &found.iter().map(|f| f.bursts.len()).collect::<Vec<_>>())
            .float_or_empty("share_of_spikes", Unit::FRACTION, &of(|f| f.summary.share_of_spikes))
            .float_or_empty("poisson_share", Unit::FRACTION, &of(|f| f.poisson_share))
            .float_or_empty("mean_spikes", Unit::SPIKES, &of(|f| f.summary.mean_spikes))
            .float_or_empty("mean_duration_s", Unit::SECOND, &of(|f| f.summary.mean_duration_s))
            .float_or_empty(
                "mean_rate_hz",
                Unit::SPIKES_PER_SECOND,
                &of(|f| f.summary.mean_rate_hz),
            )
            .float_or_empty("mean_gap_s", Unit::SECOND, &of(|f| f.summary.mean_gap_s))
            .finish()?;
        task.put_table("units", units);
        Ok(())
    }
}
