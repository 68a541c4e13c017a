//! The sets of the chapters on models: they can be built, ask students different things, and are fair to their own answers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use spikebook_problems::Answer;

use super::class::{Class, contents, text};

/// A set, and which of its questions have the same answer for every student.
const SETS: [(&str, &[&str]); 5] = [
    ("eeg-microcircuit", &[]),
    ("hodgkin-huxley", &[]),
    ("hopfield-sleep", &[]),
    ("integrate-and-fire", &["threshold-current"]),
    ("networks-and-plasticity", &[]),
];

#[test]
fn sets_of_model_chapters_build_differ_and_grade() {
    const N_STUDENTS: usize = 3;
    for (set, shared) in SETS {
        let folder = tempfile::tempdir().expect("a place for temporary files");
        let class = Class::of_set(set, N_STUDENTS, folder.path());
        assert_eq!(class.report.truth_outside, [], "{set}");
        for question in &class.key.questions {
            let answers: BTreeSet<String> = class
                .key
                .students
                .values()
                .map(|student| match &student.answers[&question.id] {
                    Answer::Number { reference, .. } => reference.to_string(),
                    Answer::Word { reference, .. } => reference.clone(),
                })
                .collect();
            let wanted = if shared.contains(&&*question.id) { 1..=1 } else { 2..=N_STUDENTS };
            assert!(wanted.contains(&answers.len()), "{set}, {}: {answers:?}", question.id);
        }
        let right: Vec<(String, String)> = class
            .students
            .iter()
            .map(|student| (format!("{student}.csv"), class.sheet(student, |_, _| None)))
            .collect();
        let files = right.iter().map(|(name, sheet)| (name.as_str(), sheet.as_bytes()));
        let (report, _) = class.grade(files);
        assert_eq!(report.n_full_marks, N_STUDENTS, "{set}: the reference answers");
        // Who works from what was handed out, with the standard library of Python alone, gets every point too.
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems/model_solver.py");
        let copies = tempfile::tempdir().expect("a place for temporary files");
        let mut solved = Vec::new();
        for student in &class.students {
            let copy = copies.path().join(student);
            fs::create_dir(&copy).expect("made");
            for (name, bytes) in contents(&class.dist().join("students").join(student)) {
                fs::write(copy.join(name), bytes).expect("written");
            }
            let ran = Command::new("python3").arg(&script).arg(set).arg(&copy).output();
            let ran = ran.expect("it starts");
            assert!(ran.status.success(), "{set}: {}", String::from_utf8_lossy(&ran.stderr));
            solved.push((
                format!("{student}.csv"),
                fs::read(copy.join("answers.csv")).expect("a sheet"),
            ));
        }
        let files = solved.iter().map(|(name, sheet)| (name.as_str(), sheet.as_slice()));
        let (report, gradebook) = class.grade(files);
        let lost: Vec<String> = text(&gradebook, "grades.csv")
            .lines()
            .skip(1)
            .filter(|line| !line.contains(",right,"))
            .map(str::to_owned)
            .collect();
        assert_eq!(report.n_full_marks, N_STUDENTS, "{set}: {}", lost.join("\n"));
        // Another student's answers are not this one's.
        let other = class.sheet("s02", |_, _| None);
        let (report, _) = class.grade([("s01.csv", other.as_bytes())]);
        assert_eq!(report.n_full_marks, 0, "{set}: the answers of another");
        for (path, bytes) in contents(&class.dist().join("students")) {
            let found = bytes.windows(5).any(|window| window == b"truth");
            assert!(!found, "{set}: {}", path.display());
        }
    }
}
