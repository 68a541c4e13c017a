//! Named finite scalars and short vectors, each with its unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Unit};

/// What a value is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Quantity {
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Finite numbers.
    Vector(Vec<f64>),
    /// A short text, such as the name of a condition.
    Text(String),
}

/// A quantity and what it is measured in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// What it is.
    pub value: Quantity,
    /// What it is measured in.
    pub unit: Unit,
}

/// Named values in the order of their names.
///
/// ```
/// use spikebook_schema::{Unit, Values};
///
/// let mut values = Values::default();
/// values.number("peak_rate", 42.5, Unit::SPIKES_PER_SECOND)?;
/// assert!(values.number("width", f64::NAN, Unit::DEGREE).is_err());
/// # Ok::<(), spikebook_schema::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<String, Value>);

impl Values {
    /// Adds a number.
    ///
    /// # Errors
    /// [`Error::NotFinite`] and [`Error::SetTwice`].
    pub fn number(&mut self, name: &str, value: f64, unit: Unit) -> Result<(), Error> {
        check_finite(name, value)?;
        self.insert(name, Quantity::Number(value), unit)
    }

    /// Adds a whole number.
    ///
    /// # Errors
    /// [`Error::SetTwice`].
    pub fn integer(&mut self, name: &str, value: i64, unit: Unit) -> Result<(), Error> {
        self.insert(name, Quantity::Integer(value), unit)
    }

    /// Adds a count, which is a whole number.
    ///
    /// # Errors
    /// [`Error::SetTwice`].
    pub fn count(&mut self, name: &str, value: usize, unit: Unit) -> Result<(), Error> {
        self.integer(name, value as i64, unit)
    }

    /// Adds a short vector.
    ///
    /// # Errors
    /// [`Error::NotFinite`] and [`Error::SetTwice`].
    pub fn vector(&mut self, name: &str, values: Vec<f64>, unit: Unit) -> Result<(), Error> {
        for &value in &values {
            check_finite(name, value)?;
        }
        self.insert(name, Quantity::Vector(values), unit)
    }

    /// Adds a short text.
    ///
    /// # Errors
    /// [`Error::SetTwice`].
    pub fn text(&mut self, name: &str, value: &str) -> Result<(), Error> {
        self.insert(name, Quantity::Text(value.into()), Unit::LABEL)
    }

    fn insert(&mut self, name: &str, value: Quantity, unit: Unit) -> Result<(), Error> {
        match self.0.insert(name.into(), Value { value, unit }) {
            None => Ok(()),
            Some(_) => Err(Error::SetTwice { name: name.into() }),
        }
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The number of this name, whole or not.
    pub fn get_number(&self, name: &str) -> Option<f64> {
        match self.get(name)?.value {
            Quantity::Number(number) => Some(number),
            Quantity::Integer(number) => Some(number as f64),
            Quantity::Vector(_) | Quantity::Text(_) => None,
        }
    }

    /// All values by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn check_finite(name: &str, value: f64) -> Result<(), Error> {
    if value.is_finite() { Ok(()) } else { Err(Error::NotFinite { name: name.into(), got: value }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_json_as_they_were() {
        let mut values = Values::default();
        values.number("third", 1.0 / 3.0, Unit::SECOND).expect("finite");
        values.count("n_units", 31, Unit::ONE).expect("new");
        values.vector("axis", vec![0.5, -0.25], Unit::ONE).expect("finite");
        values.text("side", "left").expect("new");
        let json = serde_json::to_string(&values).expect("plain data");
        assert_eq!(
            json,
            r#"{"axis":{"value":[0.5,-0.25],"unit":"1"},"n_units":{"value":31,"unit":"1"},"#
                .to_owned()
                + r#""side":{"value":"left","unit":"label"},"third":{"value":0.3333333333333333,"unit":"s"}}"#
        );
        assert_eq!(serde_json::from_str::<Values>(&json).expect("own output"), values);
    }

    #[test]
    fn a_whole_number_written_as_a_float_stays_one() {
        let mut values = Values::default();
        values.number("rate", 2.0, Unit::HERTZ).expect("finite");
        let json = serde_json::to_string(&values).expect("plain data");
        assert_eq!(serde_json::from_str::<Values>(&json).expect("own output"), values);
    }

    #[test]
    fn nothing_unfinished_is_stored() {
        let mut values = Values::default();
        for got in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(matches!(values.number("x", got, Unit::ONE), Err(Error::NotFinite { .. })));
            assert!(values.vector("x", vec![0.0, got], Unit::ONE).is_err());
        }
        assert!(values.is_empty());
    }

    #[test]
    fn a_name_is_set_once() {
        let mut values = Values::default();
        values.count("n", 1, Unit::ONE).expect("new");
        assert_eq!(values.count("n", 1, Unit::ONE), Err(Error::SetTwice { name: "n".into() }));
    }
}
