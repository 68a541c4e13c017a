//! What can keep a book from being built.

use std::path::{Path, PathBuf};

use spikebook_pipeline::Finding;

/// What can keep a book from being built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Mistakes in the chapters, all of them.
    #[error("{} in the chapters, the first {}", counted(findings.len()), first(findings))]
    Findings {
        /// Each with its place.
        findings: Vec<Finding>,
    },
    /// The folder for the book holds something else.
    #[error("{}: got a folder that holds something else, wanted an empty one or a book", path.display())]
    NotABook {
        /// The folder.
        path: PathBuf,
    },
    /// A link of a generated page leads nowhere.
    #[error("{page}: the link to `{target}` leads nowhere, wanted a page or an id of the book")]
    DanglingLink {
        /// The page.
        page: String,
        /// Where the link leads.
        target: String,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// mdBook could not turn Markdown into pages.
    #[error("mdBook: {reason}")]
    MdBook {
        /// What it says.
        reason: String,
    },
}

impl Error {
    /// What to try, where there is something to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotABook { .. } => {
                Some("choose another folder, or empty this one: a build replaces it whole".into())
            }
            Self::DanglingLink { .. } => {
                Some("link to a chapter as `[…](name.md)`, to a figure by `{{ref …}}`".into())
            }
            Self::File { source, .. } => spikebook_data::disk_hint(source),
            Self::Findings { .. } | Self::MdBook { .. } => None,
        }
    }

    /// The mistakes in the chapters, each with place and hint.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Findings { findings } => findings,
            _ => &[],
        }
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "1 mistake".into() } else { format!("{n} mistakes") }
}

fn first(findings: &[Finding]) -> String {
    findings.first().map_or_else(String::new, |finding| format!("at {finding}"))
}

/// Says which file an error of the system is about.
pub(crate) trait AtPath<T> {
    fn at(self, path: &Path) -> Result<T, Error>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T, Error> {
        self.map_err(|source| Error::File { path: path.into(), source })
    }
}
