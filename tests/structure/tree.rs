//! What git keeps of the tree.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file that git keeps, and every new one that it does not ignore, from the root.
pub(super) fn files() -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("names of files are text");
    let files: Vec<PathBuf> = names
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|path| root().join(path).is_file())
        .collect();
    assert!(files.len() > 100, "git knows the tree");
    files
}

/// The text of one of them; none where it is no text.
pub(super) fn text(file: &Path) -> Option<String> {
    let bytes = std::fs::read(root().join(file)).expect("what git lists can be read");
    String::from_utf8(bytes).ok()
}
