//! `spikebook dataset`: what data there are, where they come from, and how to bring one's own.

mod export;
mod import;
mod show;
mod validate;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use spikebook_data::card::{CardSource, FileSpec, fetch};

use crate::console::Console;
use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Outcome, output};

/// List, show, fetch, check, import and export datasets
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List all datasets, one line each
    List,
    /// Show what a dataset is, whose it is, and which tables it has
    Show {
        /// The dataset
        name: String,
    },
    /// Download the files of a dataset; the one command that uses the network
    Fetch {
        /// The dataset
        name: String,
    },
    /// Check a card, and the files that it describes
    Validate {
        /// The dataset, or the file of its card
        #[arg(value_name = "NAME|CARD")]
        card: PathBuf,
    },
    /// Take files of one's own: draft a card, check both, and copy them to `datasets/NAME`
    Import {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// How the dataset is to be called
        #[arg(long = "as", value_name = "NAME")]
        name: String,
        /// Keep copies and card where the files fail a check, to mend the card by hand
        #[arg(long)]
        draft: bool,
    },
    /// Write the tables of a dataset as files
    Export {
        /// The dataset
        name: String,
        /// How they are written
        #[arg(long, value_enum, default_value_t = Format::Csv)]
        format: Format,
        /// Where they go; left out, `reports/datasets/NAME`
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// How tables are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Comma-separated values
    Csv,
    /// Parquet, with units
    Parquet,
}

/// Does what was asked for.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    match &arguments.command {
        Command::Validate { card } => validate::run(&Workspace::here()?, card, console),
        Command::List => list(&Workspace::here()?),
        Command::Show { name } => show::run(&Workspace::here()?, name),
        Command::Fetch { name } => fetch_files(&Workspace::here()?, name, console),
        Command::Import { files, name, draft } => {
            import::run(&Workspace::here()?, files, name, *draft, console)
        }
        Command::Export { name, format, out } => {
            export::run(&Workspace::here()?, name, *format, out.as_deref())
        }
    }
}

fn list(workspace: &Workspace) -> Result<Outcome, Error> {
    let mut rows = Vec::new();
    for name in workspace.datasets.names() {
        let (from, title) = match workspace.datasets.card(&name) {
            Err(problem) => {
                let first = problem.what.lines().next().unwrap_or_default().to_owned();
                let more = match problem.what.lines().count() {
                    0 | 1 => String::new(),
                    n => format!(" (and {} more: `spikebook dataset validate {name}`)", n - 1),
                };
                ("faulty".to_owned(), first + &more)
            }
            Ok(card) => {
                let located = workspace.datasets.locate(&card);
                let missing = || located.iter().filter_map(|file| file.as_ref().err());
                let from = match card.source {
                    CardSource::Generator { .. } => "simulated",
                    CardSource::Files { .. } if missing().any(|file| file.other.is_some()) => {
                        "another file"
                    }
                    CardSource::Files { .. } if missing().next().is_some() => "not at hand",
                    CardSource::Files { .. } => "at hand",
                };
                (from.to_owned(), card.title)
            }
        };
        rows.push(vec![name, from, title]);
    }
    output::print(&output::columns("", &rows))?;
    Ok(Outcome::Done)
}

fn fetch_files(workspace: &Workspace, name: &str, console: Console) -> Result<Outcome, Error> {
    let card = workspace.datasets.card(name).map_err(Error::Dataset)?;
    if workspace.datasets.locate(&card).iter().all(Result::is_ok) {
        console.say(&format!("{name}: every file is at hand"));
        return Ok(Outcome::Done);
    }
    let folder = workspace.project.datasets().join(name);
    let mut said = None;
    let mut progress = |file: &FileSpec, _received: u64| {
        if said.as_ref() != Some(&file.id) {
            console.say(&format!("getting {} ({} bytes)", file.path, file.bytes));
            said = Some(file.id.clone());
        }
    };
    for file in fetch(&card, &folder, &mut progress).map_err(Box::new)? {
        console.say(&format!("{} is at hand: {}", file.id, file.path.display()));
    }
    Ok(Outcome::Done)
}
