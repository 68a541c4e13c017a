//! The fitted rate over a grid of the signal, with a confidence band.

use spikebook_analysis::regression::GlmFit;
use spikebook_data::Table;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::special::normal_quantile;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

use crate::matrices::matrix_of;

/// The columns of fitted curves.
pub(super) fn schema() -> TableSchema {
    let rate =
        |name: &str, what: &str| Column::float(name, Unit::SPIKES_PER_SECOND).described(what);
    TableSchema::new(
        "fitted",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("value", Unit::ANY).described("the signal"),
            rate("rate_hz", "the fitted rate there"),
            rate("lower_hz", "lower end of its confidence interval"),
            rate("upper_hz", "upper end of its confidence interval"),
        ],
    )
}

/// exp(b₀ + x·b) with the band exp(… ± z √(xᵀ V x)); units without a fit have no rows.
pub(super) fn curves(
    unit_id: &[i64],
    fits: &[Result<GlmFit, &'static str>],
    grid: &Table,
    level: f64,
) -> Result<Table, Failure> {
    let values = grid.floats("value")?;
    let unit = grid.schema().column("value").map_or(Unit::ONE, |column| column.unit);
    let design = matrix_of(grid, "x")?;
    let z = normal_quantile(0.5 + level / 2.0);
    let mut columns: [Vec<f64>; 4] = Default::default();
    let mut unit_of_row = Vec::new();
    for (&id, fit) in unit_id.iter().zip(fits) {
        let Ok(fit) = fit else { continue };
        let predictors = fit.linear_predictor(design.view(), None)?;
        let covariance = fit.covariance();
        for (point, &predictor) in predictors.iter().enumerate() {
            let mut x = vec![1.0];
            x.extend(design.row(point));
            let mut variance = 0.0;
            for (i, xi) in x.iter().enumerate() {
                for (j, xj) in x.iter().enumerate() {
                    variance += xi * covariance[[i, j]] * xj;
                }
            }
            let half = z * variance.max(0.0).sqrt();
            unit_of_row.push(id);
            columns[0].push(values[point]);
            columns[1].push(exp(predictor));
            columns[2].push(exp(predictor - half));
            columns[3].push(exp(predictor + half));
        }
    }
    let [value, rate, lower, upper] = columns;
    Ok(Table::build("fitted")
        .integer("unit_id", Unit::ID, unit_of_row)
        .float("value", unit, value)
        .float("rate_hz", Unit::SPIKES_PER_SECOND, rate)
        .float("lower_hz", Unit::SPIKES_PER_SECOND, lower)
        .float("upper_hz", Unit::SPIKES_PER_SECOND, upper)
        .finish()?)
}
