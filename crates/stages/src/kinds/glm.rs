//! How does a count, a choice, a waiting time or a measurement follow from what was measured beside it?
//!
//! A generalised linear model for each unit: the response has a law (`family`) and a mean μ with g(μ) = b₀ + x·b +
//! offset (`link`). It minimises Σ w loss / Σ w + penalty/2 · |b|² by Newton's method, the intercept free. Without a
//! penalty this is R's `glm(family, weights, offset)` and its `summary`; a negative binomial dispersion is
//! estimated with the coefficients, as `MASS::glm.nb` does. Weights count rows. Estimation, tests and
//! conversions to scikit-learn, glmnet and statsmodels are described in [`spikebook_analysis::regression::glm`].
//!
//! Data without a finite estimate are told apart and not fitted: a unit whose responses the regressors separate,
//! or whose regressors depend on one another, has a row that says so.
//!
//! It misleads where rows are not independent, and where the variance is another than the family's: compare
//! `pearson_chi2` with `residual_df`, and take the sandwich.

mod fits;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::regression::GlmFit;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::fit_status::each_or_status;
use crate::regression::{
    Columns, Errors, Law, LinkName, Responses, coefficients, coefficients_schema, response_ports,
    summary, summary_schema,
};

/// `glm`.
pub struct Glm;

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
    /// The column with the number of trials of each row; left out, a choice a row
    trials: Option<String>,
    /// The column that says how often each row counts; left out, once
    weights: Option<String>,
    /// The column with what is added to the sum of effects, such as the logarithm of an exposure
    offset: Option<String>,
    /// The dispersion of a negative binomial law, where it is known; left out, it is estimated
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0))]
    dispersion: Option<f64>,
    /// Whether there is an intercept
    intercept: bool,
    /// Strength of the ridge penalty
    #[schemars(range(min = 0.0, max = 1e12))]
    penalty: f64,
    /// Where standard errors come from
    standard_errors: Errors,
    /// Level of the confidence intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// A step that moves no standardised coefficient by more ends the fit
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    tolerance: f64,
    /// Newton steps after which a fit counts as not converged
    #[schemars(range(min = 1, max = 10_000))]
    max_iterations: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            family: Law::Poisson,
            link: None,
            response: "counts".into(),
            trials: None,
            weights: None,
            offset: None,
            dispersion: None,
            intercept: true,
            penalty: 0.0,
            standard_errors: Errors::Expected,
            level: 0.95,
            tolerance: 1e-10,
            max_iterations: 100,
        }
    }
}

impl Stage for Glm {
    const NAME: &'static str = "glm";
    const SUMMARY: &'static str = "Regression of any family and link, unit by unit, with tests";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        response_ports()
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("coefficients", coefficients_schema())
                .described("one row a unit and coefficient"),
            Port::table("fits", fits::schema()).described("one row a unit"),
            Port::table("summary", summary_schema())
                .described("each fit in words, as R's summary.glm has it"),
        ]
    }

    fn example() -> Example {
        let n = 24;
        let responses = Table::build("responses")
            .vector(
                "counts",
                Unit::SPIKES,
                (0..n).flat_map(|row| [f64::from(row % 6), f64::from(row * row % 11)]).collect(),
                2,
            )
            .float("n_copies", Unit::ONE, (0..n).map(|row| f64::from(1 + row % 2)).collect())
            .finish()
            .expect("counts of two units");
        let design = Table::build("matrix")
            .vector(
                "x",
                Unit::ONE,
                (0..n)
                    .flat_map(|row| [f64::from(row % 6) * 0.2, f64::from(row % 5) - 2.0])
                    .collect(),
                2,
            )
            .finish()
            .expect("two regressors");
        let terms = Table::build("terms")
            .integer("index", Unit::ONE, vec![0, 1])
            .text("term", &["speed", "angle"])
            .finish()
            .expect("two names");
        Example::default()
            .input("responses", responses)
            .input("design", design)
            .input("terms", terms)
            .param("weights", "n_copies")
            .param("standard_errors", "sandwich")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = Responses::of(
            task,
            &Columns {
                response: &params.response,
                trials: params.trials.as_deref(),
                weights: params.weights.as_deref(),
                offset: params.offset.as_deref(),
            },
        )?;
        let glm = params
            .family
            .glm(params.link, params.dispersion)?
            .with_penalty(params.penalty)?
            .with_standard_errors(params.standard_errors.into())
            .with_tolerance(params.tolerance)?
            .with_max_iterations(params.max_iterations)?;
        let glm = if params.intercept { glm } else { glm.without_intercept() };
        let (weights, offset) = (rows.weights.as_deref(), rows.offset.as_deref());
        let fit = |unit: usize| -> Result<GlmFit, Error> {
            let response = rows.unit(unit).to_owned();
            let fit = match &rows.trials {
                None => glm.fit_design(rows.design.view(), response.view(), weights, offset)?,
                Some(trials) => glm.fit_successes(
                    rows.design.view(),
                    response.view(),
                    trials.view(),
                    weights,
                    offset,
                )?,
            };
            Ok(fit.with_feature_names(&rows.terms))
        };
        let results: Vec<Result<GlmFit, Error>> =
            (0..rows.n_units()).into_par_iter().map(fit).collect();
        let fitted = each_or_status(results)?;
        task.put_table("coefficients", coefficients(&rows.unit_id, &fitted, params.level)?);
        task.put_table("fits", fits::table(&rows.unit_id, &fitted)?);
        task.put_table("summary", summary(&rows.unit_id, &fitted)?);
        Ok(())
    }
}
