//! Numbers: MATLAB stores an array in the smallest type that holds its values, so a `double` may lie
//! in the file as bytes.

use super::element::{Element, Scope, kind, kind_name};
use super::head::Head;
use crate::raw::array::{NumericArray, Order};
use crate::raw::error::Result;
use crate::raw::numbers::{Numbers, ScalarType};
use crate::raw::value::Value;

/// The numbers of an array whose class is `wanted`.
pub(super) fn array(
    head: Head,
    wanted: ScalarType,
    element: Element<'_>,
    scope: Scope<'_>,
) -> Result<Value> {
    let what = "numbers of a matrix";
    let Some(stored) = stored_type(element.kind) else {
        let got = kind_name(element.kind);
        return Err(scope.malformed(what, element.at, got, "a numeric element"));
    };
    let wanted_bytes = head.n_items.checked_mul(stored.size());
    if wanted_bytes != Some(element.data.len()) {
        let got = format!("{} bytes", element.data.len());
        let wanted = format!("{} numbers of {} bytes", head.n_items, stored.size());
        return Err(scope.malformed(what, element.at, got, wanted));
    }
    let mut numbers = Numbers::with_capacity(stored, head.n_items);
    numbers.extend_from_bytes(element.data, scope.endian);
    let data = widen(numbers, wanted).map_err(|(position, shown)| {
        let got = format!("{shown} as item {}", position + 1);
        scope.malformed(what, element.at, got, format!("numbers that fit {wanted}"))
    })?;
    Ok(Value::Array(NumericArray {
        shape: head.shape,
        order: Order::ColumnMajor,
        data,
        missing: None,
    }))
}

/// The type in which an element's numbers are stored.
pub(super) fn stored_type(number: u32) -> Option<ScalarType> {
    Some(match number {
        kind::INT8 => ScalarType::I8,
        kind::UINT8 => ScalarType::U8,
        kind::INT16 => ScalarType::I16,
        kind::UINT16 => ScalarType::U16,
        kind::INT32 => ScalarType::I32,
        kind::UINT32 => ScalarType::U32,
        kind::SINGLE => ScalarType::F32,
        kind::DOUBLE => ScalarType::F64,
        kind::INT64 => ScalarType::I64,
        kind::UINT64 => ScalarType::U64,
        _ => return None,
    })
}

/// The numbers in the type of their class; fails with position and value of the first that does not
/// fit.
fn widen(numbers: Numbers, wanted: ScalarType) -> std::result::Result<Numbers, (usize, String)> {
    /// Each integer in a narrower type.
    fn fit<T: TryFrom<i64>>(numbers: &Numbers) -> std::result::Result<Vec<T>, (usize, String)> {
        let shown = |position| (position, numbers.show(position));
        let integers = numbers.to_i64().map_err(shown)?;
        let fitted = integers.iter().enumerate();
        fitted.map(|(i, &x)| T::try_from(x).map_err(|_| shown(i))).collect()
    }
    if numbers.scalar_type() == wanted {
        return Ok(numbers);
    }
    Ok(match wanted {
        ScalarType::F64 => Numbers::F64(numbers.to_f64()),
        ScalarType::F32 => Numbers::F32(numbers.to_f64().iter().map(|&x| x as f32).collect()),
        ScalarType::I8 => Numbers::I8(fit(&numbers)?),
        ScalarType::I16 => Numbers::I16(fit(&numbers)?),
        ScalarType::I32 => Numbers::I32(fit(&numbers)?),
        ScalarType::I64 => Numbers::I64(fit(&numbers)?),
        ScalarType::U8 => Numbers::U8(fit(&numbers)?),
        ScalarType::U16 => Numbers::U16(fit(&numbers)?),
        ScalarType::U32 => Numbers::U32(fit(&numbers)?),
        ScalarType::U64 => Numbers::U64(fit(&numbers)?),
        ScalarType::Bool => Numbers::Bool(numbers.to_f64().iter().map(|&x| x != 0.0).collect()),
    })
}
