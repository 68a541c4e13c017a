//! Parameters read off the JSON Schema of a params struct.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Map, Value};
use spikebook_schema::Unit;

use super::{Parameter, Range, Shape};

/// Schemas without references between their parts.
pub(super) fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true)
}

/// The parameters of a root schema, with the defaults of `default`.
pub(super) fn parameters(root: &Schema, default: &impl Serialize) -> Vec<Parameter> {
    let defaults = serde_json::to_value(default).expect("a params struct is plain data");
    let Some(properties) = root.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    let fields = defaults.as_object().expect("a params struct has named fields");
    // The fields in the order in which the struct declares them, which serde keeps.
    fields
        .iter()
        .map(|(name, default)| {
            let property = properties[name].as_object().expect("a field has a schema");
            Parameter {
                name: name.clone(),
                description: text(property, "description"),
                unit: property.get("x-unit").and_then(Value::as_str).map_or(Unit::ONE, |symbol| {
                    Unit::parse(symbol).expect("a params struct names known units")
                }),
                shape: shape(name, property),
                default: default.clone(),
            }
        })
        .collect()
}

fn text(property: &Map<String, Value>, key: &str) -> String {
    property.get(key).and_then(Value::as_str).unwrap_or_default().replace('\n', " ")
}

fn shape(name: &str, property: &Map<String, Value>) -> Shape {
    if let Some(words) = choice(property) {
        return Shape::Choice(words);
    }
    if let Some(any) = property.get("anyOf").and_then(Value::as_array) {
        let inner = any.iter().filter_map(Value::as_object).find(|option| !is_null(option));
        return Shape::Optional(Box::new(shape(name, inner.expect("an option of something"))));
    }
    let (word, optional) = match property.get("type") {
        Some(Value::String(word)) => (word.as_str(), false),
        Some(Value::Array(words)) => {
            let word = words.iter().filter_map(Value::as_str).find(|word| *word != "null");
            (word.unwrap_or_default(), true)
        }
        _ => ("", false),
    };
    let plain = match word {
        "number" => Shape::Number(range(property)),
        "integer" => Shape::Integer(range(property)),
        "boolean" => Shape::Boolean,
        "string" => Shape::Text,
        "array" => {
            let items = property.get("items").and_then(Value::as_object);
            Shape::List(Box::new(shape(name, items.expect("a list of something"))))
        }
        _ => panic!("field `{name}` of a params struct has a type that no parameter can have"),
    };
    if optional { Shape::Optional(Box::new(plain)) } else { plain }
}

fn is_null(option: &Map<String, Value>) -> bool {
    option.get("type").and_then(Value::as_str) == Some("null")
}

/// The words of an enum: `enum` where none has a doc comment, `oneOf` where some have.
fn choice(property: &Map<String, Value>) -> Option<Vec<(String, String)>> {
    if let Some(words) = property.get("enum").and_then(Value::as_array) {
        let words = words.iter().filter_map(Value::as_str);
        return Some(words.map(|word| (word.into(), String::new())).collect());
    }
    let options = property.get("oneOf")?.as_array()?;
    let mut words = Vec::new();
    for option in options.iter().filter_map(Value::as_object) {
        if let Some(word) = option.get("const").and_then(Value::as_str) {
            words.push((word.into(), text(option, "description")));
        } else {
            words.extend(choice(option)?);
        }
    }
    Some(words)
}

fn range(property: &Map<String, Value>) -> Range {
    let bound = |key: &str| property.get(key).and_then(Value::as_f64);
    Range {
        minimum: bound("minimum"),
        exclusive_minimum: bound("exclusiveMinimum"),
        maximum: bound("maximum"),
        exclusive_maximum: bound("exclusiveMaximum"),
    }
}
