//! Tables as Parquet files: the one place where columns cross between Polars and Arrow.
//!
//! A file holds its schema twice: as Arrow fields with the unit of each column among their metadata,
//! which other tools show, and whole as JSON under `spikebook.schema`. Files that other programs wrote
//! have no such entry; [`raw`](crate::raw) reads those.

mod columns;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow::array::Array;
use arrow::datatypes::Schema;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::{ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;
use spikebook_schema::TableSchema;

use crate::{Error, Table};

/// The most rows of one row group: what a reader has in memory at a time.
pub const ROWS_PER_GROUP: usize = 1 << 17;

/// About so many bytes may the rows of one group have: wide matrices get groups of fewer rows.
pub const BYTES_PER_GROUP: usize = 1 << 25;

/// The metadata key of the table's schema.
const SCHEMA_KEY: &str = "spikebook.schema";

/// Writes tables of one schema, one after another, into one Parquet file. The bytes are those of the rows: how
/// they were cut into tables leaves no trace.
pub struct TableWriter<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    groups: ArrowRowGroupWriterFactory,
    n_groups: usize,
    arrow_schema: Arc<Schema>,
    schema: TableSchema,
    rows_per_group: usize,
    /// Rows that do not fill a group yet, for pages depend on what is written at once.
    pending: Vec<Table>,
    n_pending: usize,
    n_rows: usize,
}

impl<W: Write + Send> TableWriter<W> {
    /// Starts a file. The widths of vector columns are taken from `first`, which is not written.
    ///
    /// # Errors
    /// [`Error::Internal`] where the writer refuses the schema.
    pub fn new(sink: W, first: &Table) -> Result<Self, Error> {
        let arrow_schema = columns::arrow_schema(first)?;
        let schema_json = serde_json::to_string(first.schema()).map_err(Error::internal)?;
        let rows_per_group = columns::rows_per_group(&arrow_schema);
        let properties = columns::encodings(&arrow_schema)
            .set_created_by("spikebook".into())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(Error::internal)?))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_key_value_metadata(Some(vec![KeyValue::new(SCHEMA_KEY.into(), schema_json)]))
            .build();
        let (writer, groups) = ArrowWriter::try_new(sink, arrow_schema.clone(), Some(properties))
            .and_then(ArrowWriter::into_serialized_writer)
            .map_err(Error::internal)?;
        Ok(Self {
            writer,
            groups,
            n_groups: 0,
            arrow_schema,
            schema: first.schema().clone(),
            rows_per_group,
            pending: Vec::new(),
            n_pending: 0,
            n_rows: 0,
        })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// [`Error::Schema`] where `table` is not of the file's schema, [`Error::Internal`] where it
    /// cannot be written.
    pub fn write(&mut self, table: &Table) -> Result<(), Error> {
        table.require(&self.schema)?;
        self.n_rows += table.n_rows();
        self.n_pending += table.n_rows();
        self.pending.push(table.clone());
        if self.n_pending < self.rows_per_group {
            return Ok(());
        }
        let rows = self.take_pending()?;
        let mut start = 0;
        while rows.n_rows() - start >= self.rows_per_group {
            self.write_group(&rows.slice(start, self.rows_per_group))?;
            start += self.rows_per_group;
        }
        self.n_pending = rows.n_rows() - start;
        self.pending.push(rows.slice(start, self.n_pending));
        Ok(())
    }

    fn take_pending(&mut self) -> Result<Table, Error> {
        let pending = std::mem::take(&mut self.pending);
        match <[Table; 1]>::try_from(pending) {
            Ok([one]) => Ok(one),
            Err(many) => Table::stacked(&many),
        }
    }

    /// Encodes the columns side by side and appends them in their order.
    fn write_group(&mut self, table: &Table) -> Result<(), Error> {
        let writers = self.groups.create_column_writers(self.n_groups).map_err(Error::internal)?;
        self.n_groups += 1;
        let columns: Vec<_> = self.arrow_schema.fields().iter().zip(writers).collect();
        let encoded = columns
            .into_par_iter()
            .zip(&self.schema.columns)
            .map(|((field, mut writer), column)| {
                let array = columns::arrow_array(table, column)?;
                if array.len() != table.n_rows() || (array.null_count() > 0 && !field.is_nullable())
                {
                    return Err(Error::internal(format!("column `{}` does not fit", column.name)));
                }
                for leaf in compute_leaves(field, &array).map_err(Error::internal)? {
                    writer.write(&leaf).map_err(Error::internal)?;
                }
                writer.close().map_err(Error::internal)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let mut group = self.writer.next_row_group().map_err(Error::internal)?;
        for column in encoded {
            column.append_to_row_group(&mut group).map_err(Error::internal)?;
        }
        group.close().map(|_| ()).map_err(Error::internal)
    }

    /// Ends the file and tells how many rows it has.
    ///
    /// # Errors
    /// [`Error::Internal`] where the end cannot be written.
    pub fn finish(mut self) -> Result<(W, usize), Error> {
        if self.n_pending > 0 {
            let rows = self.take_pending()?;
            self.write_group(&rows)?;
        }
        let sink = self.writer.into_inner().map_err(Error::internal)?;
        Ok((sink, self.n_rows))
    }
}

/// How many rows of such a table make one row group.
///
/// # Errors
/// [`Error::Internal`] where its columns cannot be stored.
pub fn rows_per_group(table: &Table) -> Result<usize, Error> {
    Ok(columns::rows_per_group(&*columns::arrow_schema(table)?))
}

/// The bytes of a Parquet file that holds `table`.
///
/// # Errors
/// As [`TableWriter`].
pub fn to_bytes(table: &Table) -> Result<Vec<u8>, Error> {
    let mut writer = TableWriter::new(Vec::new(), table)?;
    writer.write(table)?;
    Ok(writer.finish()?.0)
}

/// A Parquet file of ours, read group by group.
pub struct TableReader {
    schema: TableSchema,
    batches: ParquetRecordBatchReader,
    path: std::path::PathBuf,
}

impl TableReader {
    /// Opens a file that [`TableWriter`] wrote.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Parquet`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(open(path)?)
            .map_err(|reason| unreadable(path, reason))?;
        let schema = stored_schema(path, builder.metadata().file_metadata().key_value_metadata())?;
        let groups = builder.metadata().row_groups();
        let longest = groups.iter().map(|group| usize::try_from(group.num_rows()).unwrap_or(0));
        let longest = longest.max().unwrap_or(0).clamp(1, ROWS_PER_GROUP);
        let batches =
            builder.with_batch_size(longest).build().map_err(|reason| unreadable(path, reason))?;
        Ok(Self { schema, batches, path: path.into() })
    }

    /// What its columns are.
    pub fn schema(&self) -> &TableSchema {
        &self.schema
    }
}

impl Iterator for TableReader {
    type Item = Result<Table, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.batches.next()? {
            Ok(batch) => batch,
            Err(reason) => return Some(Err(unreadable(&self.path, reason))),
        };
        Some(columns::table(&self.schema, &batch))
    }
}

/// The whole table of a file that [`TableWriter`] wrote.
///
/// # Errors
/// As [`TableReader`].
pub fn read(path: &Path) -> Result<Table, Error> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(open(path)?)
        .map_err(|reason| unreadable(path, reason))?;
    let schema = stored_schema(path, builder.metadata().file_metadata().key_value_metadata())?;
    let arrow_schema = builder.schema().clone();
    let reader = builder
        .with_batch_size(ROWS_PER_GROUP)
        .build()
        .map_err(|reason| unreadable(path, reason))?;
    let batches =
        reader.collect::<Result<Vec<_>, _>>().map_err(|reason| unreadable(path, reason))?;
    let batch = arrow::compute::concat_batches(&arrow_schema, &batches)
        .map_err(|reason| unreadable(path, reason))?;
    columns::table(&schema, &batch)
}

/// The schema and the number of rows of a file, without its rows.
///
/// # Errors
/// As [`TableReader`].
pub fn describe(path: &Path) -> Result<(TableSchema, usize), Error> {
    let reader =
        SerializedFileReader::new(open(path)?).map_err(|reason| unreadable(path, reason))?;
    let metadata = reader.metadata().file_metadata();
    let schema = stored_schema(path, metadata.key_value_metadata())?;
    Ok((schema, usize::try_from(metadata.num_rows()).unwrap_or(0)))
}

/// Copies a Parquet file with further entries among its metadata; the data is not encoded again.
///
/// # Errors
/// [`Error::File`], [`Error::Parquet`], [`Error::Internal`].
pub fn copy_with_metadata<W: Write + Send>(
    from: &Path,
    into: W,
    entries: &[(String, String)],
) -> Result<W, Error> {
    let reader =
        SerializedFileReader::new(open(from)?).map_err(|reason| unreadable(from, reason))?;
    let metadata = reader.metadata();
    let mut stored = metadata.file_metadata().key_value_metadata().cloned().unwrap_or_default();
    stored.extend(entries.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())));
    let properties = WriterProperties::builder()
        .set_created_by("spikebook".into())
        .set_key_value_metadata(Some(stored))
        .build();
    let schema = metadata.file_metadata().schema_descr().root_schema_ptr();
    let mut writer =
        SerializedFileWriter::new(into, schema, Arc::new(properties)).map_err(Error::internal)?;
    let source = open(from)?;
    for group in metadata.row_groups() {
        let mut copied = writer.next_row_group().map_err(Error::internal)?;
        for column in group.columns() {
            let close = parquet::column::writer::ColumnCloseResult {
                bytes_written: column.compressed_size() as u64,
                rows_written: group.num_rows() as u64,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            copied.append_column(&source, close).map_err(Error::internal)?;
        }
        copied.close().map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|source| Error::File { path: path.into(), source })
}

fn unreadable(path: &Path, reason: impl std::fmt::Display) -> Error {
    Error::Parquet { path: path.into(), reason: reason.to_string() }
}

fn stored_schema(path: &Path, entries: Option<&Vec<KeyValue>>) -> Result<TableSchema, Error> {
    let json = entries
        .and_then(|entries| entries.iter().find(|entry| entry.key == SCHEMA_KEY))
        .and_then(|entry| entry.value.as_deref())
        .ok_or_else(|| unreadable(path, format!("no entry `{SCHEMA_KEY}` among its metadata")))?;
    serde_json::from_str(json).map_err(|reason| unreadable(path, reason))
}
