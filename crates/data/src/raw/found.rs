//! What a path led to, and its conversion to the plain types that typed frames are built from.

use std::borrow::Cow;

use super::array::{NumericArray, Order};
use super::error::{At, Error, Place, Result};
use super::numbers::Numbers;
use super::text_array::TextArray;
use super::value::Value;

/// A value that a path led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The index, counted from 0, for every `*`, `:` or range in brackets of the path that led to
    /// single items; empty for a path without any.
    pub indices: Vec<usize>,
    /// The file, and the path to this very value.
    pub place: Place,
    /// The value.
    pub value: Value,
}

impl Found {
    /// The numbers as floats, the first axis fastest; what the file marks as missing is NaN.
    ///
    /// # Errors
    /// [`Error::WrongValue`] with line and column where a column of a text file is text because of
    /// one value; [`Error::WrongType`] for anything else that holds no numbers;
    /// [`Error::Unsupported`] for what is not read.
    pub fn to_f64(&self) -> Result<Vec<f64>> {
        let array = self.array("numbers")?;
        let mut values = array.data.to_f64();
        for position in array.missing_positions() {
            values[position] = f64::NAN;
        }
        Ok(values)
    }

    /// The same without a copy, where the file holds 64-bit floats.
    ///
    /// # Errors
    /// As [`to_f64`](Self::to_f64).
    pub fn into_f64(self) -> Result<Vec<f64>> {
        match self.value {
            Value::Array(NumericArray {
                order,
                data: Numbers::F64(values),
                missing: None,
                shape,
            }) if order == Order::ColumnMajor || shape.len() <= 1 => Ok(values),
            value => Self { value, ..self }.to_f64(),
        }
    }

    /// The numbers as integers, the first axis fastest.
    ///
    /// # Errors
    /// As [`to_f64`](Self::to_f64), and [`Error::WrongValue`] with the item where a number is
    /// missing, not whole, or too large.
    pub fn to_i64(&self) -> Result<Vec<i64>> {
        let array = self.array("whole numbers")?;
        if let Some(&position) = array.missing_positions().first() {
            return Err(self.wrong_item(position, "a missing value".to_owned(), "a whole number"));
        }
        array.data.to_i64().map_err(|position| {
            self.wrong_item(position, array.data.show(position), "a whole number of 64 bits")
        })
    }

    /// The truth values, the first axis fastest; the numbers 0 and 1 count as such.
    ///
    /// # Errors
    /// As [`to_i64`](Self::to_i64), and [`Error::WrongValue`] where a number is neither 0 nor 1.
    pub fn to_bool(&self) -> Result<Vec<bool>> {
        let numbers = self.to_i64()?;
        let truths = numbers.iter().enumerate().map(|(position, &number)| match number {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.wrong_item(position, other.to_string(), "0 or 1, true or false")),
        });
        truths.collect()
    }

    /// The texts, the first axis fastest.
    ///
    /// # Errors
    /// [`Error::WrongType`] where the value is no text, [`Error::Unsupported`] for what is not read.
    pub fn to_texts(&self) -> Result<Vec<String>> {
        self.text().map(|text| text.items.clone())
    }

    /// The value as text.
    ///
    /// # Errors
    /// As [`to_texts`](Self::to_texts).
    pub fn text(&self) -> Result<&TextArray> {
        match &self.value {
            Value::Text(text) => Ok(text),
            other => Err(self.wrong_type(other, "text")),
        }
    }

    /// The value as an array with every axis, the first fastest.
    ///
    /// # Errors
    /// As [`to_f64`](Self::to_f64).
    pub fn numeric_array(&self) -> Result<Cow<'_, NumericArray>> {
        self.array("numbers")
    }

    /// The array with its first axis fastest, copied only where it is not.
    fn array(&self, wanted: &str) -> Result<Cow<'_, NumericArray>> {
        match &self.value {
            Value::Array(array) if array.order == Order::ColumnMajor || array.is_vector() => {
                Ok(Cow::Borrowed(array))
            }
            Value::Array(array) => Ok(Cow::Owned(array.column_major())),
            Value::Text(TextArray { not_a_number: Some(first), .. }) => {
                let column = self.path().to_owned();
                let at = At::Cell { line: first.line, column };
                Err(Error::WrongValue {
                    place: Place::new(self.place.file(), at),
                    got: format!("'{}'", first.text),
                    wanted: "a number".to_owned(),
                })
            }
            other => Err(self.wrong_type(other, wanted)),
        }
    }

    /// The path to this value.
    pub fn path(&self) -> &str {
        match self.place.at() {
            At::Variable(path) => path,
            _ => "",
        }
    }

    fn wrong_type(&self, value: &Value, wanted: &str) -> Error {
        let place = self.place.clone();
        match value {
            Value::Unsupported(what) => Error::Unsupported {
                what: "variable".to_owned(),
                place,
                got: what.kind.clone(),
                wanted: wanted.to_owned(),
                advice: what.advice.clone(),
            },
            _ => Error::WrongType { place, got: value.describe(), wanted: wanted.to_owned() },
        }
    }

    fn wrong_item(&self, position: usize, got: String, wanted: &str) -> Error {
        let at = At::Item { variable: self.path().to_owned(), item: position + 1 };
        let place = Place::new(self.place.file(), at);
        Error::WrongValue { place, got, wanted: wanted.to_owned() }
    }
}
