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
        /// The card: a `dataset.toml`
        file: PathBuf,
    },
    /// Take files of one's own: copy them, draft a card, and check it
    Import {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// How the dataset is to be called
        #[arg(long = "as", value_name = "NAME")]
        name: String,
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
        Command::Validate { file } => validate::run(file, console),
        Command::List => list(&Workspace::here()?),
        Command::Show { name } => show::run(&Workspace::here()?, name),
        Command::Fetch { name } => fetch_files(&Workspace::here()?, name, console),
        Command::Import { files, name } => import::run(&Workspace::here()?, files, name, console),
        Command::Export { name, format, out } => {
            export::run(&Workspace::here()?, name, *format, out.as_deref())
        }
    }
}

fn list(workspace: &Workspace) -> Result<Outcome, Error> {
    let mut rows = Vec::new();
    for name in workspace.datasets.names() {
        let (from, title) = match workspace.datasets.card(&name) {
            Err(problem) => ("faulty".to_owned(), problem.what),
            Ok(card) => {
                let n_missing =
                    workspace.datasets.locate(&card).iter().filter(|file| file.is_err()).count();
                let from = match card.source {
                    CardSource::Generator { .. } => "simulated",
                    CardSource::Files { .. } if n_missing > 0 => "not at hand",
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
