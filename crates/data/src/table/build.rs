//! Tables made column by column.

use polars::prelude::{Column as PolarsColumn, DataFrame, DataType, NamedFrom, Series};
use polars::prelude::{Float64Chunked, Int64Chunked, IntoColumn, IntoSeries, ReshapeDimension};
use spikebook_schema::{Column, Sampling, TableSchema, Unit};

use super::Table;
use crate::Error;

/// A table under construction: columns in the order in which they are added.
#[derive(Clone, Debug)]
pub struct TableBuilder {
    schema: TableSchema,
    columns: Vec<PolarsColumn>,
}

impl TableBuilder {
    pub(super) fn new(name: &str) -> Self {
        Self { schema: TableSchema::new(name, []), columns: Vec::new() }
    }

    fn push(mut self, column: Column, series: Series) -> Self {
        self.schema.columns.push(column);
        self.columns.push(series.into_column());
        self
    }

    /// Adds finite floats.
    #[must_use]
    pub fn float(self, name: &str, unit: Unit, cells: Vec<f64>) -> Self {
        self.push(
            Column::float(name, unit),
            Float64Chunked::from_vec(name.into(), cells).into_series(),
        )
    }

    /// Adds floats, some of which are missing.
    #[must_use]
    pub fn optional_float(self, name: &str, unit: Unit, cells: Vec<Option<f64>>) -> Self {
        self.push(Column::float(name, unit).optional(), Series::new(name.into(), cells))
    }

    /// Adds floats; what is not finite becomes an empty cell.
    #[must_use]
    pub fn float_or_empty(self, name: &str, unit: Unit, cells: &[f64]) -> Self {
        let cells = cells.iter().map(|&cell| cell.is_finite().then_some(cell)).collect();
        self.optional_float(name, unit, cells)
    }

    /// Adds whole numbers.
    #[must_use]
    pub fn integer(self, name: &str, unit: Unit, cells: Vec<i64>) -> Self {
        self.push(
            Column::integer(name, unit),
            Int64Chunked::from_vec(name.into(), cells).into_series(),
        )
    }

    /// Adds counts, which are whole numbers.
    #[must_use]
    pub fn count(self, name: &str, unit: Unit, cells: &[usize]) -> Self {
        self.integer(name, unit, cells.iter().map(|&count| count as i64).collect())
    }

    /// Adds whole numbers, some of which are missing.
    #[must_use]
    pub fn optional_integer(self, name: &str, unit: Unit, cells: Vec<Option<i64>>) -> Self {
        self.push(Column::integer(name, unit).optional(), Series::new(name.into(), cells))
    }

    /// Adds truth values.
    #[must_use]
    pub fn boolean(self, name: &str, cells: Vec<bool>) -> Self {
        self.push(Column::boolean(name), Series::new(name.into(), cells))
    }

    /// Adds truth values, some of which are missing.
    #[must_use]
    pub fn optional_boolean(self, name: &str, cells: Vec<Option<bool>>) -> Self {
        self.push(Column::boolean(name).optional(), Series::new(name.into(), cells))
    }

    /// Adds names.
    #[must_use]
    pub fn text<T: AsRef<str>>(self, name: &str, cells: &[T]) -> Self {
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        self.push(Column::text(name), Series::new(name.into(), cells))
    }

    /// Adds names, some of which are missing.
    #[must_use]
    pub fn optional_text(self, name: &str, cells: Vec<Option<String>>) -> Self {
        self.push(Column::text(name).optional(), Series::new(name.into(), cells))
    }

    /// Adds a matrix of `width` columns, given row after row.
    ///
    /// # Panics
    /// Where `flat` does not hold whole rows.
    #[must_use]
    pub fn vector(self, name: &str, unit: Unit, flat: Vec<f64>, width: usize) -> Self {
        assert!(width > 0 && flat.len().is_multiple_of(width), "a matrix holds whole rows");
        let series = if flat.is_empty() {
            Series::new_empty(name.into(), &DataType::Array(Box::new(DataType::Float64), width))
        } else {
            let dimensions = [
                ReshapeDimension::new_dimension((flat.len() / width) as u64),
                ReshapeDimension::new_dimension(width as u64),
            ];
            Float64Chunked::from_vec(name.into(), flat)
                .into_series()
                .reshape_array(&dimensions)
                .expect("whole rows reshape")
        };
        self.push(Column::vector(name, unit), series)
    }

    /// Says what the column added last tells.
    ///
    /// # Panics
    /// Where no column has been added.
    #[must_use]
    pub fn described(mut self, description: &str) -> Self {
        let column = self.schema.columns.last_mut().expect("a column to describe");
        column.description = description.into();
        self
    }

    /// Says that rows follow an even clock.
    #[must_use]
    pub fn sampled(mut self, sampling: Sampling) -> Self {
        self.schema.sampling = Some(sampling);
        self
    }

    /// Adds a column as another table has it.
    ///
    /// # Errors
    /// [`Error::MissingColumn`] where it has none of this name.
    pub fn column_of(self, table: &Table, name: &str) -> Result<Self, Error> {
        let column = table.described(name)?.clone();
        let series = table.series(name)?.clone();
        Ok(self.push(column, series))
    }

    /// The table.
    ///
    /// # Errors
    /// [`Error::UnequalLengths`] where the columns differ in length, and as [`Table::new`].
    pub fn finish(self) -> Result<Table, Error> {
        let height = self.columns.first().map_or(0, PolarsColumn::len);
        if let Some(other) = self.columns.iter().find(|column| column.len() != height) {
            return Err(Error::UnequalLengths {
                table: self.schema.name,
                first: self.columns[0].name().to_string(),
                first_rows: height,
                second: other.name().to_string(),
                second_rows: other.len(),
            });
        }
        let frame = DataFrame::new(height, self.columns).map_err(Error::internal)?;
        Table::new(self.schema, frame)
    }
}
