//! Flat runs of numbers in the type that the file stores them in.
//!
//! The type is looked at once a run, never once a number, so that a large array is decoded at the
//! speed of memory.

use std::fmt;
use std::io::{self, Read};

use super::source::PIECE_BYTES;

/// The type of the numbers of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScalarType {
    /// 64-bit float.
    F64,
    /// 32-bit float.
    F32,
    /// 8-bit integer.
    I8,
    /// 16-bit integer.
    I16,
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 8-bit unsigned integer.
    U8,
    /// 16-bit unsigned integer.
    U16,
    /// 32-bit unsigned integer.
    U32,
    /// 64-bit unsigned integer.
    U64,
    /// True or false, one byte each; every byte but 0 is true.
    Bool,
}

/// The order of the bytes of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endian {
    /// The lowest byte first.
    Little,
    /// The highest byte first.
    Big,
}

/// A run of numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// 64-bit floats.
    F64(Vec<f64>),
    /// 32-bit floats.
    F32(Vec<f32>),
    /// 8-bit integers.
    I8(Vec<i8>),
    /// 16-bit integers.
    I16(Vec<i16>),
    /// 32-bit integers.
    I32(Vec<i32>),
    /// 64-bit integers.
    I64(Vec<i64>),
    /// 8-bit unsigned integers.
    U8(Vec<u8>),
    /// 16-bit unsigned integers.
    U16(Vec<u16>),
    /// 32-bit unsigned integers.
    U32(Vec<u32>),
    /// 64-bit unsigned integers.
    U64(Vec<u64>),
    /// Truth values.
    Bool(Vec<bool>),
}

/// Runs the same expression on the vector inside, whatever its type.
macro_rules! on_vector {
    ($numbers:expr, $values:ident => $body:expr) => {
        match $numbers {
            Numbers::F64($values) => $body,
            Numbers::F32($values) => $body,
            Numbers::I8($values) => $body,
            Numbers::I16($values) => $body,
            Numbers::I32($values) => $body,
            Numbers::I64($values) => $body,
            Numbers::U8($values) => $body,
            Numbers::U16($values) => $body,
            Numbers::U32($values) => $body,
            Numbers::U64($values) => $body,
            Numbers::Bool($values) => $body,
        }
    };
}

/// Runs the same expression on the vector inside and wraps the vector it gives in the same variant.
macro_rules! map_vector {
    ($numbers:expr, $values:ident => $body:expr) => {
        match $numbers {
            Numbers::F64($values) => Numbers::F64($body),
            Numbers::F32($values) => Numbers::F32($body),
            Numbers::I8($values) => Numbers::I8($body),
            Numbers::I16($values) => Numbers::I16($body),
            Numbers::I32($values) => Numbers::I32($body),
            Numbers::I64($values) => Numbers::I64($body),
            Numbers::U8($values) => Numbers::U8($body),
            Numbers::U16($values) => Numbers::U16($body),
            Numbers::U32($values) => Numbers::U32($body),
            Numbers::U64($values) => Numbers::U64($body),
            Numbers::Bool($values) => Numbers::Bool($body),
        }
    };
}

impl ScalarType {
    /// Bytes of one number.
    pub fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 | Self::Bool => 1,
            Self::I16 | Self::U16 => 2,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F64 | Self::I64 | Self::U64 => 8,
        }
    }

    /// The name as Rust and `NumPy` write it: `f64`, `i16`, `bool`.
    pub fn name(self) -> &'static str {
        match self {
            Self::F64 => "f64",
            Self::F32 => "f32",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::Bool => "bool",
        }
    }
}

impl fmt::Display for ScalarType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl Numbers {
    /// No numbers, of that type, with room for `capacity`.
    pub fn with_capacity(scalar_type: ScalarType, capacity: usize) -> Self {
        match scalar_type {
            ScalarType::F64 => Self::F64(Vec::with_capacity(capacity)),
            ScalarType::F32 => Self::F32(Vec::with_capacity(capacity)),
            ScalarType::I8 => Self::I8(Vec::with_capacity(capacity)),
            ScalarType::I16 => Self::I16(Vec::with_capacity(capacity)),
            ScalarType::I32 => Self::I32(Vec::with_capacity(capacity)),
            ScalarType::I64 => Self::I64(Vec::with_capacity(capacity)),
            ScalarType::U8 => Self::U8(Vec::with_capacity(capacity)),
            ScalarType::U16 => Self::U16(Vec::with_capacity(capacity)),
            ScalarType::U32 => Self::U32(Vec::with_capacity(capacity)),
            ScalarType::U64 => Self::U64(Vec::with_capacity(capacity)),
            ScalarType::Bool => Self::Bool(Vec::with_capacity(capacity)),
        }
    }

    /// Their type.
    pub fn scalar_type(&self) -> ScalarType {
        match self {
            Self::F64(_) => ScalarType::F64,
            Self::F32(_) => ScalarType::F32,
            Self::I8(_) => ScalarType::I8,
            Self::I16(_) => ScalarType::I16,
            Self::I32(_) => ScalarType::I32,
            Self::I64(_) => ScalarType::I64,
            Self::U8(_) => ScalarType::U8,
            Self::U16(_) => ScalarType::U16,
            Self::U32(_) => ScalarType::U32,
            Self::U64(_) => ScalarType::U64,
            Self::Bool(_) => ScalarType::Bool,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        on_vector!(self, values => values.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The numbers at these positions, in this order.
    ///
    /// # Panics
    /// Where a position is not below [`len`](Self::len).
    #[must_use]
    pub fn gather(&self, positions: &[usize]) -> Self {
        map_vector!(self, values => positions.iter().map(|&i| values[i]).collect())
    }

    /// The numbers from `start` up to, not including, `stop`.
    ///
    /// # Panics
    /// Where `start` is after `stop`, or `stop` after the end.
    #[must_use]
    pub fn slice(&self, start: usize, stop: usize) -> Self {
        map_vector!(self, values => values[start..stop].to_vec())
    }

    /// The numbers as 64-bit floats; integers beyond 2^53 are rounded, true is 1.
    pub fn to_f64(&self) -> Vec<f64> {
        match self {
            Self::F64(values) => values.clone(),
            Self::F32(values) => values.iter().map(|&x| f64::from(x)).collect(),
            Self::I8(values) => values.iter().map(|&x| f64::from(x)).collect(),
            Self::I16(values) => values.iter().map(|&x| f64::from(x)).collect(),
            Self::I32(values) => values.iter().map(|&x| f64::from(x)).collect(),
            Self::I64(values) => values.iter().map(|&x| x as f64).collect(),
            Self::U8(values) => values.iter().map(|&x| f64::from(x)).collect(),
            Self::U16(values) => values.iter().map(|&x| f64::from(x)).collect(),
            Self::U32(values) => values.iter().map(|&x| f64::from(x)).collect(),
            Self::U64(values) => values.iter().map(|&x| x as f64).collect(),
            Self::Bool(values) => values.iter().map(|&x| f64::from(u8::from(x))).collect(),
        }
    }

    /// The numbers as 64-bit integers, each with nothing lost.
    ///
    /// # Errors
    /// The position of the first number that is no whole number or does not fit.
    pub fn to_i64(&self) -> std::result::Result<Vec<i64>, usize> {
        fn each<T: Copy>(
            values: &[T],
            convert: impl Fn(T) -> Option<i64>,
        ) -> std::result::Result<Vec<i64>, usize> {
            let converted = values.iter().enumerate().map(|(i, &x)| convert(x).ok_or(i));
            converted.collect()
        }
        match self {
            Self::F64(values) => each(values, whole),
            Self::F32(values) => each(values, |x| whole(f64::from(x))),
            Self::I8(values) => each(values, |x| Some(i64::from(x))),
            Self::I16(values) => each(values, |x| Some(i64::from(x))),
            Self::I32(values) => each(values, |x| Some(i64::from(x))),
            Self::I64(values) => Ok(values.clone()),
            Self::U8(values) => each(values, |x| Some(i64::from(x))),
            Self::U16(values) => each(values, |x| Some(i64::from(x))),
            Self::U32(values) => each(values, |x| Some(i64::from(x))),
            Self::U64(values) => each(values, |x| i64::try_from(x).ok()),
            Self::Bool(values) => each(values, |x| Some(i64::from(x))),
        }
    }

    /// The number at a position, as text for a message.
    pub fn show(&self, position: usize) -> String {
        on_vector!(self, values => {
            values.get(position).map_or_else(String::new, ToString::to_string)
        })
    }

    /// Appends the numbers that `bytes` hold; bytes after the last whole number are left.
    pub(crate) fn extend_from_bytes(&mut self, bytes: &[u8], endian: Endian) {
        /// Appends one number for every `N` bytes.
        fn extend<T, const N: usize>(
            values: &mut Vec<T>,
            bytes: &[u8],
            endian: Endian,
            little: fn([u8; N]) -> T,
            big: fn([u8; N]) -> T,
        ) {
            let words = bytes.as_chunks::<N>().0.iter();
            match endian {
                Endian::Little => values.extend(words.map(|&word| little(word))),
                Endian::Big => values.extend(words.map(|&word| big(word))),
            }
        }
        match self {
            Self::F64(v) => extend(v, bytes, endian, f64::from_le_bytes, f64::from_be_bytes),
            Self::F32(v) => extend(v, bytes, endian, f32::from_le_bytes, f32::from_be_bytes),
            Self::I8(v) => v.extend(bytes.iter().map(|&byte| byte.cast_signed())),
            Self::I16(v) => extend(v, bytes, endian, i16::from_le_bytes, i16::from_be_bytes),
            Self::I32(v) => extend(v, bytes, endian, i32::from_le_bytes, i32::from_be_bytes),
            Self::I64(v) => extend(v, bytes, endian, i64::from_le_bytes, i64::from_be_bytes),
            Self::U8(v) => v.extend_from_slice(bytes),
            Self::U16(v) => extend(v, bytes, endian, u16::from_le_bytes, u16::from_be_bytes),
            Self::U32(v) => extend(v, bytes, endian, u32::from_le_bytes, u32::from_be_bytes),
            Self::U64(v) => extend(v, bytes, endian, u64::from_le_bytes, u64::from_be_bytes),
            Self::Bool(v) => v.extend(bytes.iter().map(|&byte| byte != 0)),
        }
    }

    /// Reads `count` numbers; room is made for `expected` of them at once.
    pub(crate) fn read(
        reader: &mut dyn Read,
        count: usize,
        scalar_type: ScalarType,
        endian: Endian,
        expected: usize,
    ) -> io::Result<Self> {
        let mut numbers = Self::with_capacity(scalar_type, expected.min(count));
        let mut left = count * scalar_type.size();
        let mut piece = vec![0; left.min(PIECE_BYTES)];
        while left > 0 {
            let part = &mut piece[..left.min(PIECE_BYTES)];
            reader.read_exact(part)?;
            numbers.extend_from_bytes(part, endian);
            left -= part.len();
        }
        Ok(numbers)
    }
}

/// A float as an integer, where it is one.
fn whole(value: f64) -> Option<i64> {
    /// 2^63; the largest `i64` itself is not a float.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    ((-BEYOND..BEYOND).contains(&value) && value.trunc() == value).then_some(value as i64)
}
