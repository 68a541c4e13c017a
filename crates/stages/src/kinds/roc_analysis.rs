//! How well does one number a trial tell two conditions apart?
//!
//! The area below the ROC curve: the share of pairs of trials, one of each condition, in which the first has the larger number
//! ([`spikebook_analysis::behaviour::signal_detection`]). Of a neuron's rates in trials of two choices it is the choice probability.
//! With `by`, each condition is judged on its own; with `pool`, numbers are first turned into z-scores within
//! the conditions of `by` and then judged together, so that a stimulus that moves both is no choice
//! probability (Britten et al. 1996, doi:10.1017/S095252380000715X).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::behaviour::signal_detection::{Roc, d_prime_of_moments};
use spikebook_analysis::descriptive::{mean, standard_deviation};
use spikebook_data::Table;
use spikebook_numeric::special::{normal_cdf, normal_quantile};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::conditions::{Selection, example_trials};

/// `roc-analysis`.
pub struct RocAnalysis;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the number a trial
    value: String,
    /// The column that says which condition a trial is of
    class: String,
    /// The condition that should have the larger numbers
    signal: f64,
    /// The condition that should have the smaller ones
    noise: f64,
    /// Columns within whose values trials are compared
    by: Vec<String>,
    /// Whether z-scores within the conditions of `by` are judged together as well, in a first row `pooled`
    pool: bool,
    /// Columns that are true (or not zero) of every trial that counts
    only: Vec<String>,
    /// Trials of each kind below which a condition is left out
    #[schemars(range(min = 2, max = 1_000_000))]
    min_trials: usize,
    /// Level of the confidence intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            value: "rate_hz".into(),
            class: "choice".into(),
            signal: 1.0,
            noise: 2.0,
            by: Vec::new(),
            pool: false,
            only: Vec::new(),
            min_trials: 5,
            level: 0.95,
        }
    }
}

/// The trials of a condition, by class.
struct Condition {
    label: String,
    signal: Vec<f64>,
    noise: Vec<f64>,
}

impl Stage for RocAnalysis {
    const NAME: &'static str = "roc-analysis";
    const SUMMARY: &'static str = "ROC curves: how well a number tells two conditions apart";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("trials", TableSchema::at_least("trials", []))
                .described("one row a trial, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let areas = [
            Column::text("condition").described("the condition"),
            Column::text("status").described("`converged`, or `too_few_trials`"),
            Column::integer("n_signal", Unit::ONE).described("trials that should be larger"),
            Column::integer("n_noise", Unit::ONE).described("trials that should be smaller"),
            share("area", "the area below the curve; 0.5 is chance").optional(),
            share("std_error", "DeLong's standard error").optional(),
            share("lower", "lower end of its interval").optional(),
            share("upper", "upper end of its interval").optional(),
            Column::float("p", Unit::ONE).optional().described("two-sided, against 0.5"),
            Column::float("d_prime", Unit::ONE)
                .optional()
                .described("distance of the means over their spread"),
        ];
        let curve = [
            Column::text("condition").described("the condition"),
            share(
                "false_alarm_rate",
                "share of trials of the smaller kind at or above a criterion",
            ),
            share("hit_rate", "share of trials of the larger kind at or above it"),
        ];
        vec![
            Port::table("areas", TableSchema::new("areas", areas)).described("one row a condition"),
            Port::table("curves", TableSchema::new("curves", curve))
                .described("one row a condition and criterion, from the strictest on"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .input("trials", example_trials().1)
            .param("value", "rt_s")
            .param("min_trials", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let trials = task.table("trials")?;
        let mut conditions = params.conditions(&trials)?;
        if params.pool {
            conditions.insert(0, pooled(&conditions, params.min_trials));
        }
        let z = normal_quantile(0.5 + 0.5 * params.level);
        let mut areas: [Vec<Option<f64>>; 6] = Default::default();
        let (mut labels, mut status) = (vec![], vec![]);
        let (mut curve_of, mut false_alarms, mut hits) = (vec![], vec![], vec![]);
        let (mut n_signal, mut n_noise) = (vec![], vec![]);
        for condition in &conditions {
            labels.push(condition.label.clone());
            n_signal.push(condition.signal.len());
            n_noise.push(condition.noise.len());
            if condition.is_short(params.min_trials) {
                status.push("too_few_trials");
                areas.iter_mut().for_each(|column| column.push(None));
                continue;
            }
            status.push("converged");
            let roc = Roc::new(&condition.signal, &condition.noise)?;
            let area = roc.area();
            let error = roc.standard_error();
            let end = |sign: f64| error.map(|error| (area + sign * z * error).clamp(0.0, 1.0));
            let p = error.filter(|&error| error > 0.0);
            let p = p.map(|error| 2.0 * normal_cdf(-((area - 0.5) / error).abs()));
            let d_prime = d_prime_of_moments(&condition.signal, &condition.noise).ok();
            let row = [Some(area), error, end(-1.0), end(1.0), p, d_prime];
            areas.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
            curve_of.extend(std::iter::repeat_n(condition.label.clone(), roc.hit_rate().len()));
            false_alarms.extend_from_slice(roc.false_alarm_rate());
            hits.extend_from_slice(roc.hit_rate());
        }
        if !status.contains(&"converged") {
            return Err(Failure::new(
                format!("no condition has {} trials of either kind", params.min_trials),
                "look at `signal`, `noise`, `by` and `min_trials`",
            ));
        }
        let [area, error, lower, upper, p, d_prime] = areas;
        let table = Table::build("areas")
            .text("condition", &labels)
            .text("status", &status)
            .count("n_signal", Unit::ONE, &n_signal)
            .count("n_noise", Unit::ONE, &n_noise)
            .optional_float("area", Unit::FRACTION, area)
            .optional_float("std_error", Unit::FRACTION, error)
            .optional_float("lower", Unit::FRACTION, lower)
            .optional_float("upper", Unit::FRACTION, upper)
            .optional_float("p", Unit::ONE, p)
            .optional_float("d_prime", Unit::ONE, d_prime)
            .finish()?;
        task.put_table("areas", table);
        let curves = Table::build("curves")
            .text("condition", &curve_of)
            .float("false_alarm_rate", Unit::FRACTION, false_alarms)
            .float("hit_rate", Unit::FRACTION, hits)
            .finish()?;
        task.put_table("curves", curves);
        Ok(())
    }
}

impl Params {
    fn conditions(&self, trials: &Table) -> Result<Vec<Condition>, Failure> {
        let selection =
            Selection { by: &self.by, only: &self.only, at_least_column: None, at_least: 0.0 };
        let values = trials.optional_floats(&self.value)?;
        let classes = trials.optional_floats(&self.class)?;
        let of_class = |rows: &[usize], class: f64| -> Vec<f64> {
            let mine = rows.iter().filter(|&&row| classes[row] == Some(class));
            mine.filter_map(|&row| values[row]).collect()
        };
        let conditions = selection.conditions(trials)?.into_iter().map(|condition| Condition {
            signal: of_class(&condition.rows, self.signal),
            noise: of_class(&condition.rows, self.noise),
            label: condition.label,
        });
        Ok(conditions.collect())
    }
}

impl Condition {
    fn is_short(&self, min_trials: usize) -> bool {
        self.signal.len() < min_trials || self.noise.len() < min_trials
    }
}

/// All conditions with enough trials as z-scores of their own, one after the other.
fn pooled(conditions: &[Condition], min_trials: usize) -> Condition {
    let (mut signal, mut noise) = (vec![], vec![]);
    for condition in conditions.iter().filter(|condition| !condition.is_short(min_trials)) {
        let all: Vec<f64> = condition.signal.iter().chain(&condition.noise).copied().collect();
        let (centre, spread) = (mean(&all), standard_deviation(&all, 1));
        if spread > 0.0 {
            signal.extend(condition.signal.iter().map(|value| (value - centre) / spread));
            noise.extend(condition.noise.iter().map(|value| (value - centre) / spread));
        }
    }
    Condition { label: "pooled".into(), signal, noise }
}
