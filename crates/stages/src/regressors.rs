//! Columns of a table as regressors, rows sorted by unit, and curves on an even grid.

use ndarray::Array2;
use spikebook_data::Table;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, ColumnType, Unit};

/// The regressors that some columns hold, a vector column as many as it is wide.
pub(crate) struct Regressors {
    /// One row a row
    pub(crate) matrix: Array2<f64>,
    /// What each is called
    pub(crate) terms: Vec<String>,
}

impl Regressors {
    /// Of the named columns.
    ///
    /// # Errors
    /// Where there is none, or one is no column of numbers.
    pub(crate) fn of(table: &Table, names: &[String]) -> Result<Self, Failure> {
        let mut columns: Vec<Vec<f64>> = Vec::new();
        let mut terms = Vec::new();
        for name in names {
            let kind = table.schema().column(name).map(|column| column.column_type);
            if kind == Some(ColumnType::Vector) {
                let (flat, width) = table.vectors(name)?;
                for entry in 0..width {
                    columns.push(flat.iter().skip(entry).step_by(width.max(1)).copied().collect());
                    terms.push(format!("{name}[{entry}]"));
                }
            } else {
                columns.push(table.numbers(name)?);
                terms.push(name.clone());
            }
        }
        if columns.is_empty() {
            return Err(Failure::new(
                "parameter `predictors`: got none, wanted at least one column",
                format!("the columns are {}", table.schema().column_names()),
            ));
        }
        let shape = (table.n_rows(), columns.len());
        Ok(Self { matrix: Array2::from_shape_fn(shape, |(row, j)| columns[j][row]), terms })
    }
}

/// The rows of one unit; of all rows where a table is not sorted by units.
pub(crate) struct UnitRowsOf {
    /// The unit; none where there is one group of all rows
    pub(crate) unit_id: Option<i64>,
    /// Its rows, ascending
    pub(crate) rows: Vec<usize>,
}

/// The rows of each unit that the column `by` tells apart, in ascending order of the units.
pub(crate) fn rows_by_unit(table: &Table, by: Option<&str>) -> Result<Vec<UnitRowsOf>, Failure> {
    let Some(by) = by else {
        return Ok(vec![UnitRowsOf { unit_id: None, rows: (0..table.n_rows()).collect() }]);
    };
    let ids = table.integers(by)?;
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|&row| ids[row]);
    let groups = order.chunk_by(|&a, &b| ids[a] == ids[b]);
    Ok(groups.map(|rows| UnitRowsOf { unit_id: Some(ids[rows[0]]), rows: rows.to_vec() }).collect())
}

/// The column `unit_id` of results: empty where a table was not sorted by units.
pub(crate) fn unit_column() -> Column {
    Column::integer("unit_id", Unit::ID)
        .optional()
        .described("the unit; empty where all rows were taken together")
}

/// The column `status` of results.
pub(crate) fn status_column() -> Column {
    Column::text("status").described("converged, or why there is no fit")
}

/// The values at these rows.
pub(crate) fn taken(values: &[f64], rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| values[row]).collect()
}

/// `n` even steps from the least to the largest value.
pub(crate) fn even_grid(values: &[f64], n: usize) -> Vec<f64> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let share = |point: usize| point as f64 / (n - 1) as f64;
    (0..n).map(|point| low * (1.0 - share(point)) + high * share(point)).collect()
}

/// What a column is measured in; 1 where it has no unit that is said.
pub(crate) fn unit_of_column(table: &Table, name: &str) -> Unit {
    table.schema().column(name).map_or(Unit::ONE, |column| column.unit)
}
