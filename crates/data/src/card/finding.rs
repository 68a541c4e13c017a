//! What the import of a dataset finds wrong in its files.

use std::fmt;

use crate::raw;

/// One thing that is wrong with a file, seen through its card.
#[derive(Debug)]
pub enum ImportFinding {
    /// A variable cannot be read.
    Unreadable {
        /// The table that wants it.
        table: String,
        /// The column that wants it.
        column: String,
        /// Why not.
        error: raw::Error,
    },
    /// Values are not what they should be.
    Wrong {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The file.
        file: String,
        /// Where in the file, as a path.
        variable: String,
        /// The first row there that is wrong, counted from 1.
        row: Option<usize>,
        /// What stands there.
        got: String,
        /// What should.
        wanted: String,
        /// How many rows further on are wrong alike.
        n_more: usize,
        /// What to do about it.
        remedy: Remedy,
    },
}

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Something to write in the column's section of the card.
    InColumn(String),
    /// Something to write in the table's section of the card.
    InTable(String),
    /// Something else.
    Else(String),
}

impl fmt::Display for ImportFinding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { table, column, error } => {
                write!(out, "table `{table}`, column `{column}`: {error}")
            }
            Self::Wrong { table, column, file, variable, row, got, wanted, n_more, .. } => {
                write!(out, "table `{table}`, column `{column}`: {file}, variable {variable}")?;
                if let Some(row) = row {
                    write!(out, ", row {row}")?;
                }
                write!(out, ": got {got}, wanted {wanted}")?;
                match n_more {
                    0 => Ok(()),
                    1 => out.write_str("; 1 more like it"),
                    n_more => write!(out, "; {n_more} more like it"),
                }
            }
        }
    }
}

impl ImportFinding {
    /// What to write in the card, or what else to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { error, .. } => error.hint(),
            Self::Wrong { table, column, remedy, .. } => Some(match remedy {
                Remedy::InColumn(line) => {
                    format!("write under [table.{table}.columns.{column}]: {line}")
                }
                Remedy::InTable(line) => format!("write under [table.{table}]: {line}"),
                Remedy::Else(words) => words.clone(),
            }),
        }
    }
}
