//! `problems.toml` to sets: every fault in it at once, each with its place.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;
use spikebook_pipeline::document::{Document, Finding, Placed, Section};
use spikebook_pipeline::{Reference, StageSpec};
use spikebook_schema::Unit;

use super::{
    AnswerKind, ApartSpec, CellReference, FileSpec, PickSpec, ProblemSet, QuestionSpec, Winner,
};
use crate::Tolerance;

/// Names that a student's folder has already.
const TAKEN_FILES: [&str; 2] = ["answers", "readme"];

/// Reads the text of a `problems.toml`. `path` is what messages call the file.
///
/// # Errors
/// Every fault in it that can be seen without the chapter's graph.
pub fn read(path: &Path, text: String) -> Result<Vec<ProblemSet>, Vec<Finding>> {
    let (document, sets) = Document::new(path, text).read(|document, mut top| {
        let sections = top.sections(document, "set");
        let sets: Vec<ProblemSet> =
            sections.into_iter().filter_map(|section| read_set(document, section)).collect();
        top.finish(document);
        refuse_twice(document, "set", sets.iter().map(|set| &set.id));
        sets
    });
    let findings = document.into_findings();
    match sets {
        Some(sets) if findings.is_empty() => Ok(sets),
        _ => Err(findings),
    }
}

fn read_set(document: &mut Document, mut section: Section<'_>) -> Option<ProblemSet> {
    let span = section.span();
    let id = name_at(document, &mut section, "id");
    let title = section.required_text(document, "title");
    let introduction = section.text(document, "introduction");
    let other_unit_credit = section.number(document, "other_unit_credit").unwrap_or(0.0);
    if !(0.0..=1.0).contains(&other_unit_credit) {
        let what = format!("`other_unit_credit`: got {other_unit_credit}, wanted 0 to 1");
        document.find(span.clone(), what, Some("it is a share of a question's points".into()));
    }
    let settings = section.entries(document, "settings");
    let settings = settings.into_iter().map(|(name, value)| (name.value, value.value)).collect();
    let stages: Vec<StageSpec> = section
        .sections(document, "stage")
        .into_iter()
        .filter_map(|stage| StageSpec::read(document, stage))
        .collect();
    let files: Vec<FileSpec> = section
        .sections(document, "file")
        .into_iter()
        .filter_map(|file| read_file(document, file))
        .collect();
    let picks: Vec<PickSpec> = section
        .sections(document, "pick")
        .into_iter()
        .filter_map(|pick| read_pick(document, pick))
        .collect();
    let questions: Vec<QuestionSpec> = section
        .sections(document, "question")
        .into_iter()
        .filter_map(|question| read_question(document, question))
        .collect();
    section.finish(document);
    refuse_twice(document, "file", files.iter().map(|file| &file.name));
    refuse_twice(document, "pick", picks.iter().map(|pick| &pick.name));
    refuse_twice(document, "question", questions.iter().map(|question| &question.id));
    Some(ProblemSet {
        id: id?,
        title: title?.value,
        introduction: introduction.map_or_else(String::new, |text| text.value),
        other_unit_credit,
        settings,
        stages,
        files,
        picks,
        questions,
    })
}

fn read_file(document: &mut Document, mut section: Section<'_>) -> Option<FileSpec> {
    let name = name_at(document, &mut section, "name");
    let from = section.required_text(document, "from");
    section.finish(document);
    let (name, from) = (name?, from?);
    if TAKEN_FILES.contains(&name.value.to_lowercase().as_str()) {
        let what = format!("file `{}`: every student's folder has a file of this name", name.value);
        document.find(name.span.clone(), what, Some("choose another name".into()));
    }
    let Some(reference) = Reference::parse(&from.value) else {
        let what = format!("`from` of [[file]]: got `{}`, wanted \"stage.port\"", from.value);
        document.find(from.span, what, Some("for example \"recording.spikes\"".into()));
        return None;
    };
    Some(FileSpec { name, from: Placed { value: reference, span: from.span } })
}

fn read_pick(document: &mut Document, mut section: Section<'_>) -> Option<PickSpec> {
    let span = section.span();
    let name = name_at(document, &mut section, "name");
    let from = cell_at(document, &mut section, "from", true);
    let count = section.count(document, "count").unwrap_or(1);
    if !(1..=2).contains(&count) {
        let what = format!("`count` of [[pick]]: got {count}, wanted 1 or 2");
        document.find(span, what, None);
    }
    let at_least = bounds(document, &mut section, "at_least");
    let at_most = bounds(document, &mut section, "at_most");
    let apart = section.section(document, "apart").and_then(|apart| read_apart(document, apart));
    section.finish(document);
    let name = name?;
    if apart.is_some() && count != 2 {
        let what = format!("`apart` of pick `{}`: got a count of {count}, wanted 2", name.value);
        document.find(name.span.clone(), what, None);
    }
    Some(PickSpec { name, from: from?, count: count as usize, at_least, at_most, apart })
}

fn read_apart(document: &mut Document, mut section: Section<'_>) -> Option<ApartSpec> {
    let span = section.span();
    let by = section.required_text(document, "by");
    let difference = section.number(document, "difference");
    let standard_error = section.text(document, "standard_error");
    let standard_errors = section.number(document, "standard_errors");
    for (key, number) in [("difference", difference), ("standard_errors", standard_errors)] {
        positive(document, &span, key, number.unwrap_or(1.0));
    }
    if standard_error.is_some() != standard_errors.is_some()
        || (difference.is_none() && standard_errors.is_none())
    {
        let hint = "`difference = …`, or `standard_error` and `standard_errors` together";
        document.find(span, "`apart`: no distance", Some(hint.into()));
    }
    section.finish(document);
    Some(ApartSpec {
        by: by?,
        difference: difference.unwrap_or(0.0),
        standard_error: standard_error.zip(standard_errors),
    })
}

fn bounds(
    document: &mut Document,
    section: &mut Section<'_>,
    key: &str,
) -> Vec<(Placed<String>, f64)> {
    let mut bounds = Vec::new();
    for (column, bound) in section.entries(document, key) {
        if let Some(number) = bound.value.as_f64() {
            bounds.push((column, number));
        } else {
            let got = &bound.value;
            let what = format!("`{key}.{}`: got {got}, wanted a number", column.value);
            document.find(bound.span, what, None);
        }
    }
    bounds
}

fn read_question(document: &mut Document, mut section: Section<'_>) -> Option<QuestionSpec> {
    let span = section.span();
    let id = name_at(document, &mut section, "id");
    let text = section.required_text(document, "text");
    let unit = read_unit(document, &mut section);
    let kind = read_kind(document, &mut section, unit.as_ref().map(|unit| unit.value));
    let say_unit = flag(document, &mut section, "say_unit");
    let points = section.number(document, "points").unwrap_or(1.0);
    positive(document, &span, "points", points);
    let pick = section.text(document, "pick");
    let answer = cell_at(document, &mut section, "answer", true);
    let standard_error = cell_at(document, &mut section, "standard_error", false);
    let truth = cell_at(document, &mut section, "truth", false);
    let tolerance = read_tolerance(document, &mut section);
    section.finish(document);
    let (id, kind) = (id?, kind?);
    if kind.is_numeric() == tolerance.is_empty() {
        let (what, hint) = if kind.is_numeric() {
            ("no `tolerance`", "for example `tolerance = { standard_errors = 4, absolute = 3 }`")
        } else {
            ("a `tolerance`, which a choice has not", "leave it out")
        };
        document.find(
            id.span.clone(),
            format!("question `{}`: {what}", id.value),
            Some(hint.into()),
        );
    }
    if tolerance.standard_errors.is_some() && standard_error.is_none() {
        let what = format!("question `{}`: a tolerance in standard errors of nothing", id.value);
        document.find(id.span.clone(), what, Some("add `standard_error = \"…\"`".into()));
    }
    Some(QuestionSpec {
        id,
        text: text?,
        kind,
        unit: unit?,
        say_unit,
        points,
        pick,
        answer: answer?,
        standard_error,
        truth,
        tolerance,
    })
}

fn read_unit(document: &mut Document, section: &mut Section<'_>) -> Option<Placed<Unit>> {
    let Some(symbol) = section.text(document, "unit") else {
        return Some(Placed { value: Unit::LABEL, span: section.span() });
    };
    match Unit::parse(&symbol.value) {
        Ok(unit) => Some(Placed { value: unit, span: symbol.span }),
        Err(error) => {
            document.find(symbol.span, error.to_string(), error.hint());
            None
        }
    }
}

fn read_kind(
    document: &mut Document,
    section: &mut Section<'_>,
    unit: Option<Unit>,
) -> Option<AnswerKind> {
    let kind = section.required_text(document, "kind");
    let period = section.number(document, "period");
    let options = section.value(document, "options");
    let winner = section.text(document, "winner");
    let kind = kind?;
    let wrong = |document: &mut Document, what: &str, hint: &str| {
        document.find(
            kind.span.clone(),
            format!("`kind = \"{}\"`: {what}", kind.value),
            Some(hint.into()),
        );
        None
    };
    match kind.value.as_str() {
        "number" => Some(AnswerKind::Number),
        "circular" => {
            let turn = match unit {
                Some(Unit::DEGREE) => Some(360.0),
                Some(Unit::RADIAN) => Some(std::f64::consts::TAU),
                _ => None,
            };
            match period.or(turn).filter(|period| *period > 0.0) {
                Some(period) => Some(AnswerKind::Circular { period }),
                None => wrong(document, "no `period` above 0", "a turn has `period = 360`"),
            }
        }
        "word" => {
            let options = options.as_ref().and_then(|options| options.value.as_array());
            let words: Vec<String> = options
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(ToOwned::to_owned)
                .collect();
            let all_words = options.is_some_and(|options| options.len() == words.len());
            if words.len() >= 2 && all_words {
                Some(AnswerKind::Word { options: words })
            } else {
                wrong(document, "no `options`", "for example `options = [\"yes\", \"no\"]`")
            }
        }
        "which" => match winner.as_ref().map(|winner| winner.value.as_str()) {
            Some("largest") => Some(AnswerKind::Which { winner: Winner::Largest }),
            Some("smallest") => Some(AnswerKind::Which { winner: Winner::Smallest }),
            _ => wrong(document, "no `winner`", "`winner = \"largest\"` or \"smallest\""),
        },
        _ => wrong(document, "no such kind", "there are number, circular, word, which"),
    }
}

fn read_tolerance(document: &mut Document, section: &mut Section<'_>) -> Tolerance {
    let Some(mut section) = section.section(document, "tolerance") else {
        return Tolerance::default();
    };
    let span = section.span();
    let mut part = |document: &mut Document, key: &str| {
        let number = section.number(document, key);
        if let Some(number) = number {
            positive(document, &span, key, number);
        }
        number
    };
    let tolerance = Tolerance {
        absolute: part(document, "absolute"),
        relative: part(document, "relative"),
        standard_errors: part(document, "standard_errors"),
    };
    section.finish(document);
    tolerance
}

fn positive(document: &mut Document, span: &Range<usize>, key: &str, number: f64) {
    if number <= 0.0 {
        document.find(
            span.clone(),
            format!("`{key}`: got {number}, wanted a number above 0"),
            None,
        );
    }
}

fn flag(document: &mut Document, section: &mut Section<'_>, key: &str) -> bool {
    let Some(value) = section.value(document, key) else { return false };
    value.value.as_bool().unwrap_or_else(|| {
        let what = format!("`{key}`: got {}, wanted true or false", value.value);
        document.find(value.span, what, None);
        false
    })
}

fn name_at(
    document: &mut Document,
    section: &mut Section<'_>,
    key: &str,
) -> Option<Placed<String>> {
    let name = section.required_text(document, key)?;
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let begins = name.value.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !(begins && name.value.chars().all(letters)) {
        let hint = "a name has letters, digits, - and _ and begins with a letter or digit";
        let what = format!("`{key}`: got `{}`, wanted a name", name.value);
        document.find(name.span.clone(), what, Some(hint.into()));
    }
    Some(name)
}

fn cell_at(
    document: &mut Document,
    section: &mut Section<'_>,
    key: &str,
    required: bool,
) -> Option<Placed<CellReference>> {
    let written = if required {
        section.required_text(document, key)?
    } else {
        section.text(document, key)?
    };
    let cell = CellReference::parse(&written.value);
    if cell.is_none() {
        let hint = "a stage's id, one of its outputs, a column or value of it";
        let what = format!("`{key}`: got `{}`, wanted \"stage.port.name\"", written.value);
        document.find(written.span.clone(), what, Some(hint.into()));
    }
    cell.map(|value| Placed { value, span: written.span })
}

fn refuse_twice<'a>(
    document: &mut Document,
    what: &str,
    names: impl Iterator<Item = &'a Placed<String>>,
) {
    let mut seen = BTreeSet::new();
    for name in names {
        // Names become files and rows that people tell apart without regard to case.
        if !seen.insert(name.value.to_lowercase()) {
            let what = format!("{what} `{}`: declared twice", name.value);
            document.find(name.span.clone(), what, Some("rename one of them".into()));
        }
    }
}
