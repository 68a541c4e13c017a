//! Is a card sound, and are its files what it says?

use std::fs;
use std::path::Path;

use spikebook_data::card::{Card, CardSource, LocatedFile, import};

use crate::Outcome;
use crate::console::Console;
use crate::error::Error;
use crate::workspace::Workspace;

/// Reads the card, and the files where they are at hand; says what came of it.
pub(super) fn run(file: &Path, console: Console) -> Result<Outcome, Error> {
    let text =
        fs::read_to_string(file).map_err(|source| Error::File { path: file.into(), source })?;
    let folder = file.parent().and_then(Path::file_name);
    let name = folder.map_or_else(|| "dataset".into(), |name| name.to_string_lossy());
    let card = Card::parse(&name, file, &text)
        .map_err(|findings| Error::from(spikebook_pipeline::Error::Findings { findings }))?;
    check(&Workspace::here()?, &card, console)
}

/// Imports the tables of a card and says how long each is.
pub(super) fn check(
    workspace: &Workspace,
    card: &Card,
    console: Console,
) -> Result<Outcome, Error> {
    if let CardSource::Generator { kind, .. } = &card.source {
        console.say(&format!("{}: the card is sound; `{kind}` makes the data", card.name));
        return Ok(Outcome::Done);
    }
    let mut files: Vec<LocatedFile> = Vec::new();
    let mut missing = Vec::new();
    for located in workspace.datasets.locate(card) {
        match located {
            Ok(file) => files.push(file),
            Err(file) => missing.push(file),
        }
    }
    if !missing.is_empty() {
        return Err(Box::new(spikebook_data::card::Error::Missing { files: missing }).into());
    }
    for (port, table) in import(card, &files).map_err(Box::new)? {
        console.say(&format!(
            "{port}: {} rows of {}",
            table.n_rows(),
            table.schema().column_names()
        ));
    }
    console.say(&format!("{}: the card and its files are sound", card.name));
    Ok(Outcome::Done)
}
