//! Who may work in a store, and who may read: locks that the kernel lets go of when their holder dies.
//!
//! One run at a time works there (`lock`). Any number may read meanwhile, for a run only adds; what removes
//! results waits for whoever reads, and keeps readers out while it does (`readers`). Whoever wants both takes
//! `lock` first.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::Path;

use super::Store;
use crate::Error;
use crate::error::AtPath;

/// Who holds the lock, as far as it told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder(pub String);

/// The lock; dropping it lets the next run in.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

/// The lock of a reader: nothing is removed while it is held. A store that cannot be written to has none,
/// and nothing to fear.
#[derive(Debug)]
pub struct ReadLock {
    _file: Option<File>,
}

/// The lock of whoever removes results: nobody reads while it is held.
#[derive(Debug)]
pub struct RemovalLock {
    _file: File,
}

impl Store {
    /// Waits until nobody removes anything here.
    ///
    /// # Errors
    /// [`Error::NoLocks`] where the file system has none, [`Error::File`].
    pub fn lock_for_reading(&self) -> Result<ReadLock, Error> {
        let path = self.root.join("readers");
        match open(&path) {
            Ok(file) => {
                file.lock_shared().map_err(|source| refused(&path, source))?;
                Ok(ReadLock { _file: Some(file) })
            }
            Err(error) if is_read_only(&error) => Ok(ReadLock { _file: None }),
            Err(source) => Err(Error::File { path, source }),
        }
    }

    /// Waits until nobody reads here; `waiting` is told where there is a wait.
    ///
    /// # Errors
    /// As [`Store::lock_for_reading`].
    pub fn lock_for_removal(
        &self,
        _lock: &StoreLock,
        waiting: impl FnOnce(),
    ) -> Result<RemovalLock, Error> {
        let path = self.root.join("readers");
        let file = open(&path).at(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waiting();
                file.lock().map_err(|source| refused(&path, source))?;
            }
            Err(TryLockError::Error(source)) => return Err(refused(&path, source)),
        }
        Ok(RemovalLock { _file: file })
    }

    /// Waits until no other run works here. `waiting` is told whom for, once, where there is a wait.
    ///
    /// # Errors
    /// [`Error::NoLocks`] where the file system has none, [`Error::File`].
    pub fn lock(&self, waiting: impl FnOnce(Holder)) -> Result<StoreLock, Error> {
        let path = self.root.join("lock");
        let mut file = open(&path).at(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who it is, is a courtesy: a name that cannot be read changes nothing.
                let _ = file.read_to_string(&mut holder);
                waiting(Holder(holder.trim().to_owned()));
                file.lock().map_err(|source| refused(&path, source))?;
            }
            Err(TryLockError::Error(source)) => return Err(refused(&path, source)),
        }
        let name = format!("process {}\n", std::process::id());
        file.set_len(0).at(&path)?;
        file.rewind().at(&path)?;
        file.write_all(name.as_bytes()).at(&path)?;
        self.empty_scratch()?;
        Ok(StoreLock { _file: file })
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn is_read_only(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

fn refused(path: &Path, source: std::io::Error) -> Error {
    match source.kind() {
        ErrorKind::Unsupported => Error::NoLocks { path: path.into() },
        // What network file systems without a lock server answer (ENOLCK on Linux and macOS).
        _ if matches!(source.raw_os_error(), Some(37 | 77)) => Error::NoLocks { path: path.into() },
        _ => Error::File { path: path.into(), source },
    }
}
