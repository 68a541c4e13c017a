//! Text: a matrix of characters, one text a row, the first axis fastest.

use super::element::{Element, Scope, kind, kind_name};
use super::head::Head;
use crate::raw::error::{Error, Result};
use crate::raw::numbers::{Numbers, ScalarType};
use crate::raw::text_array::TextArray;
use crate::raw::value::Value;

/// The texts of a char array, one for each row.
pub(super) fn texts(head: &Head, element: Element<'_>, scope: Scope<'_>) -> Result<Value> {
    let n_rows = if head.n_items == 0 { usize::from(head.shape[0] == 1) } else { head.shape[0] };
    if n_rows <= 1 && element.kind == kind::UTF8 {
        // A single row needs no taking apart.
        let text = std::str::from_utf8(element.data).map_err(|error| {
            let bad = error.valid_up_to();
            Error::NotUtf8 { place: scope.place(element.at + bad), byte: element.data[bad] }
        })?;
        return Ok(Value::Text(TextArray::single(text)));
    }
    let units = units(element, scope)?;
    if units.len() != head.n_items {
        let (got, wanted) = (units.len(), head.n_items);
        let got = format!("{got} characters");
        return Err(scope.malformed("char array", element.at, got, wanted.to_string()));
    }
    if head.n_items == 0 {
        // 0×0 and 1×0 are the empty text, 3×0 are three of them.
        let n_texts = head.shape[0];
        let single = n_texts <= 1;
        return Ok(Value::Text(if single {
            TextArray::single("")
        } else {
            TextArray { shape: vec![0], items: Vec::new(), missing: None, not_a_number: None }
        }));
    }
    let (n_columns, n_pages) = (head.shape[1], head.n_items / (n_rows * head.shape[1]));
    let mut items = Vec::with_capacity(n_rows * n_pages);
    for page in 0..n_pages {
        for row in 0..n_rows {
            let column = |column| units[(page * n_columns + column) * n_rows + row];
            let row_units: Vec<u16> = (0..n_columns).map(column).collect();
            items.push(String::from_utf16(&row_units).map_err(|_| {
                let got = "half of a surrogate pair";
                scope.malformed("char array", element.at, got, "UTF-16")
            })?);
        }
    }
    if let ([_], 1) = (items.as_slice(), head.shape.len() - 1) {
        return Ok(Value::Text(TextArray {
            shape: Vec::new(),
            items,
            missing: None,
            not_a_number: None,
        }));
    }
    let n_texts = items.len();
    Ok(Value::Text(TextArray { shape: vec![n_texts], items, missing: None, not_a_number: None }))
}

/// The characters as MATLAB counts them: units of UTF-16.
fn units(element: Element<'_>, scope: Scope<'_>) -> Result<Vec<u16>> {
    let scalar_type = match element.kind {
        kind::UTF8 => {
            let text = std::str::from_utf8(element.data).map_err(|error| {
                let bad = error.valid_up_to();
                Error::NotUtf8 { place: scope.place(element.at + bad), byte: element.data[bad] }
            })?;
            return Ok(text.encode_utf16().collect());
        }
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
    match numbers {
        Numbers::U16(units) => Ok(units),
        Numbers::U32(codes) => {
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
        _ => Ok(Vec::new()),
    }
}
