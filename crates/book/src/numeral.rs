//! Numerals of the prose that are copies of a result, and so would go stale when the result changes.
//!
//! A numeral counts that has a decimal point or three or more digits: "0.642", "821", "28,829". It is a
//! copy of a [stored number](crate::stored) that equals it at its printed digits, as it stands or in the
//! unit that follows ("64.2 %", "821 ms"). A numeral with only one digit that tells something ("0.5") is a
//! copy only of a value that it equals exactly, for a tenth of all numbers round to it; and one of a
//! table's many cells is copied only by a numeral with three digits that tell something. Prose is all text that is read,
//! headings and captions too; code, formulas and the text of links are not looked at, and neither are
//! numerals within a word, a date, a version or an identifier: "v0.642", "2002-11-23", "10.1523/J".

use std::ops::Range;

use spikebook_pipeline::document::Placed;
use spikebook_schema::Unit;

use crate::number::{Precision, Printed};
use crate::page::Page;
use crate::stored::StoredNumber;

/// A number as it is written in the prose.
#[derive(Clone, Debug, PartialEq)]
struct Numeral {
    /// Its digits, without separators of thousands.
    digits: String,
    is_negative: bool,
    n_decimals: usize,
    unit: Option<Unit>,
}

/// Notes every numeral in a piece of prose that is a copy of a stored value.
pub(crate) fn check(page: &mut Page<'_>, prose: Range<usize>) {
    let text = page.document.text()[prose.clone()].to_owned();
    for Placed { value: numeral, span } in numerals(&text) {
        let copies: Vec<StoredNumber> =
            page.stored_numbers.iter().filter(|stored| numeral.copies(stored)).cloned().collect();
        let Some(first) = copies.first() else { continue };
        let written = &text[span.clone()];
        let names: Vec<String> =
            copies.iter().take(3).map(|copy| format!("`{}`", copy.place)).collect();
        let what = format!("{written} is {}: wanted a reference to it", names.join(" or "));
        let hint = format!(
            "write `{{{{{}{}}}}}`; if it only happens to be equal, `{{{{literal {written}}}}}`",
            first.directive,
            numeral.options(first)
        );
        page.find(&(prose.start + span.start..prose.start + span.end), what, Some(hint));
    }
}

impl Numeral {
    fn signed(&self) -> String {
        if self.is_negative { format!("-{}", self.digits) } else { self.digits.clone() }
    }

    fn n_telling_digits(&self) -> usize {
        let digits: String = self.digits.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').len()
    }

    /// Whether it is no round number: 0.642 and 333, but neither 0.500 nor 300.
    fn is_particular(&self) -> bool {
        let digits: String = self.digits.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').len() >= 3
    }

    /// The factor from the stored unit to the one that is written, where they differ.
    fn factor(&self, stored: &StoredNumber) -> Option<f64> {
        let unit = self.unit.filter(|&unit| unit != stored.unit)?;
        stored.unit.factor_to(unit).ok()
    }

    fn equals(&self, value: f64) -> bool {
        if self.n_telling_digits() < 2 {
            return self.signed().parse() == Ok(value);
        }
        format!("{value:.*}", self.n_decimals) == self.signed()
    }

    fn copies(&self, stored: &StoredNumber) -> bool {
        (!stored.is_cell || self.is_particular()) && self.equals_in_some_unit(stored)
    }

    fn equals_in_some_unit(&self, stored: &StoredNumber) -> bool {
        self.equals(stored.value)
            || self.factor(stored).is_some_and(|factor| self.equals(stored.value * factor))
    }

    /// The options with which a directive prints the same digits.
    fn options(&self, stored: &StoredNumber) -> String {
        let mut options = String::new();
        let mut value = stored.value;
        if !self.equals(value)
            && let (Some(unit), Some(factor)) = (self.unit, self.factor(stored))
        {
            value *= factor;
            options = format!(" unit={unit}");
        }
        let usual = Printed::float(value, crate::directives::USUAL_PRECISION);
        let wanted = Printed::float(value, Precision::Decimals(self.n_decimals));
        let is_whole = self.n_decimals == 0 && value.fract() == 0.0;
        if usual.as_plain() != wanted.as_plain() && !is_whole {
            options += &format!(" decimals={}", self.n_decimals);
        }
        options
    }
}

/// The numerals of a text that count, with their places.
fn numerals(text: &str) -> Vec<Placed<Numeral>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|letter: char| letter.is_ascii_digit()) {
        let start = at + start;
        let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
        let length = text[start..].find(|letter| !is_part(letter)).unwrap_or(text.len() - start);
        let run = text[start..start + length].trim_end_matches(['.', ',']);
        let end = start + run.len();
        at = start + length;
        let (before, after) = (&text[..start], &text[end..]);
        if is_within_a_name(before, run, after) {
            continue;
        }
        let Some(digits) = without_separators(run) else { continue };
        let n_decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if n_decimals == 0 && digits.len() < 3 {
            continue;
        }
        let is_negative = is_signed(before);
        let numeral = Numeral { digits, is_negative, n_decimals, unit: unit_of(after) };
        found.push(Placed { value: numeral, span: start..end });
    }
    found
}

/// Whether digits are part of a word, a date, a version or an identifier. Behind a hyphen, a number with
/// a point is the end of a range.
fn is_within_a_name(before: &str, run: &str, after: &str) -> bool {
    let has_point = run.contains('.');
    let joined = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '/' | '#' | '@');
    let before_hyphen = |letter: char| joined(letter) && !(has_point && letter.is_ascii_digit());
    let mut last = before.chars().rev();
    let is_behind = match last.next() {
        Some('-') => last.next().is_some_and(before_hyphen),
        Some(letter) => joined(letter) || letter == '.',
        None => false,
    };
    let mut next = after.chars();
    let is_before = match next.next() {
        Some('-') => !has_point && next.next().is_some_and(|letter| letter.is_ascii_digit()),
        Some(letter) => matches!(letter, '_' | '/' | '@'),
        None => false,
    };
    is_behind || is_before
}

fn is_signed(before: &str) -> bool {
    let mut last = before.chars().rev();
    matches!(last.next(), Some('-' | '\u{2212}'))
        && last.next().is_none_or(|letter| letter.is_whitespace() || letter == '(')
}

/// "28,829" and "0.642" are numbers; "1,2" and "0.5.4" are none.
fn without_separators(run: &str) -> Option<String> {
    let (whole, decimals) = run.split_once('.').unwrap_or((run, ""));
    if decimals.contains(['.', ',']) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_grouped = whole.contains(',');
    if groups.any(|group| group.len() != 3) || is_grouped && first.len() > 3 {
        return None;
    }
    Some(run.replace(',', ""))
}

/// The unit written behind a number, where there is one.
fn unit_of(after: &str) -> Option<Unit> {
    let behind = after.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    let length = behind
        .find(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '/' | '%' | '°'))
        .unwrap_or(behind.len());
    match &behind[..length] {
        "°" => Some(Unit::DEGREE),
        symbol => Unit::parse(&symbol.replace(['µ', 'μ'], "u")).ok(),
    }
}

#[cfg(test)]
mod tests;
