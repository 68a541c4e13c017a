//! A matrix, whatever its class.

use super::char_array;
use super::container;
use super::element::{Element, Elements, Scope, kind, kind_name};
use super::head::{Class, Head};
use super::numeric;
use crate::raw::array::{NumericArray, Order};
use crate::raw::error::{Error, Result};
use crate::raw::numbers::Numbers;
use crate::raw::value::{Unsupported, Value};

/// The name and value of a matrix that lies `depth` containers deep.
pub(super) fn matrix(
    element: Element<'_>,
    scope: Scope<'_>,
    depth: usize,
) -> Result<(String, Value)> {
    if element.kind != kind::MATRIX {
        return Err(scope.malformed("variable", element.at, kind_name(element.kind), "a matrix"));
    }
    if element.data.is_empty() {
        return Ok((String::new(), empty()));
    }
    if depth > scope.limits.nesting_depth {
        return Err(Error::TooLarge {
            what: "nesting of cells and structs".to_owned(),
            place: scope.place(element.at),
            got: depth as u64,
            limit: scope.limits.nesting_depth as u64,
            setting: "nesting_depth",
        });
    }
    let mut parts = Elements::inside(scope, element);
    let mut head = Head::read(&mut parts, scope)?;
    let name = std::mem::take(&mut head.name);
    let value = match head.class {
        Class::Cell => container::cell(head, &mut parts, scope, depth + 1)?,
        Class::Struct => container::records(head, &mut parts, scope, depth + 1)?,
        Class::Char if parts.left() == 0 && head.n_items == 0 => empty_text(),
        Class::Char => char_array::texts(&head, parts.take("characters of a matrix")?, scope)?,
        Class::Numeric(_) if parts.left() == 0 && head.n_items == 0 => empty(),
        Class::Numeric(scalar_type) => {
            numeric::array(head, scalar_type, parts.take("numbers of a matrix")?, scope)?
        }
        Class::Refused(refusal) => Value::Unsupported(Unsupported {
            kind: refusal.kind.to_owned(),
            advice: refusal.advice.to_owned(),
        }),
    };
    Ok((name, value))
}

/// MATLAB's `[]`.
fn empty() -> Value {
    let (shape, order) = (vec![0, 0], Order::ColumnMajor);
    Value::Array(NumericArray { shape, order, data: Numbers::F64(Vec::new()), missing: None })
}

/// MATLAB's `''`.
fn empty_text() -> Value {
    Value::Text(crate::raw::text_array::TextArray::single(""))
}
