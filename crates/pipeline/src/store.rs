//! The store: every artifact once, under the digest of its bytes, and a record for every stage that ran.
//!
//! ```text
//! reports/.store/
//!   objects/ab/cdef…     files by the BLAKE3 digest of their bytes
//!   records/ab/cdef…     what a stage took and gave, by its key
//!   instances/NAME.json  which keys an instance of a pipeline has now
//!   scratch/             what a run is writing; emptied when the next one begins
//!   lock                 held by the kernel for the run that works here
//!   readers              held by the kernel for whoever reads, against removal
//! ```
//!
//! Objects and records are written under another name and renamed, the record last. A run that is
//! killed at any instant leaves whole objects and whole records; the next one goes on from there.
//! Nothing is flushed to the disk: a file torn by a power cut fails its digest and is made again.

mod collect;
mod lock;
mod object;
mod record;
mod write;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub use collect::{Collected, Statistics};
pub use lock::{Holder, ReadLock, RemovalLock, StoreLock};
pub use object::StoredPart;
pub use record::{InstanceManifest, ManifestStage, Record, RecordedInput, StoredArtifact};

pub(crate) use object::{digest_of, identity_of};
pub(crate) use write::{Refused, Sink};

use crate::Error;
use crate::error::AtPath;

/// The store of a project.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    scratch_count: AtomicU64,
}

impl Store {
    /// The store in this folder, made where it is not there.
    ///
    /// # Errors
    /// [`Error::File`] where it cannot be made.
    pub fn open(root: &Path) -> Result<Self, Error> {
        for folder in ["objects", "records", "instances", "scratch"] {
            let path = root.join(folder);
            fs::create_dir_all(&path).at(&path)?;
        }
        Ok(Self { root: root.into(), scratch_count: AtomicU64::new(0) })
    }

    /// Where it lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder for what a stage writes, not made yet: most stages write nothing by themselves.
    pub(crate) fn scratch(&self) -> PathBuf {
        let count = self.scratch_count.fetch_add(1, Ordering::Relaxed);
        self.root.join("scratch").join(format!("{}-{count}", std::process::id()))
    }

    /// Removes what runs that were killed left behind. Only for the holder of the lock.
    pub(crate) fn empty_scratch(&self) -> Result<(), Error> {
        let path = self.root.join("scratch");
        for entry in fs::read_dir(&path).at(&path)? {
            let entry = entry.at(&path)?.path();
            if entry.is_dir() { fs::remove_dir_all(&entry) } else { fs::remove_file(&entry) }
                .at(&entry)?;
        }
        Ok(())
    }
}

/// `ab/cdef…`: the place of a digest in a folder of digests.
fn sharded(folder: &Path, digest: &str) -> PathBuf {
    folder.join(&digest[..2]).join(&digest[2..])
}

/// Whether a text read from a file can be a digest; anything else must not become a path.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests;
