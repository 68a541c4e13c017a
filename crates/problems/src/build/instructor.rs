//! What the instructor gets: the key for the program, and the same numbers for people.

use std::path::Path;

use crate::Error;
use crate::folder::NewFolder;
use crate::key::{Answer, AnswerTruth, Key};
use crate::set::AnswerKind;
use crate::tolerance::circular_distance;

/// The files of the folder `instructor`.
pub(super) const FILES: [&str; 3] = ["README.md", "key.csv", "key.json"];

/// Writes the folder `instructor`.
pub(super) fn write(new: &NewFolder, key: &Key) -> Result<(), Error> {
    let contents = [readme(key).into_bytes(), table(key), key.to_json()];
    for (name, bytes) in FILES.iter().zip(contents) {
        new.write(&Path::new("instructor").join(name), &bytes)?;
    }
    Ok(())
}

/// Whether the truth lies within the tolerance; none where there is no truth.
pub(super) fn truth_is_within(kind: &AnswerKind, answer: &Answer) -> Option<bool> {
    match answer {
        Answer::Number {
            reference, tolerance, truth: Some(AnswerTruth::Number(truth)), ..
        } => {
            let distance = match kind {
                AnswerKind::Circular { period } => circular_distance(*truth, *reference, *period),
                _ => (truth - reference).abs(),
            };
            Some(distance <= *tolerance)
        }
        Answer::Word { reference, truth: Some(AnswerTruth::Word(truth)), .. } => {
            Some(truth == reference)
        }
        _ => None,
    }
}

fn table(key: &Key) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let in_memory = "a buffer in memory takes every row";
    let header = [
        "student_id",
        "question",
        "text",
        "unit",
        "reference",
        "standard_error",
        "tolerance",
        "truth",
        "truth_within_tolerance",
        "options",
    ];
    writer.write_record(header).expect(in_memory);
    for (student, student_key) in &key.students {
        for question in &key.questions {
            let Some(answer) = student_key.answers.get(&question.id) else { continue };
            let or_empty = |number: Option<f64>| number.map_or_else(String::new, number_text);
            let within = truth_is_within(&question.answer, answer);
            let within = within.map_or_else(String::new, |within| within.to_string());
            let (reference, error, tolerance, truth, options) = match answer {
                Answer::Number { reference, standard_error, tolerance, truth, .. } => (
                    number_text(*reference),
                    or_empty(*standard_error),
                    number_text(*tolerance),
                    truth,
                    String::new(),
                ),
                Answer::Word { reference, options, truth, .. } => {
                    let none = String::new;
                    (reference.clone(), none(), none(), truth, options.join(" "))
                }
            };
            let truth = match truth {
                None => String::new(),
                Some(AnswerTruth::Number(number)) => number_text(*number),
                Some(AnswerTruth::Word(word)) => word.clone(),
            };
            let unit = if question.unit.is_shown() { question.unit.symbol() } else { "" };
            let text = answer.text().trim().to_owned();
            writer
                .write_record([
                    student.clone(),
                    question.id.clone(),
                    text,
                    unit.to_owned(),
                    reference,
                    error,
                    tolerance,
                    truth,
                    within,
                    options,
                ])
                .expect(in_memory);
        }
    }
    writer.into_inner().expect(in_memory)
}

fn number_text(number: f64) -> String {
    format!("{number:?}")
}

fn readme(key: &Key) -> String {
    let set = &key.set;
    let n_students = key.students.len();
    format!(
        "# Key of `{set}`: {title}\n\n\
         For the instructor alone. {n_students} students; set `{set}` of the chapter `{pipeline}`.\n\n\
         - `key.json` is what `spikebook problems grade {set} --key …` reads. Nothing is computed again when \
         answers are graded, so keep it until then.\n\
         - `key.csv` shows the same to people: what a right analysis of each student's data obtains \
         (`reference`) with its standard error, how far an answer may lie from it (`tolerance`), and the truth \
         behind the data.\n\n\
         | digest of | |\n|---|---|\n\
         | code and parameters of the generator | `{generator}` |\n\
         | roster | `{roster}` |\n\
         | secret (does not tell it) | `{secret}` |\n\n\
         The same command with the same secret makes the same bytes. A student who is added to the roster \
         changes nobody else's; a program or chapter that would give other data is refused.\n",
        title = key.title,
        pipeline = key.pipeline,
        generator = key.generator,
        roster = key.roster,
        secret = key.secret,
    )
}
