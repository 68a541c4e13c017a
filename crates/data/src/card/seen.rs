//! Digests of files that were looked at before, so that no large file is read twice to know it.
//!
//! A digest counts as long as path, size, time of change and inode are what they were. The list is a
//! convenience: without it, or with a damaged one, files are read again.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::Error;
use crate::raw::{self, Source};

/// Digests of files that were looked at before.
#[derive(Debug, Default)]
pub struct SeenFiles {
    files: BTreeMap<PathBuf, SeenFile>,
    changed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SeenFile {
    bytes: u64,
    changed_s: i64,
    changed_ns: i64,
    device: u64,
    inode: u64,
    sha256: String,
}

impl SeenFiles {
    /// What is kept in a file; nothing where there is none that can be read.
    pub fn load(path: &Path) -> Self {
        let text = std::fs::read(path).unwrap_or_default();
        Self { files: serde_json::from_slice(&text).unwrap_or_default(), changed: false }
    }

    /// Keeps the list in a file, where it has changed.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn save(&mut self, path: &Path) -> Result<(), Error> {
        if !self.changed {
            return Ok(());
        }
        let at = |source| Error::File { path: path.into(), source };
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(at)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(at)?;
        let text = serde_json::to_vec_pretty(&self.files).map_err(|error| at(error.into()))?;
        file.write_all(&text).map_err(at)?;
        file.persist(path).map_err(|error| at(error.error))?;
        self.changed = false;
        Ok(())
    }

    /// The SHA-256 of a file, from the list where the file is as it was.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn sha256(&mut self, path: &Path, metadata: &Metadata) -> Result<String, raw::Error> {
        if let Some(seen) = self.files.get(path)
            && seen.is_of(metadata)
        {
            return Ok(seen.sha256.clone());
        }
        let sha256 = raw::sha256(&Source::open(path)?)?;
        self.files.insert(path.into(), SeenFile::new(metadata, sha256.clone()));
        self.changed = true;
        Ok(sha256)
    }
}

impl SeenFile {
    fn new(metadata: &Metadata, sha256: String) -> Self {
        Self {
            bytes: metadata.len(),
            changed_s: metadata.mtime(),
            changed_ns: metadata.mtime_nsec(),
            device: metadata.dev(),
            inode: metadata.ino(),
            sha256,
        }
    }

    fn is_of(&self, metadata: &Metadata) -> bool {
        *self == Self::new(metadata, self.sha256.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_kept_until_the_file_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spikes.csv");
        let list = folder.path().join("made/seen-files.json");
        std::fs::write(&path, "abc").expect("a file");
        let metadata = |path: &Path| std::fs::metadata(path).expect("a file");
        let mut seen = SeenFiles::load(&list);
        let first = seen.sha256(&path, &metadata(&path)).expect("readable");
        assert_eq!(first, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        seen.save(&list).expect("a list");

        let mut again = SeenFiles::load(&list);
        assert_eq!(again.sha256(&path, &metadata(&path)).expect("known"), first);
        assert!(!again.changed, "nothing was read again");

        std::fs::write(&path, "abcd").expect("another file");
        assert_ne!(again.sha256(&path, &metadata(&path)).expect("readable"), first);
        assert!(again.changed);
    }

    #[test]
    fn a_damaged_list_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("seen-files.json");
        std::fs::write(&list, "{ not JSON").expect("a file");
        assert!(SeenFiles::load(&list).files.is_empty());
    }
}
