//! The header of an NPY array: element type, memory order, shape.

use std::io::Read;

use super::MAGIC;
use super::python::{self, Literal, Misfit};
use crate::raw::array::Order;
use crate::raw::error::{At, Error, Place, Result};
use crate::raw::numbers::{Endian, ScalarType};
use crate::raw::value::{ValueKind, VariableInfo, item_count};

/// The longest header that is read; `NumPy`'s own limit is 10,000 bytes.
const LONGEST_HEADER_BYTES: u64 = 1 << 20;

/// Refused kinds of arrays: the letter of their type, what they are, and what to do.
const REFUSED: &[(char, &str, &str)] = &[
    (
        'O',
        "a Python object array, which is a pickle",
        "pickles can run code and are never opened: convert the array in Python with \
         numpy.save(name, array.astype(float)), or save each array of a dict by its own name with \
         numpy.savez",
    ),
    ('c', "an array of complex numbers", "save its .real and .imag as two arrays"),
    (
        'M',
        "an array of dates",
        "save it as seconds: (array - array[0]) / numpy.timedelta64(1, 's')",
    ),
    ('m', "an array of durations", "save it as seconds: array / numpy.timedelta64(1, 's')"),
    ('V', "an array of raw bytes", "save it with a numeric type"),
];

/// The type of the elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    /// A number or truth value.
    Number(ScalarType),
    /// A 16-bit float, which becomes a 32-bit one.
    Half,
    /// Text of so many characters, four bytes each.
    Characters(usize),
    /// Text of so many bytes.
    Bytes(usize),
}

/// The header of an NPY array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// The type as `NumPy` wrote it.
    pub(crate) descr: String,
    pub(crate) element: Element,
    pub(crate) endian: Endian,
    pub(crate) order: Order,
    pub(crate) shape: Vec<usize>,
    /// Where the data start, counted from the magic bytes.
    pub(crate) data_offset: u64,
}

impl Element {
    fn size(self) -> usize {
        match self {
            Self::Number(scalar_type) => scalar_type.size(),
            Self::Half => 2,
            Self::Characters(n) => 4 * n,
            Self::Bytes(n) => n,
        }
    }
}

impl Header {
    /// The number of elements.
    pub(crate) fn n_items(&self) -> usize {
        self.shape.iter().product()
    }

    /// Bytes of the data.
    pub(crate) fn data_bytes(&self) -> u64 {
        (self.n_items() as u64).saturating_mul(self.element.size() as u64)
    }

    /// Where the data start, for messages.
    pub(crate) fn place(&self, file: &str) -> Place {
        Place::new(file, At::Byte(self.data_offset))
    }

    /// The listing entry of the array.
    pub(crate) fn info(&self, name: String) -> VariableInfo {
        let kind = match self.element {
            Element::Number(scalar_type) => ValueKind::Array(scalar_type),
            Element::Half => ValueKind::Array(ScalarType::F32),
            Element::Characters(_) | Element::Bytes(_) => ValueKind::Text,
        };
        VariableInfo { name, kind, shape: self.shape.clone() }
    }
}

/// Reads a header; `available` bytes can be had from the reader in all.
pub(crate) fn read_header(reader: &mut dyn Read, file: &str, available: u64) -> Result<Header> {
    let place = |byte: u64| Place::new(file, At::Byte(byte));
    let mut take = |what: &str, offset: u64, n: u64| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let io = |source| Error::Io { action: "read", file: file.to_owned(), source };
        reader.take(n).read_to_end(&mut bytes).map_err(io)?;
        if (bytes.len() as u64) < n {
            let (got, place) = (bytes.len() as u64, place(offset));
            return Err(Error::Truncated { what: what.to_owned(), place, got, wanted: n });
        }
        Ok(bytes)
    };
    let malformed = |byte: u64, got: String, wanted: &str| Error::Malformed {
        what: "NPY header".to_owned(),
        place: place(byte),
        got,
        wanted: wanted.to_owned(),
    };
    let start = take("start of an NPY file", 0, 8)?;
    if !start.starts_with(MAGIC) {
        return Err(malformed(0, format!("bytes {start:02x?}"), "93 4e 55 4d 50 59 (\\x93NUMPY)"));
    }
    let length_bytes = match start[6] {
        1 => 2,
        2 | 3 => 4,
        other => return Err(malformed(6, format!("version {other}"), "version 1, 2 or 3")),
    };
    let length = take("length of an NPY header", 8, length_bytes)?;
    let length = length.iter().rev().fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte));
    let text_offset = 8 + length_bytes;
    if length > LONGEST_HEADER_BYTES {
        let wanted = format!("at most {LONGEST_HEADER_BYTES} bytes");
        return Err(malformed(8, format!("a header of {length} bytes"), &wanted));
    }
    if length > available.saturating_sub(text_offset) {
        return Err(Error::Truncated {
            what: "NPY header".to_owned(),
            place: place(text_offset),
            got: available.saturating_sub(text_offset),
            wanted: length,
        });
    }
    let text = take("NPY header", text_offset, length)?;
    let entries = python::dictionary(&text).map_err(|Misfit { at, wanted }| {
        let rest = String::from_utf8_lossy(&text[at..text.len().min(at + 12)]).into_owned();
        let got = if rest.is_empty() { "the end".to_owned() } else { format!("{rest:?}") };
        malformed(text_offset + at as u64, got, wanted)
    })?;
    let entry = |key: &str| {
        let found = entries.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.clone()).ok_or_else(|| {
            let keys: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
            malformed(text_offset, format!("keys {}", keys.join(", ")), &format!("a key '{key}'"))
        })
    };
    let wrong = |key: &str, value: &Literal, wanted: &str| {
        malformed(text_offset, format!("{key} {value:?}"), wanted)
    };
    let order = match entry("fortran_order")? {
        Literal::Truth(true) => Order::ColumnMajor,
        Literal::Truth(false) => Order::RowMajor,
        other => return Err(wrong("fortran_order", &other, "True or False")),
    };
    let shape = match entry("shape")? {
        Literal::Tuple(shape) => shape,
        other => return Err(wrong("shape", &other, "a tuple")),
    };
    let descr = match entry("descr")? {
        Literal::Text(descr) => descr,
        Literal::List(fields) => {
            return Err(refuse(
                place(text_offset),
                "a structured array",
                &fields,
                "save each field as an array of its own",
            ));
        }
        other => return Err(wrong("descr", &other, "a string")),
    };
    let Some((element, endian)) = element(&descr) else {
        return Err(unknown_type(place(text_offset), &descr));
    };
    let countable = item_count(&shape).and_then(|n_items| n_items.checked_mul(element.size()));
    if countable.is_none() {
        return Err(malformed(text_offset, format!("shape {shape:?}"), "fewer items"));
    }
    Ok(Header { descr, element, endian, order, shape, data_offset: text_offset + length })
}

/// The type that a description like `<f8` stands for.
fn element(descr: &str) -> Option<(Element, Endian)> {
    let (endian, rest) = match descr.chars().next()? {
        '<' | '|' | '=' => (Endian::Little, &descr[1..]),
        '>' => (Endian::Big, &descr[1..]),
        _ => (Endian::Little, descr),
    };
    let letter = rest.chars().next()?;
    let size: usize = rest.get(letter.len_utf8()..)?.parse().ok()?;
    let element = match (letter, size) {
        ('f', 8) => Element::Number(ScalarType::F64),
        ('f', 4) => Element::Number(ScalarType::F32),
        ('f', 2) => Element::Half,
        ('i', 1) => Element::Number(ScalarType::I8),
        ('i', 2) => Element::Number(ScalarType::I16),
        ('i', 4) => Element::Number(ScalarType::I32),
        ('i', 8) => Element::Number(ScalarType::I64),
        ('u', 1) => Element::Number(ScalarType::U8),
        ('u', 2) => Element::Number(ScalarType::U16),
        ('u', 4) => Element::Number(ScalarType::U32),
        ('u', 8) => Element::Number(ScalarType::U64),
        ('b', 1) => Element::Number(ScalarType::Bool),
        // A width of 0 would allow any number of texts in no bytes at all.
        ('U', 1..=0x1000_0000) => Element::Characters(size),
        ('S' | 'a', 1..=0x1000_0000) => Element::Bytes(size),
        _ => return None,
    };
    Some((element, endian))
}

fn unknown_type(place: Place, descr: &str) -> Error {
    let letter = descr.trim_start_matches(['<', '>', '|', '=']).chars().next();
    let refused = REFUSED.iter().find(|(known, ..)| Some(*known) == letter);
    match refused {
        Some((_, what, advice)) => refuse(place, what, descr, advice),
        None => refuse(place, "an unknown type", descr, "save it with a numeric type"),
    }
}

fn refuse(place: Place, what: &str, descr: &str, advice: &str) -> Error {
    Error::Unsupported {
        what: "NPY array".to_owned(),
        place,
        got: format!("{what} ({descr})"),
        wanted: "bool, int8…64, uint8…64, float16…64, or fixed-width text".to_owned(),
        advice: advice.to_owned(),
    }
}
