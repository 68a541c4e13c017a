//! What a file format has to offer: recognise its files, list their variables, read one of them.
//!
//! A new format is a new file with one [`Reader`], and one line in [`READERS`](super::READERS).
//! Formats that can reach a part of a variable without reading the whole (HDF5) override
//! [`RawFile::select`]; formats with rows override [`RawFile::blocks`], so that a recording larger
//! than memory passes through in pieces.

use std::collections::BTreeMap;

use super::error::{At, Error, Result};
use super::found::Found;
use super::limits::Limits;
use super::path::{VariablePath, select};
use super::source::Source;
use super::text_options::TextOptions;
use super::value::{Column, Table, Value, VariableInfo};

/// How sure a reader is that a file is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The file is not of this format.
    No,
    /// Its name says so, or its content does not speak against it.
    Possible,
    /// Its content says so.
    Certain,
}

/// How files are opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenOptions {
    /// The name of the reader; `None` to look at the content, then at the extension.
    pub format: Option<String>,
    /// How text files are written.
    pub text: TextOptions,
    /// How much a file may ask for.
    pub limits: Limits,
}

/// A file format.
pub trait Reader: std::fmt::Debug + Send + Sync {
    /// Its name in cards and messages.
    fn name(&self) -> &'static str;

    /// The extensions its files have, in lower case, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether a file is of this format, by its first bytes and its extension.
    fn recognise(&self, head: &[u8], extension: &str) -> Confidence;

    /// Opens a file. Reads what is needed to list the variables, not their values.
    ///
    /// # Errors
    /// Where the file is not of this format, or its beginning is damaged.
    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>>;
}

/// Tables that follow one another: the rows of a file in pieces.
pub type Blocks<'a> = Box<dyn Iterator<Item = Result<Table>> + 'a>;

/// An open file.
pub trait RawFile: std::fmt::Debug + Send + Sync {
    /// The bytes.
    fn source(&self) -> &Source;

    /// The variables in the order of the file.
    ///
    /// # Errors
    /// Where the file is damaged.
    fn variables(&self) -> Result<Vec<VariableInfo>>;

    /// The names of the variables; cheaper than [`variables`](Self::variables) where types must be
    /// found by reading.
    ///
    /// # Errors
    /// Where the file is damaged.
    fn names(&self) -> Result<Vec<String>> {
        Ok(self.variables()?.into_iter().map(|variable| variable.name).collect())
    }

    /// One variable as a whole.
    ///
    /// # Errors
    /// [`Error::UnknownVariable`], or where its bytes are damaged.
    fn read_variable(&self, name: &str) -> Result<Value>;

    /// What a path without a name starts at: the only variable of the file, or all columns of a
    /// table.
    ///
    /// # Errors
    /// [`Error::UnknownVariable`] where there are several, or where the bytes are damaged.
    fn read_whole(&self) -> Result<Value> {
        let names = self.names()?;
        match names.as_slice() {
            [only] => self.read_variable(only),
            _ => Err(unknown_variable(self.source(), "", &names)),
        }
    }

    /// The values that a path leads to, in the order of the file.
    ///
    /// # Errors
    /// Where the path leads nowhere, or the bytes it leads to are damaged.
    fn select(&self, path: &VariablePath) -> Result<Vec<Found>> {
        let value = match path.variable() {
            Some(name) => self.read_variable(name)?,
            None => self.read_whole()?,
        };
        select(self.source().name(), path.variable().unwrap_or_default(), value, path)
    }

    /// These variables, which must agree in their number of rows, in blocks of at most `n_rows`
    /// rows.
    ///
    /// # Errors
    /// Where a variable is unknown or has no rows; each block can fail as well.
    fn blocks(&self, names: &[&str], n_rows: usize) -> Result<Blocks<'_>> {
        let mut columns = Vec::with_capacity(names.len());
        for &name in names {
            columns.push(Column { name: name.to_owned(), value: self.read_variable(name)? });
        }
        blocks_of_columns(self.source(), columns, n_rows)
    }

    /// What the file says about itself beside its variables: header lines, settings, metadata.
    fn attributes(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
}

impl dyn RawFile + '_ {
    /// The values that `path` leads to. A path that is a variable's name, character by character, is
    /// that variable, whatever characters it holds.
    ///
    /// # Errors
    /// Where the path is malformed or leads nowhere, or the bytes it leads to are damaged.
    pub fn read(&self, path: &str) -> Result<Vec<Found>> {
        if self.names()?.iter().any(|name| name == path) {
            return self.select(&VariablePath::to_variable(path));
        }
        self.select(&VariablePath::parse(path)?)
    }

    /// The one value that `path` leads to.
    ///
    /// # Errors
    /// As `read`, and where the path leads to several values or to none.
    pub fn read_one(&self, path: &str) -> Result<Found> {
        let mut found = self.read(path)?;
        match (found.pop(), found.len()) {
            (Some(one), 0) => Ok(one),
            (last, others) => Err(Error::WrongType {
                place: self.source().place(At::Variable(path.to_owned())),
                got: format!("{} values", others + usize::from(last.is_some())),
                wanted: "one value".to_owned(),
            }),
        }
    }
}

/// Cuts columns that are in memory into blocks of rows.
pub(crate) fn blocks_of_columns<'a>(
    source: &Source,
    columns: Vec<Column>,
    n_rows: usize,
) -> Result<Blocks<'a>> {
    let rows_of = |value: &Value| match value {
        // Rows of no items have no bytes in the file, which could claim any number of them.
        Value::Array(array) => Some(if array.is_empty() { 0 } else { array.n_rows() }),
        Value::Text(text) => Some(text.items.len()),
        _ => None,
    };
    let total = columns.first().and_then(|column| rows_of(&column.value)).unwrap_or(0);
    for Column { name, value } in &columns {
        if rows_of(value) != Some(total) {
            return Err(Error::WrongType {
                place: source.place(At::Variable(name.clone())),
                got: value.describe(),
                wanted: format!("an array of {total} rows, as the variables before it"),
            });
        }
    }
    let step = n_rows.max(1);
    let blocks = (0..total).step_by(step).map(move |start| {
        let stop = total.min(start.saturating_add(step));
        let cut = |column: &Column| {
            let value = match &column.value {
                Value::Array(array) => Value::Array(array.rows(start, stop)),
                Value::Text(text) => {
                    let positions: Vec<usize> = (start..stop).collect();
                    Value::Text(text.take(vec![stop - start], &positions))
                }
                other => other.clone(),
            };
            Column { name: column.name.clone(), value }
        };
        Ok(Table { columns: columns.iter().map(cut).collect(), n_rows: stop - start })
    });
    Ok(Box::new(blocks))
}

/// The error for a name that a file does not hold.
pub(crate) fn unknown_variable(source: &Source, name: &str, known: &[String]) -> Error {
    let wanted = match known.len() {
        0 => "nothing: the file holds no variables".to_owned(),
        1..=12 => format!("one of {}", known.join(", ")),
        n => format!("one of {}, … ({n} in all)", known[..12].join(", ")),
    };
    Error::UnknownVariable {
        place: source.place(At::File),
        got: if name.is_empty() { "no name".to_owned() } else { format!("'{name}'") },
        wanted,
        nearest: nearest(name, known),
    }
}

/// The known name that differs least, if it differs by no more than two letters in five.
fn nearest(name: &str, known: &[String]) -> Option<String> {
    let distances = known.iter().map(|candidate| (edits(name, candidate), candidate));
    let (distance, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    let length = name.chars().count().max(candidate.chars().count());
    (distance * 5 <= length * 2).then(|| candidate.clone())
}

/// How many letters must be added, removed or replaced to come from one word to the other, with
/// letters of the other case counted as equal.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().take(64).flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().take(64).flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}
