//! A Polars frame that knows what its columns are: the one form in which data moves between stages.
//!
//! ```
//! use spikebook_data::Table;
//! use spikebook_schema::Unit;
//!
//! let spikes = Table::build("spikes")
//!     .integer("unit_id", Unit::ID, vec![1, 1, 2])
//!     .float("time_s", Unit::SECOND, vec![0.1, 0.4, 0.2])
//!     .finish()?;
//! assert_eq!(spikes.floats("time_s")?, [0.1, 0.4, 0.2]);
//! # Ok::<(), spikebook_data::Error>(())
//! ```

mod build;

use polars::prelude::{BooleanChunked, DataFrame, DataType, Series, StringChunked};
use spikebook_schema::{ColumnType, TableSchema};

pub use build::TableBuilder;

use crate::Error;

/// A frame with a schema that it fits: same columns in the same order, no empty cell where none may
/// be, floats finite, one chunk a column.
#[derive(Clone, Debug)]
pub struct Table {
    schema: TableSchema,
    frame: DataFrame,
}

impl Table {
    /// Starts a table of this name.
    pub fn build(name: &str) -> TableBuilder {
        TableBuilder::new(name)
    }

    /// Checks that `frame` is what `schema` says, and makes every column one chunk.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`], [`Error::EmptyCell`], [`Error::NotFinite`].
    pub fn new(schema: TableSchema, mut frame: DataFrame) -> Result<Self, Error> {
        frame.rechunk_mut();
        let names: Vec<&str> = schema.columns.iter().map(|column| column.name.as_str()).collect();
        let frame = frame.select(names).map_err(|_| missing(&schema, &frame))?;
        let table = Self { schema, frame };
        for column in &table.schema.columns {
            table.check_column(&column.name)?;
        }
        Ok(table)
    }

    fn check_column(&self, name: &str) -> Result<(), Error> {
        let column = self.described(name)?;
        let series = self.series(name)?;
        let fits = match column.column_type {
            ColumnType::Float => series.dtype() == &DataType::Float64,
            ColumnType::Integer => series.dtype() == &DataType::Int64,
            ColumnType::Boolean => series.dtype() == &DataType::Boolean,
            ColumnType::Text => series.dtype() == &DataType::String,
            ColumnType::Vector => {
                matches!(series.dtype(), DataType::Array(inner, _) if **inner == DataType::Float64)
            }
        };
        if !fits {
            return Err(self.type_error(name, column.column_type));
        }
        if series.null_count() > 0 && !column.optional_cells {
            let row = series.is_null().first_true_idx().unwrap_or(0);
            return Err(Error::EmptyCell { table: self.name().into(), column: name.into(), row });
        }
        match column.column_type {
            ColumnType::Float => {
                let floats = series.f64().map_err(Error::internal)?;
                let found = floats.iter().position(|cell| cell.is_some_and(|x| !x.is_finite()));
                self.refuse_not_finite(name, found.map(|row| (row, floats.get(row))))
            }
            ColumnType::Vector => {
                let (flat, width) = self.vectors(name)?;
                let found = flat.iter().position(|x| !x.is_finite());
                self.refuse_not_finite(name, found.map(|at| (at / width.max(1), Some(flat[at]))))
            }
            ColumnType::Integer | ColumnType::Boolean | ColumnType::Text => Ok(()),
        }
    }

    fn refuse_not_finite(
        &self,
        name: &str,
        found: Option<(usize, Option<f64>)>,
    ) -> Result<(), Error> {
        match found {
            None => Ok(()),
            Some((row, got)) => Err(Error::NotFinite {
                table: self.name().into(),
                column: name.into(),
                row,
                got: got.unwrap_or(f64::NAN),
            }),
        }
    }

    /// What the table is called in its schema.
    pub fn name(&self) -> &str {
        &self.schema.name
    }

    /// Takes over name, descriptions and openness from the schema under which the table was stored.
    pub(crate) fn set_schema_words(&mut self, stored: &TableSchema) {
        self.schema = stored.clone();
    }

    /// What its columns are.
    pub fn schema(&self) -> &TableSchema {
        &self.schema
    }

    /// The Polars frame.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// How many rows it has.
    pub fn n_rows(&self) -> usize {
        self.frame.height()
    }

    /// Whether it has a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.schema.column(name).is_some()
    }

    /// Fails where the table lacks what `wanted` asks for.
    ///
    /// # Errors
    /// [`Error::Schema`] with the first column at fault.
    pub fn require(&self, wanted: &TableSchema) -> Result<(), Error> {
        match wanted.mismatches(&self.schema).into_iter().next() {
            None => Ok(()),
            Some(mismatch) => Err(Error::Schema { table: self.name().into(), mismatch }),
        }
    }

    fn described(&self, name: &str) -> Result<&spikebook_schema::Column, Error> {
        self.schema.column(name).ok_or_else(|| Error::MissingColumn {
            table: self.name().into(),
            column: name.into(),
            columns: self.schema.column_names(),
        })
    }

    fn series(&self, name: &str) -> Result<&Series, Error> {
        self.described(name)?;
        Ok(self.frame.column(name).map_err(Error::internal)?.as_materialized_series())
    }

    fn type_error(&self, name: &str, wanted: ColumnType) -> Error {
        let got = self.frame.column(name).map_or("nothing".into(), |c| c.dtype().to_string());
        Error::ColumnType { table: self.name().into(), column: name.into(), got, wanted }
    }

    /// The cells of a column of floats without empty cells.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`], [`Error::EmptyCell`].
    pub fn floats(&self, name: &str) -> Result<&[f64], Error> {
        let floats =
            self.series(name)?.f64().map_err(|_| self.type_error(name, ColumnType::Float))?;
        floats.cont_slice().map_err(|_| self.empty_cell(name))
    }

    /// The cells of a column of floats; whole numbers are read as floats too.
    ///
    /// # Errors
    /// As [`Table::floats`].
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, Error> {
        match self.described(name)?.column_type {
            ColumnType::Integer => {
                Ok(self.integers(name)?.iter().map(|&whole| whole as f64).collect())
            }
            _ => Ok(self.floats(name)?.to_vec()),
        }
    }

    /// The cells of a column of floats, some of which may be empty.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`].
    pub fn optional_floats(&self, name: &str) -> Result<Vec<Option<f64>>, Error> {
        if self.described(name)?.column_type == ColumnType::Integer {
            let whole = self.optional_integers(name)?;
            return Ok(whole.into_iter().map(|cell| cell.map(|whole| whole as f64)).collect());
        }
        let floats =
            self.series(name)?.f64().map_err(|_| self.type_error(name, ColumnType::Float))?;
        Ok(floats.iter().collect())
    }

    /// The cells of a column of whole numbers without empty cells.
    ///
    /// # Errors
    /// As [`Table::floats`].
    pub fn integers(&self, name: &str) -> Result<&[i64], Error> {
        let whole =
            self.series(name)?.i64().map_err(|_| self.type_error(name, ColumnType::Integer))?;
        whole.cont_slice().map_err(|_| self.empty_cell(name))
    }

    /// The cells of a column of whole numbers, some of which may be empty.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`].
    pub fn optional_integers(&self, name: &str) -> Result<Vec<Option<i64>>, Error> {
        let whole =
            self.series(name)?.i64().map_err(|_| self.type_error(name, ColumnType::Integer))?;
        Ok(whole.iter().collect())
    }

    /// The cells of a column of truth values; an empty cell is `None`.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`].
    pub fn booleans(&self, name: &str) -> Result<Vec<Option<bool>>, Error> {
        let series = self.series(name)?;
        let cells: &BooleanChunked =
            series.bool().map_err(|_| self.type_error(name, ColumnType::Boolean))?;
        Ok(cells.iter().collect())
    }

    /// The cells of a column of text; an empty cell is `None`.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`].
    pub fn texts(&self, name: &str) -> Result<Vec<Option<&str>>, Error> {
        let series = self.series(name)?;
        let cells: &StringChunked =
            series.str().map_err(|_| self.type_error(name, ColumnType::Text))?;
        Ok(cells.iter().collect())
    }

    /// The matrix in a column: its cells row after row, and how many there are in a row.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`], [`Error::EmptyCell`].
    pub fn vectors(&self, name: &str) -> Result<(Vec<f64>, usize), Error> {
        let rows =
            self.series(name)?.array().map_err(|_| self.type_error(name, ColumnType::Vector))?;
        let leaf = rows.get_inner();
        let floats = leaf.f64().map_err(Error::internal)?.rechunk();
        let flat = floats.cont_slice().map_err(|_| self.empty_cell(name))?.to_vec();
        Ok((flat, rows.width()))
    }

    /// How many cells a row of the matrix in a column has.
    ///
    /// # Errors
    /// [`Error::MissingColumn`], [`Error::ColumnType`].
    pub fn width(&self, name: &str) -> Result<usize, Error> {
        let rows = self.series(name)?.array();
        Ok(rows.map_err(|_| self.type_error(name, ColumnType::Vector))?.width())
    }

    fn empty_cell(&self, name: &str) -> Error {
        let row = self
            .series(name)
            .ok()
            .and_then(|series| series.is_null().first_true_idx())
            .unwrap_or(0);
        Error::EmptyCell { table: self.name().into(), column: name.into(), row }
    }

    /// The same rows under another name.
    #[must_use]
    pub fn renamed(mut self, name: &str) -> Self {
        self.schema.name = name.into();
        self
    }

    /// The rows of several tables of one schema, one below the other.
    ///
    /// # Errors
    /// [`Error::Schema`] where one has other columns than the first; [`Error::Internal`] where there is
    /// none.
    pub fn stacked(tables: &[Self]) -> Result<Self, Error> {
        let Some((first, others)) = tables.split_first() else {
            return Err(Error::internal("no table to stack"));
        };
        let mut frame = first.frame.clone();
        for table in others {
            table.require(&first.schema)?;
            let names: Vec<&str> = first.schema.columns.iter().map(|c| c.name.as_str()).collect();
            let rows = table.frame.select(names).map_err(Error::internal)?;
            frame.vstack_mut(&rows).map_err(Error::internal)?;
        }
        // Each was checked when it was made, and has what the first asks for.
        frame.rechunk_mut();
        Ok(Self { schema: first.schema.clone(), frame })
    }

    /// The rows at these positions, in this order.
    ///
    /// # Panics
    /// Where a position lies beyond the last row.
    #[must_use]
    pub fn take_rows(&self, rows: &[usize]) -> Self {
        let positions: polars::prelude::IdxCa = polars::prelude::IdxCa::from_vec(
            "row".into(),
            rows.iter().map(|&row| row as polars::prelude::IdxSize).collect(),
        );
        let mut frame = self.frame.take(&positions).expect("the caller names rows that exist");
        frame.rechunk_mut();
        Self { schema: self.schema.clone(), frame }
    }

    /// `length` rows from row `start` on; fewer where the table ends before.
    #[must_use]
    pub fn slice(&self, start: usize, length: usize) -> Self {
        let mut frame = self.frame.slice(start as i64, length);
        frame.rechunk_mut();
        Self { schema: self.schema.clone(), frame }
    }
}

fn missing(schema: &TableSchema, frame: &DataFrame) -> Error {
    let absent = schema.columns.iter().find(|column| frame.column(&column.name).is_err());
    let names: Vec<_> = frame.get_column_names().iter().map(ToString::to_string).collect();
    Error::MissingColumn {
        table: schema.name.clone(),
        column: absent.map_or_else(String::new, |column| column.name.clone()),
        columns: names.join(", "),
    }
}
