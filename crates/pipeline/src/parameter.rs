//! What can be set on a stage: read off its params struct, checked by one rule, shown by one table.
//!
//! A params struct derives `Serialize`, `Deserialize`, `JsonSchema` and `Default`. Its doc comments, types
//! and attributes become [`Parameter`]s; its `Default` gives the defaults:
//!
//! ```
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use spikebook_pipeline::Parameters;
//!
//! #[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields, default)]
//! struct Params {
//!     /// Width of a bin.
//!     #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
//!     bin_width_s: f64,
//! }
//!
//! impl Default for Params {
//!     fn default() -> Self {
//!         Self { bin_width_s: 0.01 }
//!     }
//! }
//!
//! let parameters = Parameters::of::<Params>();
//! assert_eq!(parameters.iter().next().unwrap().shape.to_string(), "number > 0");
//! ```

mod read;

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use spikebook_schema::Unit;

use crate::nearest;

/// What a params struct is: plain data with a schema and defaults.
pub trait Params: Serialize + DeserializeOwned + JsonSchema + Default {}

impl<P: Serialize + DeserializeOwned + JsonSchema + Default> Params for P {}

/// Bounds of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    /// Not below this.
    pub minimum: Option<f64>,
    /// Above this.
    pub exclusive_minimum: Option<f64>,
    /// Not above this.
    pub maximum: Option<f64>,
    /// Below this.
    pub exclusive_maximum: Option<f64>,
}

impl Range {
    /// Whether a number lies within.
    pub fn contains(&self, number: f64) -> bool {
        number.is_finite()
            && self.minimum.is_none_or(|bound| number >= bound)
            && self.exclusive_minimum.is_none_or(|bound| number > bound)
            && self.maximum.is_none_or(|bound| number <= bound)
            && self.exclusive_maximum.is_none_or(|bound| number < bound)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = [
            (">", self.exclusive_minimum),
            (">=", self.minimum),
            ("<", self.exclusive_maximum),
            ("<=", self.maximum),
        ];
        let mut words =
            bounds.iter().filter_map(|(sign, bound)| bound.map(|b| format!("{sign} {b}")));
        let Some(first) = words.next() else { return Ok(()) };
        write!(formatter, " {first}")?;
        words.try_for_each(|word| write!(formatter, " and {word}"))
    }
}

/// What may be written for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A finite number.
    Number(Range),
    /// A whole number.
    Integer(Range),
    /// `true` or `false`.
    Boolean,
    /// Text.
    Text,
    /// One of these words, each with its meaning.
    Choice(Vec<(String, String)>),
    /// A list of such.
    List(Box<Shape>),
    /// Such, or nothing.
    Optional(Box<Shape>),
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(range) => write!(formatter, "number{range}"),
            Self::Integer(range) => write!(formatter, "whole number{range}"),
            Self::Boolean => formatter.write_str("true or false"),
            Self::Text => formatter.write_str("text"),
            Self::Choice(words) => {
                let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
                write!(formatter, "one of {}", words.join(", "))
            }
            Self::List(shape) => write!(formatter, "list of {shape}"),
            Self::Optional(shape) => write!(formatter, "{shape}, or left out"),
        }
    }
}

impl Shape {
    /// Whether `value` may be written here.
    pub fn accepts(&self, value: &Value) -> bool {
        match self {
            Self::Number(range) => value.as_f64().is_some_and(|number| range.contains(number)),
            Self::Integer(range) => {
                value.is_i64() && value.as_f64().is_some_and(|number| range.contains(number))
            }
            Self::Boolean => value.is_boolean(),
            Self::Text => value.is_string(),
            Self::Choice(words) => {
                value.as_str().is_some_and(|got| words.iter().any(|(word, _)| word == got))
            }
            Self::List(shape) => {
                value.as_array().is_some_and(|items| items.iter().all(|item| shape.accepts(item)))
            }
            Self::Optional(shape) => value.is_null() || shape.accepts(value),
        }
    }
}

/// One thing that can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// How it is called, with the unit in its name where it has one.
    pub name: String,
    /// What it does.
    pub description: String,
    /// What it is measured in.
    pub unit: Unit,
    /// What may be written.
    pub shape: Shape,
    /// What it is where nothing is written.
    pub default: Value,
}

/// Why what was written cannot stand.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterFault {
    /// What was written before the equals sign.
    pub name: String,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// All that can be set on a stage kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters(Vec<Parameter>);

impl<'a> IntoIterator for &'a Parameters {
    type Item = &'a Parameter;
    type IntoIter = std::slice::Iter<'a, Parameter>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Parameters {
    /// The parameters that a params struct declares.
    ///
    /// # Panics
    /// Where a field is of a type that no parameter can have, which the tests of the catalogue find.
    pub fn of<P: Params>() -> Self {
        Self(read::parameters(
            &schemars::SchemaGenerator::new(read::settings()).into_root_schema_for::<P>(),
            &P::default(),
        ))
    }

    /// One by one, as declared.
    pub fn iter(&self) -> std::slice::Iter<'_, Parameter> {
        self.0.iter()
    }

    /// The parameter of this name.
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.0.iter().find(|parameter| parameter.name == name)
    }

    /// Whether nothing can be set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fills in the defaults and checks what was written.
    ///
    /// # Errors
    /// Every fault that there is.
    pub fn complete(
        &self,
        written: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Vec<ParameterFault>> {
        let mut faults = Vec::new();
        let mut complete = Map::new();
        for parameter in &self.0 {
            let value = written.get(&parameter.name).unwrap_or(&parameter.default);
            complete.insert(parameter.name.clone(), parameter.canonical(value));
        }
        for (name, value) in written {
            match self.get(name) {
                None => faults.push(self.unknown(name)),
                Some(parameter) if !parameter.shape.accepts(value) => {
                    faults.push(parameter.refuse(value));
                }
                Some(_) => {}
            }
        }
        if faults.is_empty() { Ok(complete) } else { Err(faults) }
    }

    fn unknown(&self, name: &str) -> ParameterFault {
        let names: Vec<&str> = self.0.iter().map(|parameter| parameter.name.as_str()).collect();
        let hint = match nearest(name, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "this kind has no parameters".into(),
            None => format!("it has {}", names.join(", ")),
        };
        ParameterFault {
            name: name.into(),
            what: format!("no parameter `{name}`"),
            hint: Some(hint),
        }
    }
}

impl Parameter {
    /// `2` and `2.0` are one number: what is stored and hashed has one form.
    fn canonical(&self, value: &Value) -> Value {
        fn number(shape: &Shape, value: &Value) -> Value {
            match (shape, value) {
                (Shape::Number(_), Value::Number(_)) => {
                    value.as_f64().map_or(Value::Null, |number| Value::from(number + 0.0))
                }
                (Shape::Optional(inner), other) => number(inner, other),
                (Shape::List(inner), Value::Array(items)) => {
                    items.iter().map(|item| number(inner, item)).collect()
                }
                (_, other) => other.clone(),
            }
        }
        number(&self.shape, value)
    }

    fn refuse(&self, got: &Value) -> ParameterFault {
        let unit = if self.unit.is_shown() { format!(" ({})", self.unit) } else { String::new() };
        ParameterFault {
            name: self.name.clone(),
            what: format!("parameter `{}`: got {got}, wanted {}{unit}", self.name, self.shape),
            hint: Some(format!("left out, it is {}", self.default)),
        }
    }
}

#[cfg(test)]
mod tests;
