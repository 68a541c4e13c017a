//! What the crates that make results may not call.

use std::collections::BTreeSet;
use std::fs;

use toml::Table;

use super::tree::root;

/// The crates whose code decides what results are.
const OF_RESULTS: [&str; 5] = ["analysis", "figures", "models", "numeric", "stages"];

/// What results may not depend on and other crates need: the clock, the environment, files of their own.
const ONLY_ELSEWHERE: [&str; 5] = [
    "std::env::var_os",
    "std::fs::File::create",
    "std::fs::OpenOptions::new",
    "std::fs::write",
    "std::time::Instant::now",
];

/// The paths of the methods that a `clippy.toml` forbids.
fn forbidden(folder: &str) -> BTreeSet<String> {
    let path = root().join(folder).join("clippy.toml");
    let text = fs::read_to_string(&path).expect("the lists are there");
    let list: Table = text.parse().expect("a list is TOML");
    let methods = list["disallowed-methods"].as_array().expect("a list of methods");
    methods.iter().map(|method| method["path"].as_str().expect("a path").to_owned()).collect()
}

// Clippy reads the nearest list alone, so the crates of results repeat that of the workspace.
#[test]
fn crates_of_results_forbid_all_that_the_workspace_does_and_more() {
    let everywhere = forbidden(".");
    for method in ["f64::exp", "f64::powi", "rand::rng", "std::time::SystemTime::now"] {
        assert!(everywhere.contains(method), "`{method}` is allowed");
    }
    let wanted: BTreeSet<String> =
        everywhere.into_iter().chain(ONLY_ELSEWHERE.map(str::to_owned)).collect();
    for name in OF_RESULTS {
        let folder = format!("crates/{name}");
        let allowed: Vec<String> = wanted.difference(&forbidden(&folder)).cloned().collect();
        assert!(allowed.is_empty(), "{folder}/clippy.toml allows {allowed:?}");
    }
}
