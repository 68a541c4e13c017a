//! Which crate may use which.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::tree::root;

/// Each crate with the crates of the project that it may use: the table of the architecture, with one
/// crate more. `numeric` is arithmetic with the same bits on every machine and streams of chance that are
/// split by name. Models draw with it, analysis computes with it, the engine derives seeds with it, and
/// stages hand these seeds on; in any of those four it would draw the other three in. It uses none.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("schema", &[]),
    ("numeric", &[]),
    ("data", &["schema"]),
    ("models", &["numeric"]),
    ("analysis", &["numeric"]),
    ("figures", &["schema"]),
    ("pipeline", &["schema", "data", "numeric"]),
    ("stages", &["schema", "data", "models", "analysis", "figures", "pipeline", "numeric"]),
    ("book", &["schema", "data", "pipeline"]),
    ("problems", &["schema", "data", "pipeline", "book", "numeric"]),
    ("", &EVERY_CRATE),
];

/// The command may use all of them.
const EVERY_CRATE: [&str; 10] = [
    "schema", "numeric", "data", "models", "analysis", "figures", "pipeline", "stages", "book",
    "problems",
];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

/// `data` of `spikebook-data`; nothing of `spikebook`. None for a package of others.
fn short(package: &str) -> Option<&str> {
    let rest = package.strip_prefix("spikebook")?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('-') }
}

#[test]
fn a_crate_uses_only_what_the_architecture_allows() {
    let metadata = metadata();
    let mut seen = BTreeSet::new();
    let mut forbidden = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = short(package["name"].as_str().expect("a name")).expect("named `spikebook-…`");
        seen.insert(name);
        let line = ALLOWED.iter().find(|(from, _)| *from == name);
        let allowed = line.map_or(&[][..], |(_, to)| *to);
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let Some(used) = dependency["name"].as_str().and_then(short) else { continue };
            if !allowed.contains(&used) {
                forbidden.push(format!("{name} → {used}"));
            }
        }
    }
    assert!(forbidden.is_empty(), "not in the table of the architecture: {forbidden:?}");
    let listed: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(seen, listed, "every crate has a line in the table, and every line a crate");
}

#[test]
fn the_table_has_no_cycle() {
    let mut left: BTreeMap<&str, BTreeSet<&str>> =
        ALLOWED.iter().map(|(name, to)| (*name, to.iter().copied().collect())).collect();
    while !left.is_empty() {
        let leaf = left.iter().find(|(_, to)| to.is_empty()).map(|(name, _)| *name);
        let leaf = leaf.unwrap_or_else(|| panic!("a cycle among {:?}", left.keys()));
        left.remove(leaf);
        for to in left.values_mut() {
            to.remove(leaf);
        }
    }
}

#[test]
fn folders_are_short_and_packages_are_prefixed() {
    let root = root().canonicalize().expect("the root is there");
    for package in metadata()["packages"].as_array().expect("packages") {
        let name = short(package["name"].as_str().expect("a name")).expect("named `spikebook-…`");
        let manifest = package["manifest_path"].as_str().expect("a path");
        let folder = if name.is_empty() { root.clone() } else { root.join("crates").join(name) };
        assert_eq!(std::path::Path::new(manifest), folder.join("Cargo.toml"));
    }
}
