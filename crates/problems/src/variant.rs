//! One student's variant of a set: the chapter's graph with the student's seed, evaluated in memory
//! as far as files and answers need it.

use std::collections::BTreeMap;

use spikebook_data::Table;
use spikebook_pipeline::document::Placed;
use spikebook_pipeline::run::evaluate;
use spikebook_pipeline::{Catalogue, Graph};

use crate::Error;
use crate::artifacts::{Artifacts, Cell, Lack};
use crate::key::{Answer, AnswerTruth, StudentKey};
use crate::pick::{Picked, draw};
use crate::set::{AnswerKind, CellReference, ProblemSet, QuestionSpec, Winner, conversion};

/// What one student gets and is asked, and what the answers are.
pub(crate) struct Variant {
    /// Tables by name, in the order of the set.
    pub(crate) files: Vec<(String, Table)>,
    /// The text of every question, and what stands for it in the key.
    pub(crate) key: StudentKey,
}

/// The positions of all stages that a set looks at.
pub(crate) fn needed(set: &ProblemSet, graph: &Graph) -> Vec<usize> {
    let files = set.files.iter().map(|file| &file.from.value);
    let picks = set.picks.iter().map(|pick| &pick.from.value.output);
    let cells = set.questions.iter().flat_map(|question| {
        [Some(&question.answer), question.standard_error.as_ref(), question.truth.as_ref()]
    });
    let cells = cells.flatten().map(|cell| &cell.value.output);
    let mut positions: Vec<usize> = files
        .chain(picks)
        .chain(cells)
        .filter_map(|reference| graph.position(&reference.stage))
        .collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// Evaluates a student's graph and answers the questions on it.
pub(crate) fn make(
    set: &ProblemSet,
    graph: &Graph,
    catalogue: &Catalogue,
    student: &str,
    seed: &[u8; 32],
) -> Result<Variant, Error> {
    let lacking = |place: String| {
        move |(got, wanted): Lack| Error::Variant {
            set: set.id.value.clone(),
            student: student.into(),
            place,
            got,
            wanted,
        }
    };
    let artifacts = evaluate(graph, catalogue).map_err(|source| Error::Evaluation {
        set: set.id.value.clone(),
        student: student.into(),
        source: Box::new(source),
    })?;
    let artifacts = Artifacts::new(artifacts);
    let mut files = Vec::new();
    for file in &set.files {
        let table = artifacts
            .table(&file.from.value)
            .map_err(lacking(format!("file `{}`", file.name.value)))?;
        files.push((file.name.value.clone(), table));
    }
    let mut picks = BTreeMap::new();
    for pick in &set.picks {
        let name = pick.name.value.clone();
        let picked = draw(pick, &artifacts, seed).map_err(lacking(format!("pick `{name}`")))?;
        picks.insert(name, picked);
    }
    let mut answers = BTreeMap::new();
    for question in &set.questions {
        let id = question.id.value.clone();
        let picked = question.pick.as_ref().and_then(|name| picks.get(&name.value));
        let answer = answer(question, &artifacts, picked, fill(&question.text.value, &picks))
            .map_err(lacking(format!("question `{id}`")))?;
        answers.insert(id, answer);
    }
    Ok(Variant { files, key: StudentKey { answers } })
}

fn answer(
    question: &QuestionSpec,
    artifacts: &Artifacts,
    picked: Option<&Picked>,
    text: String,
) -> Result<Answer, Lack> {
    let column = picked.map(|picked| picked.column.as_str());
    let names: Vec<&Cell> = picked.map(|picked| picked.names().collect()).unwrap_or_default();
    let row = |name: Option<&&'_ Cell>| match (column, name) {
        (Some(column), Some(name)) => Some((column.to_owned(), (*name).clone())),
        _ => None,
    };
    let number = |cell: &Placed<CellReference>, name: Option<&&Cell>| {
        let row = row(name);
        let (value, unit) = artifacts
            .cell(&cell.value, row.as_ref().map(|(column, name)| (column.as_str(), name)))?;
        let factor = if question.kind.is_numeric() {
            conversion(unit, question.unit.value)
                .ok_or_else(|| (unit.to_string(), question.unit.value.to_string()))?
        } else {
            1.0
        };
        value
            .number()
            .map(|number| number * factor)
            .ok_or_else(|| (format!("`{value}`"), format!("a number at `{}`", cell.value)))
    };
    match &question.kind {
        AnswerKind::Number | AnswerKind::Circular { .. } => {
            let first = names.first();
            let reference = number(&question.answer, first)?;
            let of = |cell: &Option<Placed<CellReference>>| {
                cell.as_ref().map(|cell| number(cell, first)).transpose()
            };
            let standard_error = of(&question.standard_error)?;
            let tolerance =
                question.tolerance.width(reference, standard_error).ok_or_else(|| {
                    let error = standard_error.map_or("none".into(), |error| error.to_string());
                    let got = format!("a reference of {reference} with standard error {error}");
                    (got, "a tolerance above 0".into())
                })?;
            let truth = of(&question.truth)?.map(AnswerTruth::Number);
            Ok(Answer::Number { text, reference, standard_error, tolerance, truth })
        }
        AnswerKind::Which { winner } => {
            let which = |cell: &Placed<CellReference>| {
                let numbers = names.iter().map(|name| number(cell, Some(name))).collect::<Result<
                    Vec<f64>,
                    Lack,
                >>(
                )?;
                let best = best(&numbers, *winner)
                    .ok_or_else(|| (format!("{numbers:?}"), "one winner".to_owned()))?;
                Ok::<String, Lack>(names[best].to_string())
            };
            let truth = question.truth.as_ref().map(which).transpose()?.map(AnswerTruth::Word);
            let options = names.iter().map(ToString::to_string).collect();
            Ok(Answer::Word { text, reference: which(&question.answer)?, options, truth })
        }
        AnswerKind::Word { options } => {
            let word = |cell: &Placed<CellReference>| {
                let row = row(names.first());
                let row = row.as_ref().map(|(column, name)| (column.as_str(), name));
                let word = artifacts.cell(&cell.value, row)?.0.to_string();
                if options.contains(&word) {
                    Ok(word)
                } else {
                    Err((format!("`{word}`"), format!("one of {}", options.join(", "))))
                }
            };
            let truth = question.truth.as_ref().map(word).transpose()?.map(AnswerTruth::Word);
            let reference = word(&question.answer)?;
            Ok(Answer::Word { text, reference, options: options.clone(), truth })
        }
    }
}

/// The position of the winner; none where two are equal.
fn best(numbers: &[f64], winner: Winner) -> Option<usize> {
    let wins = |a: f64, b: f64| match winner {
        Winner::Largest => a > b,
        Winner::Smallest => a < b,
    };
    (0..numbers.len()).find(|&at| {
        (0..numbers.len()).all(|other| other == at || wins(numbers[at], numbers[other]))
    })
}

/// A pick that a text names in braces, with the column asked for.
type Placeholder<'t> = (&'t str, Option<&'t str>);

/// The placeholders of a text.
pub(crate) fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    pieces(text).into_iter().filter_map(|(_, placeholder)| placeholder).collect()
}

/// A text cut before and behind every placeholder. Braces that hold anything but names are text:
/// TeX keeps its own.
fn pieces(text: &str) -> Vec<(&str, Option<Placeholder<'_>>)> {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let mut pieces = Vec::new();
    let (mut from, mut search) = (0, 0);
    while let Some(open) = text[search..].find('{').map(|at| search + at) {
        let Some(close) = text[open..].find('}').map(|at| open + at) else { break };
        let inside = &text[open + 1..close];
        let (name, column) = match inside.split_once('.') {
            Some((name, column)) => (name, Some(column)),
            None => (inside, None),
        };
        if is_name(name) && column.is_none_or(is_name) {
            pieces.push((&text[from..open], Some((name, column))));
            (from, search) = (close + 1, close + 1);
        } else {
            search = open + 1;
        }
    }
    pieces.push((&text[from..], None));
    pieces
}

fn fill(text: &str, picks: &BTreeMap<String, Picked>) -> String {
    let mut filled = String::new();
    for (before, placeholder) in pieces(text) {
        filled.push_str(before);
        if let Some((name, column)) = placeholder
            && let Some(picked) = picks.get(name)
        {
            filled.push_str(&picked.shown(column));
        }
    }
    filled
}
