//! What students handed in: a folder with `<id>.csv` or `<id>/answers.csv` a student.
//!
//! Nothing in it is trusted: sizes are bounded, links and pipes are not opened, and whatever cannot
//! be read is a line of the gradebook, never an error.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::Error;
use crate::error::AtPath;
use crate::handout::ANSWERS;
use crate::sheet::{Sheet, cell, quoted};

/// The largest file that is read.
const MOST_BYTES: u64 = 1 << 16;

/// What one student handed in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Submission {
    /// Rows by question.
    Answers(BTreeMap<String, Written>),
    /// What stands there instead.
    Unreadable(String),
}

/// What stands in the row of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) answer: String,
    pub(crate) unit: String,
    /// Whether another row of the same question says something else.
    pub(crate) twice: bool,
}

/// All submissions, and what else lies in the inbox.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Inbox {
    pub(crate) submissions: BTreeMap<String, Submission>,
    /// Files of nobody on the roster, sorted.
    pub(crate) unclaimed: Vec<String>,
}

/// Reads an inbox for these students.
pub(crate) fn read<'a>(
    folder: &Path,
    students: impl Iterator<Item = &'a String>,
) -> Result<Inbox, Error> {
    // Ids differ in more than case, so a file that was saved as `Ada.csv` is still `ada`'s.
    let by_name: BTreeMap<String, &str> =
        students.map(|student| (student.to_lowercase(), student.as_str())).collect();
    let mut names = Vec::new();
    if !folder.is_dir() {
        return Err(Error::NoInbox { path: folder.into() });
    }
    for entry in fs::read_dir(folder).at(folder)? {
        names.push(entry.at(folder)?.file_name());
    }
    names.sort();
    let mut inbox = Inbox::default();
    for name in names {
        let shown = name.to_string_lossy().into_owned();
        if shown.starts_with('.') {
            continue;
        }
        let path = folder.join(&name);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        let lower = shown.to_lowercase();
        let stem = if is_folder { Some(lower.as_str()) } else { lower.strip_suffix(".csv") };
        let Some(student) = stem.and_then(|stem| by_name.get(stem)) else {
            inbox.unclaimed.push(shown);
            continue;
        };
        let submission = if is_folder { in_folder(&path) } else { file(&path) };
        let earlier = inbox.submissions.insert((*student).to_owned(), submission);
        if earlier.is_some() {
            let several = Submission::Unreadable("several files of one student".into());
            inbox.submissions.insert((*student).to_owned(), several);
        }
    }
    Ok(inbox)
}

/// The answers in a student's folder; where they are not there, what else is.
fn in_folder(folder: &Path) -> Submission {
    let path = folder.join(ANSWERS);
    if fs::symlink_metadata(&path).is_ok() {
        return file(&path);
    }
    let others = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut others: Vec<String> = others
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    others.sort();
    Submission::Unreadable(match others.as_slice() {
        [] => format!("an empty folder without `{ANSWERS}`"),
        [only] => format!("{} and no `{ANSWERS}`", quoted(only)),
        several => format!("{} files and no `{ANSWERS}`", several.len()),
    })
}

fn file(path: &Path) -> Submission {
    match bytes(path).and_then(|bytes| answers(&bytes)) {
        Ok(answers) => Submission::Answers(answers),
        Err(got) => Submission::Unreadable(got),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::symlink_metadata(path)
        .map_err(|_| format!("no file `{}`", path.file_name().unwrap_or_default().display()))?;
    if !metadata.is_file() {
        return Err("something else than a plain file".into());
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("a file that cannot be read ({})", error.kind()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("more than {} kB", MOST_BYTES / 1024));
    }
    Ok(bytes)
}

/// The rows of an answer sheet. The error says what stands there instead of one.
fn answers(bytes: &[u8]) -> Result<BTreeMap<String, Written>, String> {
    let sheet = Sheet::read(bytes)?;
    let question = sheet.column("question")?;
    let answer = sheet.column("answer")?;
    let unit = sheet.column("unit").ok();
    let mut answers: BTreeMap<String, Written> = BTreeMap::new();
    for (_, cells) in sheet.rows() {
        let mut written = Written {
            answer: cell(cells, answer).into(),
            unit: unit.map_or("", |unit| cell(cells, unit)).into(),
            twice: false,
        };
        // A decimal comma between commas: `45,98,deg` is one number and its unit.
        let behind = cell(cells, answer + 1);
        if unit.is_none_or(|unit| unit == answer + 1) && is_cut(&written.answer, behind) {
            written.answer = format!("{},{behind}", written.answer);
            written.unit = cell(cells, answer + 2).into();
        }
        let name = cell(cells, question).to_lowercase();
        match answers.get_mut(&name) {
            None => {
                answers.insert(name, written);
            }
            Some(earlier) => {
                earlier.twice |=
                    (&earlier.answer, &earlier.unit) != (&written.answer, &written.unit);
            }
        }
    }
    Ok(answers)
}

/// Whether two cells are the whole part of a number and its digits behind a comma. No unit is all digits.
fn is_cut(whole: &str, behind: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole.trim_start_matches(['+', '-', '\u{2212}'])) && digits(behind)
}

#[cfg(test)]
mod tests;
