//! What is told of each fit: coefficients, goodness, and words.

use ndarray::Array2;
use spikebook_analysis::regression::GlmFit;
use spikebook_data::Table;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

use crate::fit_status::CONVERGED;

type Fits = [Result<GlmFit, &'static str>];

fn unit_column() -> Column {
    Column::integer("unit_id", Unit::ID).described("the unit")
}

/// The columns of the table of coefficients.
pub(super) fn coefficients_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::new(
        "coefficients",
        [
            unit_column(),
            Column::text("term").described("the regressor, or (Intercept)"),
            number("estimate", "the coefficient"),
            number("std_error", "its standard error"),
            number("z", "estimate over standard error"),
            number("p", "two-sided p value of z"),
            number("lower", "lower end of the confidence interval"),
            number("upper", "upper end of the confidence interval"),
        ],
    )
}

/// One row a unit and coefficient; units without a fit have none.
pub(super) fn coefficients(unit_id: &[i64], fits: &Fits, level: f64) -> Result<Table, Failure> {
    let mut ids = Vec::new();
    let mut terms = Vec::new();
    let mut numbers: [Vec<f64>; 6] = Default::default();
    for (&id, fit) in unit_id.iter().zip(fits) {
        let Ok(fit) = fit else { continue };
        let intervals = fit.confidence_intervals(level)?;
        for (row, coefficient) in fit.summary().coefficients.into_iter().enumerate() {
            ids.push(id);
            terms.push(coefficient.term);
            let cells = [
                coefficient.estimate,
                coefficient.standard_error,
                coefficient.z,
                coefficient.p,
                intervals[[row, 0]],
                intervals[[row, 1]],
            ];
            for (column, cell) in numbers.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
    }
    let [estimate, std_error, z, p, lower, upper] = numbers;
    Ok(Table::build("coefficients")
        .integer("unit_id", Unit::ID, ids)
        .text("term", &terms)
        .float("estimate", Unit::ONE, estimate)
        .float("std_error", Unit::ONE, std_error)
        .float("z", Unit::ONE, z)
        .float("p", Unit::ONE, p)
        .float("lower", Unit::ONE, lower)
        .float("upper", Unit::ONE, upper)
        .finish()?)
}

/// The columns of the table of fits.
pub(super) fn fits_schema() -> TableSchema {
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
pub(super) fn fits(unit_id: &[i64], fits: &Fits, counts: &Array2<f64>) -> Result<Table, Failure> {
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

/// The columns of the table of words.
pub(super) fn summary_schema() -> TableSchema {
    TableSchema::new("summary", [unit_column(), Column::text("text").described("the fit in words")])
}

/// One row a unit.
pub(super) fn summary(unit_id: &[i64], fits: &Fits) -> Result<Table, Failure> {
    let words = |fit: &Result<GlmFit, &'static str>| match fit {
        Ok(fit) => fit.summary().to_string(),
        Err(status) => format!("no fit: {status}"),
    };
    let text: Vec<String> = fits.iter().map(words).collect();
    Ok(Table::build("summary")
        .integer("unit_id", Unit::ID, unit_id.to_vec())
        .text("text", &text)
        .finish()?)
}
