//! How well each fit describes its unit.

use ndarray::Array2;
use spikebook_analysis::regression::GlmFit;
use spikebook_data::Table;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::CONVERGED;
use crate::regression::unit_column;

type Fits = [Result<GlmFit, &'static str>];

/// The columns of the table of fits.
pub(super) fn schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
    TableSchema::new(
        "fits",
        [
            unit_column(),
            Column::text("status").described("`converged`, or why there is no fit"),
            Column::integer("n_rows", Unit::ONE).described("bins"),
            Column::float("n_spikes", Unit::SPIKES).described("spikes in them"),
            number("null_deviance", "deviance with an intercept alone"),
            number("deviance", "deviance of the fit"),
            number("deviance_explained", "1 - deviance / null deviance"),
            number("residual_df", "bins less coefficients"),
            number("pearson_chi2", "sum of squared Pearson residuals"),
            number("log_likelihood", "log-likelihood"),
            number("aic", "Akaike's criterion"),
            number("bic", "Schwarz's criterion"),
            number("n_iterations", "Newton steps"),
        ],
    )
}

/// One row a unit.
pub(super) fn table(unit_id: &[i64], fits: &Fits, counts: &Array2<f64>) -> Result<Table, Failure> {
    let of = |field: fn(&GlmFit) -> f64| -> Vec<Option<f64>> {
        fits.iter().map(|fit| fit.as_ref().ok().map(field)).collect()
    };
    let status: Vec<&str> =
        fits.iter().map(|fit| fit.as_ref().map_or_else(|status| *status, |_| CONVERGED)).collect();
    let n_spikes = (0..counts.ncols()).map(|unit| sum(counts.column(unit).iter().copied()));
    Ok(Table::build("fits")
        .integer("unit_id", Unit::ID, unit_id.to_vec())
        .text("status", &status)
        .integer("n_rows", Unit::ONE, vec![counts.nrows() as i64; unit_id.len()])
        .float("n_spikes", Unit::SPIKES, n_spikes.collect())
        .optional_float("null_deviance", Unit::ONE, of(GlmFit::null_deviance))
        .optional_float("deviance", Unit::ONE, of(GlmFit::deviance))
        .optional_float("deviance_explained", Unit::ONE, of(GlmFit::deviance_explained))
        .optional_float("residual_df", Unit::ONE, of(GlmFit::residual_degrees_of_freedom))
        .optional_float("pearson_chi2", Unit::ONE, of(GlmFit::pearson_chi_squared))
        .optional_float("log_likelihood", Unit::ONE, of(GlmFit::ln_likelihood))
        .optional_float("aic", Unit::ONE, of(GlmFit::aic))
        .optional_float("bic", Unit::ONE, of(GlmFit::bic))
        .optional_float("n_iterations", Unit::ONE, of(|fit| fit.convergence().n_iterations as f64))
        .finish()?)
}
