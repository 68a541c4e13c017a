//! From Arrow's arrays to values.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

use crate::raw::array::{NumericArray, Order};
use crate::raw::numbers::{Numbers, ScalarType};
use crate::raw::text_array::TextArray;
use crate::raw::value::{Unsupported, Value, ValueKind};

/// A column that grows batch by batch.
#[derive(Debug)]
pub(super) struct Accumulator {
    values: Values,
    /// Numbers a row, where a row is a list of them.
    width: Option<usize>,
    missing: Vec<usize>,
}

#[derive(Debug)]
enum Values {
    Numbers(Numbers),
    Texts(Vec<String>),
    Unsupported(String),
}

impl Accumulator {
    /// An empty column for data of that type.
    pub(super) fn new(data_type: &DataType) -> Self {
        let (item, width) = match data_type {
            DataType::FixedSizeList(item, width) => {
                (item.data_type(), usize::try_from(*width).ok().filter(|&width| width > 0))
            }
            other => (other, None),
        };
        let is_list = matches!(data_type, DataType::FixedSizeList(..));
        let values = match (scalar_type(item), is_list == width.is_some()) {
            (Some(scalar_type), true) => Values::Numbers(Numbers::with_capacity(scalar_type, 0)),
            (None, true) if is_text(item) && !is_list => Values::Texts(Vec::new()),
            _ => Values::Unsupported(format!("a column of type {data_type}")),
        };
        Self { values, width, missing: Vec::new() }
    }

    pub(super) fn kind(&self) -> ValueKind {
        match &self.values {
            Values::Numbers(numbers) => ValueKind::Array(numbers.scalar_type()),
            Values::Texts(_) => ValueKind::Text,
            Values::Unsupported(kind) => ValueKind::Unsupported(kind.clone()),
        }
    }

    pub(super) fn shape(&self, n_rows: usize) -> Vec<usize> {
        std::iter::once(n_rows).chain(self.width).collect()
    }

    pub(super) fn is_unsupported(&self) -> bool {
        matches!(self.values, Values::Unsupported(_))
    }

    /// Adds the rows of a batch.
    pub(super) fn push(&mut self, array: &dyn Array) {
        match &mut self.values {
            Values::Unsupported(_) => {}
            Values::Texts(texts) => {
                // Dictionaries and views become plain text; the types were checked before.
                let Ok(plain) = cast(array, &DataType::LargeUtf8) else { return };
                for text in plain.as_string::<i64>() {
                    if text.is_none() {
                        self.missing.push(texts.len());
                    }
                    texts.push(text.unwrap_or_default().to_owned());
                }
            }
            Values::Numbers(numbers) => match (self.width, array.as_fixed_size_list_opt()) {
                (Some(width), Some(lists)) => {
                    let start = numbers.len();
                    for row in (0..lists.len()).filter(|&row| lists.is_null(row)) {
                        let first = start + row * width;
                        self.missing.extend(first..first + width);
                    }
                    extend(numbers, &mut self.missing, lists.values());
                    self.missing.sort_unstable();
                    self.missing.dedup();
                }
                _ => extend(numbers, &mut self.missing, array),
            },
        }
    }

    /// The column as a value.
    pub(super) fn finish(self) -> Value {
        let n_items = match &self.values {
            Values::Numbers(numbers) => numbers.len(),
            Values::Texts(texts) => texts.len(),
            Values::Unsupported(_) => 0,
        };
        let shape = self.shape(n_items / self.width.unwrap_or(1));
        let missing = (!self.missing.is_empty()).then(|| {
            let mut flags = vec![false; n_items];
            for &position in &self.missing {
                flags[position] = true;
            }
            flags
        });
        match self.values {
            Values::Numbers(mut data) => {
                blank(&mut data, &self.missing);
                Value::Array(NumericArray { shape, order: Order::RowMajor, data, missing })
            }
            Values::Texts(items) => {
                Value::Text(TextArray { shape, items, missing, not_a_number: None })
            }
            Values::Unsupported(kind) => {
                let advice = "convert the column to numbers or text".to_owned();
                Value::Unsupported(Unsupported { kind, advice })
            }
        }
    }
}

fn scalar_type(data_type: &DataType) -> Option<ScalarType> {
    Some(match data_type {
        DataType::Boolean => ScalarType::Bool,
        DataType::Int8 => ScalarType::I8,
        DataType::Int16 => ScalarType::I16,
        DataType::Int32 => ScalarType::I32,
        DataType::Int64 => ScalarType::I64,
        DataType::UInt8 => ScalarType::U8,
        DataType::UInt16 => ScalarType::U16,
        DataType::UInt32 => ScalarType::U32,
        DataType::UInt64 => ScalarType::U64,
        DataType::Float16 | DataType::Float32 => ScalarType::F32,
        DataType::Float64 => ScalarType::F64,
        _ => return None,
    })
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

/// Appends the numbers of an array, and where it has none.
fn extend(numbers: &mut Numbers, missing: &mut Vec<usize>, array: &dyn Array) {
    let start = numbers.len();
    missing.extend((0..array.len()).filter(|&row| array.is_null(row)).map(|row| start + row));
    match numbers {
        Numbers::F64(v) => v.extend_from_slice(array.as_primitive::<Float64Type>().values()),
        Numbers::F32(v) => match array.as_primitive_opt::<Float16Type>() {
            Some(halves) => v.extend(halves.values().iter().map(|half| half.to_f32())),
            None => v.extend_from_slice(array.as_primitive::<Float32Type>().values()),
        },
        Numbers::I8(v) => v.extend_from_slice(array.as_primitive::<Int8Type>().values()),
        Numbers::I16(v) => v.extend_from_slice(array.as_primitive::<Int16Type>().values()),
        Numbers::I32(v) => v.extend_from_slice(array.as_primitive::<Int32Type>().values()),
        Numbers::I64(v) => v.extend_from_slice(array.as_primitive::<Int64Type>().values()),
        Numbers::U8(v) => v.extend_from_slice(array.as_primitive::<UInt8Type>().values()),
        Numbers::U16(v) => v.extend_from_slice(array.as_primitive::<UInt16Type>().values()),
        Numbers::U32(v) => v.extend_from_slice(array.as_primitive::<UInt32Type>().values()),
        Numbers::U64(v) => v.extend_from_slice(array.as_primitive::<UInt64Type>().values()),
        Numbers::Bool(v) => v.extend(array.as_boolean().values().iter()),
    }
}

/// Puts NaN, 0 or false where the file has no value.
fn blank(numbers: &mut Numbers, missing: &[usize]) {
    fn put<T: Copy>(values: &mut [T], missing: &[usize], blank: T) {
        for &position in missing {
            values[position] = blank;
        }
    }
    match numbers {
        Numbers::F64(v) => put(v, missing, f64::NAN),
        Numbers::F32(v) => put(v, missing, f32::NAN),
        Numbers::I8(v) => put(v, missing, 0),
        Numbers::I16(v) => put(v, missing, 0),
        Numbers::I32(v) => put(v, missing, 0),
        Numbers::I64(v) => put(v, missing, 0),
        Numbers::U8(v) => put(v, missing, 0),
        Numbers::U16(v) => put(v, missing, 0),
        Numbers::U32(v) => put(v, missing, 0),
        Numbers::U64(v) => put(v, missing, 0),
        Numbers::Bool(v) => put(v, missing, false),
    }
}
