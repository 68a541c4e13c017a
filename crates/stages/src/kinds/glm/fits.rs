//! How well each fit describes its unit.

use spikebook_analysis::regression::GlmFit;
use spikebook_data::Table;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::CONVERGED;
use crate::regression::unit_column;

/// The number of a fit that a column holds.
type Number = fn(&GlmFit) -> Option<f64>;

/// The columns of numbers: name, what it is, and where it comes from.
const NUMBERS: [(&str, &str, Number); 16] = [
    ("n_observations", "rows, each as often as it counts", |fit| Some(fit.n_observations())),
    ("null_deviance", "deviance with an intercept alone", |fit| Some(fit.null_deviance())),
    ("deviance", "deviance of the fit", |fit| Some(fit.deviance())),
    ("deviance_explained", "1 - deviance / null deviance", |fit| Some(fit.deviance_explained())),
    ("residual_df", "rows less coefficients", |fit| Some(fit.residual_degrees_of_freedom())),
    ("pearson_chi2", "sum of squared Pearson residuals", |fit| Some(fit.pearson_chi_squared())),
    ("dispersion", "1, or Pearson's chi-squared over its degrees of freedom", |fit| {
        Some(fit.dispersion())
    }),
    ("alpha", "dispersion of a negative binomial law, where it was estimated", |fit| {
        fit.dispersion_estimate().map(|alpha| alpha.value)
    }),
    ("alpha_std_error", "its standard error", |fit| {
        fit.dispersion_estimate().map(|alpha| alpha.standard_error)
    }),
    ("log_likelihood", "log-likelihood", |fit| Some(fit.ln_likelihood())),
    ("null_log_likelihood", "log-likelihood with an intercept alone", |fit| {
        Some(fit.null_ln_likelihood())
    }),
    ("aic", "Akaike's criterion", |fit| Some(fit.aic())),
    ("bic", "Schwarz's criterion", |fit| Some(fit.bic())),
    ("mcfadden_r2", "McFadden's pseudo-R2", |fit| Some(fit.mcfadden_r_squared())),
    ("cox_snell_r2", "Cox and Snell's pseudo-R2", |fit| Some(fit.cox_snell_r_squared())),
    ("n_iterations", "Newton steps", |fit| Some(fit.convergence().n_iterations as f64)),
];

/// The columns of the table.
pub(super) fn schema() -> TableSchema {
    let numbers = NUMBERS
        .iter()
        .map(|(name, what, _)| Column::float(name, Unit::ONE).optional().described(what));
    let columns =
        [unit_column(), Column::text("status").described("`converged`, or why there is no fit")];
    TableSchema::new("fits", columns.into_iter().chain(numbers))
}

/// One row a unit.
pub(super) fn table(
    unit_id: &[i64],
    fits: &[Result<GlmFit, &'static str>],
) -> Result<Table, Failure> {
    let status: Vec<&str> =
        fits.iter().map(|fit| fit.as_ref().map_or_else(|status| *status, |_| CONVERGED)).collect();
    let mut table =
        Table::build("fits").integer("unit_id", Unit::ID, unit_id.to_vec()).text("status", &status);
    for (name, _, number) in NUMBERS {
        // A fit without residuals has an infinite likelihood: nothing is written then.
        let finite = |fit: &GlmFit| number(fit).filter(|number| number.is_finite());
        let cells = fits.iter().map(|fit| fit.as_ref().ok().and_then(finite)).collect();
        table = table.optional_float(name, Unit::ONE, cells);
    }
    Ok(table.finish()?)
}
