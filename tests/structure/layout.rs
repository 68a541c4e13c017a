//! What lies at the top of the tree.

use std::collections::BTreeSet;

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
    assert_eq!(kept, [std::path::Path::new("reports/README.md")]);
}

#[test]
fn a_pipeline_is_a_folder_with_a_graph() {
    let files = files();
    for path in files.iter().filter(|path| path.starts_with("pipelines")) {
        let folder = path.iter().take(2).collect::<std::path::PathBuf>();
        assert!(files.contains(&folder.join("pipeline.toml")), "{} has no graph", folder.display());
    }
    for path in files.iter().filter(|path| path.starts_with("datasets")) {
        let folder = path.iter().take(2).collect::<std::path::PathBuf>();
        assert!(files.contains(&folder.join("dataset.toml")), "{} has no card", folder.display());
    }
}
