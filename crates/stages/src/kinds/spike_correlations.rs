//! Are two units tuned alike, and do they vary together from trial to trial?
//!
//! From the counts of all units in a window around an event: the signal correlation of a pair is that of the units'
//! mean counts over conditions, the noise correlation that of the z scores within conditions, all trials together.
//! Its interval is Fisher's, its p value from trials dealt anew within conditions (two-sided).
//!
//! It misleads where excitability drifts over the session: all units then vary together. Few conditions make
//! signal correlations large by chance. Described in [`spikebook_analysis::spike_trains::count_correlation`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::descriptive::mean;
use spikebook_analysis::spike_trains::alignment::Window;
use spikebook_analysis::spike_trains::count_correlation::CountCorrelations;
use spikebook_data::Table;
use spikebook_data::frames::SpikeTable;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::trial_counts::{TrialWindow, ports};

/// `spike-correlations`.
pub struct SpikeCorrelations;

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
    /// Columns by whose values trials are sorted into conditions
    by: Vec<String>,
    /// Columns that are true (or not zero) of every trial that counts
    only: Vec<String>,
    /// Level of the intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// How often trials are dealt anew for a p value
    #[schemars(range(min = 1, max = 100_000))]
    n_deals: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            align: "start_s".into(),
            from_s: 0.0,
            to_s: 0.5,
            by: Vec::new(),
            only: Vec::new(),
            level: 0.95,
            n_deals: 500,
        }
    }
}

/// One pair of units.
struct Pair {
    a: usize,
    b: usize,
    low: f64,
    high: f64,
    p: Option<f64>,
}

impl Stage for SpikeCorrelations {
    const NAME: &'static str = "spike-correlations";
    const SUMMARY: &'static str = "Signal and noise correlations of all pairs of units over trials";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        ports()
    }

    fn outputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let pairs = [
            Column::integer("a_id", Unit::ID).described("one unit"),
            Column::integer("b_id", Unit::ID).described("the other"),
            Column::text("status").described("`converged`, or `constant` where one never varies"),
            Column::integer("n_trials", Unit::ONE).described("trials in which both vary"),
            number("signal", "correlation of mean counts over conditions"),
            number("noise", "correlation of z scores within conditions"),
            number("noise_low", "lower end of its interval"),
            number("noise_high", "upper end of its interval"),
            number("p", "its two-sided p value"),
        ];
        let summary = [
            Column::integer("n_pairs", Unit::ONE).described("pairs with a noise correlation"),
            Column::integer("n_conditions", Unit::ONE).described("conditions"),
            Column::float("mean_noise", Unit::ONE).described("mean noise correlation of pairs"),
            Column::float("mean_signal", Unit::ONE)
                .optional()
                .described("mean signal correlation of pairs"),
        ];
        vec![
            Port::table("pairs", TableSchema::new("pairs", pairs)).described("one row a pair"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all pairs"),
        ]
    }

    fn example() -> Example {
        let (mut unit, mut time, mut trial) = (vec![], vec![], vec![]);
        for row in 0..12_i64 {
            for id in [1, 2] {
                let n = 1 + (row * 5 + row * row * id) % 4 + row % 3;
                for spike in 0..n {
                    unit.push(id);
                    time.push(0.05 + 0.03 * spike as f64);
                    trial.push(row);
                }
            }
        }
        let spikes = SpikeTable::from_columns(unit, time, Some(trial)).expect("spikes");
        let trials = Table::build("trials")
            .integer("trial_id", Unit::ID, (0..12).collect())
            .float("start_s", Unit::SECOND, vec![0.0; 12])
            .float("stop_s", Unit::SECOND, vec![0.5; 12])
            .integer("choice", Unit::ONE, (0..12).map(|row| row % 3).collect())
            .finish()
            .expect("twelve trials");
        Example::default()
            .input("spikes", spikes.into_table())
            .input("trials", trials)
            .param("by", vec!["choice"])
            .param("n_deals", 200)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let window = Window::new(params.from_s, params.to_s)?;
        let trials =
            TrialWindow { align: &params.align, window, by: &params.by, only: &params.only };
        let found = trials.counts(task)?;
        let correlations = CountCorrelations::new(found.counts.view(), &found.condition)?;
        let seed = task.seed();
        let n = found.unit_id.len();
        let each: Vec<(usize, usize)> =
            (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect();
        let pairs = each
            .par_iter()
            .map(|&(a, b)| {
                let (low, high) = correlations.noise_interval(a, b, params.level)?;
                let name = format!("{} {}", found.unit_id[a], found.unit_id[b]);
                let p = if correlations.noise()[[a, b]].is_nan() {
                    None
                } else {
                    let seed = seed.child(&name);
                    Some(correlations.shuffle_test(a, b, params.n_deals, seed)?.p_two_sided())
                };
                Ok(Pair { a, b, low, high, p })
            })
            .collect::<Result<Vec<Pair>, Error>>()?;
        let noise: Vec<f64> = pairs.iter().map(|p| correlations.noise()[[p.a, p.b]]).collect();
        let signal: Vec<f64> = pairs.iter().map(|p| correlations.signal()[[p.a, p.b]]).collect();
        let known: Vec<f64> = noise.iter().copied().filter(|noise| noise.is_finite()).collect();
        if known.is_empty() {
            return Err(Failure::new(
                "no pair of units varies within a condition",
                "take a longer window, or conditions with more trials",
            ));
        }
        let status: Vec<&str> = noise
            .iter()
            .map(|noise| if noise.is_nan() { "constant" } else { "converged" })
            .collect();
        let n_trials: Vec<usize> =
            pairs.iter().map(|pair| correlations.n_trials()[[pair.a, pair.b]]).collect();
        let of = |part: fn(&Pair) -> f64| pairs.iter().map(part).collect::<Vec<f64>>();
        let table = Table::build("pairs")
            .integer("a_id", Unit::ID, pairs.iter().map(|pair| found.unit_id[pair.a]).collect())
            .integer("b_id", Unit::ID, pairs.iter().map(|pair| found.unit_id[pair.b]).collect())
            .text("status", &status)
            .count("n_trials", Unit::ONE, &n_trials)
            .float_or_empty("signal", Unit::ONE, &signal)
            .float_or_empty("noise", Unit::ONE, &noise)
            .float_or_empty("noise_low", Unit::ONE, &of(|pair| pair.low))
            .float_or_empty("noise_high", Unit::ONE, &of(|pair| pair.high))
            .optional_float("p", Unit::ONE, pairs.iter().map(|pair| pair.p).collect())
            .finish()?;
        task.put_table("pairs", table);

        let mut summary = Values::default();
        summary.count("n_pairs", known.len(), Unit::ONE)?;
        summary.count("n_conditions", correlations.n_conditions(), Unit::ONE)?;
        summary.number("mean_noise", mean(&known), Unit::ONE)?;
        let tuned: Vec<f64> = signal.into_iter().filter(|signal| signal.is_finite()).collect();
        if !tuned.is_empty() {
            summary.number("mean_signal", mean(&tuned), Unit::ONE)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}
