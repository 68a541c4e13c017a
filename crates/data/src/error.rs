//! What can be wrong with data.

use std::path::PathBuf;

use spikebook_schema::{ColumnType, Mismatch};

/// What can be wrong with a table or its file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A table lacks a column.
    #[error("table `{table}`: no column `{column}`, its columns are {columns}")]
    MissingColumn {
        /// The table.
        table: String,
        /// The column asked for.
        column: String,
        /// The columns that there are.
        columns: String,
    },
    /// A column holds something else.
    #[error("table `{table}`, column `{column}`: got {got}, wanted {wanted}")]
    ColumnType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What its cells are.
        got: String,
        /// What they should be.
        wanted: ColumnType,
    },
    /// A cell that must hold something is empty.
    #[error("table `{table}`, column `{column}`, row {}: got an empty cell, wanted a value", row + 1)]
    EmptyCell {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row, counted from 0; people read it counted from 1.
        row: usize,
    },
    /// A number is not one.
    #[error("table `{table}`, column `{column}`, row {}: got {got}, wanted a finite number", row + 1)]
    NotFinite {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row, counted from 0; people read it counted from 1.
        row: usize,
        /// What is there.
        got: f64,
    },
    /// Two columns of one table differ in length.
    #[error(
        "table `{table}`: column `{first}` has {first_rows} rows, column `{second}` has {second_rows}"
    )]
    UnequalLengths {
        /// The table.
        table: String,
        /// A column.
        first: String,
        /// Its length.
        first_rows: usize,
        /// Another column.
        second: String,
        /// Its length.
        second_rows: usize,
    },
    /// A table is not what is asked for.
    #[error("table `{table}`, column `{}`: got {}, wanted {}", mismatch.column, mismatch.got, mismatch.wanted)]
    Schema {
        /// The table.
        table: String,
        /// The column at fault.
        mismatch: Mismatch,
    },
    /// A rule that the rows of a typed table keep is broken.
    #[error("table `{table}`, column `{column}`, row {}: got {got}, wanted {wanted}", row + 1)]
    Row {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row, counted from 0; people read it counted from 1.
        row: usize,
        /// What is there.
        got: String,
        /// What the rule wants.
        wanted: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not the Parquet that it should be.
    #[error("{}: not readable as Parquet: {reason}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        reason: String,
    },
    /// Something that cannot happen did.
    #[error("internal: {reason}; this is a defect of Spikebook")]
    Internal {
        /// What a library said.
        reason: String,
    },
}

impl Error {
    pub(crate) fn internal(reason: impl std::fmt::Display) -> Self {
        Self::Internal { reason: reason.to_string() }
    }

    /// What to try, where there is something to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Row { wanted, .. } if wanted.starts_with("ascending") => {
                Some("sort the rows, or look for a clock that was reset".into())
            }
            Self::NotFinite { .. } => {
                Some("leave the cell empty or say which numbers stand for missing ones".into())
            }
            Self::Parquet { .. } => {
                Some("the file is damaged or was cut short; get or make it again".into())
            }
            Self::File { source, .. } => crate::disk_hint(source),
            Self::EmptyCell { .. } => {
                Some("fill it, or leave out the rows that have no value here".into())
            }
            Self::MissingColumn { .. } => {
                Some("name one of its columns, or rename the column in the file".into())
            }
            _ => None,
        }
    }
}
