//! Data elements: a type, a number of bytes, the bytes. Everything in a MATLAB file is one.

use crate::raw::error::{At, Error, Place, Result};
use crate::raw::limits::Limits;
use crate::raw::numbers::Endian;

/// Bytes of the tag before the data.
pub(super) const TAG_BYTES: usize = 8;

/// The types of data elements.
pub(super) mod kind {
    pub(in super::super) const INT8: u32 = 1;
    pub(in super::super) const UINT8: u32 = 2;
    pub(in super::super) const INT16: u32 = 3;
    pub(in super::super) const UINT16: u32 = 4;
    pub(in super::super) const INT32: u32 = 5;
    pub(in super::super) const UINT32: u32 = 6;
    pub(in super::super) const SINGLE: u32 = 7;
    pub(in super::super) const DOUBLE: u32 = 9;
    pub(in super::super) const INT64: u32 = 12;
    pub(in super::super) const UINT64: u32 = 13;
    pub(in super::super) const MATRIX: u32 = 14;
    pub(in super::super) const COMPRESSED: u32 = 15;
    pub(in super::super) const UTF8: u32 = 16;
    pub(in super::super) const UTF16: u32 = 17;
    pub(in super::super) const UTF32: u32 = 18;
}

/// What all elements of one variable share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The file, for messages.
    pub(super) file: &'a str,
    /// Where the variable's bytes start in the file.
    pub(super) offset: u64,
    /// Whether they were inflated from there.
    pub(super) inflated: bool,
    pub(super) endian: Endian,
    pub(super) limits: &'a Limits,
}

/// One data element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    /// Its type.
    pub(super) kind: u32,
    /// Its data.
    pub(super) data: &'a [u8],
    /// Where its data start, counted from the start of the variable.
    pub(super) at: usize,
}

/// Elements that follow one another.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    scope: Scope<'a>,
    bytes: &'a [u8],
    start: usize,
    next: usize,
}

impl Scope<'_> {
    /// A place, counted from the start of the variable.
    pub(super) fn place(&self, at: usize) -> Place {
        let at = if self.inflated {
            let variable = format!("variable at byte {}", self.offset);
            At::InflatedByte { variable, byte: at as u64 }
        } else {
            At::Byte(self.offset + at as u64)
        };
        Place::new(self.file, at)
    }

    /// An error about something at that place.
    pub(super) fn malformed(
        &self,
        what: &str,
        at: usize,
        got: impl Into<String>,
        wanted: impl Into<String>,
    ) -> Error {
        let (got, wanted) = (got.into(), wanted.into());
        Error::Malformed { what: what.to_owned(), place: self.place(at), got, wanted }
    }

    /// Four bytes as a number.
    pub(super) fn word(&self, bytes: [u8; 4]) -> u32 {
        match self.endian {
            Endian::Little => u32::from_le_bytes(bytes),
            Endian::Big => u32::from_be_bytes(bytes),
        }
    }
}

impl<'a> Elements<'a> {
    /// The elements in the bytes of a variable.
    pub(super) fn new(scope: Scope<'a>, bytes: &'a [u8]) -> Self {
        Self { scope, bytes, start: 0, next: 0 }
    }

    /// The elements inside another.
    pub(super) fn inside(scope: Scope<'a>, element: Element<'a>) -> Self {
        Self { scope, bytes: element.data, start: element.at, next: 0 }
    }

    /// Bytes that are left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.next
    }

    /// Where the next element starts, counted from the start of the variable.
    pub(super) fn at(&self) -> usize {
        self.start + self.next
    }

    /// The next element.
    pub(super) fn take(&mut self, what: &str) -> Result<Element<'a>> {
        let at = self.at();
        let rest = &self.bytes[self.next..];
        let Some((tag, rest)) = rest.split_first_chunk::<TAG_BYTES>() else {
            return Err(self.truncated(what, at, rest.len(), TAG_BYTES));
        };
        let [a, b, c, d, e, f, g, h] = *tag;
        let first = self.scope.word([a, b, c, d]);
        if first >> 16 != 0 {
            return self.take_small(what, first);
        }
        let length = self.scope.word([e, f, g, h]) as usize;
        let at = at + TAG_BYTES;
        let Some(data) = rest.get(..length) else {
            return Err(self.truncated(what, at, rest.len(), length));
        };
        // Data are padded to whole words; at the very end the padding may be left out.
        let padded = length.next_multiple_of(TAG_BYTES).min(rest.len());
        self.next += TAG_BYTES + padded;
        Ok(Element { kind: first, data, at })
    }

    /// An element of at most 4 bytes, which lie in the tag itself.
    fn take_small(&mut self, what: &str, first: u32) -> Result<Element<'a>> {
        let (length, at) = ((first >> 16) as usize, self.at());
        if length > 4 {
            let got = format!("a small element of {length} bytes");
            return Err(self.scope.malformed(what, at, got, "at most 4"));
        }
        let start = self.next + 4;
        self.next += TAG_BYTES;
        let data = &self.bytes[start..start + length];
        Ok(Element { kind: first & 0xffff, data, at: at + 4 })
    }

    fn truncated(&self, what: &str, at: usize, got: usize, wanted: usize) -> Error {
        let (got, wanted) = (got as u64, wanted as u64);
        Error::Truncated { what: what.to_owned(), place: self.scope.place(at), got, wanted }
    }
}

/// The name of an element's type, for messages.
pub(super) fn kind_name(number: u32) -> String {
    let name = match number {
        kind::INT8 => "int8",
        kind::UINT8 => "uint8",
        kind::INT16 => "int16",
        kind::UINT16 => "uint16",
        kind::INT32 => "int32",
        kind::UINT32 => "uint32",
        kind::SINGLE => "single",
        kind::DOUBLE => "double",
        kind::INT64 => "int64",
        kind::UINT64 => "uint64",
        kind::MATRIX => "matrix",
        kind::COMPRESSED => "compressed",
        kind::UTF8 => "UTF-8",
        kind::UTF16 => "UTF-16",
        kind::UTF32 => "UTF-32",
        other => return format!("an element of unknown type {other}"),
    };
    format!("an element of type {name}")
}
