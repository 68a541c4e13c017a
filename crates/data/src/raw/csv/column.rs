//! A column that finds its type while it is read.

use crate::raw::array::NumericArray;
use crate::raw::missing::MissingTokens;
use crate::raw::numbers::{Numbers, ScalarType};
use crate::raw::text_array::{NotANumber, TextArray};
use crate::raw::value::{Value, ValueKind};

/// The values so far, in the narrowest type that fits them.
#[derive(Debug, Clone, PartialEq)]
enum Values {
    /// Only missing values.
    Nothing,
    Integers(Vec<i64>),
    Floats(Vec<f64>),
    Truths(Vec<bool>),
    Texts(Vec<String>),
}

/// A column that finds its type while it is read.
#[derive(Debug, Clone)]
pub(super) struct ColumnBuilder<'a> {
    values: Values,
    n_rows: usize,
    /// The rows whose value is missing.
    missing: Vec<usize>,
    tokens: &'a MissingTokens,
    /// Whether values are kept, or only their type.
    keeps: bool,
    /// Whether values of another type came before the first text and are gone.
    lost: bool,
    not_a_number: Option<NotANumber>,
    /// The first whole number that needs more than 64 bits.
    large: Option<NotANumber>,
    /// Whether a number was not whole: then large ones are rounded like any other.
    fractions: bool,
}

impl<'a> ColumnBuilder<'a> {
    /// An empty column; `tokens` stand for missing values.
    pub(super) fn new(tokens: &'a MissingTokens) -> Self {
        Self {
            values: Values::Nothing,
            n_rows: 0,
            missing: Vec::new(),
            tokens,
            keeps: true,
            lost: false,
            not_a_number: None,
            large: None,
            fractions: false,
        }
    }

    /// The same column, which finds its type and keeps no values.
    pub(super) fn without_values(mut self) -> Self {
        self.keeps = false;
        self
    }

    /// An empty column of the type that this one has found, for another pass over the rows.
    pub(super) fn again(&self) -> Self {
        let mut empty = Self::new(self.tokens);
        empty.values = match self.kind() {
            ValueKind::Array(ScalarType::I64) => Values::Integers(Vec::new()),
            ValueKind::Array(ScalarType::Bool) => Values::Truths(Vec::new()),
            ValueKind::Array(_) => Values::Floats(Vec::new()),
            _ => Values::Texts(Vec::new()),
        };
        empty.fractions = true;
        empty.not_a_number = self.reason();
        empty
    }

    /// Rows so far.
    pub(super) fn len(&self) -> usize {
        self.n_rows
    }

    /// Whether it turned out to be text after other values, which are gone.
    pub(super) fn is_lost(&self) -> bool {
        self.lost || (self.reason().is_some() && !matches!(self.values, Values::Texts(_)))
    }

    /// Why it is text although it starts with numbers.
    fn reason(&self) -> Option<NotANumber> {
        let large = if self.fractions { None } else { self.large.clone() };
        self.not_a_number.clone().or(large)
    }

    /// The type it has found.
    pub(super) fn kind(&self) -> ValueKind {
        match self.values {
            Values::Texts(_) => ValueKind::Text,
            _ if self.reason().is_some() => ValueKind::Text,
            Values::Integers(_) => ValueKind::Array(ScalarType::I64),
            Values::Truths(_) => ValueKind::Array(ScalarType::Bool),
            Values::Floats(_) | Values::Nothing => ValueKind::Array(ScalarType::F64),
        }
    }

    /// Adds a field; fails with the first byte of a text that is not UTF-8.
    pub(super) fn push(&mut self, field: &[u8], line: u64) -> Result<(), u8> {
        let trimmed = field.trim_ascii();
        if self.tokens.contains(trimmed) {
            self.missing.push(self.n_rows);
            self.n_rows += 1;
            if self.keeps && !self.lost {
                match &mut self.values {
                    Values::Nothing => {}
                    Values::Integers(values) => values.push(0),
                    Values::Floats(values) => values.push(f64::NAN),
                    Values::Truths(values) => values.push(false),
                    Values::Texts(values) => values.push(String::new()),
                }
            }
            return Ok(());
        }
        if !self.push_value(trimmed, line) {
            self.push_text(field, trimmed, line)?;
        }
        self.n_rows += 1;
        Ok(())
    }

    /// Adds a field that is no text; false where it does not fit.
    fn push_value(&mut self, field: &[u8], line: u64) -> bool {
        let keeps = self.keeps;
        match &mut self.values {
            Values::Texts(_) => return false,
            Values::Truths(values) => {
                let Some(value) = truth(field) else { return false };
                if keeps {
                    values.push(value);
                }
                return true;
            }
            Values::Integers(values) => {
                if let Some(value) = integer(field) {
                    if keeps {
                        values.push(value);
                    }
                    return true;
                }
            }
            Values::Nothing => {
                if let Some(value) = integer(field) {
                    let mut values = vec![0; if keeps { self.n_rows } else { 0 }];
                    values.extend(keeps.then_some(value));
                    self.values = Values::Integers(values);
                    return true;
                }
                if let Some(value) = truth(field) {
                    let mut values = vec![false; if keeps { self.n_rows } else { 0 }];
                    values.extend(keeps.then_some(value));
                    self.values = Values::Truths(values);
                    return true;
                }
            }
            Values::Floats(_) => {}
        }
        self.push_float(field, line)
    }

    fn push_float(&mut self, field: &[u8], line: u64) -> bool {
        let text = std::str::from_utf8(field).ok();
        let Some(value) = text.and_then(|text| text.parse::<f64>().ok()) else { return false };
        let sign = usize::from(matches!(field.first(), Some(b'+' | b'-')));
        if field[sign..].iter().all(u8::is_ascii_digit) {
            if self.large.is_none() && integer(field).is_none() {
                let text = text.unwrap_or_default().to_owned();
                self.large = Some(NotANumber { line, text });
            }
        } else {
            self.fractions = true;
        }
        if !matches!(self.values, Values::Floats(_)) {
            self.become_floats();
        }
        if let (Values::Floats(values), true) = (&mut self.values, self.keeps) {
            values.push(value);
        }
        true
    }

    /// Turns the integers so far into floats; nothing so far into missing ones.
    fn become_floats(&mut self) {
        let floats = match std::mem::replace(&mut self.values, Values::Nothing) {
            Values::Integers(integers) => {
                let mut floats: Vec<f64> = integers.into_iter().map(|x| x as f64).collect();
                for &row in &self.missing {
                    if let Some(float) = floats.get_mut(row) {
                        *float = f64::NAN;
                    }
                }
                floats
            }
            _ => vec![f64::NAN; if self.keeps { self.n_rows } else { 0 }],
        };
        self.values = Values::Floats(floats);
    }

    fn push_text(&mut self, field: &[u8], trimmed: &[u8], line: u64) -> Result<(), u8> {
        let text = std::str::from_utf8(field).map_err(|error| field[error.valid_up_to()])?;
        if !matches!(self.values, Values::Texts(_)) {
            if matches!(self.values, Values::Integers(_) | Values::Floats(_)) {
                let text = String::from_utf8_lossy(trimmed).into_owned();
                self.not_a_number = Some(NotANumber { line, text });
            }
            self.lost = !matches!(self.values, Values::Nothing);
            let before = if self.lost || !self.keeps { 0 } else { self.n_rows };
            self.values = Values::Texts(vec![String::new(); before]);
        }
        if let (Values::Texts(values), true) = (&mut self.values, self.keeps && !self.lost) {
            values.push(text.to_owned());
        }
        Ok(())
    }

    /// The column as a value.
    pub(super) fn finish(self) -> Value {
        let n_rows = self.n_rows;
        let missing = (!self.missing.is_empty()).then(|| {
            let mut flags = vec![false; n_rows];
            for &row in &self.missing {
                flags[row] = true;
            }
            flags
        });
        let data = match self.values {
            Values::Texts(items) => {
                let not_a_number = self.not_a_number;
                return Value::Text(TextArray {
                    shape: vec![n_rows],
                    items,
                    missing,
                    not_a_number,
                });
            }
            Values::Integers(values) => Numbers::I64(values),
            Values::Floats(values) => Numbers::F64(values),
            Values::Truths(values) => Numbers::Bool(values),
            Values::Nothing => Numbers::F64(vec![f64::NAN; n_rows]),
        };
        Value::Array(NumericArray { missing, ..NumericArray::vector(data) })
    }
}

/// A field as a whole number of 64 bits.
fn integer(field: &[u8]) -> Option<i64> {
    let (negative, digits) = match field {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0_i64;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        let digit = i64::from(digit - b'0');
        value = value.checked_mul(10)?;
        value = if negative { value.checked_sub(digit)? } else { value.checked_add(digit)? };
    }
    Some(value)
}

/// A field as a truth value.
fn truth(field: &[u8]) -> Option<bool> {
    match field {
        b"True" | b"true" | b"TRUE" => Some(true),
        b"False" | b"false" | b"FALSE" => Some(false),
        _ => None,
    }
}
