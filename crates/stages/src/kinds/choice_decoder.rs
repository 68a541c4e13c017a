//! Can the choice be told from the rate of single trials, better than chance?
//!
//! Each trial has the rate of one unit. For each unit, the mean rates of the two choices are taken from training
//! trials and a held-out trial is given the choice whose mean lies nearer
//! ([`spikebook_analysis::decoding::NearestMean`]). The null deals the choices out anew within each unit;
//! p = (1 + deals that reach the observed accuracy) / (1 + deals).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::decoding::NearestMean;
use spikebook_analysis::descriptive::{mean, quantile};
use spikebook_analysis::folds::FoldPlan;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `choice-decoder`.
pub struct ChoiceDecoder;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the choice
    choice: String,
    /// The value of that column for the first choice
    first_choice: f64,
    /// How many folds, in each of which every unit has its share of trials
    #[schemars(range(min = 2, max = 1000))]
    n_folds: usize,
    /// How many times choices are dealt out anew
    #[schemars(range(min = 1, max = 100_000))]
    n_permutations: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { choice: "choice".into(), first_choice: 1.0, n_folds: 10, n_permutations: 1000 }
    }
}

impl Stage for ChoiceDecoder {
    const NAME: &'static str = "choice-decoder";
    const SUMMARY: &'static str = "Tell the choice of each trial from its rate, against a null";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit of the trial"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND).described("its rate"),
        ];
        vec![
            Port::table("trials", TableSchema::at_least("trial_rates", columns))
                .described("one row a trial, with the column that `choice` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let null = [
            Column::integer("replicate", Unit::ONE).described("the deal"),
            share("value", "accuracy with choices dealt out anew"),
        ];
        let summary = [
            Column::integer("n_trials", Unit::ONE).described("trials"),
            Column::integer("n_units", Unit::ONE).described("units"),
            share("accuracy", "share of trials told right"),
            share("null_mean", "mean accuracy of the null"),
            share("null_95", "95 % quantile of the null"),
            Column::float("p", Unit::ONE).described("p value against the null"),
        ];
        vec![
            Port::values("summary", ValuesSchema::new(summary)).described("how well it went"),
            Port::table("null", TableSchema::new("null", null)).described("one row a deal"),
        ]
    }

    fn example() -> Example {
        let n = 20;
        let trials = Table::build("trial_rates")
            .integer("unit_id", Unit::ID, (0..n).map(|row| row % 2).collect())
            .integer("choice", Unit::ONE, (0..n).map(|row| 1 + row / 2 % 2).collect())
            .float(
                "rate_hz",
                Unit::SPIKES_PER_SECOND,
                (0..n).map(|row| ((row * 7) % 11 + row / 2 % 2) as f64).collect(),
            )
            .finish()
            .expect("twenty trials");
        Example::default().input("trials", trials).param("n_folds", 4).param("n_permutations", 50)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let trials = task.table("trials")?;
        let unit_id = trials.integers("unit_id")?;
        let places: BTreeMap<i64, usize> = {
            let distinct: std::collections::BTreeSet<i64> = unit_id.iter().copied().collect();
            distinct.into_iter().enumerate().map(|(place, unit)| (unit, place)).collect()
        };
        let unit_of_trial: Vec<usize> = unit_id.iter().map(|unit| places[unit]).collect();
        let choices = trials.numbers(&params.choice)?;
        let is_first: Vec<bool> = choices.iter().map(|&c| c == params.first_choice).collect();
        let seed = task.seed();
        // Folds know the units and not the choices: else the choices dealt out anew would be another
        // statistic than the ones that were made.
        let folds = FoldPlan::stratified(&unit_of_trial, params.n_folds, seed.child("folds"))?;
        let rates_hz = trials.floats("rate_hz")?;
        let decoder = NearestMean::new(&unit_of_trial, rates_hz, folds)?;
        let null = decoder.null(&is_first, params.n_permutations, seed.child("null"))?;

        let mut summary = Values::default();
        summary.count("n_trials", is_first.len(), Unit::ONE)?;
        summary.count("n_units", places.len(), Unit::ONE)?;
        summary.number("accuracy", null.observed(), Unit::FRACTION)?;
        summary.number("null_mean", mean(null.values()), Unit::FRACTION)?;
        summary.number("null_95", quantile(null.values(), 0.95), Unit::FRACTION)?;
        summary.number("p", null.p_greater(), Unit::ONE)?;
        task.put_values("summary", summary);
        let values = null.values().to_vec();
        let table = Table::build("null")
            .integer("replicate", Unit::ONE, (0..values.len() as i64).collect())
            .float("value", Unit::FRACTION, values)
            .finish()?;
        task.put_table("null", table);
        Ok(())
    }
}
