//! What a kind takes and gives, as a page for the terminal, made from its declaration.

use serde_json::Value;
use spikebook_pipeline::{Arity, Audience, Kind, Port};
use spikebook_schema::{ArtifactType, Column, Unit};

use crate::output::columns;

/// The page.
pub(super) fn page(kind: &Kind) -> String {
    let mut text = format!("{}.\n\nUsage: {}\n", kind.summary, usage(kind));
    if !kind.inputs.is_empty() {
        text += "\nInputs:\n";
        text.extend(kind.inputs.iter().map(port_lines));
    }
    if !kind.parameters.is_empty() {
        text += "\nParameters:\n";
        text += &parameter_lines(kind);
    }
    text += "\nOutputs:\n";
    text.extend(kind.outputs.iter().map(port_lines));
    text += if kind.draws {
        "\nIt draws random numbers: the same seed gives the same bytes.\n"
    } else {
        "\nIt draws no random numbers.\n"
    };
    text
}

fn usage(kind: &Kind) -> String {
    let mut words = vec![format!("spikebook stage {}", kind.name)];
    for port in &kind.inputs {
        let word = format!("--in {}=FILE", port.name);
        words.push(match port.arity {
            Arity::One => word,
            Arity::Optional => format!("[{word}]"),
            Arity::Many => format!("{word}…"),
        });
    }
    if !kind.parameters.is_empty() {
        words.push("[--set PARAM=VALUE]…".into());
    }
    if kind.draws {
        words.push("[--seed N]".into());
    }
    words.push("--out DIR".into());
    words.join(" ")
}

/// What a port is, in two or three words.
pub(crate) fn port_word(port: &Port) -> String {
    let mut words = vec![port.artifact.noun().to_owned()];
    match port.arity {
        Arity::One => {}
        Arity::Optional => words.push("optional".into()),
        Arity::Many => words.push("any number".into()),
    }
    if port.audience == Audience::Instructor {
        words.push("for instructors".into());
    }
    words.join(", ")
}

/// A unit as a word in a table, empty where there is none.
pub(crate) fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::ONE | Unit::LABEL => "",
        Unit::ANY => "any unit",
        other => other.symbol(),
    }
}

fn port_lines(port: &Port) -> String {
    let mut text = format!("  {} ({}): {}\n", port.name, port_word(port), port.description);
    let (listed, open) = match &port.artifact {
        ArtifactType::Table(schema) => (schema.columns.as_slice(), schema.open),
        ArtifactType::Values(schema) => (schema.entries.as_slice(), schema.open),
        ArtifactType::Figure => (&[][..], false),
    };
    let rows: Vec<Vec<String>> = listed.iter().map(column_cells).collect();
    text += &columns("      ", &rows);
    if open && !listed.is_empty() {
        text += "      … and whatever stands beside these\n";
    }
    text
}

fn column_cells(column: &Column) -> Vec<String> {
    let mut word = column.column_type.to_string();
    if column.optional_cells {
        word += "?";
    }
    vec![column.name.clone(), word, unit_word(column.unit).into(), column.description.clone()]
}

fn parameter_lines(kind: &Kind) -> String {
    let rows: Vec<Vec<String>> = kind
        .parameters
        .iter()
        .map(|parameter| {
            let default = match &parameter.default {
                Value::Null => String::new(),
                value => format!("default {value}"),
            };
            vec![
                parameter.name.clone(),
                parameter.shape.to_string(),
                unit_word(parameter.unit).into(),
                default,
                parameter.description.clone(),
            ]
        })
        .collect();
    columns("  ", &rows)
}
