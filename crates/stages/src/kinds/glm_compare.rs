//! Which groups of regressors does a model need?
//!
//! For each unit, regressions with more and more regressors: none, then the first of `groups`, then the second as well,
//! and so on. Each is tested against the one before it: the deviance that the new regressors take away is χ² of as many
//! degrees of freedom as there are (F over the dispersion of the largest model, for Gaussian and gamma laws; twice the
//! gain in log-likelihood for a negative binomial one). This is R's `anova(fit, test = "Chisq")`.
//!
//! It misleads where rows are not independent: neighbouring bins make p values too small. Held-out deviances
//! (`glm-path`, `glm-cross-validation`) ask the same question without that trust.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::regression::glm::{ComparisonRow, deviance_table};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::{CONVERGED, each_or_status};
use crate::regression::{Columns, Law, LinkName, Responses, response_ports, unit_column};

/// `glm-compare`.
pub struct GlmCompare;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The law of the responses
    family: Law,
    /// How the mean hangs on the regressors; left out, the family's own link
    link: Option<LinkName>,
    /// The column with the responses: one number a row, or a vector with one entry a unit
    response: String,
    /// The column that says how often each row counts; left out, once
    weights: Option<String>,
    /// The column with what is added to the sum of effects, such as the logarithm of an exposure
    offset: Option<String>,
    /// Groups of regressors in the order in which they enter, each named by how its terms begin; where empty, every
    /// regressor is a group
    groups: Vec<String>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            family: Law::Poisson,
            link: None,
            response: "counts".into(),
            weights: None,
            offset: None,
            groups: Vec::new(),
        }
    }
}

/// A group's name and its columns of the design.
type Group = (String, Vec<usize>);

impl Stage for GlmCompare {
    const NAME: &'static str = "glm-compare";
    const SUMMARY: &'static str = "Deviance table of nested regressions of each unit";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        response_ports()
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let table = [
            unit_column(),
            Column::integer("model", Unit::ONE).described("the model, counted from 0"),
            Column::text("added").described("what it has beyond the one before"),
            number("residual_df", "rows less coefficients"),
            number("deviance", "its deviance"),
            number("log_likelihood", "its log-likelihood"),
            number("aic", "Akaike's criterion"),
            number("bic", "Schwarz's criterion"),
            number("df", "new coefficients").optional(),
            number("deviance_drop", "the deviance that they take away").optional(),
            number("statistic", "chi-squared, or F where the dispersion is free").optional(),
            number("p", "its p value").optional(),
        ];
        let fits = [
            unit_column(),
            Column::text("status").described("`converged`, or why there is no table"),
        ];
        vec![
            Port::table("table", TableSchema::new("deviance_table", table))
                .described("one row a unit and model"),
            Port::table("fits", TableSchema::new("fits", fits)).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let n = 30;
        let responses = Table::build("responses")
            .vector(
                "counts",
                Unit::SPIKES,
                (0..n).map(|row| f64::from(row % 5 + row % 2)).collect(),
                1,
            )
            .finish()
            .expect("counts of one unit");
        let x = |row: i32| [f64::from(row % 5), f64::from(row % 3), f64::from(row % 7)];
        let design = Table::build("matrix")
            .vector("x", Unit::ONE, (0..n).flat_map(x).collect(), 3)
            .finish()
            .expect("three regressors");
        let terms = Table::build("terms")
            .integer("index", Unit::ONE, vec![0, 1, 2])
            .text("term", &["speed", "angle 1", "angle 2"])
            .finish()
            .expect("three names");
        Example::default()
            .input("responses", responses)
            .input("design", design)
            .input("terms", terms)
            .param("groups", vec!["speed", "angle"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = Responses::of(
            task,
            &Columns {
                response: &params.response,
                trials: None,
                weights: params.weights.as_deref(),
                offset: params.offset.as_deref(),
            },
        )?;
        let groups = groups(&params.groups, &rows.terms)?;
        let glm = params.family.glm(params.link, None)?;
        let (weights, offset) = (rows.weights.as_deref(), rows.offset.as_deref());
        let compare = |unit: usize| -> Result<Vec<ComparisonRow>, Error> {
            let response = rows.unit(unit).to_owned();
            let mut columns = Vec::new();
            let mut fits = Vec::with_capacity(groups.len() + 1);
            for group in std::iter::once(None).chain(groups.iter().map(Some)) {
                columns.extend(group.map_or(&[][..], |(_, columns)| columns));
                let design = rows.design.select(ndarray::Axis(1), &columns);
                fits.push(glm.fit_design(design.view(), response.view(), weights, offset)?);
            }
            deviance_table(&fits.iter().collect::<Vec<_>>())
        };
        let results: Vec<Result<Vec<ComparisonRow>, Error>> =
            (0..rows.n_units()).into_par_iter().map(compare).collect();
        let tables = each_or_status(results)?;
        let status: Vec<&str> = tables
            .iter()
            .map(|t| t.as_ref().map_or_else(|status| *status, |_| CONVERGED))
            .collect();
        task.put_table("table", table(&rows.unit_id, &groups, &tables)?);
        let fits = Table::build("fits")
            .integer("unit_id", Unit::ID, rows.unit_id.clone())
            .text("status", &status)
            .finish()?;
        task.put_table("fits", fits);
        Ok(())
    }
}

/// The columns of each group.
fn groups(names: &[String], terms: &[String]) -> Result<Vec<Group>, Failure> {
    if names.is_empty() {
        let alone = |(column, term): (usize, &String)| (term.clone(), vec![column]);
        return Ok(terms.iter().enumerate().map(alone).collect());
    }
    let mut is_taken = vec![false; terms.len()];
    let mut groups = Vec::with_capacity(names.len());
    for name in names {
        let columns: Vec<usize> = (0..terms.len())
            .filter(|&column| terms[column].starts_with(name) && !is_taken[column])
            .collect();
        if columns.is_empty() {
            return Err(Failure::new(
                format!("parameter `groups`: got `{name}`, wanted how a term begins"),
                format!("the terms are {}", terms.join(", ")),
            ));
        }
        columns.iter().for_each(|&column| is_taken[column] = true);
        groups.push((name.clone(), columns));
    }
    Ok(groups)
}

fn table(
    unit_id: &[i64],
    groups: &[Group],
    tables: &[Result<Vec<ComparisonRow>, &'static str>],
) -> Result<Table, Failure> {
    let known = unit_id.iter().zip(tables).filter_map(|(&id, t)| Some((id, t.as_ref().ok()?)));
    let rows: Vec<(i64, usize, &ComparisonRow)> = known
        .flat_map(|(id, rows)| rows.iter().enumerate().map(move |(model, row)| (id, model, row)))
        .collect();
    let added = |model: usize| match model.checked_sub(1) {
        None => "(Intercept)",
        Some(group) => groups[group].0.as_str(),
    };
    let of = |number: fn(&ComparisonRow) -> f64| rows.iter().map(|row| number(row.2)).collect();
    let tested = |number: fn(&ComparisonRow) -> Option<f64>| {
        rows.iter().map(|row| number(row.2)).collect::<Vec<Option<f64>>>()
    };
    Ok(Table::build("deviance_table")
        .integer("unit_id", Unit::ID, rows.iter().map(|row| row.0).collect())
        .integer("model", Unit::ONE, rows.iter().map(|row| row.1 as i64).collect())
        .text("added", &rows.iter().map(|row| added(row.1)).collect::<Vec<_>>())
        .float("residual_df", Unit::ONE, of(|row| row.residual_degrees_of_freedom))
        .float("deviance", Unit::ONE, of(|row| row.deviance))
        .float("log_likelihood", Unit::ONE, of(|row| row.ln_likelihood))
        .float("aic", Unit::ONE, of(|row| row.aic))
        .float("bic", Unit::ONE, of(|row| row.bic))
        .optional_float("df", Unit::ONE, tested(|row| Some(row.test?.degrees_of_freedom)))
        .optional_float("deviance_drop", Unit::ONE, tested(|row| Some(row.test?.deviance)))
        .optional_float("statistic", Unit::ONE, tested(|row| Some(row.test?.statistic)))
        .optional_float("p", Unit::ONE, tested(|row| Some(row.test?.p)))
        .finish()?)
}
