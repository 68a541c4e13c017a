//! A table as a stage receives it: in memory or in a file, collected at once or streamed.

use std::path::{Path, PathBuf};

use spikebook_schema::TableSchema;

use crate::parquet_file::{self, TableReader};
use crate::{Error, Table};

/// The rows of a table, so many at a time.
pub type Batches = Box<dyn Iterator<Item = Result<Table, Error>> + Send>;

/// Where the rows of a table are.
#[derive(Clone, Debug)]
pub struct TableSource {
    schema: TableSchema,
    n_rows: usize,
    rows: Rows,
}

#[derive(Clone, Debug)]
enum Rows {
    Memory(Table),
    File(PathBuf),
}

impl TableSource {
    /// A table in memory.
    pub fn memory(table: Table) -> Self {
        Self { schema: table.schema().clone(), n_rows: table.n_rows(), rows: Rows::Memory(table) }
    }

    /// A table in a Parquet file of ours; only the file's end is read now.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Parquet`].
    pub fn file(path: &Path) -> Result<Self, Error> {
        let (schema, n_rows) = parquet_file::describe(path)?;
        Ok(Self { schema, n_rows, rows: Rows::File(path.into()) })
    }

    /// What the columns are.
    pub fn schema(&self) -> &TableSchema {
        &self.schema
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The file that holds the rows, where one does.
    pub fn path(&self) -> Option<&Path> {
        match &self.rows {
            Rows::Memory(_) => None,
            Rows::File(path) => Some(path),
        }
    }

    /// All rows at once.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn table(&self) -> Result<Table, Error> {
        match &self.rows {
            Rows::Memory(table) => Ok(table.clone()),
            Rows::File(path) => parquet_file::read(path),
        }
    }

    /// The rows in order, so many at a time that memory stays bounded.
    ///
    /// # Errors
    /// Where the file cannot be opened; a batch that cannot be read is an error of its own.
    pub fn batches(&self) -> Result<Batches, Error> {
        match &self.rows {
            Rows::Memory(table) => {
                let table = table.clone();
                let n_rows = parquet_file::rows_per_group(&table)?;
                let starts = (0..table.n_rows()).step_by(n_rows);
                Ok(Box::new(starts.map(move |start| Ok(table.slice(start, n_rows)))))
            }
            Rows::File(path) => Ok(Box::new(TableReader::open(path)?)),
        }
    }
}
