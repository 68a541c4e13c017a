//! How fast is evidence gathered, and how much of it is enough?
//!
//! With `method` `means`, accuracy and mean reaction time (of right choices) at each strength are fitted at once by closed forms
//! of a drift in proportion to the strength; with `trials`, the likelihood of every choice and its time is maximised
//! ([`spikebook_analysis::behaviour::drift_diffusion`]). Bounds are at ±`bound`; drift and bound are measured against a noise of
//! 1 a √second. Anticipations spoil both fits: `min_rt_s` leaves them out.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::behaviour::drift_diffusion::first_passage::{FirstPassage, Trial};
use spikebook_analysis::behaviour::drift_diffusion::proportional_rate::{Level, ProportionalRate};
use spikebook_analysis::descriptive::{mean, standard_deviation};
use spikebook_data::Table;
use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::special::{chi_squared_upper_tail, normal_quantile};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::covariate::truth_of;

/// `drift-diffusion`.
pub struct DriftDiffusion;

/// What is fitted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// Accuracy and mean reaction time at each strength
    Means,
    /// Every trial
    Trials,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What is fitted to
    method: Method,
    /// The column with the strength of the evidence, from 0 on
    strength: String,
    /// The column that says whether the choice was right
    correct: String,
    /// The column with the reaction time
    reaction_time: String,
    /// Shorter reaction times are left out
    #[schemars(range(min = 0.0), extend("x-unit" = "s"))]
    min_rt_s: f64,
    /// Level of the confidence intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// Points of the drawn curves
    #[schemars(range(min = 2, max = 10_000))]
    n_curve: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            method: Method::Means,
            strength: "coherence".into(),
            correct: "correct".into(),
            reaction_time: "rt_s".into(),
            min_rt_s: 0.1,
            level: 0.95,
            n_curve: 101,
        }
    }
}

/// Trials that count.
struct Trials {
    strength: Vec<f64>,
    correct: Vec<bool>,
    time_s: Vec<f64>,
}

/// Either fit in the same words.
struct Fitted {
    model: ProportionalRate,
    error: ProportionalRate,
    deviance: Option<(f64, f64)>,
    ln_likelihood: Option<f64>,
}

impl Stage for DriftDiffusion {
    const NAME: &'static str = "drift-diffusion";
    const SUMMARY: &'static str = "Fit a drift–diffusion model to choices and reaction times";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("trials", TableSchema::at_least("trials", []))
                .described("one row a trial, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let time = |name: &str, what: &str| Column::float(name, Unit::SECOND).described(what);
        let parameters = [
            Column::text("parameter").described(
                "`gain` (1/√s a unit of strength), `bound` (√s) or `non_decision_s` (s)",
            ),
            number("estimate", "the estimate"),
            number("std_error", "its standard error"),
            number("lower", "lower end of its interval"),
            number("upper", "upper end of its interval"),
        ];
        let points = [
            Column::float("strength", Unit::ANY).described("the strength"),
            Column::integer("n", Unit::ONE).described("trials"),
            Column::float("accuracy", Unit::FRACTION).described("share of right choices"),
            time("mean_rt_s", "mean reaction time of right choices").optional(),
            time("rt_lower_s", "it less its standard error times the normal quantile").optional(),
            time("rt_upper_s", "it and that").optional(),
        ];
        let curve = [
            Column::float("x", Unit::ANY).described("the strength"),
            Column::float("p", Unit::FRACTION).described("the fitted share of right choices"),
            time("rt_s", "the fitted mean reaction time"),
        ];
        let summary = [
            number("gain", "drift a unit of strength, 1/√s"),
            number("bound", "distance of a bound from the start, √s"),
            time("non_decision_s", "what is no decision"),
            number("deviance", "misfit of `means`").optional(),
            number("degrees_of_freedom", "of the deviance").optional(),
            number("p", "χ² tail of the deviance").optional(),
            number("log_likelihood", "of `trials`").optional(),
            Column::integer("n_trials", Unit::ONE).described("trials that count"),
        ];
        vec![
            Port::table("parameters", TableSchema::new("parameters", parameters))
                .described("one row a parameter"),
            Port::table("points", TableSchema::new("points", points))
                .described("what was seen, one row a strength"),
            Port::table("curve", TableSchema::new("curve", curve))
                .described("what the model says between"),
            Port::values("summary", ValuesSchema::new(summary)).described("the fit"),
        ]
    }

    fn example() -> Example {
        let truth = ProportionalRate { gain: 8.0, bound: 0.7, non_decision_s: 0.3 };
        let strength: Vec<f64> = (0..60).map(|row| [0.0, 0.1, 0.4][row % 3]).collect();
        let correct = (0..60).map(|row| row % 3 == 2 || row % 4 != 0).collect();
        let jitter = |row: usize| 0.04 * ((row * 7 % 11) as f64 - 5.0);
        let time_s = |row: usize| truth.mean_reaction_time_s(strength[row]) + jitter(row);
        let times = (0..60).map(time_s).collect();
        let trials = Table::build("trials")
            .float("coherence", Unit::FRACTION, strength.clone())
            .boolean("correct", correct)
            .float("rt_s", Unit::SECOND, times)
            .finish()
            .expect("sixty trials");
        Example::default().input("trials", trials).param("n_curve", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("trials")?;
        let unit = table.schema().column(&params.strength).map_or(Unit::ONE, |column| column.unit);
        let trials = params.trials(&table)?;
        let levels = levels(&trials);
        let fitted = match params.method {
            Method::Means => by_means(&levels)?,
            Method::Trials => by_trials(&trials)?,
        };
        let z = normal_quantile(0.5 + 0.5 * params.level);
        let names = ["gain", "bound", "non_decision_s"];
        let each = |of: &ProportionalRate| vec![of.gain, of.bound, of.non_decision_s];
        let (estimate, error) = (each(&fitted.model), each(&fitted.error));
        let end = |sign: f64| {
            estimate.iter().zip(&error).map(|(at, error)| at + sign * z * error).collect()
        };
        let parameters = Table::build("parameters")
            .text("parameter", &names)
            .float("estimate", Unit::ONE, estimate.clone())
            .float("std_error", Unit::ONE, error.clone())
            .float("lower", Unit::ONE, end(-1.0))
            .float("upper", Unit::ONE, end(1.0))
            .finish()?;
        task.put_table("parameters", parameters);
        task.put_table("points", points(&levels, unit, z)?);

        let strongest = trials.strength.iter().copied().fold(0.0, f64::max);
        let last = (params.n_curve - 1) as f64;
        let x: Vec<f64> = (0..params.n_curve).map(|at| strongest * at as f64 / last).collect();
        let curve = Table::build("curve")
            .float("x", unit, x.clone())
            .float("p", Unit::FRACTION, x.iter().map(|&x| fitted.model.share_correct(x)).collect())
            .float(
                "rt_s",
                Unit::SECOND,
                x.iter().map(|&x| fitted.model.mean_reaction_time_s(x)).collect(),
            )
            .finish()?;
        task.put_table("curve", curve);

        let mut summary = Values::default();
        summary.number("gain", fitted.model.gain, Unit::ONE)?;
        summary.number("bound", fitted.model.bound, Unit::ONE)?;
        summary.number("non_decision_s", fitted.model.non_decision_s, Unit::SECOND)?;
        if let Some((deviance, degrees)) = fitted.deviance {
            summary.number("deviance", deviance, Unit::ONE)?;
            summary.number("degrees_of_freedom", degrees, Unit::ONE)?;
            summary.number("p", chi_squared_upper_tail(deviance.max(0.0), degrees), Unit::ONE)?;
        }
        if let Some(ln_likelihood) = fitted.ln_likelihood {
            summary.number("log_likelihood", ln_likelihood, Unit::ONE)?;
        }
        summary.count("n_trials", trials.strength.len(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}

impl Params {
    fn trials(&self, table: &Table) -> Result<Trials, Failure> {
        let strength = table.optional_floats(&self.strength)?;
        let correct = truth_of(table, &self.correct)?;
        let times = table.optional_floats(&self.reaction_time)?;
        let mut trials = Trials { strength: vec![], correct: vec![], time_s: vec![] };
        for row in 0..table.n_rows() {
            if let (Some(strength), Some(time_s)) = (strength[row], times[row])
                && time_s >= self.min_rt_s
            {
                trials.strength.push(strength);
                trials.correct.push(correct[row]);
                trials.time_s.push(time_s);
            }
        }
        Ok(trials)
    }
}

/// What was seen at each strength: right choices, and the mean time of right choices (at strength 0, of all).
fn levels(trials: &Trials) -> Vec<(Level, bool)> {
    // A millionth apart is another strength; rounding is not.
    let mut rows_at: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (row, strength) in trials.strength.iter().enumerate() {
        rows_at.entry((strength * 1e6).round() as i64).or_default().push(row);
    }
    let level = |rows: &Vec<usize>| {
        let strength = trials.strength[rows[0]];
        let counts = |row: &&usize| strength == 0.0 || trials.correct[**row];
        let times: Vec<f64> = rows.iter().filter(counts).map(|&row| trials.time_s[row]).collect();
        let error = standard_deviation(&times, 1) / sqrt(times.len() as f64);
        let level = Level {
            strength,
            n_trials: rows.len() as u64,
            n_correct: rows.iter().filter(|&&row| trials.correct[row]).count() as u64,
            mean_reaction_time_s: mean(&times),
            standard_error_s: error,
        };
        (level, times.len() > 1 && error > 0.0)
    };
    rows_at.values().map(level).collect()
}

fn by_means(levels: &[(Level, bool)]) -> Result<Fitted, Failure> {
    let known: Vec<Level> = levels.iter().filter(|level| level.1).map(|level| level.0).collect();
    let fit = ProportionalRate::fit(&known)?;
    Ok(Fitted {
        model: fit.estimate,
        error: fit.standard_error,
        deviance: Some((fit.deviance, fit.degrees_of_freedom as f64)),
        ln_likelihood: None,
    })
}

fn by_trials(trials: &Trials) -> Result<Fitted, Failure> {
    let each: Vec<Trial> = (0..trials.strength.len())
        .map(|row| Trial {
            strength: trials.strength[row],
            upper: trials.correct[row],
            reaction_time_s: trials.time_s[row],
        })
        .collect();
    let fit = FirstPassage::fit(&each)?;
    // Bounds at ±A are a = 2 A apart.
    let halved = |of: FirstPassage| ProportionalRate {
        gain: of.gain,
        bound: 0.5 * of.separation,
        non_decision_s: of.non_decision_s,
    };
    Ok(Fitted {
        model: halved(fit.estimate),
        error: halved(fit.standard_error),
        deviance: None,
        ln_likelihood: Some(fit.ln_likelihood),
    })
}

fn points(levels: &[(Level, bool)], unit: Unit, z: f64) -> Result<Table, Failure> {
    let time = |sign: f64| {
        let end = |level: &Level| level.mean_reaction_time_s + sign * z * level.standard_error_s;
        levels.iter().map(|(level, known)| known.then(|| end(level))).collect::<Vec<_>>()
    };
    let accuracy = |level: &Level| level.n_correct as f64 / level.n_trials as f64;
    let table = Table::build("points")
        .float("strength", unit, levels.iter().map(|level| level.0.strength).collect())
        .integer("n", Unit::ONE, levels.iter().map(|level| level.0.n_trials as i64).collect())
        .float("accuracy", Unit::FRACTION, levels.iter().map(|level| accuracy(&level.0)).collect())
        .optional_float("mean_rt_s", Unit::SECOND, time(0.0))
        .optional_float("rt_lower_s", Unit::SECOND, time(-1.0))
        .optional_float("rt_upper_s", Unit::SECOND, time(1.0))
        .finish()?;
    Ok(table)
}
