//! The reference of all kinds, as Markdown.

use std::fmt::Write as _;

use spikebook_pipeline::{Catalogue, Kind, Port};
use spikebook_schema::{ArtifactType, Column};

use crate::stage::{port_word, unit_word};

/// One section a kind.
pub(super) fn page(catalogue: &Catalogue) -> String {
    let mut text = String::from(
        "# Kinds of stages\n\n\
         Made from the declarations in `crates/stages/src/kinds` by `make docs`; not edited by hand.\n\n\
         | kind | what it does |\n|---|---|\n",
    );
    for kind in catalogue.iter() {
        let _ = writeln!(text, "| [`{0}`](#{0}) | {1} |", kind.name, kind.summary);
    }
    for kind in catalogue.iter() {
        text += &section(kind);
    }
    text
}

fn section(kind: &Kind) -> String {
    let draws = if kind.draws { " It draws random numbers." } else { "" };
    let mut text = format!("\n## {}\n\n{}.{draws}\n", kind.name, kind.summary);
    for (title, ports) in [("Inputs", &kind.inputs), ("Outputs", &kind.outputs)] {
        if !ports.is_empty() {
            let _ = write!(text, "\n### {title}\n");
            for port in ports {
                text += &port_section(port);
            }
        }
    }
    if !kind.parameters.is_empty() {
        text += "\n### Parameters\n\n| name | what may be written | unit | default | meaning |\n";
        text += "|---|---|---|---|---|\n";
        for parameter in &kind.parameters {
            let default = match &parameter.default {
                serde_json::Value::Null => String::new(),
                value => format!("`{value}`"),
            };
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {default} | {} |",
                parameter.name,
                parameter.shape.to_string().replace('|', "\\|"),
                unit_word(parameter.unit),
                parameter.description
            );
        }
    }
    text
}

fn port_section(port: &Port) -> String {
    let mut text = format!("\n**`{}`** ({}): {}\n", port.name, port_word(port), port.description);
    let (listed, open) = match &port.artifact {
        ArtifactType::Table(schema) => (schema.columns.as_slice(), schema.open),
        ArtifactType::Values(schema) => (schema.entries.as_slice(), schema.open),
        ArtifactType::Figure => (&[][..], false),
    };
    if !listed.is_empty() {
        text += "\n| name | type | unit | meaning |\n|---|---|---|---|\n";
        for column in listed {
            text += &column_row(column);
        }
        if open {
            text += "\nWhatever stands beside these is let through.\n";
        }
    }
    text
}

fn column_row(column: &Column) -> String {
    let empty = if column.optional_cells { ", may be empty" } else { "" };
    format!(
        "| `{}` | {}{empty} | {} | {} |\n",
        column.name,
        column.column_type,
        unit_word(column.unit),
        column.description
    )
}
