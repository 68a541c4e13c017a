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
