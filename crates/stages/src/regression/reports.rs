//! What is told of each fit: coefficients, goodness, and words.

use spikebook_analysis::regression::GlmFit;
use spikebook_data::Table;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

/// One a unit: its fit, or why there is none.
type Fits = [Result<GlmFit, &'static str>];

/// The column with the unit.
pub(crate) fn unit_column() -> Column {
    Column::integer("unit_id", Unit::ID).described("the unit")
}

/// The columns of the table of coefficients.
pub(crate) fn coefficients_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::new(
        "coefficients",
        [
            unit_column(),
            Column::text("term").described("the regressor, or (Intercept)"),
            number("estimate", "the coefficient"),
            number("std_error", "its standard error"),
            number("z", "estimate over standard error; t where the dispersion is free"),
            number("p", "its two-sided p value"),
            number("lower", "lower end of the confidence interval"),
            number("upper", "upper end of the confidence interval"),
        ],
    )
}

/// One row a unit and coefficient; units without a fit have none.
pub(crate) fn coefficients(unit_id: &[i64], fits: &Fits, level: f64) -> Result<Table, Failure> {
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

/// The columns of the table of words.
pub(crate) fn summary_schema() -> TableSchema {
    TableSchema::new("summary", [unit_column(), Column::text("text").described("the fit in words")])
}

/// One row a unit.
pub(crate) fn summary(unit_id: &[i64], fits: &Fits) -> Result<Table, Failure> {
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
