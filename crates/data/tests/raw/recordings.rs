//! Where the recordings lie: the folders of `SPIKEBOOK_DATA`, or `shared/data` beside the workspace.

use std::path::{Path, PathBuf};

use spikebook_data::raw::{self, OpenOptions, RawFile};

/// The folder of the recordings; `None`, with a line that says so, where there is none. With `CI`
/// set, absence is a failure.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let named = std::env::var("SPIKEBOOK_DATA").unwrap_or_default();
    let folders = std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty());
    let found = folders.chain([beside]).find(|path| path.is_dir());
    assert!(
        found.is_some() || std::env::var_os("CI").is_none(),
        "no recordings: set SPIKEBOOK_DATA to their folder"
    );
    found
}

/// Opens a recording; `None` where the recordings are not at hand.
pub(crate) fn open(path: &str) -> Option<Box<dyn RawFile>> {
    let path = folder()?.join(path);
    Some(raw::open(&path, &OpenOptions::default()).expect("a recording opens"))
}

/// Every file of the recordings, in the order of their paths.
pub(crate) fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = folder().into_iter().collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of recordings can be listed") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}
