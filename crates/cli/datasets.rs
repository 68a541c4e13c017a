//! The datasets of a project.

use std::path::PathBuf;

use spikebook_pipeline::Project;
use spikebook_pipeline::dataset::CardFolder;

/// The datasets of a project, by the cards in its folder `datasets`; recordings are looked for in the
/// folders that `SPIKEBOOK_DATA` names.
pub(crate) fn of(project: &Project) -> CardFolder {
    let folders = std::env::var_os("SPIKEBOOK_DATA").unwrap_or_default();
    let folders: Vec<PathBuf> =
        std::env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty()).collect();
    let seen_file = project.reports().join(".store").join("seen-files.json");
    CardFolder::new(
        &project.datasets(),
        folders,
        &seen_file,
        spikebook_stages::import_fingerprint(),
    )
}
