//! What can go wrong while pipelines are read, run and looked at.

use std::path::PathBuf;

use spikebook_data::card::MissingFile;

use crate::document::Finding;

/// What can go wrong while pipelines are read, run and looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No project here or above.
    #[error("{}: no folder `pipelines` here or in any folder above", from.display())]
    NoProject {
        /// Where the search began.
        from: PathBuf,
    },
    /// No pipeline of this name.
    #[error("no pipeline `{name}`")]
    NoPipeline {
        /// What was asked for.
        name: String,
        /// The pipelines that there are.
        known: Vec<String>,
    },
    /// A folder of a pipeline has a name that its results cannot have.
    #[error("pipelines/{name}: got `{name}`, wanted the name of a pipeline")]
    PipelineName {
        /// The folder.
        name: String,
    },
    /// No stage of this name.
    #[error("pipeline `{pipeline}`: no stage `{stage}`")]
    NoStage {
        /// The pipeline.
        pipeline: String,
        /// What was asked for.
        stage: String,
        /// The stages that there are.
        known: Vec<String>,
    },
    /// No such output.
    #[error("pipeline `{pipeline}`: no output `{reference}`")]
    NoOutput {
        /// The pipeline.
        pipeline: String,
        /// What was asked for.
        reference: String,
        /// The outputs that the stage has.
        known: Vec<String>,
    },
    /// A file that somebody wrote has faults.
    #[error("{}", summary(findings))]
    Findings {
        /// Each of them.
        findings: Vec<Finding>,
    },
    /// Files of a dataset are not at hand, or others lie in their place.
    #[error("pipeline `{pipeline}`: {}", missing(file))]
    MissingData {
        /// The pipeline.
        pipeline: String,
        /// The first of them.
        file: Box<MissingFile>,
    },
    /// Stages failed.
    #[error("{}", failures.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Stages {
        /// Each of them, in the order of the graph.
        failures: Vec<StageFailure>,
        /// How many stages ran all the same.
        n_ran: usize,
        /// How many were up to date.
        n_kept: usize,
    },
    /// A result is asked for that has not been made.
    #[error("pipeline `{pipeline}`: stage `{stage}` has no stored result")]
    NotRun {
        /// The pipeline.
        pipeline: String,
        /// The stage.
        stage: String,
    },
    /// A stored artifact is not what was stored.
    #[error("stored artifact of `{stage}`: {} is damaged", path.display())]
    Damaged {
        /// The stage.
        stage: String,
        /// The file.
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
    /// The file system has no locks.
    #[error("{}: this file system has no locks, and two runs at once could not be told apart", path.display())]
    NoLocks {
        /// The lock file.
        path: PathBuf,
    },
    /// A table cannot be read or written.
    #[error(transparent)]
    Data(#[from] spikebook_data::Error),
}

/// A stage that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageFailure {
    /// The pipeline.
    pub pipeline: String,
    /// The stage.
    pub stage: String,
    /// Its kind.
    pub kind: String,
    /// What its body said.
    pub what: String,
    /// What to try.
    pub hint: Option<String>,
}

impl std::fmt::Display for StageFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { pipeline, stage, kind, what, .. } = self;
        write!(formatter, "pipeline `{pipeline}`, stage `{stage}` ({kind}): {what}")
    }
}

fn summary(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl Error {
    /// What to try, where there is something to try. Findings and failures have hints of their own.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoProject { .. } => Some("`spikebook new DIR` makes a project".into()),
            Self::NoPipeline { name, known } => Some(suggest(name, known, "there are")),
            Self::PipelineName { name } if crate::pipeline::is_name(name) => {
                Some("`reports/book` is where the book goes: rename the folder".into())
            }
            Self::PipelineName { .. } => Some(crate::pipeline::NAME_HINT.into()),
            Self::NoStage { stage, known, .. } => Some(suggest(stage, known, "its stages are")),
            Self::NoOutput { reference, known, .. } => Some(suggest(reference, known, "there are")),
            Self::MissingData { file, .. } if file.other.is_some() => Some(file.hint()),
            Self::MissingData { file, .. } => {
                let folders =
                    "set SPIKEBOOK_DATA to the folders that hold recordings (separated by `:`)";
                Some(if file.has_url {
                    format!("{folders}, or `spikebook dataset fetch {}` downloads it", file.dataset)
                } else {
                    folders.into()
                })
            }
            Self::NotRun { pipeline, .. } => Some(format!("`spikebook run {pipeline}` makes it")),
            Self::Damaged { .. } => Some("the next run makes it again".into()),
            Self::File { source, .. } => spikebook_data::disk_hint(source),
            Self::NoLocks { .. } => Some(
                "keep the project on a local disk, or on a network file system with locks".into(),
            ),
            Self::Data(error) => error.hint(),
            Self::Findings { .. } | Self::Stages { .. } => None,
        }
    }
}

fn missing(file: &MissingFile) -> String {
    match &file.other {
        Some(_) => file.to_string(),
        None => format!(
            "dataset `{}` wants {}, which no data folder holds",
            file.dataset,
            file.path.display()
        ),
    }
}

fn suggest(written: &str, known: &[String], list: &str) -> String {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    match crate::nearest(written, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{list} {}", names.join(", ")),
    }
}

/// Names the file in an error of the system.
pub(crate) trait AtPath<T> {
    fn at(self, path: &std::path::Path) -> Result<T, Error>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at(self, path: &std::path::Path) -> Result<T, Error> {
        self.map_err(|source| Error::File { path: path.into(), source })
    }
}
