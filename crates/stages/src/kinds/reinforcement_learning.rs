//! How are rewards learnt from, and how firmly are they acted on?
//!
//! Each subject's choices are fitted by Q-learning with a softmax of values
//! ([`spikebook_analysis::behaviour::learning::q_learning`]): Q(c) moves by a share of the prediction error, and choices follow β Q. Subjects are fitted
//! one by one, in parallel, and come back as rows with a status. Values and prediction errors trial by trial are for regressions on
//! neural data.

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::behaviour::learning::q_learning::{Fit, Model, QLearning, Trial};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};

/// `reinforcement-learning`.
pub struct ReinforcementLearning;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the option that was chosen
    choice: String,
    /// The column with the reward
    reward: String,
    /// The column that names the subject; left out, all trials are of one
    subject: Option<String>,
    /// The column that names the session, in which values start anew; left out, there is one
    session: Option<String>,
    /// Value of every option at the start
    first_value: f64,
    /// Whether rewards below expectation have a learning rate of their own
    two_rates: bool,
    /// Whether a choice is repeated for its own sake
    perseveration: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            choice: "choice".into(),
            reward: "reward".into(),
            subject: None,
            session: None,
            first_value: 0.0,
            two_rates: false,
            perseveration: false,
        }
    }
}

impl Stage for ReinforcementLearning {
    const NAME: &'static str = "reinforcement-learning";
    const SUMMARY: &'static str = "Fit Q-learning to choices and rewards, subject by subject";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("trials", TableSchema::at_least("trials", []))
                .described("one row a trial in order, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let fits = [
            Column::integer("subject_id", Unit::ID).described("the subject"),
            Column::text("status").described("`converged`, or why there is no fit"),
            Column::integer("n_trials", Unit::ONE).described("its trials"),
            number("learning_rate", "share of a prediction error that is learnt"),
            number("learning_rate_se", "its standard error"),
            number("learning_rate_of_losses", "the same after rewards below expectation"),
            number("learning_rate_of_losses_se", "its standard error"),
            number("firmness", "how firmly choices follow values, 1/reward"),
            number("firmness_se", "its standard error"),
            number("perseveration", "how much a choice is repeated; 0 where it is not fitted"),
            number("perseveration_se", "its standard error"),
            number("log_likelihood", "of the choices"),
            number("aic", "Akaike's criterion"),
            number("bic", "the Bayesian criterion"),
        ];
        let trials = [
            Column::integer("subject_id", Unit::ID).described("the subject"),
            Column::integer("row", Unit::ONE).described("the row of `trials`, counted from 0"),
            Column::vector("value", Unit::ONE).described("value of each option before the choice"),
            Column::float("probability", Unit::FRACTION).described("of the choice that was made"),
            Column::float("prediction_error", Unit::ONE).described("reward less value"),
        ];
        vec![
            Port::table("fits", TableSchema::new("fits", fits)).described("one row a subject"),
            Port::table("trials", TableSchema::new("learning_trials", trials))
                .described("one row a trial of a subject with a fit"),
        ]
    }

    fn example() -> Example {
        let agent = QLearning {
            learning_rate: 0.4,
            learning_rate_of_losses: 0.4,
            firmness: 3.0,
            perseveration: 0.0,
        };
        let seed = spikebook_numeric::Seed::from_number(2);
        let model = Model::new(2).expect("two options");
        let chance = |trial: usize, option: usize| [0.8, 0.2][(option + trial / 40) % 2];
        let trials = model.simulate(&agent, seed, 200, chance);
        let table = Table::build("trials")
            .integer("choice", Unit::ONE, trials.iter().map(|t| 1 + t.choice as i64).collect())
            .float("reward", Unit::ONE, trials.iter().map(|t| t.reward).collect())
            .finish();
        Example::default().input("trials", table.expect("two hundred trials"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("trials")?;
        let choice = table.integers(&params.choice)?;
        let reward = table.numbers(&params.reward)?;
        let column = |name: &Option<String>| -> Result<Vec<i64>, Failure> {
            match name {
                Some(name) => Ok(table.integers(name)?.to_vec()),
                None => Ok(vec![1; table.n_rows()]),
            }
        };
        let (subject, session) = (column(&params.subject)?, column(&params.session)?);
        let options: BTreeMap<i64, usize> = {
            let mut known = choice.to_vec();
            known.sort_unstable();
            known.dedup();
            known.into_iter().enumerate().map(|(at, option)| (option, at)).collect()
        };
        let mut model = Model::new(options.len())?.first_value(params.first_value);
        if params.two_rates {
            model = model.two_rates();
        }
        if params.perseveration {
            model = model.perseverates();
        }
        let mut rows_of: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (row, &subject) in subject.iter().enumerate() {
            rows_of.entry(subject).or_default().push(row);
        }
        let subjects: Vec<(i64, Vec<usize>)> = rows_of.into_iter().collect();
        let results: Vec<Result<Fit, _>> = subjects
            .par_iter()
            .map(|(_, rows)| {
                let trial = |at: usize| Trial {
                    choice: options[&choice[rows[at]]],
                    reward: reward[rows[at]],
                    starts_session: at == 0 || session[rows[at]] != session[rows[at - 1]],
                };
                model.fit(&(0..rows.len()).map(trial).collect::<Vec<_>>())
            })
            .collect();
        let fits = each_or_status(results)?;
        task.put_table("fits", fits_table(&subjects, &fits)?);
        task.put_table("trials", trials_table(&subjects, &fits, options.len())?);
        Ok(())
    }
}

type Fits = [Result<Fit, &'static str>];

fn fits_table(subjects: &[(i64, Vec<usize>)], fits: &Fits) -> Result<Table, Failure> {
    let status: Vec<&str> =
        fits.iter().map(|fit| fit.as_ref().map_or_else(|status| *status, |_| CONVERGED)).collect();
    let each = |of: fn(&Fit) -> f64| fits.iter().map(|fit| fit.as_ref().ok().map(of)).collect();
    let table = Table::build("fits")
        .integer("subject_id", Unit::ID, subjects.iter().map(|subject| subject.0).collect())
        .text("status", &status)
        .integer("n_trials", Unit::ONE, subjects.iter().map(|s| s.1.len() as i64).collect())
        .optional_float("learning_rate", Unit::ONE, each(|f| f.estimate.learning_rate))
        .optional_float("learning_rate_se", Unit::ONE, each(|f| f.standard_error.learning_rate))
        .optional_float(
            "learning_rate_of_losses",
            Unit::ONE,
            each(|f| f.estimate.learning_rate_of_losses),
        )
        .optional_float(
            "learning_rate_of_losses_se",
            Unit::ONE,
            each(|f| f.standard_error.learning_rate_of_losses),
        )
        .optional_float("firmness", Unit::ONE, each(|f| f.estimate.firmness))
        .optional_float("firmness_se", Unit::ONE, each(|f| f.standard_error.firmness))
        .optional_float("perseveration", Unit::ONE, each(|f| f.estimate.perseveration))
        .optional_float("perseveration_se", Unit::ONE, each(|f| f.standard_error.perseveration))
        .optional_float("log_likelihood", Unit::ONE, each(|f| f.ln_likelihood))
        .optional_float("aic", Unit::ONE, each(Fit::aic))
        .optional_float("bic", Unit::ONE, each(Fit::bic))
        .finish()?;
    Ok(table)
}

fn trials_table(
    subjects: &[(i64, Vec<usize>)],
    fits: &Fits,
    n_options: usize,
) -> Result<Table, Failure> {
    let (mut subject_id, mut row_of, mut values) = (vec![], vec![], vec![]);
    let (mut probability, mut error) = (vec![], vec![]);
    for ((subject, rows), fit) in subjects.iter().zip(fits) {
        if let Ok(fit) = fit {
            subject_id.extend(std::iter::repeat_n(*subject, rows.len()));
            row_of.extend(rows.iter().map(|&row| row as i64));
            values.extend_from_slice(&fit.values);
            probability.extend_from_slice(&fit.probability);
            error.extend_from_slice(&fit.prediction_error);
        }
    }
    let table = Table::build("learning_trials")
        .integer("subject_id", Unit::ID, subject_id)
        .integer("row", Unit::ONE, row_of)
        .vector("value", Unit::ONE, values, n_options)
        .float("probability", Unit::FRACTION, probability)
        .float("prediction_error", Unit::ONE, error)
        .finish()?;
    Ok(table)
}
