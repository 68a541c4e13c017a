//! Answers to somebody else's data.
//!
//! One wrong answer lies within a tolerance of *some* other student's key quite often: with a
//! tolerance of 5° and 20 students, every second wrong direction does. So one student alone must
//! explain everything that is wrong, and at least two numbers among it. Whoever copies a single
//! answer goes unnoticed.

use std::collections::BTreeMap;

use super::{Status, judge};
use crate::key::Key;
use crate::submission::Written;

/// So many numbers must be right for the other student.
const FEWEST_NUMBERS: usize = 2;

/// The students whose keys explain all that is wrong; their names are put into the statuses.
pub(super) fn fits<'a>(
    key: &'a Key,
    student: &str,
    written: &BTreeMap<String, Written>,
    statuses: &mut BTreeMap<&'a str, Status>,
) -> Vec<String> {
    let is_wrong = |status: &Status| {
        matches!(
            status,
            Status::Wrong
                | Status::OtherUnit
                | Status::WrongSign
                | Status::Opposite
                | Status::NotAChoice { .. }
        )
    };
    let wrong: Vec<_> = key
        .questions
        .iter()
        .filter(|question| statuses.get(question.id.as_str()).is_some_and(is_wrong))
        .collect();
    let n_numbers = wrong.iter().filter(|question| question.answer.is_numeric()).count();
    if n_numbers < FEWEST_NUMBERS {
        return Vec::new();
    }
    let explained_by = |other: &str| {
        wrong.iter().all(|question| {
            let answer = key.students.get(other).and_then(|other| other.answers.get(&question.id));
            let row = written.get(&question.id.to_lowercase());
            judge::judge(question, answer, row) == Status::Right
        })
    };
    let students: Vec<String> = key
        .students
        .keys()
        .filter(|other| *other != student && explained_by(other))
        .cloned()
        .collect();
    if !students.is_empty() {
        for question in wrong {
            let status = Status::AnotherStudent { students: students.clone() };
            statuses.insert(&question.id, status);
        }
    }
    students
}
