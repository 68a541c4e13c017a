//! A byte changed anywhere in the sources changes the digests of exactly the kinds that depend on it.

#![expect(clippy::disallowed_methods, reason = "tests change copies of the sources")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[expect(dead_code, reason = "the build script uses the rest")]
#[path = "../src/fingerprint.rs"]
mod fingerprint;

use fingerprint::{CRATES, FIGURES, Fingerprints, fingerprints};

/// A copy of the workspace's sources that can be damaged, with two kinds of which one draws.
struct Copy {
    folder: tempfile::TempDir,
    before: Fingerprints,
}

const PLAIN: &str = "crates/stages/src/kinds/example_of_a_table.rs";
const DRAWING: &str = "crates/stages/src/kinds/example_of_a_figure.rs";
const DRAWING_INNER: &str = "crates/stages/src/kinds/example_of_a_figure/axes.rs";

impl Copy {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for name in ["Cargo.toml", "Cargo.lock", "crates"] {
            copy(&workspace.join(name), &folder.path().join(name));
        }
        let kinds = folder.path().join("crates/stages/src/kinds");
        fs::remove_dir_all(&kinds).expect("kinds of the copy");
        fs::create_dir_all(kinds.join("example_of_a_figure")).expect("a folder");
        for (file, text) in [
            (PLAIN, "//! Gives a table.\nPort::table(\"x\", schema);\n"),
            (DRAWING, "//! Gives a figure.\nPort::figure(\"x\");\n"),
            (DRAWING_INNER, "//! Of the figure.\n"),
        ] {
            fs::write(folder.path().join(file), text).expect("a source file");
        }
        let before = fingerprints(folder.path(), "compiler 1").expect("a whole workspace");
        Self { folder, before }
    }

    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().join("crates")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let entry = entry.expect("an entry");
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if !entry.file_name().to_string_lossy().starts_with('.') {
                    let inner = path.strip_prefix(self.folder.path()).expect("inside the copy");
                    files.push(inner.to_string_lossy().into_owned());
                }
            }
        }
        files.sort();
        files
    }

    /// What changes with this text at this place: names of kinds, and `import`.
    fn changed_by(&self, file: &str, bytes: &[u8]) -> BTreeSet<String> {
        let path = self.folder.path().join(file);
        let original = fs::read(&path).expect("a file of the copy");
        fs::write(&path, bytes).expect("the copy is ours");
        let after = fingerprints(self.folder.path(), "compiler 1").expect("still readable");
        fs::write(&path, original).expect("the copy is ours");
        self.changed(&after)
    }

    fn changed(&self, after: &Fingerprints) -> BTreeSet<String> {
        let kinds =
            self.before.kinds.iter().filter(|(name, digest)| after.kinds[*name] != **digest);
        let mut changed: BTreeSet<String> = kinds.map(|(name, _)| name.clone()).collect();
        if after.import != self.before.import {
            changed.insert("import".into());
        }
        changed
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).expect("a text file of the copy")
    }
}

fn copy(from: &Path, to: &PathBuf) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder of the copy");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a file of the copy");
    }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Who depends on a file, said independently of how the digests are made.
fn dependents(file: &str) -> BTreeSet<String> {
    let mut parts = file.split('/').skip(1);
    let (name, inner) = (parts.next().expect("a crate"), parts.next().expect("something in it"));
    let everything = set(&["example_of_a_table", "example_of_a_figure", "import"]);
    match (name, file) {
        (_, PLAIN) => set(&["example_of_a_table"]),
        (_, DRAWING | DRAWING_INNER) => set(&["example_of_a_figure"]),
        (_, "crates/stages/src/kinds.rs" | "crates/stages/src/catalogue.rs") => set(&[]),
        _ if ["tests", "benches", "examples"].contains(&inner) => set(&[]),
        ("stages", _) => everything,
        (name, _) if name == FIGURES => set(&["example_of_a_figure"]),
        (name, _) if CRATES.contains(&name) => everything,
        _ => set(&[]),
    }
}

#[test]
fn a_byte_changes_exactly_the_kinds_that_depend_on_its_file() {
    let copy = Copy::new();
    let files = copy.files();
    assert!(files.len() > 100, "the copy holds the sources");
    for file in &files {
        let mut bytes = fs::read(copy.folder.path().join(file)).expect("a file of the copy");
        match bytes.len() / 2 {
            0 => bytes.push(b'\n'),
            middle => bytes[middle] ^= 1,
        }
        assert_eq!(copy.changed_by(file, &bytes), dependents(file), "{file}");
    }
}

#[test]
fn a_package_counts_where_it_can_be_reached() {
    let copy = Copy::new();
    let lock = copy.text("Cargo.lock");
    let everything = set(&["example_of_a_table", "example_of_a_figure", "import"]);
    // Of a crate that all link, of one that only figures link, of one that only the book links.
    for (package, wanted) in [
        ("libm", everything),
        ("plotters", set(&["example_of_a_figure"])),
        ("mdbook-driver", set(&[])),
    ] {
        let start = lock.find(&format!("name = \"{package}\"\n")).expect("a package of the lock");
        let checksum = start + lock[start..].find("checksum = \"").expect("a checksum") + 12;
        let mut changed = lock.clone().into_bytes();
        changed[checksum] = if changed[checksum] == b'0' { b'1' } else { b'0' };
        assert_eq!(copy.changed_by("Cargo.lock", &changed), wanted, "{package}");
    }
}

#[test]
fn features_profiles_and_the_compiler_count_for_all() {
    let copy = Copy::new();
    let everything = set(&["example_of_a_table", "example_of_a_figure", "import"]);
    let manifest = copy.text("Cargo.toml");
    for (from, to) in [("opt-level = 2", "opt-level = 3"), ("float_roundtrip", "raw_value")] {
        let changed = manifest.replacen(from, to, 1);
        assert_ne!(changed, manifest, "`{from}` is a setting of the workspace");
        assert_eq!(copy.changed_by("Cargo.toml", changed.as_bytes()), everything, "{from}");
    }
    let described = manifest.replacen("description = ", "description =  ", 1);
    assert_eq!(copy.changed_by("Cargo.toml", described.as_bytes()), set(&[]));
    let after = fingerprints(copy.folder.path(), "compiler 2").expect("a whole workspace");
    assert_eq!(copy.changed(&after), everything);
}

#[test]
fn a_new_kind_leaves_the_others_alone() {
    let copy = Copy::new();
    let file = copy.folder.path().join("crates/stages/src/kinds/one_more.rs");
    fs::write(file, "//! One more kind.\n").expect("the copy is ours");
    let after = fingerprints(copy.folder.path(), "compiler 1").expect("a whole workspace");
    assert_eq!(copy.changed(&after), set(&[]));
    assert!(after.kinds.contains_key("one_more"));
}
