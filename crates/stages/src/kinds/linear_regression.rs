//! How does a mean depend on what was measured, by least squares?
//!
//! y = b₀ + Σ bⱼ xⱼ + ε, or a polynomial of one predictor, whose powers are formed and solved in doubled precision
//! ([`spikebook_analysis::regression`]). Coefficients come with Student tests and intervals, and with standard errors that hold
//! where the size of the noise varies (HC3). Rows with an empty cell are an error: leave them out before.

use ndarray::Array1;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::regression::{
    OrdinaryLeastSquares, OrdinaryLeastSquaresFit, PolynomialRegression,
};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::regressors::{Regressors, even_grid, unit_of_column};

/// `linear-regression`.
pub struct LinearRegression;

/// What weights say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum WeightsAre {
    /// How often each row was seen
    Copies,
    /// One over the variance of each response, up to a factor
    Precisions,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column to be explained
    response: String,
    /// The columns that explain it; a vector column counts as many as it is wide
    predictors: Vec<String>,
    /// Highest power of the predictor, where there is one alone
    #[schemars(range(min = 1, max = 30))]
    degree: usize,
    /// Whether there is an intercept
    intercept: bool,
    /// The column with weights; left out, all rows weigh the same
    weights: Option<String>,
    /// What the weights say
    weights_are: WeightsAre,
    /// Confidence of the intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
    /// Points of the fitted curve
    #[schemars(range(min = 2, max = 10_000))]
    n_curve: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            response: "y".into(),
            predictors: vec!["x".into()],
            degree: 1,
            intercept: true,
            weights: None,
            weights_are: WeightsAre::Copies,
            level: 0.95,
            n_curve: 101,
        }
    }
}

impl Stage for LinearRegression {
    const NAME: &'static str = "linear-regression";
    const SUMMARY: &'static str =
        "Fit a line, a plane or a polynomial by least squares, with standard errors";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row an observation, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let coefficients = [
            Column::text("term").described("the predictor or power"),
            number("estimate", "the coefficient"),
            number("standard_error", "its standard error"),
            number("robust_standard_error", "its standard error where the noise varies (HC3)"),
            number("t", "estimate over standard error").optional(),
            number("p", "two-sided p value").optional(),
            number("low", "lower end of its interval"),
            number("high", "upper end of its interval"),
        ];
        let one = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let summary = [
            one("n", "observations"),
            one("degrees_of_freedom", "observations less coefficients"),
            one("r_squared", "share of the squares that the fit explains").optional(),
            one("adjusted_r_squared", "the same less what random predictors would").optional(),
            one("f", "F of all predictors together").optional(),
            one("p", "its p value").optional(),
            number("residual_sd", "standard deviation of the noise, in the unit of the response"),
            one("log_likelihood", "log-likelihood").optional(),
            one("aic", "Akaike's criterion").optional(),
            one("bic", "the Bayesian information criterion").optional(),
            one("durbin_watson", "2 for independent rows, towards 0 for slow drift").optional(),
        ];
        let rows = [
            number("observed", "the response"),
            number("fitted", "the fitted mean"),
            number("residual", "observed less fitted"),
            one("leverage", "how much the fit owes to this row"),
        ];
        vec![
            Port::table("coefficients", TableSchema::new("coefficients", coefficients))
                .described("one row a coefficient, the intercept first"),
            Port::values("summary", ValuesSchema::new(summary)).described("the fit as a whole"),
            Port::table("rows", TableSchema::new("rows", rows)).described("one row an observation"),
            Port::table("curve", curve_schema()).optional().described(
                "the fitted curve with its interval, where there is one predictor and an intercept",
            ),
        ]
    }

    fn example() -> Example {
        let table = Table::build("table")
            .float("coherence", Unit::FRACTION, vec![0.0, 0.064, 0.128, 0.256, 0.512])
            .float("reaction_s", Unit::SECOND, vec![0.82, 0.79, 0.71, 0.62, 0.43])
            .finish()
            .expect("five conditions");
        Example::default()
            .input("table", table)
            .param("response", "reaction_s")
            .param("predictors", vec!["coherence"])
            .param("n_curve", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let response = table.numbers(&params.response)?;
        let regressors = Regressors::of(&table, &params.predictors)?;
        let weights = params.weights.as_ref().map(|name| table.numbers(name)).transpose()?;
        let is_alone = regressors.terms.len() == 1;
        if params.degree > 1 && !(is_alone && params.intercept) {
            return Err(Failure::new(
                format!(
                    "parameter `degree`: got {}, wanted 1 with several predictors or without intercept",
                    params.degree
                ),
                "a polynomial is of one predictor",
            ));
        }
        let unit = unit_of_column(&table, &params.response);
        if is_alone && params.intercept {
            let x = regressors.matrix.column(0).to_vec();
            let regression = PolynomialRegression::new(params.degree)?;
            let regression = match params.weights_are {
                WeightsAre::Copies => regression,
                WeightsAre::Precisions => regression.with_precision_weights(),
            };
            let fit = regression.fit(&x, &response, weights.as_deref())?;
            let grid = even_grid(&x, params.n_curve);
            let band = fit.confidence_band(&grid, params.level)?;
            let curve = Table::build("curve")
                .float("x", unit_of_column(&table, &params.predictors[0]), grid)
                .float("fitted", unit, band.iter().map(|at| at.mean).collect())
                .float("low", unit, band.iter().map(|at| at.low).collect())
                .float("high", unit, band.iter().map(|at| at.high).collect())
                .finish()?;
            task.put_table("curve", curve);
            let name = &regressors.terms[0];
            let power = |k: usize| if k == 1 { name.clone() } else { format!("{name}^{k}") };
            let terms =
                std::iter::once("intercept".to_owned()).chain((1..=params.degree).map(power));
            return report(
                task,
                params,
                fit.least_squares(),
                &terms.collect::<Vec<String>>(),
                &response,
                unit,
            );
        }
        let regression = OrdinaryLeastSquares::new();
        let regression = if params.intercept { regression } else { regression.without_intercept() };
        let regression = match params.weights_are {
            WeightsAre::Copies => regression,
            WeightsAre::Precisions => regression.with_precision_weights(),
        };
        let target = Array1::from(response.clone());
        let fit =
            regression.fit_design(regressors.matrix.view(), target.view(), weights.as_deref())?;
        let first = params.intercept.then(|| "intercept".to_owned());
        let terms: Vec<String> = first.into_iter().chain(regressors.terms).collect();
        report(task, params, &fit, &terms, &response, unit)
    }
}

fn curve_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::new(
        "curve",
        [
            number("x", "the predictor"),
            number("fitted", "the fitted mean"),
            number("low", "lower end of its interval"),
            number("high", "upper end of its interval"),
        ],
    )
}

fn report(
    task: &mut Task<'_>,
    params: &Params,
    fit: &OrdinaryLeastSquaresFit,
    terms: &[String],
    response: &[f64],
    unit: Unit,
) -> Result<(), Failure> {
    let intervals = fit.confidence_intervals(params.level)?;
    let coefficients = Table::build("coefficients")
        .text("term", terms)
        .float("estimate", Unit::ONE, fit.estimates().to_vec())
        .float("standard_error", Unit::ONE, fit.standard_errors().to_vec())
        .float("robust_standard_error", Unit::ONE, fit.robust_standard_errors().to_vec())
        .float_or_empty("t", Unit::ONE, &fit.t().to_vec())
        .float_or_empty("p", Unit::ONE, &fit.p().to_vec())
        .float("low", Unit::ONE, intervals.column(0).to_vec())
        .float("high", Unit::ONE, intervals.column(1).to_vec())
        .finish()?;
    task.put_table("coefficients", coefficients);
    let mut summary = Values::default();
    for (name, value, unit) in [
        ("n", fit.n_observations(), Unit::ONE),
        ("degrees_of_freedom", fit.residual_degrees_of_freedom(), Unit::ONE),
        ("r_squared", fit.r_squared(), Unit::ONE),
        ("adjusted_r_squared", fit.adjusted_r_squared(), Unit::ONE),
        ("f", fit.f(), Unit::ONE),
        ("p", fit.f_p(), Unit::ONE),
        ("residual_sd", fit.residual_standard_deviation(), unit),
        ("log_likelihood", fit.ln_likelihood(), Unit::ONE),
        ("aic", fit.aic(), Unit::ONE),
        ("bic", fit.bic(), Unit::ONE),
        ("durbin_watson", fit.durbin_watson(), Unit::ONE),
    ] {
        // A perfect fit has no likelihood, a constant response no R².
        if value.is_finite() {
            summary.number(name, value, unit)?;
        }
    }
    task.put_values("summary", summary);
    let residuals = fit.residuals();
    let fitted = response.iter().zip(residuals).map(|(y, residual)| y - residual).collect();
    let rows = Table::build("rows")
        .float("observed", unit, response.to_vec())
        .float("fitted", unit, fitted)
        .float("residual", unit, residuals.to_vec())
        .float("leverage", Unit::ONE, fit.leverages().to_vec())
        .finish()?;
    task.put_table("rows", rows);
    Ok(())
}
