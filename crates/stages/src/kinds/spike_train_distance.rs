//! How alike are spike trains: of units, or of one unit's trials?
//!
//! Without trials the trains of all units are compared in pairs; with trials those of each unit in a window around an
//! event, trial by trial. `victor-purpura` is the least cost of turning one train into the other, where a spike more
//! costs 1 and a spike moved by Δt costs `cost_per_s` · Δt; `van-rossum` is the distance of the traces that
//! exponentials of `time_constant_s` leave, where a spike more is 1.
//!
//! It misleads between units of different rates: both distances grow with the number of spikes. Neither scale of
//! time is given by nature: take several. Described in [`spikebook_analysis::spike_trains::distance`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::alignment::Window;
use spikebook_analysis::spike_trains::distance::{Metric as Measure, distance_matrix};
use spikebook_data::Table;
use spikebook_data::frames::{SpikeTable, Trials, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::conditions::example_trials;
use crate::spike_groups::SpikeGroups;
use crate::tables::distances_schema;
use crate::trial_counts::TrialWindow;

/// `spike-train-distance`.
pub struct SpikeTrainDistance;

/// The unit whose trains they are, what each is called, and the trains.
type Group = (Option<i64>, Vec<i64>, Vec<Vec<f64>>);

/// How trains are compared.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Metric {
    /// The least cost of turning one into the other
    VictorPurpura,
    /// The distance of decaying traces
    VanRossum,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How trains are compared
    metric: Metric,
    /// What it costs to move a spike by a second, for `victor-purpura`
    #[schemars(range(min = 0.0, max = 1e12))]
    cost_per_s: f64,
    /// How fast a spike is forgotten, for `van-rossum`
    #[schemars(range(max = 86_400.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    time_constant_s: f64,
    /// The column of the trials with the time of the event
    align: String,
    /// Where the window of a trial begins, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    from_s: f64,
    /// Where the window of a trial ends, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    to_s: f64,
    /// Columns by whose values trials are put in order
    by: Vec<String>,
    /// Columns that are true (or not zero) of every trial that counts
    only: Vec<String>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            metric: Metric::VictorPurpura,
            cost_per_s: 20.0,
            time_constant_s: 0.05,
            align: "start_s".into(),
            from_s: 0.0,
            to_s: 1.0,
            by: Vec::new(),
            only: Vec::new(),
        }
    }
}

impl Stage for SpikeTrainDistance {
    const NAME: &'static str = "spike-train-distance";
    const SUMMARY: &'static str =
        "Distances of spike trains, between units or between trials of each";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("trials", Trials::schema())
                .optional()
                .described("the trials; left out, units are compared"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("distances", distances_schema())
                .described("one row a pair of trains, each pair both ways"),
        ]
    }

    fn example() -> Example {
        let (spikes, trials) = example_trials();
        Example::default().input("spikes", spikes).input("trials", trials)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let groups: Vec<Group> = if task.has("trials") {
            let window = Window::new(params.from_s, params.to_s)?;
            let trials =
                TrialWindow { align: &params.align, window, by: &params.by, only: &params.only };
            let found = trials.trains(task)?;
            let of_unit = |(id, trains)| (Some(id), found.trial_id.clone(), trains);
            found.unit_id.iter().copied().zip(found.trains_s.clone()).map(of_unit).collect()
        } else {
            let SpikeGroups { unit_id, spike_times_s } = SpikeGroups::of_task(task)?;
            vec![(None, unit_id, spike_times_s)]
        };
        let metric = match params.metric {
            Metric::VictorPurpura => Measure::VictorPurpura { cost_per_s: params.cost_per_s },
            Metric::VanRossum => Measure::VanRossum { time_constant_s: params.time_constant_s },
        };
        let (mut unit_id, mut a_id, mut b_id, mut distance) = (vec![], vec![], vec![], vec![]);
        for (unit, ids, trains) in &groups {
            let views: Vec<&[f64]> = trains.iter().map(Vec::as_slice).collect();
            let matrix = distance_matrix(&views, metric)?;
            for ((i, j), &value) in matrix.indexed_iter() {
                unit_id.push(*unit);
                a_id.push(ids[i]);
                b_id.push(ids[j]);
                distance.push(value);
            }
        }
        let table = Table::build("distances")
            .optional_integer("unit_id", Unit::ID, unit_id)
            .integer("a_id", Unit::ID, a_id)
            .integer("b_id", Unit::ID, b_id)
            .float("distance", Unit::ONE, distance)
            .finish()?;
        task.put_table("distances", table);
        Ok(())
    }
}
