//! How many memories fit in a network before it breaks down?
//!
//! For each load, networks that have stored so many random patterns are tested: where a pattern comes to rest that was shown
//! as it is, how often a cue leads back to it, how often a start from nowhere ends at something that nobody stored, and how
//! wrong a cue may be. Beside them stands what mean-field theory says of infinitely many units
//! ([`spikebook_models::hopfield::capacity`]).

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{mean, standard_error};
use spikebook_data::Table;
use spikebook_models::hopfield::capacity::{Holding, holding, mean_field_overlap};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::recall_cues::RecallCues;

/// `hopfield-capacity`.
pub struct HopfieldCapacity;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    /// How many units a network has
    #[schemars(range(min = 2, max = 2000))]
    n_units: usize,
    /// The loads, patterns over units, each between 0 and 1
    loads: Vec<f64>,
    /// How many networks are tested at each load
    #[schemars(range(min = 2, max = 1000))]
    n_networks: usize,
    #[serde(flatten)]
    cues: RecallCues,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 200,
            loads: vec![0.02, 0.05, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25],
            n_networks: 4,
            cues: RecallCues { n_cues: 2, n_random_starts: 50, ..RecallCues::default() },
        }
    }
}

impl Stage for HopfieldCapacity {
    const NAME: &'static str = "hopfield-capacity";
    const SUMMARY: &'static str = "Measure what networks hold at growing loads, beside the theory";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let curves = [
            number("load", "patterns over units"),
            Column::integer("n_patterns", Unit::ONE).described("patterns stored"),
            number("overlap", "mean overlap with a pattern that was shown as it is"),
            number("overlap_se", "its standard error over networks"),
            number("theory_overlap", "what theory says; empty beyond the capacity").optional(),
            share("recall", "share of cues that lead back"),
            share("recall_se", "its standard error over networks"),
            share("spurious_rate", "share of random starts that end at no pattern"),
            share("spurious_rate_se", "its standard error over networks"),
            share("basin_share", "how wrong a cue may be"),
            share("basin_share_se", "its standard error over networks"),
        ];
        let summary = [
            Column::integer("n_units", Unit::ONE).described("units of a network"),
            number("last_good_load", "the largest load at which the mean overlap is above 0.95"),
            number("first_bad_load", "the smallest load above it, or the largest of all"),
        ];
        vec![
            Port::table("curves", TableSchema::new("curves", curves)).described("one row a load"),
            Port::values("summary", ValuesSchema::new(summary)).described("where it breaks down"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_units", 20)
            .param("loads", vec![0.1, 0.4])
            .param("n_networks", 2)
            .param("n_random_starts", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let test = params.cues.test()?;
        let mut loads = params.loads.clone();
        loads.sort_by(f64::total_cmp);
        loads.dedup();
        if loads.is_empty() || loads.iter().any(|load| !(0.0..=1.0).contains(load)) {
            return Err(Failure::new(
                format!(
                    "parameter `loads`: got {:?}, wanted numbers between 0 and 1",
                    params.loads
                ),
                "a load is patterns over units; theory breaks down at 0.138",
            ));
        }
        let n_patterns: Vec<usize> = loads
            .iter()
            .map(|load| ((load * params.n_units as f64).round() as usize).max(1))
            .collect();
        let seed = task.seed();
        let mut columns: [Vec<f64>; 8] = Default::default();
        for (k, &n_patterns) in n_patterns.iter().enumerate() {
            task.step(k as u64, loads.len() as u64);
            let network = |replicate: usize| -> Result<Holding, spikebook_models::Error> {
                let seed = seed.child(&format!("network {replicate}"));
                holding(params.n_units, n_patterns, test, seed)
            };
            let held: Vec<Holding> =
                (0..params.n_networks).into_par_iter().map(network).collect::<Result<_, _>>()?;
            let measures: [Vec<f64>; 4] = [
                held.iter().map(|held| held.overlap).collect(),
                held.iter().map(|held| mean(&held.scores.recall)).collect(),
                held.iter().map(|held| held.scores.spurious_rate).collect(),
                held.iter().map(|held| held.scores.basin_share).collect(),
            ];
            for (place, measure) in measures.iter().enumerate() {
                columns[2 * place].push(mean(measure));
                columns[2 * place + 1].push(standard_error(measure));
            }
        }
        let [overlap, overlap_se, recall, recall_se, spurious, spurious_se, basin, basin_se] =
            columns;
        let actual: Vec<f64> =
            n_patterns.iter().map(|&n| n as f64 / params.n_units as f64).collect();
        let good = overlap.iter().rposition(|&overlap| overlap > 0.95);
        let bad = good.map_or(0, |at| at + 1).min(actual.len() - 1);
        let mut summary = Values::default();
        summary.count("n_units", params.n_units, Unit::ONE)?;
        summary.number("last_good_load", good.map_or(0.0, |at| actual[at]), Unit::ONE)?;
        summary.number("first_bad_load", actual[bad], Unit::ONE)?;
        task.put_values("summary", summary);
        let theory = actual.iter().map(|&load| mean_field_overlap(load)).collect();
        let curves = Table::build("curves")
            .float("load", Unit::ONE, actual)
            .count("n_patterns", Unit::ONE, &n_patterns)
            .float("overlap", Unit::ONE, overlap)
            .float("overlap_se", Unit::ONE, overlap_se)
            .optional_float("theory_overlap", Unit::ONE, theory)
            .float("recall", Unit::FRACTION, recall)
            .float("recall_se", Unit::FRACTION, recall_se)
            .float("spurious_rate", Unit::FRACTION, spurious)
            .float("spurious_rate_se", Unit::FRACTION, spurious_se)
            .float("basin_share", Unit::FRACTION, basin)
            .float("basin_share_se", Unit::FRACTION, basin_se)
            .finish()?;
        task.put_table("curves", curves);
        Ok(())
    }
}
