//! The reference of the book: one page a stage kind, from its declaration alone.
//!
//! Headings within a page are HTML, which mdBook gives no id: the page is found as one by the search.

use serde_json::Value;
use spikebook_pipeline::{Arity, Audience, Catalogue, Kind, Port};
use spikebook_schema::{ArtifactType, Column, Unit};

use crate::html::{escaped, escaped_inline, with_code};

/// The page that lists all kinds, as Markdown.
pub(crate) fn overview(catalogue: &Catalogue) -> String {
    let mut page = "# Stages\n\nA pipeline wires stages of these kinds. Each page tells what goes in, what \
                    can be set and what comes out; `spikebook stage NAME --help` tells the same.\n\n"
        .to_owned();
    let mut rows = String::new();
    for kind in catalogue.iter() {
        rows += &format!(
            "<tr><th scope=\"row\"><a href=\"{0}.html\">{0}</a></th><td>{1}</td></tr>",
            escaped(&kind.name),
            sentence(&kind.summary)
        );
    }
    page += &table(&["Kind", "What it does"], &rows);
    page
}

/// The page of a kind, as Markdown.
pub(crate) fn page(kind: &Kind, audience: Audience) -> String {
    let mut page = format!("# {}\n\n<p>{}", escaped_inline(&kind.name), sentence(&kind.summary));
    if kind.draws {
        page += " It draws random numbers: its results depend on the pipeline's seed and the stage's id.";
    }
    page += "</p>\n\n";
    page += &usage(kind);
    page += &ports("Inputs", &kind.inputs, audience);
    page += &parameters(kind);
    page += &ports("Outputs", &kind.outputs, audience);
    page
}

/// How a pipeline writes a stage of this kind.
fn usage(kind: &Kind) -> String {
    let required = kind.inputs.iter().filter(|port| port.arity != Arity::Optional);
    let wires: Vec<String> =
        required.map(|port| format!("{} = \"stage.port\"", port.name)).collect();
    let inputs = if wires.is_empty() {
        String::new()
    } else {
        format!("inputs = {{ {} }}\n", wires.join(", "))
    };
    format!("```toml\n[[stage]]\nid = \"a-name\"\nkind = \"{}\"\n{inputs}```\n\n", kind.name)
}

fn ports(title: &str, ports: &[Port], audience: Audience) -> String {
    let shown: Vec<&Port> = ports
        .iter()
        .filter(|port| audience == Audience::Instructor || port.audience == Audience::Student)
        .collect();
    if shown.is_empty() {
        return format!("<h2>{title}</h2>\n\nNone.\n\n");
    }
    let mut section = format!("<h2>{title}</h2>\n\n");
    for port in shown {
        let arity = match port.arity {
            Arity::One => "",
            Arity::Optional => ", may be left out",
            Arity::Many => ", any number of them",
        };
        let truth =
            if port.audience == Audience::Instructor { ", for instructors only" } else { "" };
        let sort = match &port.artifact {
            ArtifactType::Table(schema) => {
                format!("a table <code>{}</code>", escaped(&schema.name))
            }
            ArtifactType::Values(_) => "values".into(),
            ArtifactType::Figure => "a figure".into(),
        };
        section += &format!("<h3><code>{}</code></h3>\n\n", escaped(&port.name));
        let about = match sentence(&port.description).as_str() {
            "" => String::new(),
            about => format!(" {about}"),
        };
        section += &format!("<p>{}{arity}{truth}.{about}</p>\n\n", capital(&sort));
        section += &columns(&port.artifact);
    }
    section
}

/// The columns of a table or the entries of values.
fn columns(artifact: &ArtifactType) -> String {
    let (columns, open, word) = match artifact {
        ArtifactType::Table(schema) => (&schema.columns, schema.open, "Column"),
        ArtifactType::Values(schema) => (&schema.entries, schema.open, "Value"),
        ArtifactType::Figure => return String::new(),
    };
    let further = match (open, columns.is_empty()) {
        (false, _) => String::new(),
        (true, false) => format!("Further {}s may stand beside these.\n\n", word.to_lowercase()),
        (true, true) => format!("Any {}s.\n\n", word.to_lowercase()),
    };
    if columns.is_empty() {
        return further;
    }
    let rows: String = columns.iter().map(column_row).collect();
    format!("{}{further}", table(&[word, "Type", "Unit", "What it tells"], &rows))
}

fn column_row(column: &Column) -> String {
    let empty = if column.optional_cells { ", may be empty" } else { "" };
    format!(
        "<tr><th scope=\"row\"><code>{}</code></th><td>{}{empty}</td><td>{}</td><td>{}</td></tr>",
        escaped(&column.name),
        column.column_type,
        unit_words(column.unit),
        sentence(&column.description)
    )
}

/// A unit in words; nothing where a number or a name stands for itself.
fn unit_words(unit: Unit) -> &'static str {
    if matches!(unit, Unit::ONE | Unit::ID | Unit::LABEL) { "" } else { unit.spoken() }
}

fn parameters(kind: &Kind) -> String {
    if kind.parameters.is_empty() {
        return "<h2>Parameters</h2>\n\nNone.\n\n".into();
    }
    let mut rows = String::new();
    for parameter in &kind.parameters {
        rows += &format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td><code>{}</code></td>\
             <td>{}</td></tr>",
            escaped(&parameter.name),
            range_text(&parameter.shape.to_string()),
            unit_words(parameter.unit),
            escaped(&default_text(&parameter.default)),
            sentence(&parameter.description)
        );
    }
    let titles = ["Parameter", "What may be written", "Unit", "Default", "What it does"];
    format!("<h2>Parameters</h2>\n\n{}", table(&titles, &rows))
}

/// What may be written, with signs of comparison as in print.
fn range_text(shape: &str) -> String {
    escaped(&shape.replace("<=", "≤").replace(">=", "≥"))
}

fn default_text(value: &Value) -> String {
    if value.is_null() { "none".into() } else { value.to_string() }
}

/// A table as one block of HTML.
fn table(titles: &[&str], rows: &str) -> String {
    let titles = titles.join("</th><th scope=\"col\">");
    format!(
        "<div class=\"rows\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table class=\"words\">\
         <thead><tr><th scope=\"col\">{titles}</th></tr></thead><tbody>{rows}</tbody></table></div>\n\n"
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text as a sentence of HTML.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    if text.is_empty() { String::new() } else { format!("{}.", with_code(&capital(text))) }
}
