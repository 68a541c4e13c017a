//! NPY: one `NumPy` array a file.
//!
//! Reads booleans, integers of 8 to 64 bits, floats of 16 to 64 bits and fixed-width text, in both
//! byte orders and both memory orders. Object arrays are refused: they are Python pickles, which run
//! code when opened.
//!
//! The format: Python Enhancement NEP 1, "A simple file format for `NumPy` arrays".

mod body;
mod header;
mod python;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(crate) use body::{Body, read_body};
pub(crate) use header::{Header, read_header};

use super::array::Order;
use super::error::Result;
use super::reader::{
    Blocks, Confidence, OpenOptions, RawFile, Reader, blocks_of_columns, unknown_variable,
};
use super::source::Source;
use super::value::{Column, Table, Value, VariableInfo};

/// What every NPY file starts with.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";

/// The reader of NPY files.
#[derive(Debug)]
pub struct Npy;

impl Reader for Npy {
    fn name(&self) -> &'static str {
        "npy"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["npy"]
    }

    fn recognise(&self, head: &[u8], extension: &str) -> Confidence {
        if head.starts_with(MAGIC) {
            Confidence::Certain
        } else if extension == "npy" {
            Confidence::Possible
        } else {
            Confidence::No
        }
    }

    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
        let header = read_header(&mut source.cursor(0), source.name(), source.length())?;
        let what = "array";
        options.limits.check_variable(what, header.place(source.name()), header.data_bytes())?;
        source.check("data of an NPY array", header.data_offset, header.data_bytes())?;
        Ok(Box::new(NpyFile { source, header }))
    }
}

/// An open NPY file. Its one variable has the name of the file without the extension.
#[derive(Debug)]
struct NpyFile {
    source: Source,
    header: Header,
}

impl NpyFile {
    /// The rows from `start` up to `stop` of an array whose rows lie one after the other.
    fn rows(&self, start: usize, stop: usize) -> Result<Value> {
        let rows = self.header.shape.first().copied().unwrap_or(1).max(1);
        let row_bytes = self.header.data_bytes() / rows as u64;
        let mut shape = self.header.shape.clone();
        if let Some(first) = shape.first_mut() {
            *first = stop - start;
        }
        let header = Header { shape, ..self.header.clone() };
        let offset = header.data_offset + row_bytes * start as u64;
        let body = Body { file: self.source.name(), reserve_bytes: header.data_bytes() };
        read_body(&mut self.source.cursor(offset), &header, &body)
    }
}

impl RawFile for NpyFile {
    fn source(&self) -> &Source {
        &self.source
    }

    fn variables(&self) -> Result<Vec<VariableInfo>> {
        Ok(vec![self.header.info(self.source.stem())])
    }

    fn read_variable(&self, name: &str) -> Result<Value> {
        let stem = self.source.stem();
        if name != stem {
            return Err(unknown_variable(&self.source, name, &[stem]));
        }
        let body = Body { file: self.source.name(), reserve_bytes: self.header.data_bytes() };
        read_body(&mut self.source.cursor(self.header.data_offset), &self.header, &body)
    }

    fn blocks(&self, names: &[&str], n_rows: usize) -> Result<Blocks<'_>> {
        let stem = self.source.stem();
        if let Some(&other) = names.iter().find(|&&name| name != stem) {
            return Err(unknown_variable(&self.source, other, &[stem]));
        }
        if self.header.order == Order::ColumnMajor && self.header.shape.len() > 1 {
            let value = self.read_variable(&stem)?;
            return blocks_of_columns(&self.source, vec![Column { name: stem, value }], n_rows);
        }
        // Rows of no items have no bytes in the file, which could claim any number of them.
        let rows = self.header.shape.first().copied().unwrap_or(1);
        let total = if self.header.n_items() == 0 { 0 } else { rows };
        let step = n_rows.max(1);
        Ok(Box::new((0..total).step_by(step).map(move |start| {
            let stop = total.min(start.saturating_add(step));
            let column = Column { name: stem.clone(), value: self.rows(start, stop)? };
            Ok(Table { columns: vec![column], n_rows: stop - start })
        })))
    }

    fn attributes(&self) -> BTreeMap<String, String> {
        BTreeMap::from([("descr".to_owned(), self.header.descr.clone())])
    }
}
