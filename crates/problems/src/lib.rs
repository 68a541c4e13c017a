//! Problem sets: every student gets data of their own, the instructor a key, and a program grades.
//!
//! A chapter's `problems.toml` declares its sets ([`set`]): which outputs of the chapter's graph a
//! student gets, what is asked of them, and which stage of the graph knows the answer.
//! [`build_set`] evaluates the graph once a student, with a seed that is a keyed hash of the
//! instructor's secret, the set and the student, and writes
//!
//! ```text
//! dist/
//!   students/ada/     README.md  answers.csv  spikes.csv  spikes.parquet  …
//!   instructor/       key.json   key.csv      README.md
//! ```
//!
//! [`grade_set`] reads the key and a folder of submissions, never the secret and never the graph,
//! so that grades do not change when Spikebook does.
//!
//! A right answer is one within a tolerance of the *reference answer*: what a right analysis of the
//! student's own data obtains, not the truth behind the data, which no analysis obtains exactly.
//!
//! Nothing here knows neuroscience; the catalogue of stage kinds comes in as a value.

mod artifacts;
mod build;
mod error;
mod folder;
mod grade;
mod handout;
mod key;
mod pick;
mod roster;
mod secret;
pub mod set;
mod sheet;
mod submission;
mod tolerance;
#[cfg(test)]
mod toy;
mod variant;
mod written_unit;

pub use build::{BuildReport, Chapters, build_set};
pub use error::{Error, RosterFault};
pub use grade::{GradeReport, Status, grade_set};
pub use key::{Answer, AnswerTruth, Key, KeyQuestion, StudentKey};
pub use roster::Roster;
pub use secret::Secret;
pub use set::{AnswerKind, ProblemSet, Winner};
pub use tolerance::{Tolerance, circular_difference, circular_distance};
