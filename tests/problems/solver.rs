//! A student's solution with NumPy alone gets every point of every student.

use std::fs;
use std::path::Path;
use std::process::Command;

use spikebook_problems::GradeReport;

use super::class::{Class, contents, text};

/// Whether NumPy is at hand. Where it has to be, and is not, the test fails.
#[expect(clippy::print_stderr, reason = "says why nothing was tested")]
fn has_numpy() -> bool {
    let found = Command::new("python3").args(["-c", "import numpy"]).output();
    let found = found.is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("CI").is_none(), "with CI set, python3 must import numpy");
    if !found {
        eprintln!("skipped: `python3 -c 'import numpy'` fails");
    }
    found
}

/// Lets the script solve every student's sheet, and grades what it hands in.
fn solve(class: &Class) -> (GradeReport, String) {
    let folder = tempfile::tempdir().expect("a place for temporary files");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems/solver.py");
    let mut inbox = Vec::new();
    for student in &class.students {
        // A copy: what was handed out stays as it is.
        let copy = folder.path().join(student);
        fs::create_dir(&copy).expect("made");
        for (name, bytes) in contents(&class.dist().join("students").join(student)) {
            fs::write(copy.join(name), bytes).expect("written");
        }
        let output = Command::new("python3").arg(&script).arg(&copy).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let answers = fs::read(copy.join("answers.csv")).expect("a sheet");
        inbox.push((format!("{student}.csv"), answers));
    }
    let files = inbox.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let (report, gradebook) = class.grade(files);
    let grades = text(&gradebook, "grades.csv");
    let failed = grades.lines().skip(1).filter(|line| !line.contains(",right,"));
    (report, failed.collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_solution_with_numpy_alone_gets_every_point() {
    if has_numpy() {
        let (report, failed) = solve(Class::get());
        assert_eq!(report.n_full_marks, 20, "{failed}");
    }
}

#[test]
#[ignore = "takes minutes: `make test-slow` runs it"]
fn out_of_two_hundred_students_none_is_treated_unfairly() {
    let folder = tempfile::tempdir().expect("a place for temporary files");
    let class = Class::of(200, folder.path());
    // 600 references, each within 3 or 4 standard errors of the truth but for 3 in 1000 at most; 8
    // or more come once in 1000 runs of a sound key.
    let outside = &class.report.truth_outside;
    assert!(outside.len() < 8, "{outside:?}");
    if has_numpy() {
        let (report, failed) = solve(&class);
        assert_eq!(report.n_full_marks, 200, "{failed}");
    }
}
