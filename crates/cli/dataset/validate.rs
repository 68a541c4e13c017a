//! Is a card sound, and are its files what it says?

use std::fs;
use std::path::Path;

use spikebook_data::card::{Card, CardSource, Error as CardError, LocatedFile, import_unchanged};

use crate::Outcome;
use crate::console::Console;
use crate::error::{Error, Fault};
use crate::report;
use crate::workspace::Workspace;

/// Reads the card, and the files where they are at hand; says what came of it. That something was found is
/// a failed check and no error.
pub(super) fn run(file: &Path, console: Console) -> Result<Outcome, Error> {
    let text =
        fs::read_to_string(file).map_err(|source| Error::File { path: file.into(), source })?;
    let folder = file.parent().and_then(Path::file_name);
    let name = folder.map_or_else(|| "dataset".into(), |name| name.to_string_lossy());
    let workspace = Workspace::here()?;
    match Card::parse(&name, file, &text) {
        Ok(card) => check(&workspace, &card, console),
        Err(findings) => {
            report::print(&spikebook_pipeline::Error::Findings { findings }.into(), console);
            Ok(Outcome::CheckFailed)
        }
    }
}

/// Imports the tables of a card and says how long each is.
#[expect(clippy::unnecessary_wraps, reason = "a command among others")]
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
    let imported = if missing.is_empty() {
        import_unchanged(card, &files)
    } else {
        Err(CardError::Missing { files: missing })
    };
    let tables = match imported {
        Ok(tables) => tables,
        Err(error) => {
            report::print(&Box::new(error).into(), console);
            return Ok(Outcome::CheckFailed);
        }
    };
    let empty: Vec<&String> =
        tables.iter().filter(|(_, table)| table.n_rows() == 0).map(|(port, _)| port).collect();
    if !empty.is_empty() {
        let faults = empty.iter().map(|port| {
            let what = format!("dataset `{}`: table `{port}`: got no rows, wanted one", card.name);
            let hint = format!(
                "look whether the file holds any, and at what `[table.{port}.columns]` takes from it"
            );
            Fault::new(what, Some(hint))
        });
        report::print(&Error::Arguments { faults: faults.collect() }, console);
        return Ok(Outcome::CheckFailed);
    }
    for (port, table) in tables {
        console.say(&format!(
            "{port}: {} rows of {}",
            table.n_rows(),
            table.schema().column_names()
        ));
    }
    console.say(&format!("{}: the card and its files are sound", card.name));
    Ok(Outcome::Done)
}
