//! Text: a matrix of characters, one text a row, the first axis fastest.

use super::element::{Element, Scope, kind, kind_name};
use super::head::Head;
use crate::raw::error::{Error, Result};
use crate::raw::numbers::{Numbers, ScalarType};
use crate::raw::text_array::TextArray;
use crate::raw::value::Value;

/// The texts of a char array: a single one where it has one row, otherwise one for each row.
pub(super) fn texts(head: &Head, element: Element<'_>, scope: Scope<'_>) -> Result<Value> {
    let (n_rows, n_columns) = (head.shape[0], head.shape[1]);
    if n_rows == 1 && head.shape.len() == 2 && element.kind == kind::UTF8 {
        // A single row needs no taking apart, whatever its characters count as.
        return Ok(Value::Text(TextArray::single(utf8(element, scope)?)));
    }
    let units = units(element, scope)?;
    if units.len() != head.n_items {
        let (got, wanted) = (format!("{} characters", units.len()), head.n_items.to_string());
        return Err(scope.malformed("char array", element.at, got, wanted));
    }
    if head.n_items == 0 {
        // How many texts of no characters there are would be for the file to claim: none are made.
        let text = if n_rows <= 1 { TextArray::single("") } else { TextArray::vector(Vec::new()) };
        return Ok(Value::Text(text));
    }
    let n_pages = head.n_items / (n_rows * n_columns);
    let mut items = Vec::with_capacity(n_rows * n_pages);
    for page in 0..n_pages {
        for row in 0..n_rows {
            let unit = |column| units[(page * n_columns + column) * n_rows + row];
            let row_units: Vec<u16> = (0..n_columns).map(unit).collect();
            items.push(String::from_utf16(&row_units).map_err(|_| {
                scope.malformed("char array", element.at, "half of a surrogate pair", "UTF-16")
            })?);
        }
    }
    Ok(Value::Text(match items.pop() {
        Some(only) if items.is_empty() => TextArray::single(only),
        last => TextArray::vector(items.into_iter().chain(last).collect()),
    }))
}

/// The characters as MATLAB counts them: units of UTF-16.
fn units(element: Element<'_>, scope: Scope<'_>) -> Result<Vec<u16>> {
    let scalar_type = match element.kind {
        kind::UTF8 => return Ok(utf8(element, scope)?.encode_utf16().collect()),
        kind::INT8 | kind::UINT8 => return Ok(element.data.iter().map(|&b| b.into()).collect()),
        kind::INT16 | kind::UINT16 | kind::UTF16 => ScalarType::U16,
        kind::INT32 | kind::UINT32 | kind::UTF32 => ScalarType::U32,
        other => {
            let got = kind_name(other);
            return Err(scope.malformed("char array", element.at, got, "characters"));
        }
    };
    let mut numbers = Numbers::with_capacity(scalar_type, element.data.len() / scalar_type.size());
    numbers.extend_from_bytes(element.data, scope.endian);
    let codes = match numbers {
        Numbers::U16(units) => return Ok(units),
        Numbers::U32(codes) => codes,
        _ => Vec::new(),
    };
    let mut units = Vec::with_capacity(codes.len());
    for code in codes {
        let character = char::from_u32(code).ok_or_else(|| {
            let got = format!("character {code:#x}");
            scope.malformed("char array", element.at, got, "a Unicode character")
        })?;
        units.extend_from_slice(character.encode_utf16(&mut [0; 2]));
    }
    Ok(units)
}

fn utf8<'a>(element: Element<'a>, scope: Scope<'_>) -> Result<&'a str> {
    std::str::from_utf8(element.data).map_err(|error| {
        let bad = error.valid_up_to();
        Error::NotUtf8 { place: scope.place(element.at + bad), byte: element.data[bad] }
    })
}
