//! Committed files that are made from the catalogue.

use super::folder::Folder;

fn assert_current(file: &str, format: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let made = Folder::new().run(&["stages", "--format", format]);
    assert!(
        committed == made.printed(),
        "{file} is not what the catalogue says: `make docs` writes it anew"
    );
}

#[test]
fn the_reference_of_stages_is_current() {
    assert_current("docs/stages.md", "markdown");
}

#[test]
fn the_schema_for_editors_is_current() {
    assert_current("docs/pipeline.schema.json", "json-schema");
}

#[test]
fn the_readme_names_every_kind_that_is_no_figure() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    let readme = readme.expect("a README");
    let told = Folder::new().run(&["stages"]);
    let listed = told.printed();
    let names = listed.lines().filter_map(|line| line.split_whitespace().next());
    let missing: Vec<&str> = names
        .filter(|name| !name.starts_with("plot-") && !readme.contains(&format!("`{name}`")))
        .collect();
    assert!(listed.lines().count() > 100 && missing.is_empty(), "{missing:?}");
}
