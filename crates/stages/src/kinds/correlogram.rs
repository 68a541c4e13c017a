//! Which units fire together, at which lag, and is that more than their slow rates or the stimulus give?
//!
//! Pairs of spikes by their lag, target after reference, in bins of `bin_s` about multiples of it: for each pair of
//! units once, and each unit with itself. Beside the counts stands what is predicted: by independent trains of
//! constant rates (`expected`), and by the `predictor`. `jitter` draws the target's spikes anew within windows of
//! `jitter_window_s`, so that what lies beyond the band is faster than that; `shift` pairs each trial of one with all
//! other trials of the other, so that what is left is not locked to the event alone.
//!
//! It misleads where rates rise together: a broad peak is no synapse. Refractory times and the sorter's blind time
//! dent the middle bin. Described in [`spikebook_analysis::spike_trains::correlogram`].

mod report;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::alignment::Window;
use spikebook_analysis::spike_trains::correlogram::{
    Correlograms, Lags, auto_correlogram, correlograms, cross_correlogram, expected_count,
    jitter_predictor, shift_predictor,
};
use spikebook_data::frames::{SpikeTable, Trials, Units};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};

use crate::spike_groups::SpikeGroups;
use crate::tables::correlograms_schema;
use crate::trial_counts::{TrialTrains, TrialWindow};

/// `correlogram`.
pub struct Correlogram;

/// What counts are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Predictor {
    /// Nothing but constant rates
    None,
    /// Spikes of the target anywhere in their windows of some milliseconds
    Jitter,
    /// Each trial with all others; needs trials
    Shift,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Width of a bin
    #[schemars(range(max = 3600.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    bin_s: f64,
    /// The largest lag to either side, to the middle of the last bin
    #[schemars(range(min = 0.0, max = 3600.0), extend("x-unit" = "s"))]
    window_s: f64,
    /// What counts are compared with
    predictor: Predictor,
    /// Windows within which `jitter` draws spikes anew
    #[schemars(range(max = 3600.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    jitter_window_s: f64,
    /// How many jittered trains are drawn for a pair
    #[schemars(range(min = 2, max = 100_000))]
    n_surrogates: usize,
    /// Level of the bands of `jitter`
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// The column of the trials with the time of the event, for `shift`
    align: String,
    /// Where the window of a trial begins, relative to the event, for `shift`
    #[schemars(extend("x-unit" = "s"))]
    from_s: f64,
    /// Where the window of a trial ends, relative to the event, for `shift`
    #[schemars(extend("x-unit" = "s"))]
    to_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            bin_s: 0.001,
            window_s: 0.05,
            predictor: Predictor::Jitter,
            jitter_window_s: 0.02,
            n_surrogates: 200,
            level: 0.95,
            align: "start_s".into(),
            from_s: 0.0,
            to_s: 1.0,
        }
    }
}

/// One pair of units, or a unit with itself.
pub(crate) struct Pair {
    pub(crate) reference: usize,
    pub(crate) target: usize,
    pub(crate) counts: Vec<u64>,
    pub(crate) expected: Vec<f64>,
    pub(crate) predicted: Option<Vec<f64>>,
    /// Bin by bin, and anywhere
    pub(crate) bands: Option<[(Vec<f64>, Vec<f64>); 2]>,
}

/// The trains of all units, and what is known of them.
pub(crate) struct Trains {
    pub(crate) unit_id: Vec<i64>,
    pub(crate) n_spikes: Vec<usize>,
    pub(crate) lags: Lags,
}

impl Stage for Correlogram {
    const NAME: &'static str = "correlogram";
    const SUMMARY: &'static str =
        "Pairs of spikes by their lag, for all pairs of units, beside what chance gives";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spikes", SpikeTable::schema()).described("the spikes"),
            Port::table("units", Units::schema())
                .optional()
                .described("the units; left out, those that fired"),
            Port::table("trials", Trials::schema())
                .optional()
                .described("the trials, where the predictor is `shift`"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("correlograms", correlograms_schema()).described("one row a pair and lag"),
            Port::table("pairs", report::pairs_schema()).described("one row a pair"),
        ]
    }

    fn example() -> Example {
        let a = [0.1, 0.15, 0.2, 0.31, 0.42, 0.55, 0.6, 0.78, 0.8];
        let times: Vec<f64> = a.iter().copied().chain(a.iter().map(|time| time + 0.002)).collect();
        let units = [vec![1; 9], vec![2; 9]].concat();
        let spikes = SpikeTable::from_columns(units, times, None).expect("eighteen spikes");
        Example::default()
            .input("spikes", spikes.into_table())
            .param("window_s", 0.005)
            .param("n_surrogates", 20)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let reach = (params.window_s / params.bin_s).round();
        let lags = Lags::new(params.bin_s, if reach < 1e9 { reach as usize } else { usize::MAX })?;
        let (trains, pairs) = if params.predictor == Predictor::Shift {
            params.over_trials(task, lags)?
        } else {
            params.over_time(task, lags)?
        };
        task.put_table("correlograms", report::correlograms(&trains, &pairs)?);
        task.put_table("pairs", report::pairs(&trains, &pairs)?);
        Ok(())
    }
}

impl Params {
    /// All pairs on one clock.
    fn over_time(&self, task: &Task<'_>, lags: Lags) -> Result<(Trains, Vec<Pair>), Failure> {
        let SpikeGroups { unit_id, spike_times_s } = SpikeGroups::of_task(task)?;
        let views: Vec<&[f64]> = spike_times_s.iter().map(Vec::as_slice).collect();
        let all: Correlograms = correlograms(&views, lags)?;
        let ends = |pick: fn(f64, f64) -> f64| spike_times_s.iter().flatten().copied().reduce(pick);
        let length_s = match (ends(f64::min), ends(f64::max)) {
            (Some(first), Some(last)) if last > first => last - first,
            _ => {
                return Err(Failure::new(
                    "input `spikes`: got no two spikes at different times",
                    "look at the stage that makes this table",
                ));
            }
        };
        let seed = task.seed();
        let each: Vec<(usize, usize)> =
            (0..views.len()).flat_map(|i| (i..views.len()).map(move |j| (i, j))).collect();
        let pairs = each
            .into_par_iter()
            .map(|(i, j)| {
                let mut pair = Pair {
                    reference: i,
                    target: j,
                    counts: all.of_pair(i, j).to_vec(),
                    expected: expected_count(views[i].len(), views[j].len(), length_s, lags)?,
                    predicted: None,
                    bands: None,
                };
                // A train jittered against itself would lose its refractory time: nothing is predicted.
                if self.predictor == Predictor::Jitter && i != j {
                    let seed = seed.child(&format!("{} {}", unit_id[i], unit_id[j]));
                    let how = (self.n_surrogates, self.level);
                    let found = jitter_predictor(
                        views[i],
                        views[j],
                        lags,
                        self.jitter_window_s,
                        how,
                        seed,
                    )?;
                    pair.predicted = Some(found.mean);
                    let anywhere = (found.low_anywhere, found.high_anywhere);
                    pair.bands = Some([(found.low, found.high), anywhere]);
                }
                Ok(pair)
            })
            .collect::<Result<Vec<Pair>, spikebook_analysis::Error>>()?;
        let n_spikes = spike_times_s.iter().map(Vec::len).collect();
        Ok((Trains { unit_id, n_spikes, lags }, pairs))
    }

    /// All pairs within trials, and each trial with the others.
    fn over_trials(&self, task: &Task<'_>, lags: Lags) -> Result<(Trains, Vec<Pair>), Failure> {
        if !task.has("trials") {
            return Err(Failure::new(
                "input `trials`: nothing is wired to it, and the predictor is `shift`",
                "wire trials, or take the predictor `jitter`",
            ));
        }
        let window = Window::new(self.from_s, self.to_s)?;
        let trials = TrialWindow { align: &self.align, window, by: &[], only: &[] };
        let TrialTrains { unit_id, trains_s: trains, .. } = trials.trains(task)?;
        let n_trials = trains.first().map_or(0, Vec::len);
        let n_spikes: Vec<usize> =
            trains.iter().map(|trials| trials.iter().map(Vec::len).sum()).collect();
        let length_s = window.length_s();
        let n_units = trains.len();
        let mut pairs = Vec::new();
        for i in 0..n_units {
            for j in i..n_units {
                let mut counts = vec![0; lags.n_bins()];
                for (a, b) in trains[i].iter().zip(&trains[j]) {
                    let own = if i == j {
                        auto_correlogram(a, lags)?
                    } else {
                        cross_correlogram(a, b, lags)?
                    };
                    counts.iter_mut().zip(own).for_each(|(sum, count)| *sum += count);
                }
                let views =
                    |unit: usize| trains[unit].iter().map(Vec::as_slice).collect::<Vec<_>>();
                let expected = expected_count(n_spikes[i], n_spikes[j], length_s, lags)?;
                pairs.push(Pair {
                    reference: i,
                    target: j,
                    counts,
                    expected: expected.iter().map(|count| count / n_trials as f64).collect(),
                    predicted: Some(shift_predictor(&views(i), &views(j), lags)?),
                    bands: None,
                });
            }
        }
        Ok((Trains { unit_id, n_spikes, lags }, pairs))
    }
}
