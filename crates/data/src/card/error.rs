//! What can go wrong between a card and its tables.

use std::fmt::Display;
use std::path::PathBuf;

use super::finding::ImportFinding;
use super::locate::MissingFile;
use crate::document::Finding;
use crate::raw;

/// What can go wrong between a card and its tables.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The card has faults.
    #[error("{}", lines(findings))]
    Card {
        /// Each of them.
        findings: Vec<Finding>,
    },
    /// Files of the dataset are not at hand.
    #[error("{}", lines(files))]
    Missing {
        /// Each of them.
        files: Vec<MissingFile>,
    },
    /// The files are not what the card says.
    #[error("dataset `{dataset}`: {} of its columns cannot be taken\n{}", findings.len(), lines(findings))]
    Import {
        /// The dataset.
        dataset: String,
        /// What was found.
        findings: Vec<ImportFinding>,
    },
    /// A raw file cannot be opened.
    #[error(transparent)]
    Raw(#[from] raw::Error),
    /// A table cannot be made.
    #[error(transparent)]
    Table(#[from] crate::Error),
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not, or did not stay, the one that the card means while it was read.
    #[error(
        "dataset `{dataset}`, file `{id}`: {} changed while it was read: got {got}, wanted {wanted}",
        path.display()
    )]
    Changed {
        /// The dataset.
        dataset: String,
        /// How the card calls the file.
        id: String,
        /// The file.
        path: PathBuf,
        /// What it is now.
        got: String,
        /// What the card says.
        wanted: String,
    },
    /// The card does not say where a file can be had.
    #[error("file `{id}` of dataset `{dataset}`: no url in its card")]
    NoUrl {
        /// The dataset.
        dataset: String,
        /// The file.
        id: String,
    },
    /// The server cannot be reached, or went away.
    #[error("{url}: {reason}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What happened.
        reason: String,
    },
    /// The server does not have the file.
    #[error("{url}: got status {status}, wanted 200")]
    Status {
        /// What was asked for.
        url: String,
        /// What the server answered.
        status: u16,
    },
    /// What the server sent is of another size.
    #[error("{url}: got {got} bytes, wanted {wanted}")]
    Size {
        /// What was asked for.
        url: String,
        /// How much came, or more than that.
        got: Amount,
        /// How much the card says.
        wanted: u64,
    },
    /// What the server sent is another file.
    #[error("{url}: got sha256 {got}, wanted {wanted}")]
    Digest {
        /// What was asked for.
        url: String,
        /// The digest of what came.
        got: String,
        /// The digest that the card says.
        wanted: String,
    },
    /// A file would be written outside its folder.
    #[error("{}: leads out of {}", path.display(), folder.display())]
    Outside {
        /// Where it would be written.
        path: PathBuf,
        /// The folder that it should stay in.
        folder: PathBuf,
    },
    /// A raw file holds nothing from which a card could be drafted.
    #[error("{file}: no variables")]
    Empty {
        /// The file.
        file: String,
    },
}

/// So many bytes, or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many.
    Exactly(u64),
    /// At least so many.
    MoreThan(u64),
}

impl Display for Amount {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(n_bytes) => write!(out, "{n_bytes}"),
            Self::MoreThan(n_bytes) => write!(out, "more than {n_bytes}"),
        }
    }
}

impl Error {
    /// What to try, where there is something to try; for the findings of an import one line each.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Card { findings } => return findings.first().and_then(|f| f.hint.clone()),
            Self::Missing { files } => return files.first().map(MissingFile::hint),
            Self::Import { findings, .. } => {
                let mut hints: Vec<String> =
                    findings.iter().filter_map(ImportFinding::hint).collect();
                hints.dedup();
                return (!hints.is_empty()).then(|| hints.join("\n"));
            }
            Self::Raw(error) => return error.hint(),
            Self::Table(error) => return error.hint(),
            Self::File { source, .. } => return crate::disk_hint(source),
            Self::NoUrl { .. } => {
                "put the file into a folder of SPIKEBOOK_DATA, or add `url = \"…\"` to the card"
            }
            Self::Unreachable { .. } => {
                "without a network, copy the file into a folder of SPIKEBOOK_DATA"
            }
            Self::Status { .. } => "the file may have moved: look at the dataset's own page",
            Self::Size { .. } | Self::Digest { .. } => {
                "nothing was kept; try again, and if it stays so the file at this address has changed"
            }
            Self::Changed { .. } => "wait until no program writes to it any more, and run again",
            Self::Outside { .. } => "remove the link that leads out of the folder",
            Self::Empty { .. } => "look at the file: it may be of another kind than its name says",
        };
        Some(hint.to_owned())
    }
}

fn lines<T: Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
