//! Files of one's own become a dataset.

use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::card::{Card, draft};
use spikebook_data::temporary::TemporaryFolder;

use super::validate::check;
use crate::Outcome;
use crate::console::Console;
use crate::error::Error;
use crate::workspace::Workspace;

/// Drafts a card, puts it and copies of the files into `datasets/NAME` whole, and checks it.
pub(super) fn run(
    workspace: &Workspace,
    files: &[PathBuf],
    name: &str,
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
        return Err(Error::NotEmpty { path: folder });
    }
    let text = draft(files, name).map_err(Box::new)?;
    fs::create_dir_all(&datasets).map_err(at(&datasets))?;
    let temporary = TemporaryFolder::new(".importing-", &datasets, None).map_err(at(&datasets))?;
    let made = temporary.path().join("dataset");
    fs::create_dir(&made).map_err(at(&made))?;
    for file in files {
        let base = file.file_name().unwrap_or_default();
        let copy = made.join(base);
        fs::copy(file, &copy).map_err(at(file))?;
        fs::File::open(&copy).and_then(|copy| copy.sync_all()).map_err(at(&copy))?;
    }
    let card_path = made.join("dataset.toml");
    fs::write(&card_path, &text).map_err(at(&card_path))?;
    fs::File::open(&card_path).and_then(|card| card.sync_all()).map_err(at(&card_path))?;
    temporary.put_in_place(|_| fs::rename(&made, &folder)).map_err(at(&folder))?;
    console.say(&format!("wrote {}", folder.join("dataset.toml").display()));

    let shown = Path::new("datasets").join(name).join("dataset.toml");
    if let Ok(card) = Card::parse(name, &shown, &text) {
        let outcome = check(workspace, &card, console)?;
        if matches!(outcome, Outcome::CheckFailed) {
            let shown = shown.display();
            console.say(&format!("the draft stays: mend {shown}, then check it with"));
            console.say(&format!("  spikebook dataset validate {shown}"));
        }
        Ok(outcome)
    } else {
        console.say("the card is a first draft: fill in what it leaves open, then check it with");
        console.say(&format!("  spikebook dataset validate {}", shown.display()));
        Ok(Outcome::Done)
    }
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.into(), source }
}
