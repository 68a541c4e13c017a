//! What can go wrong while problem sets are built and graded.

use std::fmt;
use std::path::PathBuf;

/// What can go wrong while problem sets are built and graded.
///
/// What is wrong with one student's submission is no error but a line of the gradebook.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No set of this name.
    #[error("no problem set `{set}`")]
    NoSet {
        /// What was asked for.
        set: String,
        /// The sets that there are.
        known: Vec<String>,
    },
    /// Two chapters declare a set of one name.
    #[error("problem set `{set}`: declared by `{first}` and by `{second}`, wanted once")]
    SetTwice {
        /// The set.
        set: String,
        /// A pipeline.
        first: String,
        /// Another.
        second: String,
    },
    /// A secret that is too short to be one, or no secret at all.
    #[error("secret {}: got {got} bytes, wanted {fewest} to {most}", path.display())]
    SecretLength {
        /// The file.
        path: PathBuf,
        /// How long it is; longer files are not read to their end.
        got: usize,
        /// The fewest bytes.
        fewest: usize,
        /// The most bytes.
        most: u64,
    },
    /// A secret that is easy to guess.
    #[error("secret {}: got {got} different bytes, wanted at least {fewest}", path.display())]
    SecretPlain {
        /// The file.
        path: PathBuf,
        /// How many different bytes it has.
        got: usize,
        /// How many it should have.
        fewest: usize,
    },
    /// A roster that cannot be read as a table.
    #[error("roster {}: got {got}, wanted {wanted}", path.display())]
    RosterSheet {
        /// The file.
        path: PathBuf,
        /// What it is.
        got: String,
        /// What it should be.
        wanted: String,
    },
    /// Lines of a roster that cannot stand.
    #[error("{}", roster_faults(path, faults))]
    Roster {
        /// The file.
        path: PathBuf,
        /// Each of them.
        faults: Vec<RosterFault>,
    },
    /// A student's data lack what a question needs.
    #[error("set `{set}`, student `{student}`, {place}: got {got}, wanted {wanted}")]
    Variant {
        /// The set.
        set: String,
        /// The student.
        student: String,
        /// The question, the pick or the file.
        place: String,
        /// What there is.
        got: String,
        /// What is needed.
        wanted: String,
    },
    /// A folder holds what this program did not put there.
    #[error("{}: got a file that is not part of a {what}, wanted a new folder or an earlier {what}", path.display())]
    NotOurs {
        /// The file or folder.
        path: PathBuf,
        /// What should stand there: `build`, `gradebook`.
        what: &'static str,
    },
    /// A folder holds the build of another set, or under another secret.
    #[error("{}: got the build of set `{got_set}` under secret {got_secret}, wanted set `{wanted_set}` under secret {wanted_secret}", path.display())]
    OtherBuild {
        /// The folder.
        path: PathBuf,
        /// Its set.
        got_set: String,
        /// The fingerprint of its secret.
        got_secret: String,
        /// The set that is built.
        wanted_set: String,
        /// The fingerprint of the secret at hand.
        wanted_secret: String,
    },
    /// A second build would give a student other data.
    #[error("student `{student}`, `{file}`: got other bytes than {} holds, wanted the same", path.display())]
    WouldChange {
        /// The build that there is.
        path: PathBuf,
        /// The student.
        student: String,
        /// The file.
        file: String,
    },
    /// There is no folder of submissions.
    #[error("{}: got no folder, wanted one with what students handed in", path.display())]
    NoInbox {
        /// What was named.
        path: PathBuf,
    },
    /// A key that cannot be read.
    #[error("key {}: got {got}, wanted the `key.json` of a build", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        got: String,
    },
    /// The key is another set's.
    #[error("key {}: got set `{got}`, wanted `{wanted}`", path.display())]
    OtherSet {
        /// The file.
        path: PathBuf,
        /// The key's set.
        got: String,
        /// The set that is graded.
        wanted: String,
    },
    /// An output folder within an input folder, or the reverse.
    #[error("{}: got an output folder that shares its place with {}, wanted one apart", out.display(), input.display())]
    SamePlace {
        /// The output.
        out: PathBuf,
        /// The input.
        input: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The chapter's graph cannot be wired or run.
    #[error("set `{set}`, student `{student}`: {source}")]
    Evaluation {
        /// The set.
        set: String,
        /// The student.
        student: String,
        /// What the engine says.
        source: Box<spikebook_pipeline::Error>,
    },
    /// A project, a pipeline or `problems.toml` has faults.
    #[error(transparent)]
    Pipeline(#[from] spikebook_pipeline::Error),
}

/// A line of a roster that cannot stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterFault {
    /// The line, counted from 1.
    pub line: u64,
    /// What stands there.
    pub got: String,
    /// What should stand there.
    pub wanted: String,
}

impl fmt::Display for RosterFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: got {}, wanted {}", self.line, self.got, self.wanted)
    }
}

fn roster_faults(path: &std::path::Path, faults: &[RosterFault]) -> String {
    let lines: Vec<String> =
        faults.iter().map(|fault| format!("roster {}, {fault}", path.display())).collect();
    lines.join("\n")
}

impl Error {
    /// What to try, where there is something to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoSet { set, known } => Some(no_set(set, known)),
            Self::SetTwice { .. } => Some("rename one of them".into()),
            Self::SecretLength { path, .. } | Self::SecretPlain { path, .. } => Some(format!(
                "`head -c 32 /dev/urandom > {}` makes one; keep it, for it makes every student's data",
                path.display()
            )),
            Self::RosterSheet { .. } => {
                Some("a roster is a CSV file with a column `student_id`, a line a student".into())
            }
            Self::Roster { .. } => Some(
                "an id is a folder's name: letters a–z, digits, `-`, `_` and `.`, up to 64".into(),
            ),
            Self::Variant { .. } => {
                Some("loosen the bounds of the pick, or simulate more data in `settings`".into())
            }
            Self::NotOurs { .. } => Some("move it away, or choose another folder".into()),
            Self::OtherBuild { .. } => {
                Some("choose another folder: every secret and set has its own".into())
            }
            Self::WouldChange { .. } => Some(
                "the chapter, the set or Spikebook has changed since the data were handed out, or \
                 the file has: build into a new folder"
                    .into(),
            ),
            Self::NoInbox { path } => Some(format!(
                "`mkdir {0}`, and put each student's file there: `{0}/ada.csv` or `{0}/ada/answers.csv`",
                path.display()
            )),
            Self::Key { .. } => {
                Some("`--key` names the folder `instructor` that `problems build` wrote".into())
            }
            Self::OtherSet { got, .. } => Some(format!("`problems grade {got}` grades this one")),
            Self::SamePlace { .. } => Some("an output folder is replaced whole".into()),
            Self::File { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                Some("make room and try again: nothing was replaced".into())
            }
            Self::File { source, .. } => spikebook_data::disk_hint(source),
            Self::Evaluation { source, .. } => source.hint(),
            Self::Pipeline(source) => source.hint(),
        }
    }
}

fn no_set(set: &str, known: &[String]) -> String {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    match spikebook_pipeline::nearest(set, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "a chapter's `problems.toml` declares sets".into(),
        None => format!("there are {}", names.join(", ")),
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
