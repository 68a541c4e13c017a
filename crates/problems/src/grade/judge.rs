//! One answer against the key.

use super::Status;
use crate::key::{Answer, KeyQuestion};
use crate::set::AnswerKind;
use crate::sheet::quoted;
use crate::submission::Written;
use crate::tolerance::circular_distance;
use crate::written_unit::{factor, number, other_factors};

/// What becomes of a student's row; none where there is no row.
pub(super) fn judge(
    question: &KeyQuestion,
    answer: Option<&Answer>,
    written: Option<&Written>,
) -> Status {
    let (Some(answer), Some(written)) = (answer, written) else { return Status::Missing };
    if written.twice {
        return Status::AnsweredTwice;
    }
    if written.answer.is_empty() {
        return Status::Empty;
    }
    match answer {
        Answer::Word { reference, options, .. } => judge_word(reference, options, &written.answer),
        Answer::Number { reference, tolerance, .. } => {
            let target = Target { question, reference: *reference, tolerance: *tolerance };
            target.judge(written)
        }
    }
}

fn judge_word(reference: &str, options: &[String], written: &str) -> Status {
    let written = written.trim().trim_matches(['"', '\'']).trim();
    let is = |option: &str| {
        // `3` and `3.0` are one choice: spreadsheets write either. So is `unit 3`.
        let last = written.rsplit(' ').next().unwrap_or(written);
        let before = written[..written.len() - last.len()].trim();
        let bare = if before.chars().all(char::is_alphabetic) { last } else { written };
        let numbers = (option.parse::<f64>(), bare.parse::<f64>());
        option.eq_ignore_ascii_case(written) || matches!(numbers, (Ok(a), Ok(b)) if a == b)
    };
    if is(reference) {
        Status::Right
    } else if options.iter().any(|option| is(option)) {
        Status::Wrong
    } else {
        Status::NotAChoice { options: options.to_vec() }
    }
}

struct Target<'a> {
    question: &'a KeyQuestion,
    reference: f64,
    tolerance: f64,
}

impl Target<'_> {
    fn is_met_by(&self, number: f64) -> bool {
        let distance = match self.question.answer {
            AnswerKind::Circular { period } => circular_distance(number, self.reference, period),
            _ => (number - self.reference).abs(),
        };
        distance <= self.tolerance
    }

    fn judge(&self, written: &Written) -> Status {
        let got = match number(&written.answer) {
            Ok(got) => got,
            Err(what) => return Status::NotANumber { what },
        };
        let asked = self.question.unit;
        // What stands beside the number was typed with it; the column may still hold what we put
        // there.
        let unit = if got.unit.is_empty() { written.unit.trim() } else { &got.unit };
        let stated = if unit.is_empty() { Some(1.0) } else { factor(unit, asked) };
        let Some(stated) = stated else {
            return Status::UnknownUnit { got: quoted(unit) };
        };
        let number = got.number * stated;
        if self.is_met_by(number) {
            let unit_is_missing = unit.is_empty() && self.question.say_unit;
            return if unit_is_missing { Status::NoUnit } else { Status::Right };
        }
        let others = other_factors(asked).into_iter().chain([1.0]);
        if others.filter(|other| *other != stated).any(|other| self.fits_unit(got.number, other)) {
            return Status::OtherUnit;
        }
        self.near_miss(number)
    }

    /// Whether the number is right in a unit of which one is `factor` of the unit asked for. An
    /// angle in another unit is at most a turn: large numbers would hit somewhere on the circle by
    /// chance.
    fn fits_unit(&self, number: f64, factor: f64) -> bool {
        let within_a_turn = match self.question.answer {
            AnswerKind::Circular { period } => (number * factor).abs() <= period,
            _ => true,
        };
        within_a_turn && self.is_met_by(number * factor)
    }

    fn near_miss(&self, number: f64) -> Status {
        if self.is_met_by(-number) {
            return Status::WrongSign;
        }
        match self.question.answer {
            AnswerKind::Circular { period } if self.is_met_by(number + 0.5 * period) => {
                Status::Opposite
            }
            _ => Status::Wrong,
        }
    }
}

#[cfg(test)]
mod tests;
