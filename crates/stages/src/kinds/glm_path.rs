//! Which regressors does a model keep as it is allowed more of them, and how many does it need?
//!
//! For each unit, regressions along descending penalties λ: minimise Σ w loss / Σ w + λ (r Σ|bⱼ| + (1 − r)/2 Σ bⱼ²),
//! r the share of the L1 penalty (0 ridge, 1 lasso). With a fold plan each penalty is judged on held-out rows; the
//! coefficients of the penalty that `choose` names are given apart. glmnet has the same objective with
//! `lambda`, `alpha = r` and `standardize = FALSE`; see [`spikebook_analysis::regression::glm`].
//!
//! It misleads where regressors have different units (scale them first), where held-out rows lie beside training
//! rows (take folds with a gap), and where coefficients that a lasso kept are tested as if they had been chosen before.

mod tables;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::regression::GlmPath as Path;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, ValuesSchema};

use crate::fit_status::each_or_status;
use crate::fold_plans::fold_plan;
use crate::regression::{Columns, Law, LinkName, Responses, response_ports};
use crate::tables::folds_schema;
use tables::UnitPath;

/// `glm-path`.
pub struct GlmPath;

/// Which penalty the coefficients are given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Choice {
    /// The one with the smallest held-out deviance; without folds the last
    Best,
    /// The largest one within one standard error of the best
    OneStandardError,
    /// The last one
    Last,
}

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
    /// The dispersion of a negative binomial law
    #[schemars(range(max = 1e6), extend("exclusiveMinimum" = 0.0))]
    dispersion: Option<f64>,
    /// Share of the L1 penalty: 0 for ridge, 1 for lasso
    #[schemars(range(min = 0.0, max = 1.0))]
    l1_share: f64,
    /// The penalties; where empty, they are spread from the smallest that lets nothing in
    penalties: Vec<f64>,
    /// How many penalties, where they are spread
    #[schemars(range(min = 1, max = 1000))]
    n_penalties: usize,
    /// The last of them as a part of the first
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    ratio: f64,
    /// Which penalty the coefficients are given for
    choose: Choice,
    /// A move of a standardised coefficient below which a fit ends
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            family: Law::Poisson,
            link: None,
            response: "counts".into(),
            weights: None,
            offset: None,
            dispersion: None,
            l1_share: 1.0,
            penalties: Vec::new(),
            n_penalties: 50,
            ratio: 1e-3,
            choose: Choice::Best,
            tolerance: 1e-9,
        }
    }
}

impl Stage for GlmPath {
    const NAME: &'static str = "glm-path";
    const SUMMARY: &'static str = "Ridge, lasso or elastic-net path of each unit, cross-validated";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let plan = ValuesSchema::at_least([
            Column::integer("gap_rows", Unit::ONE).described("rows left out")
        ]);
        let mut ports = response_ports();
        ports.push(
            Port::table("folds", folds_schema())
                .optional()
                .described("which rows are held out together; left out, nothing is held out"),
        );
        ports.push(
            Port::values("plan", plan).optional().described("the gap that goes with the folds"),
        );
        ports
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("path", tables::path_schema())
                .described("one row a unit, penalty and coefficient"),
            Port::table("penalties", tables::penalties_schema())
                .described("one row a unit and penalty"),
            Port::table("coefficients", tables::coefficients_schema())
                .described("one row a unit and coefficient, at the chosen penalty"),
            Port::table("fits", tables::fits_schema()).described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let n = 40;
        let x = |row: i32| {
            [f64::from(row % 7) - 3.0, f64::from(row % 5) - 2.0, f64::from(row % 3) - 1.0]
        };
        let count = |row: i32| (2.0 + 0.5 * x(row)[0] + f64::from(row % 2)).max(0.0).round();
        let responses = Table::build("responses")
            .vector("counts", Unit::SPIKES, (0..n).map(count).collect(), 1)
            .finish()
            .expect("counts of one unit");
        let design = Table::build("matrix")
            .vector("x", Unit::ONE, (0..n).flat_map(x).collect(), 3)
            .finish()
            .expect("three regressors");
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..i64::from(n)).collect())
            .integer("fold", Unit::ONE, (0..i64::from(n)).map(|row| row / 10).collect())
            .finish()
            .expect("four folds");
        Example::default()
            .input("responses", responses)
            .input("design", design)
            .input("folds", folds)
            .param("n_penalties", 8)
            .param("ratio", 0.01)
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
        let glm =
            params.family.glm(params.link, params.dispersion)?.with_tolerance(params.tolerance)?;
        let path = Path::new(glm, params.l1_share)?;
        let path = if params.penalties.is_empty() {
            path.with_number(params.n_penalties, params.ratio)?
        } else {
            path.with_penalties(params.penalties.clone())?
        };
        let has_folds = task.has("folds");
        let plan = has_folds.then(|| fold_plan(task, rows.design.nrows())).transpose()?;
        let (weights, offset) = (rows.weights.as_deref(), rows.offset.as_deref());
        let fit = |unit: usize| -> Result<UnitPath, Error> {
            let (design, response) = (rows.design.view(), rows.unit(unit));
            Ok(match &plan {
                Some(plan) => UnitPath::Validated(Box::new(
                    path.cross_validate(design, response, weights, offset, plan)?,
                )),
                None => {
                    UnitPath::Alone(Box::new(path.fit_design(design, response, weights, offset)?))
                }
            })
        };
        let results: Vec<Result<UnitPath, Error>> =
            (0..rows.n_units()).into_par_iter().map(fit).collect();
        let paths = each_or_status(results)?;
        let (unit_id, terms) = (&rows.unit_id, &rows.terms);
        task.put_table("path", tables::path(unit_id, terms, &paths)?);
        task.put_table("penalties", tables::penalties(unit_id, &paths, params.choose)?);
        task.put_table(
            "coefficients",
            tables::coefficients(unit_id, terms, &paths, params.choose)?,
        );
        task.put_table("fits", tables::fits(unit_id, &paths, params.choose)?);
        Ok(())
    }
}
