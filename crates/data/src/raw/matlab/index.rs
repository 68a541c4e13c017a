//! The variables of a file: where each one lies, and its head.

use super::HEADER_BYTES;
use super::element::{Elements, Scope, TAG_BYTES, kind, kind_name};
use super::head::Head;
use super::inflate::Compressed;
use super::variable::matrix;
use crate::raw::error::{At, Error, Result};
use crate::raw::limits::Limits;
use crate::raw::numbers::Endian;
use crate::raw::source::Source;
use crate::raw::value::{Value, VariableInfo};

/// As much of a variable as is looked at for its head: sizes and name fit many times over.
const HEAD_BYTES: u64 = 4096;

/// A variable of a file.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) info: VariableInfo,
    /// Where its tag starts.
    offset: u64,
    /// The bytes that follow the tag.
    length: u64,
    compressed: bool,
}

/// Finds the variables of a file.
pub(super) fn index(source: &Source, endian: Endian, limits: &Limits) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut offset = HEADER_BYTES as u64;
    while offset < source.length() {
        let tag = source.bytes("tag of a variable", offset, TAG_BYTES as u64)?;
        let scope = Scope { file: source.name(), offset, inflated: false, endian, limits };
        let words = tag.as_chunks::<4>().0;
        let (number, length) = (scope.word(words[0]), u64::from(scope.word(words[1])));
        let compressed = match number {
            kind::MATRIX => false,
            kind::COMPRESSED => true,
            other => return Err(scope.malformed("variable", 0, kind_name(other), "a matrix")),
        };
        let data = offset + TAG_BYTES as u64;
        source.check("variable", data, length)?;
        let info = head(source, data, length, compressed, scope)?;
        // Variables without a name are MATLAB's own notes about objects.
        if !info.name.is_empty() {
            entries.push(Entry { info, offset, length, compressed });
        }
        // Compressed variables are not padded.
        offset = data + if compressed { length } else { length.next_multiple_of(8) };
    }
    Ok(entries)
}

/// Reads a variable.
pub(super) fn read(
    source: &Source,
    entry: &Entry,
    endian: Endian,
    limits: &Limits,
) -> Result<Value> {
    let Entry { offset, length, compressed, .. } = *entry;
    let scope = Scope { file: source.name(), offset, inflated: compressed, endian, limits };
    let data = offset + TAG_BYTES as u64;
    let bytes = if compressed {
        Compressed { source, offset: data, length }.whole(scope)?
    } else {
        limits.check_variable("variable", source.place(At::Byte(offset)), length)?;
        source.bytes("variable", offset, TAG_BYTES as u64 + length)?
    };
    let element = Elements::new(scope, &bytes).take("variable")?;
    Ok(matrix(element, scope, 0)?.1)
}

/// The listing entry of a variable, from its first bytes.
fn head(
    source: &Source,
    data: u64,
    length: u64,
    compressed: bool,
    scope: Scope<'_>,
) -> Result<VariableInfo> {
    let start = if compressed {
        Compressed { source, offset: data, length }.start(HEAD_BYTES)?
    } else {
        source.bytes("variable", scope.offset, (TAG_BYTES as u64 + length).min(HEAD_BYTES))?
    };
    let scope = Scope { inflated: compressed, ..scope };
    let Some((tag, inner)) = start.split_first_chunk::<TAG_BYTES>() else {
        return Err(Error::Truncated {
            what: "variable".to_owned(),
            place: scope.place(0),
            got: start.len() as u64,
            wanted: TAG_BYTES as u64,
        });
    };
    let number = scope.word([tag[0], tag[1], tag[2], tag[3]]);
    if number != kind::MATRIX {
        return Err(scope.malformed("variable", 0, kind_name(number), "a matrix"));
    }
    if inner.is_empty() {
        return Ok(blank());
    }
    let element = super::element::Element { kind: number, data: inner, at: TAG_BYTES };
    Ok(Head::read(&mut Elements::inside(scope, element), scope)?.info())
}

fn blank() -> VariableInfo {
    VariableInfo {
        name: String::new(),
        kind: crate::raw::value::ValueKind::Cell,
        shape: Vec::new(),
    }
}
