//! What a dataset is.

use spikebook_data::card::{Card, CardSource};
use spikebook_pipeline::dataset::Datasets;
use spikebook_pipeline::{Audience, Port};
use spikebook_schema::ArtifactType;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Outcome, output};

/// Prints the card in words, and the tables with their columns.
pub(super) fn run(workspace: &Workspace, name: &str) -> Result<Outcome, Error> {
    let card = workspace.datasets.card(name).map_err(Error::Dataset)?;
    let resolved =
        workspace.datasets.resolve(name, &workspace.catalogue).map_err(Error::Dataset)?;
    let mut text = format!("{}\n", card.title);
    if !card.description.is_empty() {
        text = format!("{text}\n{}\n", card.description.trim());
    }
    let mut facts = Vec::new();
    let mut fact = |name: &str, what: &str| {
        if !what.is_empty() {
            facts.push(vec![name.to_owned(), what.to_owned()]);
        }
    };
    fact("licence", &card.licence);
    fact("citation", &card.citation);
    fact("url", &card.url);
    if let CardSource::Generator { kind, seed, .. } = &card.source {
        fact("made by", &format!("stage kind `{kind}`, seed {seed}"));
    }
    text = format!("{text}\n{}{}", output::columns("", &facts), files(workspace, &card));
    for port in &resolved.kind.outputs {
        text = format!("{text}\n{}", table(port));
    }
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn files(workspace: &Workspace, card: &Card) -> String {
    let rows: Vec<Vec<String>> = workspace
        .datasets
        .locate(card)
        .iter()
        .zip(card.files())
        .map(|(located, file)| {
            let place = match located {
                Ok(located) => located.path.display().to_string(),
                Err(missing) => missing.to_string(),
            };
            vec![format!("file {}", file.id), format!("{} bytes", file.bytes), place]
        })
        .collect();
    output::columns("", &rows)
}

fn table(port: &Port) -> String {
    let for_whom = if port.audience == Audience::Instructor { " (instructors only)" } else { "" };
    let ArtifactType::Table(schema) = &port.artifact else { return String::new() };
    let rows: Vec<Vec<String>> = schema
        .columns
        .iter()
        .map(|column| {
            let cells = [
                &column.name,
                &column.column_type.to_string(),
                column.unit.symbol(),
                column.description.as_str(),
            ];
            cells.map(ToString::to_string).to_vec()
        })
        .collect();
    let more = if schema.open { "  … and what else its source has\n" } else { "" };
    format!("{}{for_whom}\n{}{more}", port.name, output::columns("  ", &rows))
}
