//! Grading: a key and an inbox to a gradebook.

mod copied;
mod gradebook;
mod judge;
mod status;

use std::collections::BTreeMap;
use std::path::Path;

pub use status::Status;

use crate::Error;
use crate::folder::{NewFolder, recover, refuse_same_place};
use crate::key::{Key, KeyQuestion, StudentKey};
use crate::submission::{self, Submission};

/// What became of one question of one student.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) question: String,
    pub(crate) status: Status,
    pub(crate) points: f64,
    pub(crate) most: f64,
}

/// What became of one student.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Graded {
    pub(crate) student: String,
    pub(crate) lines: Vec<Line>,
    /// Whether a file came, and whether it could be read.
    pub(crate) handed_in: bool,
    pub(crate) readable: bool,
    /// Whose data the answers fit, where they do not fit the student's own.
    pub(crate) fits: Vec<String>,
}

/// What grading found.
#[derive(Clone, Debug, PartialEq)]
pub struct GradeReport {
    /// How many students the key knows.
    pub n_students: usize,
    /// How many handed something in.
    pub n_handed_in: usize,
    /// How many got every point.
    pub n_full_marks: usize,
    /// Whose file could not be read.
    pub unreadable: Vec<String>,
    /// Who answered for other students' data, each with those.
    pub copied: Vec<(String, Vec<String>)>,
    /// Files in the inbox that belong to nobody.
    pub unclaimed: Vec<String>,
}

impl GradeReport {
    /// Whether somebody should look at the inbox: a file that is nobody's or cannot be read.
    pub fn needs_a_look(&self) -> bool {
        !self.unreadable.is_empty() || !self.unclaimed.is_empty()
    }
}

/// Grades the submissions in `inbox` by a stored key into the folder `out`, which appears whole.
///
/// The key is a folder `instructor` or the `key.json` in it. Nothing is generated again.
///
/// # Errors
/// [`Error::Key`], [`Error::OtherSet`], [`Error::NotOurs`], [`Error::SamePlace`], [`Error::File`].
/// What is wrong with a submission is no error.
pub fn grade_set(set: &str, key: &Path, inbox: &Path, out: &Path) -> Result<GradeReport, Error> {
    let answers = Key::read(key)?;
    if answers.set != set {
        return Err(Error::OtherSet { path: key.into(), got: answers.set, wanted: set.into() });
    }
    refuse_same_place(out, inbox)?;
    refuse_same_place(out, key)?;
    recover(out)?;
    gradebook::refuse_foreign(out)?;
    let inbox = submission::read(inbox, answers.students.keys())?;
    let graded: Vec<Graded> = answers
        .students
        .iter()
        .map(|(student, student_key)| {
            grade_student(&answers, student, student_key, inbox.submissions.get(student))
        })
        .collect();
    let new = NewFolder::beside(out)?;
    gradebook::write(&new, &answers, &graded, &inbox.unclaimed)?;
    new.put_in_place()?;
    Ok(report(&graded, inbox.unclaimed))
}

fn grade_student(
    key: &Key,
    student: &str,
    student_key: &StudentKey,
    submission: Option<&Submission>,
) -> Graded {
    let whole = |status: Status| {
        let line = |question: &KeyQuestion| Line {
            question: question.id.clone(),
            status: status.clone(),
            points: 0.0,
            most: question.points,
        };
        key.questions.iter().map(line).collect::<Vec<Line>>()
    };
    let mut graded = Graded {
        student: student.into(),
        lines: Vec::new(),
        handed_in: submission.is_some(),
        readable: matches!(submission, Some(Submission::Answers(_))),
        fits: Vec::new(),
    };
    match submission {
        None => graded.lines = whole(Status::NotHandedIn),
        Some(Submission::Unreadable(got)) => {
            graded.lines = whole(Status::Unreadable { got: got.clone() });
        }
        Some(Submission::Answers(written)) => {
            let mut statuses: BTreeMap<&str, Status> = BTreeMap::new();
            for question in &key.questions {
                let written = written.get(&question.id.to_lowercase());
                let status = judge::judge(question, student_key.answers.get(&question.id), written);
                statuses.insert(&question.id, status);
            }
            graded.fits = copied::fits(key, student, written, &mut statuses);
            graded.lines = key
                .questions
                .iter()
                .map(|question| {
                    let status = statuses.remove(question.id.as_str()).unwrap_or(Status::Missing);
                    let points = question.points * status.credit(key.other_unit_credit);
                    Line { question: question.id.clone(), points, most: question.points, status }
                })
                .collect();
        }
    }
    graded
}

fn report(graded: &[Graded], unclaimed: Vec<String>) -> GradeReport {
    let full = |graded: &&Graded| graded.lines.iter().all(|line| line.points == line.most);
    let unreadable = |graded: &&Graded| graded.handed_in && !graded.readable;
    GradeReport {
        n_students: graded.len(),
        n_handed_in: graded.iter().filter(|graded| graded.handed_in).count(),
        n_full_marks: graded.iter().filter(full).count(),
        unreadable: graded.iter().filter(unreadable).map(|one| one.student.clone()).collect(),
        copied: graded
            .iter()
            .filter(|graded| !graded.fits.is_empty())
            .map(|graded| (graded.student.clone(), graded.fits.clone()))
            .collect(),
        unclaimed,
    }
}

#[cfg(test)]
mod tests;
