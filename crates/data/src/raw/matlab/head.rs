//! The head of a matrix: class, flags, shape, name.

use super::element::{Element, Elements, Scope, kind, kind_name};
use crate::raw::error::{Error, Result};
use crate::raw::numbers::{Numbers, ScalarType};
use crate::raw::value::{ValueKind, VariableInfo, item_count};

/// The class of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Cell,
    Struct,
    Char,
    Numeric(ScalarType),
    /// A kind that is not read, and which.
    Refused(&'static Refusal),
}

/// A kind of matrix that is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) kind: &'static str,
    pub(super) advice: &'static str,
}

const OBJECT: Refusal =
    Refusal { kind: "an object of a MATLAB class", advice: "save struct(x), or its fields" };
const SPARSE: Refusal = Refusal { kind: "a sparse matrix", advice: "save full(x)" };
const COMPLEX: Refusal =
    Refusal { kind: "an array of complex numbers", advice: "save real(x) and imag(x)" };
const FUNCTION: Refusal =
    Refusal { kind: "a function handle", advice: "save what the function gives" };
const OPAQUE: Refusal = Refusal {
    kind: "an object (table, string, datetime …)",
    advice: "save it as arrays, structs and cells: table2struct(x), cellstr(x), posixtime(x)",
};

/// The head of a matrix.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) class: Class,
    pub(super) shape: Vec<usize>,
    pub(super) n_items: usize,
    pub(super) name: String,
}

impl Head {
    /// Reads the head from the elements of a matrix.
    pub(super) fn read(parts: &mut Elements<'_>, scope: Scope<'_>) -> Result<Self> {
        let flags = parts.take("flags of a matrix")?;
        let words = flags.data.as_chunks::<4>().0;
        let (kind::UINT32, Some(&word)) = (flags.kind, words.first()) else {
            let got = format!("{} and {} bytes", kind_name(flags.kind), flags.data.len());
            return Err(scope.malformed("flags of a matrix", flags.at, got, "8 bytes of uint32"));
        };
        let word = scope.word(word);
        let (number, complex, logical) = (word & 0xff, word & 0x800 != 0, word & 0x200 != 0);
        let class = class(number, complex, logical).ok_or_else(|| {
            let got = format!("class {number}");
            scope.malformed("flags of a matrix", flags.at, got, "class 1 to 17")
        })?;
        if class == Class::Refused(&OPAQUE) {
            let name = name(parts.take("name of a matrix")?, scope)?;
            return Ok(Self { class, shape: Vec::new(), n_items: 1, name });
        }
        let shape = shape(parts.take("shape of a matrix")?, scope)?;
        let at = parts.at();
        let n_items = item_count(&shape).ok_or_else(|| {
            scope.malformed("shape of a matrix", at, format!("{shape:?}"), "fewer items")
        })?;
        let name = name(parts.take("name of a matrix")?, scope)?;
        Ok(Self { class, shape, n_items, name })
    }

    /// The listing entry of the matrix.
    pub(super) fn info(&self) -> VariableInfo {
        let kind = match self.class {
            Class::Cell => ValueKind::Cell,
            Class::Struct => ValueKind::Struct,
            Class::Char => ValueKind::Text,
            Class::Numeric(scalar_type) => ValueKind::Array(scalar_type),
            Class::Refused(refusal) => ValueKind::Unsupported(refusal.kind.to_owned()),
        };
        VariableInfo { name: self.name.clone(), kind, shape: self.shape.clone() }
    }
}

fn class(number: u32, complex: bool, logical: bool) -> Option<Class> {
    let scalar_type = match number {
        1 => return Some(Class::Cell),
        2 => return Some(Class::Struct),
        3 => return Some(Class::Refused(&OBJECT)),
        4 => return Some(Class::Char),
        5 => return Some(Class::Refused(&SPARSE)),
        16 => return Some(Class::Refused(&FUNCTION)),
        17 => return Some(Class::Refused(&OPAQUE)),
        6 => ScalarType::F64,
        7 => ScalarType::F32,
        8 => ScalarType::I8,
        9 => ScalarType::U8,
        10 => ScalarType::I16,
        11 => ScalarType::U16,
        12 => ScalarType::I32,
        13 => ScalarType::U32,
        14 => ScalarType::I64,
        15 => ScalarType::U64,
        _ => return None,
    };
    Some(match (complex, logical) {
        (true, _) => Class::Refused(&COMPLEX),
        (false, true) => Class::Numeric(ScalarType::Bool),
        (false, false) => Class::Numeric(scalar_type),
    })
}

fn shape(element: Element<'_>, scope: Scope<'_>) -> Result<Vec<usize>> {
    let what = "shape of a matrix";
    let (words, rest) = element.data.as_chunks::<4>();
    let is_integer = matches!(element.kind, kind::INT32 | kind::UINT32);
    if !is_integer || !rest.is_empty() || words.len() < 2 {
        let got = format!("{} and {} bytes", kind_name(element.kind), element.data.len());
        return Err(scope.malformed(what, element.at, got, "2 sizes or more, int32"));
    }
    let mut sizes = Numbers::with_capacity(ScalarType::I32, words.len());
    sizes.extend_from_bytes(element.data, scope.endian);
    let sizes = sizes.to_i64().unwrap_or_default().into_iter();
    sizes
        .map(|size| {
            usize::try_from(size)
                .map_err(|_| scope.malformed(what, element.at, format!("size {size}"), "0 or more"))
        })
        .collect()
}

fn name(element: Element<'_>, scope: Scope<'_>) -> Result<String> {
    if !matches!(element.kind, kind::INT8 | kind::UINT8 | kind::UTF8) {
        let got = kind_name(element.kind);
        return Err(scope.malformed("name of a matrix", element.at, got, "int8"));
    }
    ascii(element.data, element.at, scope)
}

/// A name up to its first zero.
pub(super) fn ascii(bytes: &[u8], at: usize, scope: Scope<'_>) -> Result<String> {
    let used = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let text = std::str::from_utf8(&bytes[..used]).map_err(|error| {
        let bad = error.valid_up_to();
        Error::NotUtf8 { place: scope.place(at + bad), byte: bytes[bad] }
    })?;
    Ok(text.to_owned())
}
