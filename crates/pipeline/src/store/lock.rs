//! One run at a time works in a store: a lock that the kernel lets go of when its holder dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};

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

impl Store {
    /// Waits until no other run works here. `waiting` is told whom for, once, where there is a wait.
    ///
    /// # Errors
    /// [`Error::NoLocks`] where the file system has none, [`Error::File`].
    pub fn lock(&self, waiting: impl FnOnce(Holder)) -> Result<StoreLock, Error> {
        let path = self.root.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .at(&path)?;
        let refused = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::Unsupported => Error::NoLocks { path: path.clone() },
            // What network file systems without a lock server answer (ENOLCK on Linux and macOS).
            _ if matches!(source.raw_os_error(), Some(37 | 77)) => {
                Error::NoLocks { path: path.clone() }
            }
            _ => Error::File { path: path.clone(), source },
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who it is, is a courtesy: a name that cannot be read changes nothing.
                let _ = file.read_to_string(&mut holder);
                waiting(Holder(holder.trim().to_owned()));
                file.lock().map_err(refused)?;
            }
            Err(TryLockError::Error(source)) => return Err(refused(source)),
        }
        let name = format!("process {}\n", std::process::id());
        file.set_len(0).at(&path)?;
        file.rewind().at(&path)?;
        file.write_all(name.as_bytes()).at(&path)?;
        self.empty_scratch()?;
        Ok(StoreLock { _file: file })
    }
}
