//! What `problems.toml` says: the sets of a chapter, as written.
//!
//! ```toml
//! [[set]]
//! id = "head-direction"
//! title = "Head-direction cells"
//!
//! [[set.file]]                        # spikes.csv and spikes.parquet in a student's folder
//! name = "spikes"
//! from = "recording.spikes"
//!
//! [[set.pick]]                        # which unit a student is asked about
//! name = "unit"
//! from = "tuning.units.unit_id"
//! at_least = { n_spikes = 300 }
//!
//! [[set.question]]
//! id = "preferred-direction"
//! text = "In which direction does unit {unit} fire most?"
//! kind = "circular"
//! unit = "deg"
//! pick = "unit"
//! answer = "tuning.units.preferred_deg"
//! standard_error = "tuning.units.preferred_standard_error_deg"
//! truth = "recording.truth.preferred_deg"
//! tolerance = { standard_errors = 4, absolute = 3 }
//! ```
//!
//! Stages that only the exercise needs, such as one that holds part of a recording back, stand in
//! `[[set.stage]]` as they would in `pipeline.toml`, and may be wired to the chapter's.
//!
//! An answer is a value of a [`Values`](spikebook_schema::Values) output, or the cell of a table in
//! the row that a pick chose. Several parts of a tolerance may be given; the widest counts.

mod check;
mod find;
mod read;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Reference, StageSpec};
use spikebook_schema::Unit;

pub(crate) use check::{check, conversion};
pub(crate) use find::{Found, find};
pub use read::read;

use crate::Tolerance;

/// One `[[set]]`.
#[derive(Clone, Debug)]
pub struct ProblemSet {
    /// How it is called on the command line.
    pub id: Placed<String>,
    /// What students call it.
    pub title: String,
    /// What a student reads before the questions.
    pub introduction: String,
    /// The share of a question's points for the right number in another unit than the one stated.
    pub other_unit_credit: f64,
    /// What a variant sets differently from the chapter, by `stage.param`.
    pub settings: BTreeMap<String, Value>,
    /// Stages that only the exercise needs, wired to the chapter's.
    pub stages: Vec<StageSpec>,
    /// What a student gets.
    pub files: Vec<FileSpec>,
    /// What is drawn for each student.
    pub picks: Vec<PickSpec>,
    /// What is asked.
    pub questions: Vec<QuestionSpec>,
}

/// One `[[set.file]]`: a table as CSV and as Parquet.
#[derive(Clone, Debug)]
pub struct FileSpec {
    /// Its name without the ending.
    pub name: Placed<String>,
    /// Where it comes from.
    pub from: Placed<Reference>,
}

/// `stage.port.name`: a value, or a column of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellReference {
    /// The output.
    pub output: Reference,
    /// The name of the value or of the column.
    pub name: String,
}

impl CellReference {
    /// Reads `stage.port.name`.
    pub fn parse(text: &str) -> Option<Self> {
        let (output, name) = text.rsplit_once('.')?;
        let output = Reference::parse(output)?;
        (!name.is_empty()).then(|| Self { output, name: name.into() })
    }
}

impl std::fmt::Display for CellReference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.output, self.name)
    }
}

/// One `[[set.pick]]`: rows of a table drawn by the student's seed.
#[derive(Clone, Debug)]
pub struct PickSpec {
    /// How questions call it.
    pub name: Placed<String>,
    /// The column that names the rows.
    pub from: Placed<CellReference>,
    /// How many rows are drawn: one, or two.
    pub count: usize,
    /// Only rows whose cells are not below these.
    pub at_least: Vec<(Placed<String>, f64)>,
    /// Only rows whose cells are not above these.
    pub at_most: Vec<(Placed<String>, f64)>,
    /// How far the two rows of a pair lie apart.
    pub apart: Option<ApartSpec>,
}

/// A pair whose answer can be told: the cells of a column lie so far apart.
#[derive(Clone, Debug)]
pub struct ApartSpec {
    /// The column that is compared.
    pub by: Placed<String>,
    /// How far at least.
    pub difference: f64,
    /// The column of its standard errors, and how many standard errors of the difference at least.
    pub standard_error: Option<(Placed<String>, f64)>,
}

/// One `[[set.question]]`.
#[derive(Clone, Debug)]
pub struct QuestionSpec {
    /// How `answers.csv` calls it.
    pub id: Placed<String>,
    /// What is asked; `{pick}` and `{pick.column}` stand for what was drawn.
    pub text: Placed<String>,
    /// What an answer is.
    pub kind: AnswerKind,
    /// The unit in which it is asked for.
    pub unit: Placed<Unit>,
    /// Whether the student has to say the unit, which else stands in `answers.csv` already.
    pub say_unit: bool,
    /// How many points it is worth.
    pub points: f64,
    /// The pick that chooses the row.
    pub pick: Option<Placed<String>>,
    /// Where the reference answer comes from.
    pub answer: Placed<CellReference>,
    /// Where its standard error comes from.
    pub standard_error: Option<Placed<CellReference>>,
    /// Where the truth behind it comes from.
    pub truth: Option<Placed<CellReference>>,
    /// How far an answer may lie from the reference.
    pub tolerance: Tolerance,
}

/// What an answer is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum AnswerKind {
    /// A number.
    Number,
    /// A number on a circle.
    Circular {
        /// The length of the circle in the unit asked for.
        period: f64,
    },
    /// One of these words, which a value of the graph names.
    Word {
        /// The words.
        options: Vec<String>,
    },
    /// One of the rows of a pick: the one whose cell is the largest or the smallest.
    Which {
        /// Which of them is right.
        winner: Winner,
    },
}

impl AnswerKind {
    /// Whether an answer is a number.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Number | Self::Circular { .. })
    }
}

/// Which of several rows is the right choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Winner {
    /// The one with the largest cell.
    Largest,
    /// The one with the smallest cell.
    Smallest,
}

#[cfg(test)]
mod tests;
