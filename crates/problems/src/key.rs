//! The key: what the right answers are, kept from the day on which the data were handed out.
//!
//! `key.json` is all that grading reads. `key.csv` shows the same numbers to people.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use spikebook_schema::Unit;

use crate::error::AtPath;
use crate::set::AnswerKind;
use crate::{Error, Tolerance};

/// What `format` says in the keys that this program writes and reads.
const FORMAT: u32 = 1;

/// The largest key that is read.
const MOST_BYTES: u64 = 1 << 30;

/// The answers of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The version of this file's form.
    pub format: u32,
    /// The set.
    pub set: String,
    /// Its title.
    pub title: String,
    /// The chapter's pipeline.
    pub pipeline: String,
    /// A digest of the code and parameters of every stage behind data and answers.
    pub generator: String,
    /// A digest of the secret that does not tell it.
    pub secret: String,
    /// A digest of the students' ids.
    pub roster: String,
    /// The share of a question's points for the right number in another unit.
    pub other_unit_credit: f64,
    /// The files of a student's folder.
    pub files: Vec<String>,
    /// What is asked, in order.
    pub questions: Vec<KeyQuestion>,
    /// What is right, by student.
    pub students: BTreeMap<String, StudentKey>,
}

/// What all students' questions of one id have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyQuestion {
    /// How `answers.csv` calls it.
    pub id: String,
    /// What an answer is.
    pub answer: AnswerKind,
    /// The unit asked for.
    pub unit: Unit,
    /// Whether the student has to say the unit.
    pub say_unit: bool,
    /// How many points it is worth.
    pub points: f64,
    /// The rule behind each student's tolerance.
    pub tolerance: Tolerance,
}

/// One student's answers by question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StudentKey {
    /// Every question's.
    pub answers: BTreeMap<String, Answer>,
}

/// What is right for one student.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Answer {
    /// A number within a tolerance of the reference.
    Number {
        /// The question as this student reads it.
        text: String,
        /// What a right analysis obtains, in the unit asked for.
        reference: f64,
        /// Its standard error.
        standard_error: Option<f64>,
        /// How far an answer may lie from it.
        tolerance: f64,
        /// The truth behind the data.
        truth: Option<AnswerTruth>,
    },
    /// One of several words.
    Word {
        /// The question as this student reads it.
        text: String,
        /// The right one.
        reference: String,
        /// All of them.
        options: Vec<String>,
        /// The truth behind the data.
        truth: Option<AnswerTruth>,
    },
}

/// The truth behind the data of one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AnswerTruth {
    /// A number in the unit asked for.
    Number(f64),
    /// A word.
    Word(String),
}

impl Answer {
    /// The question as this student reads it.
    pub fn text(&self) -> &str {
        match self {
            Self::Number { text, .. } | Self::Word { text, .. } => text,
        }
    }
}

impl Key {
    pub(crate) fn format() -> u32 {
        FORMAT
    }

    /// Its bytes.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("plain data with text keys");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a key, or the `key.json` of a folder.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Key`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let inside = path.join("key.json");
        if path.is_dir() && !inside.exists() {
            let got = "a folder without one".to_owned();
            return Err(Error::Key { path: path.into(), got });
        }
        let path = if path.is_dir() { inside } else { path.to_path_buf() };
        let mut bytes = Vec::new();
        let file = File::open(&path).at(&path)?;
        file.take(MOST_BYTES).read_to_end(&mut bytes).at(&path)?;
        let refuse = |got: String| Error::Key { path: path.clone(), got };
        let key: Self =
            serde_json::from_slice(&bytes).map_err(|error| refuse(error.to_string()))?;
        key.fault().map_or(Ok(key), |got| Err(refuse(got)))
    }

    /// What makes a key that could be read unfit to grade by.
    fn fault(&self) -> Option<String> {
        if self.format != FORMAT {
            return Some(format!("format {}, which is not {FORMAT}", self.format));
        }
        for (student, key) in &self.students {
            for question in &self.questions {
                let id = &question.id;
                match (key.answers.get(id), question.answer.is_numeric()) {
                    (Some(Answer::Number { reference, tolerance, .. }), true) => {
                        let sound =
                            reference.is_finite() && tolerance.is_finite() && *tolerance > 0.0;
                        if !sound {
                            return Some(format!(
                                "student `{student}`, question `{id}`: {reference} with a tolerance of {tolerance}"
                            ));
                        }
                    }
                    (Some(Answer::Word { .. }), false) => {}
                    _ => return Some(format!("student `{student}`: no answer to `{id}`")),
                }
            }
        }
        None
    }
}
