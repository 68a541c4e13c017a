//! The same plan is the same bytes, and a failed build leaves what was there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use spikebook_book::Error;
use spikebook_pipeline::Audience;

use crate::fake;

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn add(folder: &Path, prefix: &str, into: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                add(&path, &format!("{prefix}{name}/"), into);
            } else {
                into.insert(format!("{prefix}{name}"), fs::read(&path).expect("a file"));
            }
        }
    }
    let mut all = BTreeMap::new();
    add(folder, "", &mut all);
    all
}

#[test]
fn two_builds_in_two_folders_are_the_same_bytes() {
    let first = tempfile::tempdir().expect("a temporary folder");
    let second = tempfile::tempdir().expect("a temporary folder");
    let (one, other) = (first.path().join("book"), second.path().join("a/deeper folder/book"));
    fake::build(fake::CHAPTER, Audience::Student, &one).expect("a chapter without mistakes");
    fake::build(fake::CHAPTER, Audience::Student, &other).expect("a chapter without mistakes");
    // And again over what is there.
    fake::build(fake::CHAPTER, Audience::Student, &other).expect("a chapter without mistakes");
    let (one, other) = (contents(&one), contents(&other));
    let names: Vec<&String> = one.keys().collect();
    assert_eq!(names, other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs");
        let text = String::from_utf8_lossy(bytes);
        for folder in [first.path(), second.path()] {
            assert!(!text.contains(&*folder.to_string_lossy()), "{name} names a folder");
        }
    }
}

#[test]
fn builds_at_the_same_time_all_end_well() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let book = folder.path().join("book");
    std::thread::scope(|scope| {
        let builds: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| fake::build(fake::CHAPTER, Audience::Student, &book)))
            .collect();
        for build in builds {
            build.join().expect("no panic").expect("a chapter without mistakes");
        }
    });
    assert!(book.join("index.html").is_file());
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_build_that_fails_leaves_the_book_that_was_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let book = folder.path().join("book");
    fake::build(fake::CHAPTER, Audience::Student, &book).expect("a chapter without mistakes");
    let before = contents(&book);
    fake::build("{{ref nowhere}}", Audience::Student, &book).expect_err("a dangling reference");
    fake::build("[x](nowhere.md)", Audience::Student, &book).expect_err("a dangling link");
    assert!(before == contents(&book));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_folder_that_holds_something_else_is_not_touched() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("thesis.tex"), "years of work").expect("a file");
    let error = fake::build(fake::CHAPTER, Audience::Student, folder.path())
        .expect_err("the folder is not a book");
    assert!(matches!(error, Error::NotABook { .. }));
    assert!(error.to_string().ends_with("wanted an empty one or a book"));
    assert_eq!(
        error.hint().expect("there is one"),
        "choose another folder, or empty this one: a build replaces it whole"
    );
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

/// For the eye: `CARGO_TARGET_TMPDIR` holds the last sample.
#[test]
fn a_sample_is_kept_to_be_looked_at() {
    let sample = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample-book");
    let report = fake::build(fake::CHAPTER, Audience::Student, &sample).expect("no mistakes");
    assert_eq!((report.n_chapters, report.n_figures, report.n_tables), (2, 2, 2));
    assert!(report.index.is_file());
}
