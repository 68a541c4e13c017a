//! How often is the animal right, how often does it choose one side, and how long does it take?
//!
//! By the strength of the evidence: accuracy with Wilson's 95 % interval and the median reaction time with its
//! quartiles; by the strength with its sign (towards the first target or the second): the share of choices of the
//! first target. Trials without a reaction time count for accuracy and not for the median. All trials count,
//! errors included.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{Groups, medians_by_group, proportions_by_group};
use spikebook_data::Table;
use spikebook_data::frames::Trials;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::conditions::example_trials;
use crate::covariate::truth_of;

/// `choice-behaviour`.
pub struct ChoiceBehaviour;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the strength of the evidence, from 0 on
    strength: String,
    /// The column with the chosen target
    choice: String,
    /// The value of that column for the first target
    first_target: f64,
    /// The column that tells whether the choice was right
    correct: String,
    /// The column with the reaction time
    reaction_time: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            strength: "coherence".into(),
            choice: "choice".into(),
            first_target: 1.0,
            correct: "correct".into(),
            reaction_time: "rt_s".into(),
        }
    }
}

impl Stage for ChoiceBehaviour {
    const NAME: &'static str = "choice-behaviour";
    const SUMMARY: &'static str = "Accuracy, choices and reaction times by strength of evidence";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("trials", Trials::schema())
                .described("the trials, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let time =
            |name: &str, what: &str| Column::float(name, Unit::SECOND).optional().described(what);
        let count = |name: &str, what: &str| Column::integer(name, Unit::ONE).described(what);
        let by_strength = [
            Column::float("strength", Unit::ANY).described("the strength of the evidence"),
            count("n", "trials"),
            count("n_correct", "right ones"),
            share("accuracy", "share of right ones"),
            share("lower", "lower end of its 95 % interval"),
            share("upper", "upper end of its 95 % interval"),
            time("median_rt_s", "median reaction time"),
            time("rt_lower_s", "its lower quartile"),
            time("rt_upper_s", "its upper quartile"),
        ];
        let signed = [
            Column::float("signed_strength", Unit::ANY)
                .described("the strength, negative towards the second target"),
            count("n", "trials"),
            count("n_first", "choices of the first target"),
            share("proportion", "share of such choices"),
            share("lower", "lower end of its 95 % interval"),
            share("upper", "upper end of its 95 % interval"),
        ];
        let summary = [
            count("n_trials", "trials"),
            share("accuracy", "share of right choices"),
            Column::float("median_rt_s", Unit::SECOND).described("median reaction time"),
        ];
        vec![
            Port::table("by_strength", TableSchema::new("by_strength", by_strength))
                .described("one row a strength"),
            Port::table("signed", TableSchema::new("signed", signed))
                .described("one row a signed strength"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all trials"),
        ]
    }

    fn example() -> Example {
        Example::default().input("trials", example_trials().1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let trials = task.table("trials")?;
        let strength = trials.numbers(&params.strength)?;
        let unit = trials.schema().column(&params.strength).map_or(Unit::ONE, |column| column.unit);
        let correct = truth_of(&trials, &params.correct)?;
        let times = trials.optional_floats(&params.reaction_time)?;
        let first: Vec<bool> =
            trials.numbers(&params.choice)?.iter().map(|&c| c == params.first_target).collect();

        let groups = Groups::of_values(&strength)?;
        let accuracy = proportions_by_group(&groups, &correct, 0.95)?;
        let timed: Vec<usize> = (0..times.len()).filter(|&row| times[row].is_some()).collect();
        let timed_strength: Vec<f64> = timed.iter().map(|&row| strength[row]).collect();
        let timed_s: Vec<f64> = timed.iter().filter_map(|&row| times[row]).collect();
        let timed_groups = Groups::of_values(&timed_strength)?;
        let medians = medians_by_group(&timed_groups, &timed_s)?;
        let median_at = |strength: &f64| {
            timed_groups.values().iter().position(|other| other == strength).map(|at| medians[at])
        };
        let medians: Vec<_> = groups.values().iter().map(median_at).collect();
        let by_strength = Table::build("by_strength")
            .float("strength", unit, groups.values().to_vec())
            .integer("n", Unit::ONE, accuracy.iter().map(|p| p.n_trials as i64).collect())
            .integer(
                "n_correct",
                Unit::ONE,
                accuracy.iter().map(|p| p.n_successes as i64).collect(),
            )
            .float("accuracy", Unit::FRACTION, accuracy.iter().map(|p| p.value).collect())
            .float("lower", Unit::FRACTION, accuracy.iter().map(|p| p.low).collect())
            .float("upper", Unit::FRACTION, accuracy.iter().map(|p| p.high).collect())
            .optional_float(
                "median_rt_s",
                Unit::SECOND,
                medians.iter().map(|m| m.map(|m| m.median)).collect(),
            )
            .optional_float(
                "rt_lower_s",
                Unit::SECOND,
                medians.iter().map(|m| m.map(|m| m.lower_quartile)).collect(),
            )
            .optional_float(
                "rt_upper_s",
                Unit::SECOND,
                medians.iter().map(|m| m.map(|m| m.upper_quartile)).collect(),
            )
            .finish()?;
        task.put_table("by_strength", by_strength);

        // The evidence pointed to the chosen target where the choice was right, to the other where not.
        let sign = |row: usize| if first[row] == correct[row] { 1.0 } else { -1.0 };
        let signed: Vec<f64> = (0..strength.len())
            .map(|row| if strength[row] == 0.0 { 0.0 } else { sign(row) * strength[row] })
            .collect();
        let groups = Groups::of_values(&signed)?;
        let choices = proportions_by_group(&groups, &first, 0.95)?;
        let signed = Table::build("signed")
            .float("signed_strength", unit, groups.values().to_vec())
            .integer("n", Unit::ONE, choices.iter().map(|p| p.n_trials as i64).collect())
            .integer("n_first", Unit::ONE, choices.iter().map(|p| p.n_successes as i64).collect())
            .float("proportion", Unit::FRACTION, choices.iter().map(|p| p.value).collect())
            .float("lower", Unit::FRACTION, choices.iter().map(|p| p.low).collect())
            .float("upper", Unit::FRACTION, choices.iter().map(|p| p.high).collect())
            .finish()?;
        task.put_table("signed", signed);

        let mut summary = Values::default();
        summary.count("n_trials", strength.len(), Unit::ONE)?;
        let n_correct = correct.iter().filter(|correct| **correct).count();
        summary.number("accuracy", n_correct as f64 / correct.len() as f64, Unit::FRACTION)?;
        summary.number(
            "median_rt_s",
            spikebook_analysis::descriptive::median(&timed_s),
            Unit::SECOND,
        )?;
        task.put_values("summary", summary);
        Ok(())
    }
}
