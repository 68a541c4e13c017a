//! Parquet: typed columns in row groups.
//!
//! Every top-level column is a variable: numbers, truth values, text, or lists of a fixed number of
//! numbers (rows × columns). One column is read without touching the others, and
//! [`blocks`](super::RawFile::blocks) holds one row group's pages at a time.

mod column;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Seek;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::RowGroupMetaData;
use arrow::datatypes::SchemaRef;
use tempfile::NamedTempFile;

use super::error::{At, Error, Result};
use super::limits::Limits;
use super::reader::{Blocks, Confidence, OpenOptions, RawFile, Reader, unknown_variable};
use super::source::Source;
use super::value::{Column, Table, Value, VariableInfo};
use column::Accumulator;

/// What a Parquet file starts and ends with.
const MAGIC: &[u8] = b"PAR1";

/// Rows that are decoded at a time where a whole column is read.
const BATCH_ROWS: usize = 1 << 16;

/// The reader of Parquet files.
#[derive(Debug)]
pub struct Parquet;

impl Reader for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet"]
    }

    fn recognise(&self, head: &[u8], extension: &str) -> Confidence {
        if head.starts_with(MAGIC) {
            Confidence::Certain
        } else if self.extensions().contains(&extension) {
            Confidence::Possible
        } else {
            Confidence::No
        }
    }

    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
        let handle = Handle::new(&source)?;
        let file = handle.reopen(&source)?;
        let metadata =
            guarded(&source, || ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()))?;
        check_chunks(&source, &metadata)?;
        let limits = options.limits.clone();
        Ok(Box::new(ParquetFile { source, handle, metadata, limits }))
    }
}

/// Where an independent handle on the bytes comes from: handles that share a position would not
/// serve two threads.
#[derive(Debug)]
enum Handle {
    Path(PathBuf),
    /// Bytes in memory, spooled to a temporary file.
    Spooled(NamedTempFile),
}

impl Handle {
    fn new(source: &Source) -> Result<Self> {
        if source.is_whole_file() {
            return Ok(Self::Path(source.name().into()));
        }
        let mut file = NamedTempFile::new().map_err(|error| source.io(error))?;
        let copied = std::io::copy(&mut source.cursor(0), &mut file);
        copied.and_then(|_| file.rewind()).map_err(|error| source.io(error))?;
        Ok(Self::Spooled(file))
    }

    fn reopen(&self, source: &Source) -> Result<File> {
        let file = match self {
            Self::Path(path) => File::open(path),
            Self::Spooled(file) => file.reopen(),
        };
        file.map_err(|error| source.io(error))
    }
}

/// Runs the decoder. On damaged pages it may panic where it should fail; that is an error too.
fn guarded<T>(
    source: &Source,
    decode: impl FnOnce() -> std::result::Result<T, ParquetError>,
) -> Result<T> {
    let malformed = |got: String| Error::Malformed {
        what: "Parquet file".to_owned(),
        place: source.place(At::File),
        got,
        wanted: "a Parquet file".to_owned(),
    };
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => {
            decoded.map_err(|_| malformed("a footer or pages that make no sense".to_owned()))
        }
        Err(_) => Err(malformed("pages that cannot be decoded".to_owned())),
    }
}

/// Checks that every column lies inside the file, before the decoder makes room for it.
fn check_chunks(source: &Source, metadata: &ArrowReaderMetadata) -> Result<()> {
    for group in metadata.metadata().row_groups() {
        let rows = group.num_rows();
        for chunk in group.columns() {
            let offset = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
            let sizes = [offset, chunk.compressed_size(), chunk.uncompressed_size(), rows];
            let [Ok(offset), Ok(length), Ok(_), Ok(_)] = sizes.map(u64::try_from) else {
                return Err(Error::Malformed {
                    what: "Parquet column".to_owned(),
                    place: source.place(At::Variable(chunk.column_path().string())),
                    got: format!("{sizes:?}"),
                    wanted: "sizes from 0 on".to_owned(),
                });
            };
            source.check(&format!("column {}", chunk.column_path().string()), offset, length)?;
        }
    }
    Ok(())
}

/// An open Parquet file.
#[derive(Debug)]
struct ParquetFile {
    source: Source,
    handle: Handle,
    metadata: ArrowReaderMetadata,
    limits: Limits,
}

impl ParquetFile {
    fn schema(&self) -> &SchemaRef {
        self.metadata.schema()
    }

    fn n_rows(&self) -> usize {
        let groups = self.metadata.metadata().row_groups().iter();
        groups
            .map(|group| usize::try_from(group.num_rows()).unwrap_or(0))
            .fold(0, usize::saturating_add)
    }

    /// The place of a column, and an accumulator for it.
    fn column(&self, name: &str) -> Result<(usize, Accumulator)> {
        let place = self.schema().fields().iter().position(|field| field.name() == name);
        let Some(place) = place else {
            return Err(unknown_variable(&self.source, name, &self.names()?));
        };
        let groups = self.metadata.metadata().row_groups().iter();
        let bytes = groups
            .flat_map(RowGroupMetaData::columns)
            .map(|chunk| u64::try_from(chunk.uncompressed_size()).unwrap_or(0));
        let at = self.source.place(At::Variable(name.to_owned()));
        self.limits.check_variable("column", at, bytes.fold(0, u64::saturating_add))?;
        let column = Accumulator::new(self.schema().field(place).data_type());
        // A run of equal values takes a few bytes, whatever its length.
        let at = self.source.place(At::Variable(name.to_owned()));
        let values = column.shape(self.n_rows()).into_iter().fold(1, usize::saturating_mul);
        self.limits.check_variable("column", at, values as u64)?;
        Ok((place, column))
    }

    fn batches(&self, places: &[usize], n_rows: usize) -> Result<ParquetRecordBatchReader> {
        let file = self.handle.reopen(&self.source)?;
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().copied());
        guarded(&self.source, || builder.with_projection(mask).with_batch_size(n_rows).build())
    }

    /// The next batch, its columns in the order of the file.
    fn next(
        &self,
        batches: &mut ParquetRecordBatchReader,
    ) -> Result<Option<arrow::array::RecordBatch>> {
        guarded(&self.source, || batches.next().transpose().map_err(Into::into))
    }
}

impl RawFile for ParquetFile {
    fn source(&self) -> &Source {
        &self.source
    }

    fn names(&self) -> Result<Vec<String>> {
        Ok(self.schema().fields().iter().map(|field| field.name().clone()).collect())
    }

    fn variables(&self) -> Result<Vec<VariableInfo>> {
        let n_rows = self.n_rows();
        let infos = self.schema().fields().iter().map(|field| {
            let column = Accumulator::new(field.data_type());
            VariableInfo {
                name: field.name().clone(),
                kind: column.kind(),
                shape: column.shape(n_rows),
            }
        });
        Ok(infos.collect())
    }

    fn read_variable(&self, name: &str) -> Result<Value> {
        let (place, mut column) = self.column(name)?;
        if column.is_unsupported() {
            return Ok(column.finish());
        }
        let mut batches = self.batches(&[place], BATCH_ROWS)?;
        while let Some(batch) = self.next(&mut batches)? {
            column.push(batch.column(0));
        }
        Ok(column.finish())
    }

    fn read_whole(&self) -> Result<Value> {
        let names = self.names()?;
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let value = self.read_variable(&name)?;
            columns.push(Column { name, value });
        }
        Ok(Value::Table(Table { columns, n_rows: self.n_rows() }))
    }

    fn blocks(&self, names: &[&str], n_rows: usize) -> Result<Blocks<'_>> {
        let mut wanted = Vec::with_capacity(names.len());
        for &name in names {
            let (place, column) = self.column(name)?;
            if column.is_unsupported() {
                return Err(Error::Unsupported {
                    what: "column".to_owned(),
                    place: self.source.place(At::Variable(name.to_owned())),
                    got: column.kind().to_string(),
                    wanted: "numbers, truth values or text".to_owned(),
                    advice: "convert the column to numbers".to_owned(),
                });
            }
            wanted.push(place);
        }
        let mut batches = self.batches(&wanted, n_rows.max(1))?;
        let mut in_file = wanted.clone();
        in_file.sort_unstable();
        in_file.dedup();
        let mut failed = false;
        Ok(Box::new(std::iter::from_fn(move || {
            if failed {
                return None;
            }
            let batch = self.next(&mut batches).transpose()?;
            failed = batch.is_err();
            Some(batch.map(|batch| {
                let columns = wanted.iter().map(|place| {
                    let field = self.schema().field(*place);
                    let mut column = Accumulator::new(field.data_type());
                    let at = in_file.binary_search(place).unwrap_or_default();
                    column.push(batch.column(at));
                    Column { name: field.name().clone(), value: column.finish() }
                });
                Table { columns: columns.collect(), n_rows: batch.num_rows() }
            }))
        })))
    }

    fn attributes(&self) -> BTreeMap<String, String> {
        let pairs = self.metadata.metadata().file_metadata().key_value_metadata();
        let pairs = pairs.into_iter().flatten();
        pairs.filter_map(|pair| Some((pair.key.clone(), pair.value.clone()?))).collect()
    }
}
