//! Which covariates drive the rate of each unit, and how strongly?
//!
//! For each unit, counts y of time bins of width w are Poisson with ln mean = b₀ + x·b + ln w, fitted by Newton's
//! method: minimise (1/n) Σ (μᵢ − yᵢ ln μᵢ) + penalty/2 · |b|², the intercept free. Without a penalty this is R's
//! `glm(family = poisson)`; scikit-learn's `PoissonRegressor` has the same objective with `alpha = penalty`.
//! Estimation, tests and errors are described in [`spikebook_analysis::regression`].
//!
//! Other laws and links, weights and robust standard errors are those of the kind `glm`, of which this is the one for
//! counts of bins.
//!
//! It misleads where the counts vary more than Poisson counts: standard errors are then too small (look at
//! Pearson's χ² over its degrees of freedom, which should be near 1).

mod fits;
mod fitted_curves;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::regression::{Glm, GlmFit};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_numeric::elementary::ln;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::fit_status::each_or_status;
use crate::matrices::{matrix_of, no_count_below_zero, same_rows};
use crate::regression::{coefficients, coefficients_schema, summary, summary_schema};
use crate::tables::{bins_schema, counts_schema, grid_schema, matrix_schema, terms_schema};

/// `poisson-glm`.
pub struct PoissonGlm;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Strength of the ridge penalty
    #[schemars(range(min = 0.0, max = 1e12))]
    penalty: f64,
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
        Self { penalty: 0.0, level: 0.95, tolerance: 1e-9, max_iterations: 100 }
    }
}

impl Stage for PoissonGlm {
    const NAME: &'static str = "poisson-glm";
    const SUMMARY: &'static str = "Poisson regression of each unit's counts, with Wald tests";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("counts", counts_schema()).described("the counts, one entry a unit"),
            Port::table("design", matrix_schema()).described("the regressors, a row a bin"),
            Port::table("units", Units::schema())
                .optional()
                .described("the unit of each entry; left out, they are numbered from 1"),
            Port::table("terms", terms_schema())
                .optional()
                .described("what the regressors are called"),
            Port::table("bins", bins_schema())
                .optional()
                .described("the bins, whose width makes rates of counts; left out, a bin is 1 s"),
            Port::table("grid", grid_schema())
                .optional()
                .described("where to draw the fitted curve"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("coefficients", coefficients_schema())
                .described("one row a unit and coefficient"),
            Port::table("fits", fits::schema()).described("one row a unit"),
            Port::table("summary", summary_schema())
                .described("each fit in words, as R's summary.glm has it"),
            Port::table("curves", fitted_curves::schema())
                .optional()
                .described("the fitted rate on the grid, where there is one"),
        ]
    }

    fn example() -> Example {
        let counts = Table::build("counts")
            .float("time_s", Unit::SECOND, vec![0.0, 1.0, 2.0, 3.0])
            .vector("counts", Unit::SPIKES, vec![1.0, 3.0, 2.0, 1.0, 4.0, 0.0, 9.0, 2.0], 2)
            .finish()
            .expect("four bins of two units");
        let design = Table::build("matrix")
            .vector("x", Unit::ONE, vec![0.0, 0.5, 1.0, 1.5], 1)
            .finish()
            .expect("one regressor");
        Example::default().input("counts", counts).input("design", design)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let counts = matrix_of(&task.table("counts")?, "counts")?;
        no_count_below_zero(&counts)?;
        let design = matrix_of(&task.table("design")?, "x")?;
        same_rows(("counts", counts.nrows()), ("design", design.nrows()))?;
        let unit_id = match task.optional_table("units")? {
            Some(units) => Units::try_from(units)?.unit_id().to_vec(),
            None => (1..=counts.ncols() as i64).collect(),
        };
        same_rows(("units", unit_id.len()), ("entries of counts", counts.ncols()))?;
        let terms = match task.optional_table("terms")? {
            Some(terms) => terms.texts("term")?.into_iter().flatten().map(Into::into).collect(),
            None => (1..=design.ncols()).map(|k| format!("x{k}")).collect::<Vec<String>>(),
        };
        same_rows(("terms", terms.len()), ("columns of design", design.ncols()))?;
        let offset = match task.optional_table("bins")? {
            Some(bins) => {
                same_rows(("bins", bins.n_rows()), ("counts", counts.nrows()))?;
                Some(bins.floats("width_s")?.iter().map(|&width| ln(width)).collect::<Vec<f64>>())
            }
            None => None,
        };

        let glm = Glm::poisson()
            .with_penalty(params.penalty)?
            .with_tolerance(params.tolerance)?
            .with_max_iterations(params.max_iterations)?;
        let results: Vec<Result<GlmFit, _>> = (0..counts.ncols())
            .into_par_iter()
            .map(|unit| {
                let response = counts.column(unit).to_owned();
                let fit =
                    glm.fit_design(design.view(), response.view(), None, offset.as_deref())?;
                Ok(fit.with_feature_names(&terms))
            })
            .collect();
        let fitted = each_or_status(results)?;

        task.put_table("coefficients", coefficients(&unit_id, &fitted, params.level)?);
        task.put_table("fits", fits::table(&unit_id, &fitted, &counts)?);
        task.put_table("summary", summary(&unit_id, &fitted)?);
        if let Some(grid) = task.optional_table("grid")? {
            let curves = fitted_curves::curves(&unit_id, &fitted, &grid, params.level)?;
            task.put_table("curves", curves);
        }
        Ok(())
    }
}
