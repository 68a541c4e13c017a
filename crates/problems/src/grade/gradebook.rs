//! The gradebook's files.
//!
//! ```text
//! grades/
//!   grades.csv          a line a student and question, for the instructor
//!   summary.csv         a line a student, for the instructor
//!   unclaimed.csv       files in the inbox that are nobody's
//!   feedback/<id>.md    a sentence a question, for the student
//! ```

use std::path::{Path, PathBuf};

use super::{Graded, Status};
use crate::Error;
use crate::folder::{NewFolder, files_in};
use crate::key::Key;

const TABLES: [&str; 3] = ["grades.csv", "summary.csv", "unclaimed.csv"];

/// Fails where `out` holds what is not a gradebook: it would be replaced.
pub(super) fn refuse_foreign(out: &Path) -> Result<(), Error> {
    if !out.exists() {
        return Ok(());
    }
    let not_ours = |path: PathBuf| Error::NotOurs { path, what: "gradebook" };
    if !out.is_dir() {
        return Err(not_ours(out.into()));
    }
    let ours = |file: &PathBuf| {
        let name = file.to_string_lossy();
        TABLES.contains(&name.as_ref())
            || name.ends_with(".DS_Store")
            || (file.starts_with("feedback") && name.ends_with(".md") && file.iter().count() == 2)
    };
    match files_in(out)?.into_iter().find(|file| !ours(file)) {
        Some(file) => Err(not_ours(out.join(file))),
        None => Ok(()),
    }
}

/// Writes all files.
pub(super) fn write(
    new: &NewFolder,
    key: &Key,
    graded: &[Graded],
    unclaimed: &[String],
) -> Result<(), Error> {
    let mut grades =
        vec![["student_id", "question", "points", "max", "status", "message"].map(String::from)];
    let mut summary =
        vec![["student_id", "points", "max", "right", "questions", "note"].map(String::from)];
    for one in graded {
        for line in &one.lines {
            grades.push([
                one.student.clone(),
                line.question.clone(),
                line.points.to_string(),
                line.most.to_string(),
                line.status.word().into(),
                line.status.instructor_message(),
            ]);
        }
        let (points, most) = total(one);
        summary.push([
            one.student.clone(),
            points,
            most,
            one.lines.iter().filter(|line| line.status == super::Status::Right).count().to_string(),
            one.lines.len().to_string(),
            note(one),
        ]);
        let feedback = feedback(&key.title, one);
        let path = Path::new("feedback").join(format!("{}.md", one.student));
        new.write(&path, feedback.as_bytes())?;
    }
    new.write(Path::new("grades.csv"), &table(&grades))?;
    new.write(Path::new("summary.csv"), &table(&summary))?;
    let mut rows = vec![["file".to_owned()]];
    let plain = |name: &String| name.replace(char::is_control, "·");
    rows.extend(unclaimed.iter().map(|name| [plain(name)]));
    new.write(Path::new("unclaimed.csv"), &table(&rows))
}

fn total(graded: &Graded) -> (String, String) {
    let points: f64 = graded.lines.iter().map(|line| line.points).sum();
    let most: f64 = graded.lines.iter().map(|line| line.most).sum();
    (points.to_string(), most.to_string())
}

fn note(graded: &Graded) -> String {
    if !graded.handed_in {
        "not handed in".into()
    } else if !graded.readable {
        "the file could not be read".into()
    } else if graded.fits.is_empty() {
        String::new()
    } else {
        format!("answers fit the data of {}", graded.fits.join(", "))
    }
}

fn feedback(title: &str, graded: &Graded) -> String {
    let (points, most) = total(graded);
    let line = |line: &super::Line| {
        let message = line.status.message();
        format!("- **{}** ({} of {}): {message}\n", line.question, line.points, line.most)
    };
    let first = graded.lines.first().map(|line| &line.status);
    let lines: String = match first {
        // What is wrong with the whole file is said once.
        Some(status @ (Status::Unreadable { .. } | Status::NotHandedIn)) => {
            format!("{}\n", status.message())
        }
        _ => graded.lines.iter().map(line).collect(),
    };
    let student = &graded.student;
    format!("# {title}: feedback for `{student}`\n\n{points} of {most} points\n\n{lines}")
}

fn table<const N: usize>(rows: &[[String; N]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let in_memory = "a buffer in memory takes every row";
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).expect(in_memory);
    }
    writer.into_inner().expect(in_memory)
}

/// A cell that no spreadsheet program runs: those that begin like a formula get an apostrophe in
/// front.
pub(super) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.into()
    }
}
