//! The same project in two folders: the same results, the same book.

use super::results::{assert_same, below};
use crate::cli::folder::Folder;

/// What a new project becomes in a folder of this name.
fn made(name: &str) -> (Folder, String) {
    let folder = Folder::new();
    folder.run(&["new", name]).printed();
    for command in ["run", "book"] {
        let output = folder.command(&[command]).current_dir(folder.path(name)).output();
        folder.ended(&output.expect("the command starts")).printed();
    }
    (folder, format!("{name}/reports"))
}

#[test]
fn a_project_in_two_folders_gives_the_same_bytes() {
    let (one, reports) = made("one");
    let (other, other_reports) = made("a longer name/of two");
    for folder in ["first-steps", "book"] {
        let one = below(&one, &format!("{reports}/{folder}"));
        let other = below(&other, &format!("{other_reports}/{folder}"));
        let plain = |bytes: &super::results::Bytes, reports: &str| {
            let names =
                bytes.iter().map(|(name, bytes)| (name.replace(reports, ""), bytes.clone()));
            names.collect()
        };
        assert!(!one.is_empty());
        assert_same(&plain(&one, &reports), &plain(&other, &other_reports), folder);
    }
}
