//! Files by the digest of their bytes.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Store, StoredArtifact, is_digest, sharded};
use crate::Error;
use crate::error::AtPath;

/// Files up to this size are read and checked every time; larger ones when their metadata changed.
const ALWAYS_CHECKED_BYTES: u64 = 64 << 20;

/// One file of a stored artifact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPart {
    /// BLAKE3 of its bytes.
    pub digest: String,
    /// How many bytes it has.
    pub bytes: u64,
}

impl StoredPart {
    /// Whether it is too large to be read whenever it is looked at.
    pub(crate) fn is_large(&self) -> bool {
        self.bytes > ALWAYS_CHECKED_BYTES
    }

    /// Whether a file has these bytes. A large one is not read where `noted` tells the identity that it had
    /// when it was last read and found right, and it still has it.
    pub(crate) fn is(&self, path: &Path, noted: Option<&dyn Fn() -> Option<String>>) -> bool {
        let Ok(metadata) = fs::metadata(path) else { return false };
        if metadata.len() != self.bytes {
            return false;
        }
        if let (true, Some(noted)) = (self.is_large(), noted)
            && noted().is_some_and(|noted| noted == identity(&metadata))
        {
            return true;
        }
        digest_of(path).is_ok_and(|(digest, _)| digest == self.digest)
    }
}

impl Store {
    /// Where the bytes with this digest lie.
    pub fn object_path(&self, part: &StoredPart) -> PathBuf {
        if is_digest(&part.digest) {
            sharded(&self.root.join("objects"), &part.digest)
        } else {
            // A record that names no digest is damaged; a place that never exists says so.
            self.root.join("objects").join("damaged")
        }
    }

    /// Stores bytes.
    pub(crate) fn put_bytes(&self, bytes: &[u8]) -> Result<StoredPart, Error> {
        let digest = blake3::hash(bytes).to_hex().to_string();
        let part = StoredPart { digest, bytes: bytes.len() as u64 };
        self.write_whole(&self.object_path(&part), bytes)?;
        Ok(part)
    }

    /// Stores a file by moving it.
    pub(crate) fn put_file(&self, file: &Path) -> Result<StoredPart, Error> {
        let (digest, bytes) = digest_of(file).at(file)?;
        let part = StoredPart { digest, bytes };
        let path = self.object_path(&part);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).at(folder)?;
        }
        fs::rename(file, &path).at(&path)?;
        if part.is_large() {
            self.remember(&path)?;
        }
        Ok(part)
    }

    /// Whether the stored bytes are those that were stored. `thorough` reads large files too.
    pub(crate) fn is_intact(&self, part: &StoredPart, thorough: bool) -> bool {
        let path = self.object_path(part);
        let noted = || fs::read_to_string(witness(&path)).ok();
        let intact = part.is(&path, if thorough { None } else { Some(&noted) });
        if intact && part.is_large() && noted() != identity_of(&path) {
            // Without the note the file is read again next time: slower, never wrong.
            let _ = self.remember(&path);
        }
        intact
    }

    /// Whether all files of a stored artifact are what was stored.
    pub(crate) fn are_intact(&self, artifact: &StoredArtifact) -> bool {
        artifact.parts.values().all(|part| self.is_intact(part, false))
    }

    fn remember(&self, path: &Path) -> Result<(), Error> {
        let metadata = fs::metadata(path).at(path)?;
        self.write_whole(&witness(path), identity(&metadata).as_bytes())
    }

    /// Removes bytes that are not what they should be.
    pub(crate) fn discard(&self, part: &StoredPart) {
        // What is already gone is discarded.
        let _ = fs::remove_file(self.object_path(part));
    }
}

/// The file beside a large object that says under which metadata it was last read and found right.
fn witness(path: &Path) -> PathBuf {
    path.with_extension("seen")
}

/// What a file is without its bytes; nothing where there is none.
pub(crate) fn identity_of(path: &Path) -> Option<String> {
    fs::metadata(path).ok().map(|metadata| identity(&metadata))
}

fn identity(metadata: &fs::Metadata) -> String {
    format!(
        "{} bytes, changed {}.{:09}, inode {}",
        metadata.len(),
        metadata.mtime(),
        metadata.mtime_nsec(),
        metadata.ino()
    )
}

/// BLAKE3 of a file and its length, in bounded memory.
pub(crate) fn digest_of(path: &Path) -> std::io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    // Not larger than the file: most are small, and a buffer must be zeroed.
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let mut buffer = vec![0; length.clamp(1, 1 << 18)];
    loop {
        let n_read = file.read(&mut buffer)?;
        if n_read == 0 {
            return Ok((hasher.finalize().to_hex().to_string(), hasher.count()));
        }
        hasher.update(&buffer[..n_read]);
    }
}
