//! Is a card sound, and are its files what it says?

use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::Table;
use spikebook_data::card::{Card, CardSource, Error as CardError, LocatedFile, import_unchanged};

use crate::Outcome;
use crate::console::Console;
use crate::error::{Error, Fault};
use crate::report;
use crate::workspace::Workspace;

/// Reads the card, and the files where they are at hand; says what came of it. That something was found is
/// a failed check and no error.
pub(super) fn run(workspace: &Workspace, named: &Path, console: Console) -> Result<Outcome, Error> {
    let (file, shown) = card_file(workspace, named)?;
    let text =
        fs::read_to_string(&file).map_err(|source| Error::File { path: shown.clone(), source })?;
    let folder = file.parent().and_then(Path::file_name);
    let name = folder.map_or_else(|| "dataset".into(), |name| name.to_string_lossy());
    match Card::parse(&name, &shown, &text) {
        Ok(card) => Ok(check(workspace, &card, console)),
        Err(findings) => {
            report::print(&spikebook_pipeline::Error::Findings { findings }.into(), console);
            Ok(Outcome::CheckFailed)
        }
    }
}

/// The file of the card that is meant, and how messages call it: a file, the folder of one, or a dataset's
/// name.
fn card_file(workspace: &Workspace, named: &Path) -> Result<(PathBuf, PathBuf), Error> {
    let inside = named.join("dataset.toml");
    if named.is_file() {
        return Ok((named.into(), named.into()));
    }
    if inside.is_file() {
        return Ok((inside.clone(), inside));
    }
    let name = named.to_string_lossy();
    let is_a_path = name.contains(['/', '.']);
    let shown = Path::new("datasets").join(named).join("dataset.toml");
    let card = workspace.project.root().join(&shown);
    if card.is_file() || is_a_path {
        return Ok(if is_a_path { (named.into(), named.into()) } else { (card, shown) });
    }
    match workspace.datasets.card(&name) {
        Err(problem) => Err(Error::Dataset(problem)),
        Ok(_) => Ok((card, shown)),
    }
}

fn check(workspace: &Workspace, card: &Card, console: Console) -> Outcome {
    if let CardSource::Generator { kind, params, .. } = &card.source {
        if let Some(error) = generator_fault(workspace, card, kind, params) {
            report::print(&error, console);
            return Outcome::CheckFailed;
        }
        console.say(&format!("{}: the card is sound; `{kind}` makes the data", card.name));
        return Outcome::Done;
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
        tables(card, &files)
    } else {
        Err(Box::new(CardError::Missing { files: missing }).into())
    };
    match imported {
        Ok(tables) => {
            say_sound(card, &tables, console);
            Outcome::Done
        }
        Err(error) => {
            report::print(&error, console);
            Outcome::CheckFailed
        }
    }
}

/// A kind that is not there, or parameters that it does not have.
fn generator_fault(
    workspace: &Workspace,
    card: &Card,
    kind: &str,
    params: &serde_json::Map<String, serde_json::Value>,
) -> Option<Error> {
    let kind = match crate::stage::find(&workspace.catalogue, kind) {
        Ok(kind) => kind,
        Err(error) => return Some(error),
    };
    let faults = kind.parameters.complete(params).err()?;
    let faults = faults.into_iter().map(|fault| {
        Fault::new(
            format!("dataset `{}`, kind `{}`: {}", card.name, kind.name, fault.what),
            fault.hint,
        )
    });
    Some(Error::Arguments { faults: faults.collect() })
}

/// The tables of a card, every one of them with rows.
pub(super) fn tables(card: &Card, files: &[LocatedFile]) -> Result<Vec<(String, Table)>, Error> {
    let tables = import_unchanged(card, files).map_err(Box::new)?;
    let empty = tables.iter().filter(|(_, table)| table.n_rows() == 0).map(|(port, _)| {
        let what = format!("dataset `{}`: table `{port}`: got no rows, wanted one", card.name);
        let hint = format!(
            "look whether the file holds any, and at what `[table.{port}.columns]` takes from it"
        );
        Fault::new(what, Some(hint))
    });
    let faults: Vec<Fault> = empty.collect();
    if faults.is_empty() { Ok(tables) } else { Err(Error::Arguments { faults }) }
}

/// Says how long each table is.
pub(super) fn say_sound(card: &Card, tables: &[(String, Table)], console: Console) {
    for (port, table) in tables {
        console.say(&format!(
            "{port}: {} rows of {}",
            table.n_rows(),
            table.schema().column_names()
        ));
    }
    console.say(&format!("{}: the card and its files are sound", card.name));
}
