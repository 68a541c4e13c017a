//! Cells and structs: matrices that hold matrices.

use super::element::{Elements, Scope, kind, kind_name};
use super::head::{Head, ascii};
use super::variable::matrix;
use crate::raw::error::{Error, Result};
use crate::raw::value::{CellArray, StructArray, Value};

/// Bytes of the smallest matrix: an empty one is its tag alone.
const SMALLEST_MATRIX_BYTES: usize = 8;

/// More records without a single field than any file has: nothing in the file stands for them.
const MOST_BARE_RECORDS: usize = 1 << 16;

/// The items of a cell array.
pub(super) fn cell(
    head: Head,
    parts: &mut Elements<'_>,
    scope: Scope<'_>,
    depth: usize,
) -> Result<Value> {
    expect(head.n_items, "items of a cell", parts, scope)?;
    let mut items = Vec::with_capacity(head.n_items);
    for _ in 0..head.n_items {
        items.push(matrix(parts.take("item of a cell")?, scope, depth)?.1);
    }
    Ok(Value::Cell(CellArray { shape: head.shape, items }))
}

/// The records of a struct array.
pub(super) fn records(
    head: Head,
    parts: &mut Elements<'_>,
    scope: Scope<'_>,
    depth: usize,
) -> Result<Value> {
    let names = field_names(parts, scope)?;
    let n_values = head.n_items.saturating_mul(names.len());
    expect(n_values, "fields of a struct", parts, scope)?;
    if names.is_empty() && head.n_items > MOST_BARE_RECORDS {
        let got = format!("{} records without fields", head.n_items);
        return Err(scope.malformed("struct", parts.at(), got, "fewer records"));
    }
    let room = if names.is_empty() { 0 } else { head.n_items };
    let mut fields: Vec<(String, Vec<Value>)> =
        names.into_iter().map(|name| (name, Vec::with_capacity(room))).collect();
    for _ in 0..room {
        for (_, values) in &mut fields {
            values.push(matrix(parts.take("field of a struct")?, scope, depth)?.1);
        }
    }
    Ok(Value::Struct(StructArray { shape: head.shape, fields }))
}

/// The names of the fields, each padded with zeros to the same length.
fn field_names(parts: &mut Elements<'_>, scope: Scope<'_>) -> Result<Vec<String>> {
    let what = "field names of a struct";
    let length = parts.take(what)?;
    let Some(&word) = length.data.first_chunk::<4>() else {
        let got = format!("{} bytes", length.data.len());
        return Err(scope.malformed(what, length.at, got, "their length in 4 bytes"));
    };
    let length = scope.word(word) as usize;
    let names = parts.take(what)?;
    if names.kind != kind::INT8 && names.kind != kind::UINT8 {
        return Err(scope.malformed(what, names.at, kind_name(names.kind), "int8"));
    }
    if names.data.is_empty() {
        return Ok(Vec::new());
    }
    if length == 0 || names.data.len() % length != 0 {
        let got = format!("{} bytes", names.data.len());
        return Err(scope.malformed(what, names.at, got, format!("a multiple of {length}")));
    }
    let each = names.data.chunks_exact(length).enumerate();
    each.map(|(i, name)| ascii(name, names.at + i * length, scope)).collect()
}

/// Checks that so many matrices can follow, before room is made for them.
fn expect(n_items: usize, what: &str, parts: &Elements<'_>, scope: Scope<'_>) -> Result<()> {
    let wanted = n_items.saturating_mul(SMALLEST_MATRIX_BYTES);
    if wanted <= parts.left() {
        return Ok(());
    }
    Err(Error::Truncated {
        what: what.to_owned(),
        place: scope.place(parts.at()),
        got: parts.left() as u64,
        wanted: wanted as u64,
    })
}
