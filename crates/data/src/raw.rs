//! From the bytes of a file to named variables: the layer below the typed frames.
//!
//! A file is opened by the reader that recognises it, lists its variables, and gives the value that
//! a [path](VariablePath) leads to. Values keep the type, the order and the names of the file; what
//! they mean (units, clocks, index bases) is said by the card of a dataset, not here.
//!
//! Files come from outside. Sizes written in them are checked against the bytes that are there
//! before anything is allocated, inflated data are bounded by [`Limits`], nesting is bounded, and
//! pickled Python objects are refused, never opened. Every error says what, where, what was got and
//! what was wanted.
//!
//! ```
//! use spikebook_data::raw::{self, OpenOptions};
//! let csv = b"unit,time_s\n1,0.25\n1,0.50\n".to_vec();
//! let file = raw::open_bytes("spikes.csv", csv, &OpenOptions::default())?;
//! assert_eq!(file.read_one("time_s")?.to_f64()?, [0.25, 0.5]);
//! # Ok::<(), raw::Error>(())
//! ```
//!
//! A new format is a file with one [`Reader`] and a line in [`READERS`].

mod array;
#[cfg(test)]
mod complaint;
pub mod csv;
mod detect;
mod digest;
mod error;
mod found;
mod limits;
pub mod matlab;
mod missing;
pub mod npy;
pub mod npz;
mod numbers;
pub mod parquet;
mod path;
mod reader;
mod source;
#[cfg(test)]
mod tests;
pub mod text;
mod text_array;
mod text_options;
pub mod trodes;
mod value;

use std::path::Path;

pub use array::{NumericArray, Order};
pub use detect::{detect, reader_named};
pub use digest::sha256;
pub use error::{At, Error, Place, Result};
pub use found::Found;
pub use limits::Limits;
pub use numbers::{Endian, Numbers, ScalarType};
pub use path::{Index, Step, StepKind, VariablePath};
pub use reader::{Blocks, Confidence, OpenOptions, RawFile, Reader};
pub use source::{Cursor, Source};
pub use text_array::{NotANumber, TextArray};
pub use text_options::TextOptions;
pub use value::{
    CellArray, Column, StructArray, Table, Unsupported, Value, ValueKind, VariableInfo, show_shape,
};

/// Every reader, the surest first where two recognise a file equally well.
pub const READERS: &[&dyn Reader] = &[
    &npy::Npy,
    &npz::Npz,
    &matlab::Matlab,
    &parquet::Parquet,
    &trodes::Trodes,
    &csv::Csv,
    &text::PlainText,
];

/// Opens a file on disk.
///
/// # Errors
/// [`Error::Io`] where the system refuses, [`Error::UnknownFormat`] or [`Error::Unsupported`] where
/// no reader takes the file, or the reader's own error where its beginning is damaged.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
    open_source(Source::open(path)?, options)
}

/// Opens bytes in memory as if they were a file of that name.
///
/// # Errors
/// As [`open`].
pub fn open_bytes(
    name: impl Into<String>,
    bytes: Vec<u8>,
    options: &OpenOptions,
) -> Result<Box<dyn RawFile>> {
    open_source(Source::from_bytes(name, bytes), options)
}

/// Opens a source.
///
/// # Errors
/// As [`open`].
pub fn open_source(source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
    let reader = match &options.format {
        Some(name) => reader_named(name)?,
        None => detect(&source)?,
    };
    reader.open(source, options)
}
