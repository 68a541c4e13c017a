//! What lies at the top of the tree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::tree::files;

/// The data flow, and what a reader of Rust projects looks for beside it.
const ALLOWED: [&str; 24] = [
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "benches",
    "clippy.toml",
    "crates",
    "datasets",
    "deny.toml",
    "docs",
    "pipelines",
    "reports",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "tests",
];

#[test]
fn the_top_level_is_the_data_flow() {
    let entries: BTreeSet<String> = files()
        .iter()
        .filter_map(|path| path.components().next())
        .map(|first| first.as_os_str().to_string_lossy().into_owned())
        .collect();
    let strange: Vec<&String> =
        entries.iter().filter(|entry| !ALLOWED.contains(&entry.as_str())).collect();
    assert!(strange.is_empty(), "not part of the layout: {strange:?}");
    for needed in ["Cargo.toml", "Makefile", "crates", "pipelines", "datasets", "reports", "tests"]
    {
        assert!(entries.contains(needed), "`{needed}` is gone");
    }
}

#[test]
fn reports_are_output_only() {
    let kept: Vec<_> = files().into_iter().filter(|path| path.starts_with("reports")).collect();
    assert_eq!(kept, [Path::new("reports/README.md")]);
}

#[test]
fn a_folder_of_a_pipeline_has_a_graph_and_one_of_a_dataset_a_card() {
    let files = files();
    for (folder, wanted) in [("pipelines", "pipeline.toml"), ("datasets", "dataset.toml")] {
        for path in files.iter().filter(|path| path.starts_with(folder)) {
            let own: PathBuf = path.iter().take(2).collect();
            let is_beside = own == *path;
            assert!(
                is_beside || files.contains(&own.join(wanted)),
                "{}: no {wanted}",
                own.display()
            );
        }
    }
}
