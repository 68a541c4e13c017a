//! The rows of a CSV file, one after the other.

use ::csv::{ByteRecord, Reader, ReaderBuilder};

use super::column::ColumnBuilder;
use super::layout::Layout;
use crate::raw::error::{At, Error, Result};
use crate::raw::source::{Cursor, Source};

/// Bytes are taken from the file in pieces of this size.
const BUFFER_BYTES: usize = 1 << 18;

/// The rows below the header, or all rows where the layout is not known yet.
pub(super) struct Rows<'a> {
    source: &'a Source,
    layout: &'a Layout,
    reader: Reader<Cursor>,
    record: ByteRecord,
    skip_header: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(source: &'a Source, layout: &'a Layout) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(layout.delimiter)
            .comment(layout.comment)
            .has_headers(false)
            // Lengths are compared here, so that the message can name the line.
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(source.cursor(layout.start));
        let record = ByteRecord::new();
        Self { source, layout, reader, record, skip_header: layout.header }
    }

    /// Goes to the next row; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool> {
        if std::mem::take(&mut self.skip_header) {
            self.read()?;
        }
        if !self.read()? {
            return Ok(false);
        }
        let (got, wanted) = (self.record.len(), self.layout.names.len());
        if wanted > 0 && got != wanted {
            return Err(Error::Ragged {
                place: self.source.place(At::Line(self.line())),
                got,
                wanted,
            });
        }
        Ok(true)
    }

    fn read(&mut self) -> Result<bool> {
        self.reader.read_byte_record(&mut self.record).map_err(|error| match error.into_kind() {
            ::csv::ErrorKind::Io(source) => self.source.io(source),
            // Fields are bytes and rows may differ, so nothing else can fail.
            other => self.source.io(std::io::Error::other(format!("{other:?}"))),
        })
    }

    /// The line where the row starts, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.record.position().map_or(0, ::csv::Position::line)
    }

    /// The fields of the row.
    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        self.record.iter()
    }

    /// Hands the fields at these places to their builders.
    pub(super) fn push_into(
        &self,
        places: &[usize],
        builders: &mut [ColumnBuilder<'_>],
    ) -> Result<()> {
        let line = self.line();
        for (&place, builder) in places.iter().zip(builders) {
            let field = self.record.get(place).unwrap_or_default();
            builder.push(field, line).map_err(|byte| {
                let column = self.layout.names.get(place).cloned().unwrap_or_default();
                Error::NotUtf8 { place: self.source.place(At::Cell { line, column }), byte }
            })?;
        }
        Ok(())
    }
}
