//! What do earlier choices and their outcomes do to this one?
//!
//! Logistic regression of the choice of `first_target` on the stimulus, on the last choices, and on the last choices times their outcome,
//! all coded ±1 ([`spikebook_analysis::behaviour::choice_history`]). A coefficient of `choice_1` above 0 repeats whatever came of it, one of
//! `rewarded_choice_1` repeats what was rewarded and leaves what was not. Sessions are fitted together, and nothing is carried
//! from one to the next.

use ndarray::Array1;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::behaviour::choice_history::{ChoiceHistory as History, Trial};
use spikebook_analysis::regression::Glm;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::covariate::truth_of;

/// `choice-history`.
pub struct ChoiceHistory;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the choice
    choice: String,
    /// The value of that column that counts as a success
    first_target: f64,
    /// The column that says whether the choice was rewarded
    rewarded: String,
    /// The column with signed evidence for the first target; left out, there is none
    stimulus: Option<String>,
    /// The column that names the session; left out, all trials are of one
    session: Option<String>,
    /// How many trials back
    #[schemars(range(min = 1, max = 100))]
    n_lags: usize,
    /// Level of the confidence intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            choice: "choice".into(),
            first_target: 1.0,
            rewarded: "correct".into(),
            stimulus: None,
            session: None,
            n_lags: 3,
            level: 0.95,
        }
    }
}

impl Stage for ChoiceHistory {
    const NAME: &'static str = "choice-history";
    const SUMMARY: &'static str = "Logistic regression of choices on the choices before them";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("trials", TableSchema::at_least("trials", []))
                .described("one row a trial in order, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let coefficients = [
            Column::text("term").described("the regressor"),
            number("estimate", "log-odds a unit of it"),
            number("std_error", "its standard error"),
            number("z", "estimate over standard error"),
            number("p", "two-sided"),
            number("lower", "lower end of its interval"),
            number("upper", "upper end of its interval"),
        ];
        let summary = [
            Column::integer("n_trials", Unit::ONE).described("trials with enough of a past"),
            number("log_likelihood", "of the fit"),
            number("aic", "Akaike's criterion"),
            number("deviance_explained", "share of the deviance of a constant choice"),
        ];
        vec![
            Port::table("coefficients", TableSchema::new("coefficients", coefficients))
                .described("one row a regressor"),
            Port::values("summary", ValuesSchema::new(summary)).described("the fit"),
        ]
    }

    fn example() -> Example {
        let choice: Vec<i64> = (0..40).map(|row| 1 + (row * 7 % 5 + row / 4) % 2).collect();
        let trials = Table::build("trials")
            .integer("choice", Unit::ONE, choice)
            .boolean("correct", (0..40).map(|row| row * 11 % 7 < 4).collect())
            .finish()
            .expect("forty trials");
        Example::default().input("trials", trials).param("n_lags", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("trials")?;
        let choice = table.numbers(&params.choice)?;
        let rewarded = truth_of(&table, &params.rewarded)?;
        let session = match &params.session {
            Some(column) => table.integers(column)?.to_vec(),
            None => vec![0; table.n_rows()],
        };
        let trials: Vec<Trial> = (0..table.n_rows())
            .map(|row| Trial {
                right: choice[row] == params.first_target,
                rewarded: rewarded[row],
                session: session[row],
            })
            .collect();
        let stimulus = params.stimulus.as_ref().map(|column| table.numbers(column)).transpose()?;
        let history = History::new(params.n_lags)?.design(&trials, stimulus.as_deref())?;
        let success = |&row: &usize| if trials[row].right { 1.0 } else { 0.0 };
        let response = Array1::from_iter(history.rows.iter().map(success));
        let fit = Glm::binomial()
            .fit_design(history.matrix.view(), response.view(), None, None)?
            .with_feature_names(&history.terms);
        let ends = fit.confidence_intervals(params.level)?;
        let coefficients = Table::build("coefficients")
            .text("term", &fit.terms())
            .float("estimate", Unit::ONE, fit.estimates().to_vec())
            .float("std_error", Unit::ONE, fit.standard_errors().to_vec())
            .float("z", Unit::ONE, fit.wald_z().to_vec())
            .float("p", Unit::ONE, fit.wald_p().to_vec())
            .float("lower", Unit::ONE, ends.column(0).to_vec())
            .float("upper", Unit::ONE, ends.column(1).to_vec())
            .finish()?;
        task.put_table("coefficients", coefficients);
        let mut summary = Values::default();
        summary.count("n_trials", history.rows.len(), Unit::ONE)?;
        summary.number("log_likelihood", fit.ln_likelihood(), Unit::ONE)?;
        summary.number("aic", fit.aic(), Unit::ONE)?;
        summary.number("deviance_explained", fit.deviance_explained(), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
