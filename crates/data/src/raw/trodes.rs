//! Trodes: a text header from `<Start settings>` to `<End settings>`, then little-endian records
//! of fixed size, whose fields the header names.
//!
//! Written by `SpikeGadgets`' camera module (`.videoPositionTracking`) and by its exporters (`.dat`).
//! Every field is a variable: `time`, `xloc`, … The settings are the file's attributes; the clock
//! rate is among them, for `time` counts its ticks.

mod fields;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::array::{NumericArray, Order};
use super::error::{At, Error, Result};
use super::numbers::{Endian, Numbers};
use super::reader::{Blocks, Confidence, OpenOptions, RawFile, Reader, unknown_variable};
use super::source::{PIECE_BYTES, Source};
use super::value::{Column, Table, Value, ValueKind, VariableInfo};
use fields::Field;

const START: &[u8] = b"<Start settings>";
const END: &[u8] = b"<End settings>";

/// The longest header that is read.
const LONGEST_HEADER_BYTES: usize = 1 << 20;

/// The reader of Trodes files.
#[derive(Debug)]
pub struct Trodes;

impl Reader for Trodes {
    fn name(&self) -> &'static str {
        "trodes"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["videopositiontracking"]
    }

    fn recognise(&self, head: &[u8], extension: &str) -> Confidence {
        if head.starts_with(START) {
            Confidence::Certain
        } else if self.extensions().contains(&extension) {
            Confidence::Possible
        } else {
            Confidence::No
        }
    }

    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
        let head = source.head(LONGEST_HEADER_BYTES)?;
        let malformed = |at: usize, got: &str, wanted: &str| Error::Malformed {
            what: "Trodes header".to_owned(),
            place: source.place(At::Byte(at as u64)),
            got: got.to_owned(),
            wanted: wanted.to_owned(),
        };
        if !head.starts_with(START) {
            return Err(malformed(0, "something else", "<Start settings>"));
        }
        let end = head.windows(END.len()).position(|window| window == END);
        let Some(end) = end else {
            return Err(malformed(head.len(), "the end", "<End settings>"));
        };
        let text = std::str::from_utf8(&head[..end]).map_err(|error| Error::NotUtf8 {
            place: source.place(At::Byte(error.valid_up_to() as u64)),
            byte: head[error.valid_up_to()],
        })?;
        let mut settings = BTreeMap::new();
        for line in text.lines().skip(1) {
            if let Some((name, value)) = line.split_once(':') {
                settings.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
        let Some(line) = settings.remove("Fields") else {
            return Err(malformed(end, "no line 'Fields:'", "one that names the fields"));
        };
        let fields = fields::parse(&line)
            .map_err(|(got, wanted)| malformed(text.find("Fields:").unwrap_or(0), &got, &wanted))?;
        // The records start after the line of the end mark.
        let after = &head[end + END.len()..];
        let line_end =
            if after.starts_with(b"\r\n") { 2 } else { usize::from(after.starts_with(b"\n")) };
        let data_offset = (end + END.len() + line_end) as u64;
        let record_bytes: usize = fields.iter().map(Field::bytes).sum();
        let data_bytes = source.length() - data_offset;
        options.limits.check_variable(
            "records",
            source.place(At::Byte(data_offset)),
            data_bytes,
        )?;
        let rest = data_bytes % record_bytes as u64;
        if rest != 0 {
            return Err(Error::Truncated {
                what: "last record".to_owned(),
                place: source.place(At::Byte(source.length() - rest)),
                got: rest,
                wanted: record_bytes as u64,
            });
        }
        let n_records = (data_bytes / record_bytes as u64) as usize;
        Ok(Box::new(TrodesFile { source, settings, fields, data_offset, record_bytes, n_records }))
    }
}

/// An open Trodes file.
#[derive(Debug)]
struct TrodesFile {
    source: Source,
    settings: BTreeMap<String, String>,
    fields: Vec<Field>,
    data_offset: u64,
    record_bytes: usize,
    n_records: usize,
}

impl TrodesFile {
    fn field(&self, name: &str) -> Result<&Field> {
        let found = self.fields.iter().find(|field| field.name == name);
        found.ok_or_else(|| {
            let names: Vec<String> = self.fields.iter().map(|field| field.name.clone()).collect();
            unknown_variable(&self.source, name, &names)
        })
    }

    /// These fields of the records from `start` up to `stop`, in one pass over the bytes.
    fn records(&self, wanted: &[&Field], start: usize, stop: usize) -> Result<Table> {
        let n_records = stop - start;
        let mut numbers: Vec<Numbers> = wanted
            .iter()
            .map(|field| Numbers::with_capacity(field.scalar_type, n_records * field.repeats))
            .collect();
        let records_a_piece = (PIECE_BYTES / self.record_bytes).max(1);
        let mut next = start;
        let mut packed = Vec::new();
        while next < stop {
            let count = records_a_piece.min(stop - next);
            let offset = self.data_offset + (next * self.record_bytes) as u64;
            let piece = self.source.bytes("records", offset, (count * self.record_bytes) as u64)?;
            for (field, numbers) in wanted.iter().zip(&mut numbers) {
                packed.clear();
                for record in piece.chunks_exact(self.record_bytes) {
                    packed.extend_from_slice(&record[field.offset..field.offset + field.bytes()]);
                }
                numbers.extend_from_bytes(&packed, Endian::Little);
            }
            next += count;
        }
        let columns = wanted.iter().zip(numbers).map(|(field, data)| {
            let shape = field.shape(n_records);
            let array = NumericArray { shape, order: Order::RowMajor, data, missing: None };
            Column { name: field.name.clone(), value: Value::Array(array) }
        });
        Ok(Table { columns: columns.collect(), n_rows: n_records })
    }
}

impl RawFile for TrodesFile {
    fn source(&self) -> &Source {
        &self.source
    }

    fn variables(&self) -> Result<Vec<VariableInfo>> {
        let infos = self.fields.iter().map(|field| VariableInfo {
            name: field.name.clone(),
            kind: ValueKind::Array(field.scalar_type),
            shape: field.shape(self.n_records),
        });
        Ok(infos.collect())
    }

    fn read_variable(&self, name: &str) -> Result<Value> {
        let table = self.records(&[self.field(name)?], 0, self.n_records)?;
        let only = table.columns.into_iter().next();
        only.map(|column| column.value).ok_or_else(|| unknown_variable(&self.source, name, &[]))
    }

    fn read_whole(&self) -> Result<Value> {
        let all: Vec<&Field> = self.fields.iter().collect();
        Ok(Value::Table(self.records(&all, 0, self.n_records)?))
    }

    fn blocks(&self, names: &[&str], n_rows: usize) -> Result<Blocks<'_>> {
        let wanted: Vec<&Field> =
            names.iter().map(|name| self.field(name)).collect::<Result<_>>()?;
        let step = n_rows.max(1);
        Ok(Box::new((0..self.n_records).step_by(step).map(move |start| {
            self.records(&wanted, start, self.n_records.min(start.saturating_add(step)))
        })))
    }

    fn attributes(&self) -> BTreeMap<String, String> {
        self.settings.clone()
    }
}
