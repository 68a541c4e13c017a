//! Files of one's own become a dataset.

use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::card::{Card, Draft, Error as CardError, LocatedFile, draft};
use spikebook_data::temporary::TemporaryFolder;

use super::validate::{say_sound, tables};
use crate::Outcome;
use crate::console::Console;
use crate::error::{Error, Fault};
use crate::workspace::Workspace;

/// Drafts a card, checks it with copies of the files, and puts all of them into `datasets/NAME`: whole, or where
/// a check fails not at all, unless the draft is asked for.
pub(super) fn run(
    workspace: &Workspace,
    files: &[PathBuf],
    name: &str,
    keeps_draft: bool,
    console: Console,
) -> Result<Outcome, Error> {
    let sound = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !sound {
        return Err(Error::DatasetName { name: name.into() });
    }
    let datasets = workspace.project.datasets();
    let folder = datasets.join(name);
    if folder.exists() {
        return Err(Error::DatasetThere { name: name.into(), path: folder });
    }
    let draft = draft(files, name).map_err(Box::new)?;
    let card = read(name, &draft)?;
    let had_datasets = datasets.is_dir();
    fs::create_dir_all(&datasets).map_err(at(&datasets))?;
    let temporary = TemporaryFolder::new(".importing-", &datasets, None).map_err(at(&datasets))?;
    let made = temporary.path().join("dataset");
    fs::create_dir(&made).map_err(at(&made))?;
    let mut copies = Vec::new();
    for (file, spec) in files.iter().zip(card.files()) {
        let copy = made.join(file.file_name().unwrap_or_default());
        fs::copy(file, &copy).map_err(at(file))?;
        fs::File::open(&copy).and_then(|copy| copy.sync_all()).map_err(at(&copy))?;
        copies.push(LocatedFile { id: spec.id.clone(), path: copy });
    }
    let card_path = made.join("dataset.toml");
    fs::write(&card_path, &draft.text).map_err(at(&card_path))?;
    fs::File::open(&card_path).and_then(|card| card.sync_all()).map_err(at(&card_path))?;
    // What its reader has to fill in is not checked before that.
    let checked =
        if draft.unfinished.is_empty() { tables(&card, &copies).map(Some) } else { Ok(None) };
    let checked = match checked {
        Ok(tables) => tables,
        Err(error) => {
            let error = named_as_typed(&error, &made, files);
            if !keeps_draft {
                drop(temporary);
                if !had_datasets {
                    // It was made for this import alone; where somebody put something there, it stays.
                    let _ = fs::remove_dir(&datasets);
                }
                return Err(with_draft_hint(&error, name));
            }
            crate::report::print(&error, console);
            temporary.put_in_place(|_| fs::rename(&made, &folder)).map_err(at(&folder))?;
            say_unfinished(name, console);
            return Ok(Outcome::CheckFailed);
        }
    };
    temporary.put_in_place(|_| fs::rename(&made, &folder)).map_err(at(&folder))?;
    console.say(&format!("wrote {}", folder.join("dataset.toml").display()));
    for doubt in &draft.doubts {
        console.say(&format!("warning: {doubt}"));
    }
    match checked {
        Some(tables) => say_sound(&card, &tables, console),
        None => {
            for table in &draft.unfinished {
                console.say(&format!(
                    "table `{table}` is empty: no columns could be told from names and shapes"
                ));
            }
            say_unfinished(name, console);
        }
    }
    Ok(Outcome::Done)
}

fn read(name: &str, draft: &Draft) -> Result<Card, Error> {
    let shown = Path::new("datasets").join(name).join("dataset.toml");
    Card::parse(name, &shown, &draft.text)
        .map_err(|findings| Box::new(CardError::Card { findings }).into())
}

fn say_unfinished(name: &str, console: Console) {
    let card = Path::new("datasets").join(name).join("dataset.toml");
    console.say(&format!(
        "this is a draft: finish {} (`docs/cards.md` of Spikebook has every key), then check it with",
        card.display()
    ));
    console.say(&format!("  spikebook dataset validate {name}"));
}

/// The same faults with the files called as they were typed, not as their copies.
fn named_as_typed(error: &Error, made: &Path, files: &[PathBuf]) -> Error {
    let faults = error.faults().into_iter().map(|fault| {
        let what = files.iter().fold(fault.what.clone(), |what, file| {
            let copy = made.join(file.file_name().unwrap_or_default());
            what.replace(&*copy.to_string_lossy(), &file.to_string_lossy())
        });
        Fault { what, ..fault }
    });
    Error::Arguments { faults: faults.collect() }
}

/// The same faults, the last of which says how the card can be had all the same.
fn with_draft_hint(error: &Error, name: &str) -> Error {
    let mut faults = error.faults();
    if let Some(last) = faults.last_mut() {
        let keep = format!(
            "nothing was kept: mend the file, or add `--draft` to keep a card `{name}` to mend"
        );
        last.hint = Some(match last.hint.take() {
            Some(hint) => format!("{hint}\n{keep}"),
            None => keep,
        });
    }
    Error::Arguments { faults }
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.into(), source }
}
