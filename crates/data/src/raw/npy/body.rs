//! The data of an NPY array.

use std::io::{self, Read};

use super::header::{Element, Header};
use crate::raw::array::{NumericArray, Order, column_major_positions};
use crate::raw::error::{At, Error, Place, Result};
use crate::raw::numbers::{Endian, Numbers, ScalarType};
use crate::raw::text_array::TextArray;
use crate::raw::value::Value;

/// Where the data come from.
pub(crate) struct Body<'a> {
    /// The file or member, for messages.
    pub(crate) file: &'a str,
    /// The most bytes that can follow, whatever the header says: room is made for no more.
    pub(crate) reserve_bytes: u64,
}

/// Reads the data that follow a header.
pub(crate) fn read_body(reader: &mut dyn Read, header: &Header, body: &Body) -> Result<Value> {
    let n_items = header.n_items();
    let io = |source: io::Error| {
        if source.kind() != io::ErrorKind::UnexpectedEof {
            return Error::Io { action: "read", file: body.file.to_owned(), source };
        }
        let (got, wanted) = (body.reserve_bytes.min(header.data_bytes()), header.data_bytes());
        let what = "data of an NPY array".to_owned();
        Error::Truncated { what, place: header.place(body.file), got, wanted }
    };
    let numbers = |reader: &mut dyn Read, scalar_type: ScalarType| {
        let room = body.reserve_bytes / scalar_type.size() as u64;
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        Numbers::read(reader, n_items, scalar_type, header.endian, room).map_err(io)
    };
    let data = match header.element {
        Element::Number(scalar_type) => numbers(reader, scalar_type)?,
        Element::Half => match numbers(reader, ScalarType::U16)? {
            Numbers::U16(bits) => Numbers::F32(bits.into_iter().map(half).collect()),
            other => other,
        },
        Element::Characters(width) => {
            let decode = |bytes: &[u8]| characters(bytes, header.endian);
            return texts(reader, header, body, 4 * width, &io, &decode);
        }
        Element::Bytes(width) => {
            return texts(reader, header, body, width, &io, &|bytes| utf8(bytes));
        }
    };
    let array =
        NumericArray { shape: header.shape.clone(), order: header.order, data, missing: None };
    Ok(Value::Array(array))
}

/// Reads texts of `width` bytes each, padded with zeros at the end.
fn texts(
    reader: &mut dyn Read,
    header: &Header,
    body: &Body,
    width: usize,
    io: &dyn Fn(io::Error) -> Error,
    decode: &dyn Fn(&[u8]) -> std::result::Result<String, usize>,
) -> Result<Value> {
    let mut items = Vec::new();
    let mut bytes = vec![0; width];
    for item in 0..header.n_items() {
        reader.read_exact(&mut bytes).map_err(io)?;
        items.push(decode(&bytes).map_err(|at| Error::NotUtf8 {
            place: Place::new(body.file, At::Byte(header.data_offset + (item * width + at) as u64)),
            byte: bytes.get(at).copied().unwrap_or_default(),
        })?);
    }
    if header.order == Order::RowMajor && header.shape.len() > 1 {
        let positions = column_major_positions(&header.shape);
        items = positions.into_iter().map(|i| std::mem::take(&mut items[i])).collect();
    }
    let shape = header.shape.clone();
    Ok(Value::Text(TextArray { shape, items, missing: None, not_a_number: None }))
}

/// Text of four bytes a character; on failure, the byte where the first wrong character starts.
fn characters(bytes: &[u8], endian: Endian) -> std::result::Result<String, usize> {
    let mut codes = Numbers::with_capacity(ScalarType::U32, bytes.len() / 4);
    codes.extend_from_bytes(bytes, endian);
    let Numbers::U32(codes) = codes else { return Ok(String::new()) };
    let used = codes.iter().rposition(|&code| code != 0).map_or(0, |last| last + 1);
    let decoded = codes[..used].iter().enumerate();
    decoded.map(|(i, &code)| char::from_u32(code).ok_or(4 * i)).collect()
}

/// Text in UTF-8; on failure, the first byte that does not fit.
fn utf8(bytes: &[u8]) -> std::result::Result<String, usize> {
    let used = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let text = std::str::from_utf8(&bytes[..used]).map_err(|error| error.valid_up_to())?;
    Ok(text.to_owned())
}

/// A 16-bit float (IEEE 754 binary16) as a 32-bit one; nothing is lost.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        0 => {
            // A subnormal number counts in steps of 2^-24.
            let size = fraction as f32 * f32::from_bits(103 << 23);
            f32::from_bits(sign | size.to_bits())
        }
        31 => f32::from_bits(sign | 0xff << 23 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}
