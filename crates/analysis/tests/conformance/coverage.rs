//! No estimator may be forgotten: every public type of the crate that fits is named in the lists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Methods whose types are estimators.
const FITTING: &[&str] = &["fit", "fit_matrix", "fit_design", "fit_path", "fit_bins", "sort"];

#[test]
fn every_estimator_is_in_a_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    each_file(&root.join("src"), &mut |text| found.extend(estimators_in(text)));
    assert!(found.len() > 25, "the search finds but {found:?}");
    let mut lists = String::new();
    each_file(&root.join("tests/conformance/estimators"), &mut |text| lists.push_str(text));
    let words: BTreeSet<&str> =
        lists.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let missing: Vec<&String> =
        found.iter().filter(|name| !words.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "in no list of conformance/estimators: {missing:?}");
}

/// The types that implement a classifier or linfa's `Fit`, or have a method that fits.
fn estimators_in(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut of = String::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("impl") {
            of = name_of(head);
            if head.contains("Classifier for ") && !head.contains("FittedClassifier") {
                found.insert(of.clone());
            }
        } else if let Some(method) = line.strip_prefix("    pub fn ") {
            let name: String =
                method.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let reads = method.contains("(&self) ->");
            if FITTING.contains(&name.as_str()) && !reads && !of.is_empty() {
                found.insert(of.clone());
            }
        }
    }
    found
}

/// The type of `impl<…> Trait<…> for Type<…> {`.
fn name_of(head: &str) -> String {
    let head = head.rsplit(" for ").next().unwrap_or(head);
    let head = if head.starts_with('<') {
        head.split_once("> ").map_or(head, |(_, rest)| rest)
    } else {
        head
    };
    head.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn each_file(folder: &Path, of: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            each_file(&path, of);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            of(&fs::read_to_string(&path).expect("a file"));
        }
    }
}
