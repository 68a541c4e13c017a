//! The fields of a record: `<time uint32><waveform 40*int16>`.

use crate::raw::numbers::ScalarType;

/// More bytes than any record has; a larger one is a damaged header.
const LARGEST_RECORD_BYTES: usize = 1 << 24;

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) scalar_type: ScalarType,
    /// How many numbers a record holds for this field.
    pub(super) repeats: usize,
    /// Where in the record it starts.
    pub(super) offset: usize,
}

impl Field {
    /// Bytes in a record.
    pub(super) fn bytes(&self) -> usize {
        self.scalar_type.size() * self.repeats
    }

    /// The shape of the field's values in that many records.
    pub(super) fn shape(&self, n_records: usize) -> Vec<usize> {
        if self.repeats == 1 { vec![n_records] } else { vec![n_records, self.repeats] }
    }
}

/// Reads the line that names the fields; fails with what it got and wanted.
pub(super) fn parse(line: &str) -> Result<Vec<Field>, (String, String)> {
    let mut fields: Vec<Field> = Vec::new();
    let mut offset = 0;
    let mut rest = line.trim();
    while !rest.is_empty() {
        let inner = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let Some((inner, after)) = inner else {
            return Err((format!("'{rest}'"), "fields like <time uint32>".to_owned()));
        };
        let Some((name, type_text)) = inner.trim().split_once(char::is_whitespace) else {
            return Err((format!("<{inner}>"), "a name and a type".to_owned()));
        };
        let Some((scalar_type, repeats)) = field_type(type_text.trim()) else {
            let wanted = "int8 … uint64, single or double, alone or as 40*int16".to_owned();
            return Err((format!("type '{}'", type_text.trim()), wanted));
        };
        if fields.iter().any(|field| field.name == name) {
            return Err((format!("field '{name}' twice"), "another name".to_owned()));
        }
        let field = Field { name: name.to_owned(), scalar_type, repeats, offset };
        offset += field.bytes();
        if offset > LARGEST_RECORD_BYTES {
            let wanted = format!("at most {LARGEST_RECORD_BYTES}");
            return Err((format!("records of {offset} bytes or more"), wanted));
        }
        fields.push(field);
        rest = after.trim_start();
    }
    if fields.is_empty() {
        return Err(("no fields".to_owned(), "fields like <time uint32>".to_owned()));
    }
    Ok(fields)
}

/// A type, and how many numbers of it: `uint32`, `40*int16`, `int16*40`.
fn field_type(text: &str) -> Option<(ScalarType, usize)> {
    let (name, repeats) = match text.split_once('*') {
        None => (text, 1),
        Some((a, b)) => match a.trim().parse() {
            Ok(repeats) => (b, repeats),
            Err(_) => (a, b.trim().parse().ok()?),
        },
    };
    let scalar_type = match name.trim().to_ascii_lowercase().as_str() {
        "int8" => ScalarType::I8,
        "uint8" | "char" => ScalarType::U8,
        "int16" => ScalarType::I16,
        "uint16" => ScalarType::U16,
        "int32" | "int" => ScalarType::I32,
        "uint32" => ScalarType::U32,
        "int64" => ScalarType::I64,
        "uint64" => ScalarType::U64,
        "single" | "float" | "float32" => ScalarType::F32,
        "double" | "float64" => ScalarType::F64,
        _ => return None,
    };
    (1..=LARGEST_RECORD_BYTES).contains(&repeats).then_some((scalar_type, repeats))
}
