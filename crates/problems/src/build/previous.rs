//! The build that stands where a new one is to go: it must be of the same set and secret, hold
//! nothing else, and the new one must leave everybody's data as they are.

use std::fs;
use std::path::{Path, PathBuf};

use super::BuildReport;
use super::instructor;
use crate::Error;
use crate::error::AtPath;
use crate::folder::files_in;
use crate::key::Key;

/// What file browsers leave behind, which nobody misses.
const LITTER: [&str; 2] = [".DS_Store", "Thumbs.db"];

/// The key of the build in `out`, where there is one.
pub(super) fn look(out: &Path, set: &str, secret: &str) -> Result<Option<Key>, Error> {
    if !out.exists() {
        return Ok(None);
    }
    let not_ours = |path: PathBuf| Error::NotOurs { path, what: "build" };
    if !out.is_dir() {
        return Err(not_ours(out.into()));
    }
    let mut files = files_in(out)?;
    files.retain(|file| !LITTER.iter().any(|litter| file.ends_with(litter)));
    if files.is_empty() {
        return Ok(None);
    }
    let instructor = out.join("instructor");
    if !instructor.join("key.json").is_file() {
        return Err(not_ours(out.join(&files[0])));
    }
    let key = Key::read(&instructor)?;
    if key.set != set || key.secret != secret {
        return Err(Error::OtherBuild {
            path: out.into(),
            got_set: key.set,
            got_secret: key.secret,
            wanted_set: set.into(),
            wanted_secret: secret.into(),
        });
    }
    let ours = |file: &PathBuf| {
        let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        match &parts[..] {
            [folder, name] => folder == "instructor" && instructor::FILES.contains(&name.as_ref()),
            [folder, student, name] => {
                folder == "students"
                    && key.students.contains_key(student.as_ref())
                    && key.files.iter().any(|file| file == name)
            }
            _ => false,
        }
    };
    match files.iter().find(|file| !ours(file)) {
        Some(file) => Err(not_ours(out.join(file))),
        None => Ok(Some(key)),
    }
}

/// What a new build in `new` changes; an error where it changes somebody's data.
pub(super) fn compare(
    previous: Option<&Key>,
    key: &Key,
    out: &Path,
    new: &Path,
) -> Result<BuildReport, Error> {
    let had =
        |student: &String| previous.is_some_and(|previous| previous.students.contains_key(student));
    for student in key.students.keys().filter(|student| had(student)) {
        for file in &key.files {
            let relative = Path::new("students").join(student).join(file);
            let before = out.join(&relative);
            if !before.exists() {
                continue;
            }
            let now = new.join(&relative);
            if fs::read(&before).at(&before)? != fs::read(&now).at(&now)? {
                return Err(Error::WouldChange {
                    path: out.into(),
                    student: student.clone(),
                    file: file.clone(),
                });
            }
        }
    }
    let mut truth_outside = Vec::new();
    for (student, student_key) in &key.students {
        for question in &key.questions {
            let within = student_key
                .answers
                .get(&question.id)
                .and_then(|answer| instructor::truth_is_within(&question.answer, answer));
            if within == Some(false) {
                truth_outside.push((student.clone(), question.id.clone()));
            }
        }
    }
    let gone = |student: &&String| !key.students.contains_key(*student);
    Ok(BuildReport {
        n_students: key.students.len(),
        n_new: key.students.keys().filter(|student| !had(student)).count(),
        removed: previous
            .into_iter()
            .flat_map(|previous| previous.students.keys())
            .filter(gone)
            .cloned()
            .collect(),
        truth_outside,
    })
}
