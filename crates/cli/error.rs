//! What can go wrong on the command line, beside what the libraries say.

use std::path::PathBuf;

use spikebook_data::raw;
use spikebook_pipeline::Finding;

/// One thing that is wrong, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, where, and what was wanted.
    pub(crate) what: String,
    /// The spot in a file that somebody wrote.
    pub(crate) place: Option<Finding>,
    /// What to try.
    pub(crate) hint: Option<String>,
}

/// Why a command ended without doing what it was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Of reading, running or looking at pipelines.
    #[error(transparent)]
    Pipeline(#[from] spikebook_pipeline::Error),
    /// Of a table.
    #[error(transparent)]
    Data(#[from] spikebook_data::Error),
    /// Of building the book.
    #[error(transparent)]
    Book(#[from] Box<spikebook_book::Error>),
    /// Of a dataset's card or files.
    #[error(transparent)]
    Card(#[from] Box<spikebook_data::card::Error>),
    /// Of a problem set.
    #[error(transparent)]
    Problems(#[from] Box<spikebook_problems::Error>),
    /// A dataset cannot be used.
    #[error("{}", .0.what)]
    Dataset(spikebook_pipeline::dataset::DatasetProblem),
    /// A name that no folder should have.
    #[error("`--as`: got `{name}`, wanted letters, digits, - and _, a letter or digit first")]
    DatasetName {
        /// What was typed.
        name: String,
    },
    /// There is no such kind.
    #[error("no kind `{name}`")]
    NoKind {
        /// What was asked for.
        name: String,
        /// The kind that was perhaps meant.
        nearest: Option<String>,
    },
    /// The arguments of `stage` are not what the kind asks for.
    #[error("{} faults in the arguments", faults.len())]
    Arguments {
        /// Each of them.
        faults: Vec<Fault>,
    },
    /// A file cannot go into a port.
    #[error("input `{port}`: {source}")]
    Input {
        /// The port.
        port: String,
        /// What the reader says.
        source: raw::Error,
    },
    /// A file is read, and does not hold what the port asks for.
    #[error("input `{port}`: {}: {what}", path.display())]
    Content {
        /// The port.
        port: String,
        /// The file.
        path: PathBuf,
        /// What is wrong, where, and what was wanted.
        what: String,
        /// What to try.
        hint: String,
    },
    /// The body of a stage failed.
    #[error("stage kind `{kind}`: {what}")]
    Stage {
        /// The kind.
        kind: String,
        /// What its body said.
        what: String,
        /// What to try.
        hint: Option<String>,
    },
    /// A folder is not empty.
    #[error("{}: got a folder with files in it, wanted a new or an empty one", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// There is a dataset of this name.
    #[error("dataset `{name}`: {} is there already, wanted a new name", path.display())]
    DatasetThere {
        /// The dataset.
        name: String,
        /// Its folder.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Error {
    /// Everything that is wrong, one by one.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let without_number = |fault: Fault| Fault { what: without_number(&fault.what), ..fault };
        self.numbered_faults().into_iter().map(without_number).collect()
    }

    fn numbered_faults(&self) -> Vec<Fault> {
        match self {
            Self::Arguments { faults } => faults.clone(),
            Self::Pipeline(spikebook_pipeline::Error::Findings { findings }) => {
                findings.iter().map(Fault::from).collect()
            }
            Self::Book(error) if !error.findings().is_empty() => {
                error.findings().iter().map(Fault::from).collect()
            }
            Self::Pipeline(spikebook_pipeline::Error::Stages { failures, .. }) => failures
                .iter()
                .map(|failure| Fault::new(failure.to_string(), failure.hint.clone()))
                .collect(),
            other => vec![Fault::new(other.to_string(), other.hint())],
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Pipeline(error) => error.hint(),
            Self::Data(error) => error.hint(),
            Self::Book(error) => error.hint(),
            Self::Card(error) => error.hint(),
            Self::Problems(error) => error.hint(),
            Self::Dataset(problem) => problem.hint.clone(),
            Self::Input { source, .. } => source.hint(),
            Self::NoKind { nearest: Some(nearest), .. } => {
                Some(format!("did you mean `{nearest}`?"))
            }
            Self::NoKind { nearest: None, .. } => Some("`spikebook stages` lists them all".into()),
            Self::Content { hint, .. } => Some(hint.clone()),
            Self::Stage { hint, .. } => hint.clone(),
            Self::NotEmpty { .. } => Some("name a folder that does not exist yet".into()),
            Self::DatasetThere { name, .. } => Some(format!(
                "mend its card and check it with `spikebook dataset validate {name}`, or remove the \
                 folder, or choose another name"
            )),
            Self::File { source, .. } => spikebook_data::disk_hint(source),
            Self::DatasetName { .. } | Self::Arguments { .. } => None,
        }
    }
}

/// The words of the system without the number that it gives an error: `(os error 2)`.
fn without_number(what: &str) -> String {
    let Some((before, behind)) = what.split_once(" (os error ") else { return what.into() };
    match behind.split_once(')') {
        Some((number, rest)) if number.parse::<i32>().is_ok() => {
            format!("{before}{}", without_number(rest))
        }
        _ => what.into(),
    }
}

impl Fault {
    /// A fault without a place in a file.
    pub(crate) fn new(what: impl Into<String>, hint: Option<String>) -> Self {
        Self { what: what.into(), place: None, hint }
    }
}

impl From<&Finding> for Fault {
    fn from(finding: &Finding) -> Self {
        Self {
            what: finding.what.clone(),
            place: Some(finding.clone()),
            hint: finding.hint.clone(),
        }
    }
}
