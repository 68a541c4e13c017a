//! What a member's manifest says, and what it leaves to the workspace.

use std::fs;

use toml::{Table, Value};

use super::tree::root;

/// Every member's manifest by the name of its folder, read.
fn members() -> Vec<(String, Table)> {
    let workspace = read("Cargo.toml");
    let members = workspace["workspace"]["members"].as_array().expect("a list of members");
    members
        .iter()
        .map(|member| {
            let folder = member.as_str().expect("a folder");
            (folder.to_owned(), read(&format!("{folder}/Cargo.toml")))
        })
        .collect()
}

fn read(path: &str) -> Table {
    let text = fs::read_to_string(root().join(path)).expect("the manifest is there");
    text.parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether a value is `{ workspace = true }`, possibly with features.
fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[test]
fn every_crate_is_a_member() {
    let mut folders: Vec<String> = fs::read_dir(root().join("crates"))
        .expect("a folder of crates")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("Cargo.toml").is_file())
        .map(|path| format!("crates/{}", path.file_name().expect("a name").to_string_lossy()))
        .collect();
    let mut listed: Vec<String> = members().into_iter().map(|(folder, _)| folder).collect();
    folders.sort();
    listed.sort();
    assert_eq!(folders, listed);
}

#[test]
fn members_take_lints_and_facts_from_the_workspace() {
    for (folder, manifest) in members().into_iter().chain([(".".into(), read("Cargo.toml"))]) {
        let lints = manifest.get("lints").is_some_and(is_inherited);
        assert!(lints, "{folder}: wanted `[lints] workspace = true`");
        for field in ["version", "edition", "rust-version", "license", "publish"] {
            let inherits = manifest["package"].get(field).is_some_and(is_inherited);
            assert!(inherits, "{folder}: wanted `{field}.workspace = true`");
        }
    }
}

#[test]
fn members_name_no_versions() {
    for (folder, manifest) in members().into_iter().chain([(".".into(), read("Cargo.toml"))]) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let dependencies = manifest.get(section).and_then(Value::as_table);
            for (name, value) in dependencies.into_iter().flatten() {
                let allowed = is_inherited(value) && value.get("version").is_none();
                assert!(allowed, "{folder}, {section}: wanted `{name}.workspace = true`");
            }
        }
        assert!(manifest.get("features").is_none(), "{folder}: a feature can change numbers");
    }
}

#[test]
fn one_profile_serves_run_and_test() {
    let manifest = read("Cargo.toml");
    let profiles: Vec<&String> = manifest["profile"].as_table().expect("profiles").keys().collect();
    assert_eq!(profiles, ["dev"]);
}
