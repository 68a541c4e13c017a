//! No estimator may be forgotten: every public item of the crate that takes data and can fail is called by a list.
//!
//! What takes numbers alone (a width, a number of folds) makes no estimate, and is not looked for; nor are the parts
//! that estimators are made of ([`matrix`](spikebook_analysis::matrix), [`jet`](spikebook_analysis::jet)).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Data, as signatures write it.
const DATA: &[&str] = &[
    "&[",
    "&mut [",
    "ArrayView",
    "Vec<",
    "Array1<",
    "Array2<",
    "Array3<",
    "&dyn RowBlocks",
    "Observations",
];

/// Folders and files of parts.
const PARTS: &[&str] = &["matrix", "jet.rs", "tests", "tests.rs"];

#[test]
fn every_estimator_is_in_a_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    each_file(&root.join("src"), &mut |text| found.extend(estimators_in(text)));
    assert!(found.len() > 250, "the search finds but {}", found.len());
    let mut lists = String::new();
    let mut add = |text: &str| {
        // What is brought into scope is not yet called.
        let is_called = |part: &&str| !part.trim_start().starts_with("use ");
        lists.extend(text.split_inclusive(';').filter(is_called));
    };
    each_file(&root.join("tests/conformance/estimators"), &mut add);
    let missing: Vec<&Item> = found.iter().filter(|item| !item.is_called_in(&lists)).collect();
    assert!(missing.is_empty(), "in no list of conformance/estimators: {missing:#?}");
}

#[test]
fn a_new_estimator_would_be_missed() {
    let source = "impl Median {\n    pub fn of(\n        values: &[f64],\n    ) -> Result<Self, Error> {\n    }\n\n    \
                  /// Of a width.\n    pub fn new(width: f64) -> Result<Self, Error> {\n    }\n\n    pub fn fit(&self, x: \
                  ArrayView2<'_, f64>) -> Result<Fit, Error> {\n    }\n}\n\npub fn shift(values: &[f64]) -> Result<f64, Error> \
                  {\n}\n";
    let found: Vec<Item> = estimators_in(source).into_iter().collect();
    let names: Vec<String> = found.iter().map(Item::name).collect();
    assert_eq!(names, ["shift", "Median::fit", "Median::of"]);
    let called = |list: &str| found.iter().filter(|item| item.is_called_in(list)).count();
    assert_eq!(called("Median::of(&x)?; median.fit(x)?; shift(&x)?"), 3);
    assert_eq!(called("Mean::of(&x)?; fit(x)?; a_shift(&x)?"), 0);
}

/// A public item that takes data and can fail.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    of: Option<String>,
    function: String,
    takes_self: bool,
}

impl Item {
    fn name(&self) -> String {
        match &self.of {
            Some(of) => format!("{of}::{}", self.function),
            None => self.function.clone(),
        }
    }

    /// Whether `text` calls it or hands it on: as a method, by its type, or by its name. A classifier without a function of
    /// its own is there where its type is.
    fn is_called_in(&self, text: &str) -> bool {
        if self.function.is_empty() {
            let mut words = text.split(|letter| !is_of_a_name(letter));
            return words.any(|word| self.of.as_deref() == Some(word));
        }
        let call = match (&self.of, self.takes_self) {
            (Some(_), true) => format!(".{}", self.function),
            (Some(of), false) => format!("{of}::{}", self.function),
            (None, _) => self.function.clone(),
        };
        text.match_indices(&call).any(|(start, _)| {
            let before = text[..start].chars().next_back();
            let after = text[start + call.len()..].chars().next();
            let is_own = call.starts_with('.')
                || !before.is_some_and(|letter| is_of_a_name(letter) || letter == '.');
            is_own && matches!(after, Some('(' | ':' | ')' | ','))
        })
    }
}

/// The items of a source file, up to its tests, and the types that are classifiers.
fn estimators_in(text: &str) -> BTreeSet<Item> {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or(text);
    let mut found = BTreeSet::new();
    let mut of = String::new();
    let mut rest = text;
    while let Some(line) = rest.lines().next() {
        if let Some(head) = line.strip_prefix("impl") {
            of = name_of(head);
            if head.contains("Classifier for ") && !head.contains("FittedClassifier") {
                found.insert(Item {
                    of: Some(of.clone()),
                    function: String::new(),
                    takes_self: true,
                });
            }
        }
        let is_method = line.starts_with("    pub fn ");
        if is_method || line.starts_with("pub fn ") {
            let signature = rest.split(" {\n").next().unwrap_or(rest);
            let (arguments, answer) = signature.split_once("->").unwrap_or((signature, ""));
            if answer.contains("Result<") && DATA.iter().any(|data| arguments.contains(data)) {
                let name = arguments.trim_start().trim_start_matches("pub fn ");
                found.insert(Item {
                    of: is_method.then(|| of.clone()),
                    function: name.chars().take_while(|letter| is_of_a_name(*letter)).collect(),
                    takes_self: arguments.contains("self"),
                });
            }
        }
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
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
    head.trim().chars().take_while(|letter| is_of_a_name(*letter)).collect()
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn each_file(folder: &Path, of: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if PARTS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            each_file(&path, of);
        } else if path.extension().is_some_and(|end| end == "rs") {
            of(&fs::read_to_string(&path).expect("a file"));
        }
    }
}
