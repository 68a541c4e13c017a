//! The JSON Schema of `pipeline.toml`, from which editors complete and check what is typed.

use serde_json::{Map, Value, json};
use spikebook_pipeline::{Arity, Catalogue, Kind, Parameter, Range, Shape};

const REFERENCE: &str = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z0-9][A-Za-z0-9_-]*$";
const NAME: &str = r"^[A-Za-z0-9][A-Za-z0-9_-]*$";

/// The schema, with what each kind takes.
pub(super) fn schema(catalogue: &Catalogue) -> Value {
    let kinds: Vec<Value> = catalogue
        .iter()
        .map(|kind| json!({ "const": kind.name, "description": kind.summary }))
        .collect();
    let rules: Vec<Value> = catalogue.iter().map(|kind| rule(kind)).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pipeline.toml",
        "description": "The graph of a chapter: inputs, stages, wires and parameters.",
        "type": "object",
        "required": ["title", "stage"],
        "additionalProperties": false,
        "properties": {
            "title": { "type": "string", "description": "The chapter's title" },
            "summary": { "type": "string", "description": "What one learns from it, in a sentence" },
            "order": { "type": "integer", "minimum": 0, "description": "Where it stands in the book" },
            "seed": { "type": "integer", "minimum": 0, "description": "What all chance is derived from" },
            "inputs": {
                "type": "object",
                "description": "Names for datasets; a run may bind others",
                "additionalProperties": { "type": "string" },
            },
            "stage": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["id", "kind"],
                    "additionalProperties": false,
                    "properties": {
                        "id": { "type": "string", "pattern": NAME, "description": "How others call it" },
                        "kind": { "oneOf": kinds, "description": "What it does" },
                        "inputs": { "type": "object", "description": "A wire to each input port" },
                        "params": { "type": "object", "description": "What is not left at its default" },
                    },
                    "allOf": rules,
                },
            },
            "sweep": {
                "type": "array",
                "description": "What is collected over values of parameters",
                "items": sweep(),
            },
        },
    })
}

/// What a sweep may say.
fn sweep() -> Value {
    json!({
        "type": "object",
        "required": ["id", "over", "collect"],
        "additionalProperties": false,
        "properties": {
            "id": {
                "type": "string",
                "pattern": NAME,
                "description": "How others call it; its output is `table`",
            },
            "over": {
                "type": "object",
                "minProperties": 1,
                "description": "`\"stage.parameter\"` and its values; every combination is evaluated",
                "additionalProperties": {
                    "oneOf": [
                        { "type": "array", "minItems": 1 },
                        {
                            "type": "object",
                            "additionalProperties": { "type": "array", "minItems": 1 },
                        },
                    ],
                },
            },
            "collect": {
                "type": "string",
                "pattern": REFERENCE,
                "description": "The table or values that are collected",
            },
        },
    })
}

/// What a stage of this kind may say.
fn rule(kind: &Kind) -> Value {
    let reference = json!({ "type": "string", "pattern": REFERENCE });
    let mut inputs = Map::new();
    let mut required = Vec::new();
    for port in &kind.inputs {
        let mut wire = match port.arity {
            Arity::Many => json!({ "oneOf": [reference, { "type": "array", "items": reference }] }),
            Arity::One | Arity::Optional => reference.clone(),
        };
        wire["description"] =
            Value::from(format!("{}: {}", port.artifact.noun(), port.description));
        inputs.insert(port.name.clone(), wire);
        if port.arity != Arity::Optional {
            required.push(port.name.clone());
        }
    }
    let params: Map<String, Value> =
        kind.parameters.iter().map(|p| (p.name.clone(), property(p))).collect();
    let mut then = json!({
        "properties": {
            "inputs": { "properties": inputs, "required": required, "additionalProperties": false },
            "params": { "properties": params, "additionalProperties": false },
        },
    });
    if !required.is_empty() {
        then["required"] = json!(["inputs"]);
    }
    json!({ "if": { "properties": { "kind": { "const": kind.name } } }, "then": then })
}

fn property(parameter: &Parameter) -> Value {
    let mut property = shape(&parameter.shape);
    let unit =
        if parameter.unit.is_shown() { format!(" ({})", parameter.unit) } else { String::new() };
    property["description"] = Value::from(format!("{}{unit}", parameter.description));
    if !parameter.default.is_null() {
        property["default"] = parameter.default.clone();
    }
    property
}

fn shape(wanted: &Shape) -> Value {
    match wanted {
        Shape::Number(bounds) => number("number", bounds),
        Shape::Integer(bounds) => number("integer", bounds),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Text => json!({ "type": "string" }),
        Shape::Choice(words) => {
            let options = words.iter().map(|(word, meaning)| match meaning.as_str() {
                "" => json!({ "const": word }),
                meaning => json!({ "const": word, "description": meaning }),
            });
            json!({ "oneOf": options.collect::<Vec<_>>() })
        }
        Shape::List(inner) => json!({ "type": "array", "items": shape(inner) }),
        // TOML has no null: what is optional is left out.
        Shape::Optional(inner) => shape(inner),
    }
}

fn number(word: &str, bounds: &Range) -> Value {
    let mut schema = json!({ "type": word });
    for (key, bound) in [
        ("minimum", bounds.minimum),
        ("exclusiveMinimum", bounds.exclusive_minimum),
        ("maximum", bounds.maximum),
        ("exclusiveMaximum", bounds.exclusive_maximum),
    ] {
        if let Some(bound) = bound {
            schema[key] = json!(bound);
        }
    }
    schema
}
