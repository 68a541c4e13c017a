//! Plain text of numbers: spike times one a line, or several numbers a line, between spaces, tabs or
//! commas; lines that start with the comment character are left out.
//!
//! Two variables stand for two ways to read the same text:
//!
//! | variable | what it is |
//! |---|---|
//! | `numbers` | all numbers in the order of reading: a vector, or rows × columns where every line has the same number of them |
//! | `lines` | a cell with one vector a line: `lines{*}` are the spike trains of a file with one trial a line |

mod scan;
#[cfg(test)]
mod tests;

use super::array::{NumericArray, Order};
use super::error::{At, Error, Result};
use super::numbers::{Numbers, ScalarType};
use super::reader::{Confidence, OpenOptions, RawFile, Reader, unknown_variable};
use super::source::Source;
use super::text_options::TextOptions;
use super::value::{CellArray, Value, ValueKind, VariableInfo};

/// The reader of plain text.
#[derive(Debug)]
pub struct PlainText;

impl Reader for PlainText {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "dat", "asc", "t"]
    }

    fn recognise(&self, head: &[u8], extension: &str) -> Confidence {
        let by_name = self.extensions().contains(&extension);
        match (scan::starts_with_numbers(head), by_name) {
            (Some(true), true) => Confidence::Certain,
            (Some(true), false) | (None, true) => Confidence::Possible,
            // Something else than numbers in a text file: its reader can name the line.
            (Some(false), true) if !head.contains(&0) => Confidence::Possible,
            _ => Confidence::No,
        }
    }

    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
        let head = source.head(3)?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            let place = source.place(At::Byte(0));
            return Err(Error::NotUtf8 { place, byte: head[0] });
        }
        let text = options.text.clone();
        Ok(Box::new(TextFile { source, options: text }))
    }
}

/// An open text file. Nothing is kept: each variable is read when it is asked for.
#[derive(Debug)]
struct TextFile {
    source: Source,
    options: TextOptions,
}

/// The numbers of a text, and how many each line has.
#[derive(Debug, Default)]
struct Lines {
    numbers: Vec<f64>,
    missing: Vec<usize>,
    lengths: Vec<usize>,
}

impl Lines {
    /// The number of columns, where every line has the same.
    fn n_columns(&self) -> Option<usize> {
        let first = *self.lengths.first()?;
        self.lengths.iter().all(|&length| length == first).then_some(first)
    }

    fn shape(&self) -> Vec<usize> {
        match self.n_columns() {
            Some(n_columns) if n_columns > 1 && self.lengths.len() > 1 => {
                vec![self.lengths.len(), n_columns]
            }
            _ => vec![self.numbers.len()],
        }
    }

    fn flags(&self) -> Option<Vec<bool>> {
        if self.missing.is_empty() {
            return None;
        }
        let mut flags = vec![false; self.numbers.len()];
        for &position in &self.missing {
            flags[position] = true;
        }
        Some(flags)
    }
}

impl RawFile for TextFile {
    fn source(&self) -> &Source {
        &self.source
    }

    fn names(&self) -> Result<Vec<String>> {
        Ok(vec!["numbers".to_owned(), "lines".to_owned()])
    }

    fn variables(&self) -> Result<Vec<VariableInfo>> {
        let lines = scan::scan(&self.source, &self.options)?;
        let numbers = ValueKind::Array(ScalarType::F64);
        Ok(vec![
            VariableInfo { name: "numbers".to_owned(), kind: numbers, shape: lines.shape() },
            VariableInfo {
                name: "lines".to_owned(),
                kind: ValueKind::Cell,
                shape: vec![lines.lengths.len()],
            },
        ])
    }

    fn read_variable(&self, name: &str) -> Result<Value> {
        match name {
            "numbers" => {
                let lines = scan::scan(&self.source, &self.options)?;
                let (shape, missing) = (lines.shape(), lines.flags());
                let data = Numbers::F64(lines.numbers);
                Ok(Value::Array(NumericArray { shape, order: Order::RowMajor, data, missing }))
            }
            "lines" => {
                let lines = scan::scan(&self.source, &self.options)?;
                let mut start = 0;
                let items = lines.lengths.iter().map(|length| {
                    let line = lines.numbers[start..start + length].to_vec();
                    start += length;
                    Value::Array(NumericArray::vector(Numbers::F64(line)))
                });
                let items: Vec<Value> = items.collect();
                Ok(Value::Cell(CellArray { shape: vec![items.len()], items }))
            }
            other => Err(unknown_variable(&self.source, other, &self.names()?)),
        }
    }

    fn read_whole(&self) -> Result<Value> {
        self.read_variable("numbers")
    }
}
