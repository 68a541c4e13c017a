//! What students get: data of their own, the same bytes every time, and no truth.

use std::collections::BTreeSet;

use spikebook_data::parquet_file;
use spikebook_problems::{Answer, AnswerTruth};

use super::class::{Class, SECRET, SET, build, contents, secret, students};

#[test]
fn the_reference_answers_are_near_the_truth() {
    let class = Class::get();
    assert_eq!(class.report.n_students, 20);
    // Three questions have a truth; the tolerance is 3 or 4 standard errors wide.
    assert_eq!(class.report.truth_outside, []);
}

#[test]
fn students_are_asked_different_things() {
    let answers = |question: &str| -> BTreeSet<String> {
        let keys = Class::get().key.students.values();
        keys.map(|student| student.answers[question].text().to_owned()).collect()
    };
    assert!(answers("preferred-direction").len() > 5);
    assert!(answers("decoded-direction").len() > 15);
    assert!(answers("sharper-tuning").len() > 10);
}

#[test]
fn the_direction_that_is_asked_for_is_held_back() {
    let folder = Class::get().dist().join("students/s01");
    let direction = parquet_file::read(&folder.join("direction.parquet")).expect("Parquet");
    let last_s = direction.floats("time_s").expect("a column").last().copied();
    assert!(last_s.is_some_and(|time_s| (479.9..480.0).contains(&time_s)), "{last_s:?}");
    let spikes = parquet_file::read(&folder.join("spikes.parquet")).expect("Parquet");
    let times_s = spikes.floats("time_s").expect("a column");
    assert!(times_s.iter().any(|time_s| *time_s > 599.0), "spikes go on to the end");
}

#[test]
fn a_second_build_on_other_threads_has_the_same_bytes() {
    let class = Class::get();
    let folder = tempfile::tempdir().expect("a place for temporary files");
    let out = folder.path().join("dist");
    // A roster of three of the twenty, in another order and on one thread.
    let some: Vec<String> = ["s17", "s02", "s09"].map(String::from).to_vec();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| build(&some, &out));
    let all = contents(&class.dist().join("students"));
    let again = contents(&out.join("students"));
    assert_eq!(again.len(), 3 * 6);
    for (path, bytes) in &again {
        assert!(all[path] == *bytes, "{}", path.display());
    }
    // The roster grows by another three.
    let more: BTreeSet<String> = students(6).into_iter().chain(some).collect();
    build(&more.into_iter().collect::<Vec<String>>(), &out);
    let grown = contents(&out.join("students"));
    assert!(again.iter().all(|(path, bytes)| grown[path] == *bytes), "nobody's bytes changed");
}

#[test]
fn no_truth_secret_or_seed_lies_in_a_students_folder() {
    let class = Class::get();
    for student in ["s01", "s13"] {
        let folder = class.dist().join("students").join(student);
        let seed = secret().student_seed(SET, student);
        let hex = blake3::Hash::from(seed).to_hex().to_string();
        let mut hidden = vec![
            ("secret", SECRET.to_vec()),
            ("seed", seed.to_vec()),
            ("seed in hex", hex.into_bytes()),
            ("fingerprint of the secret", secret().fingerprint().into_bytes()),
            ("generator", class.key.generator.clone().into_bytes()),
            ("truth", b"truth".to_vec()),
            ("concentration", b"concentration".to_vec()),
        ];
        let mut hide = |what: &'static str, number: f64| {
            hidden.push((what, number.to_le_bytes().to_vec()));
            hidden.push((what, format!("{number:.4}").into_bytes()));
        };
        for answer in class.key.students[student].answers.values() {
            if let Answer::Number { reference, truth, .. } = answer {
                hide("reference", *reference);
                if let Some(AnswerTruth::Number(truth)) = truth {
                    hide("truth", *truth);
                }
            }
        }
        for (path, mut bytes) in contents(&folder) {
            if path.extension().is_some_and(|extension| extension == "parquet") {
                // Its pages are compressed: what they hold is looked at too.
                let table = parquet_file::read(&folder.join(&path)).expect("Parquet");
                bytes.extend(format!("{:?}", table.schema()).into_bytes());
                for column in table.schema().columns.clone() {
                    let numbers = table.numbers(&column.name).expect("numbers");
                    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
                }
            }
            for (what, hidden) in &hidden {
                let found = bytes.windows(hidden.len()).any(|window| window == &hidden[..]);
                assert!(!found, "{student}/{}: {what}", path.display());
            }
        }
    }
}
