//! Folders for what is on its way: removed when they are dropped, and when the program is interrupted.
//!
//! Ctrl-C ends the process at once, and with it no destructor runs. So every such folder is on a list, and
//! whoever ends the process removes them first ([`remove_all`]). Putting something in place and removing
//! exclude one another: what was interrupted is there whole, or not at all.

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

static FOLDERS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn folders() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A thread that panicked between two renames leaves no worse list than it was.
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder that is removed at the end, whatever the end is.
///
/// ```
/// use spikebook_data::temporary::TemporaryFolder;
///
/// let place = tempfile::tempdir()?;
/// let folder = TemporaryFolder::new(".writing-", place.path(), None)?;
/// let draft = folder.path().join("draft");
/// std::fs::write(&draft, "all of it")?;
/// folder.put_in_place(|_| std::fs::rename(&draft, place.path().join("text")))?;
/// drop(folder);
/// assert_eq!(std::fs::read_dir(place.path())?.count(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct TemporaryFolder(TempDir);

impl TemporaryFolder {
    /// A new folder in `parent` whose name begins so, for everybody or with these permissions.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn new(prefix: &str, parent: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        let mut listed = folders();
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix);
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let folder = builder.tempdir_in(parent)?;
        listed.insert(folder.path().into());
        Ok(Self(folder))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Moves what is finished to where it belongs. An interruption comes before all of it, or after.
    pub fn put_in_place<T>(&self, rename: impl FnOnce(&Path) -> T) -> T {
        let _listed = folders();
        rename(self.path())
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        folders().remove(self.0.path());
    }
}

/// Removes every temporary folder. As long as what it gives is held, nothing is put in place any more.
pub fn remove_all() -> impl Drop {
    struct NothingMore(MutexGuard<'static, BTreeSet<PathBuf>>);
    impl Drop for NothingMore {
        fn drop(&mut self) {
            self.0.clear();
        }
    }
    let listed = folders();
    for folder in listed.iter() {
        // A file that another thread makes meanwhile may keep it; the name says what it is.
        for _ in 0..3 {
            if std::fs::remove_dir_all(folder).is_ok() || !folder.exists() {
                break;
            }
        }
    }
    NothingMore(listed)
}
