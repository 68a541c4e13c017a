//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use super::Store;
use crate::Error;
use crate::error::AtPath;

impl Store {
    /// Writes `bytes` to `path` so that nobody ever sees a part of them.
    ///
    /// # Errors
    /// [`Error::File`] where the file cannot be written.
    pub fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        self.fill_whole(path, |mut sink| sink.write_all(bytes).at(path))
    }

    /// Writes to `path` what `fill` gives, piece by piece, so that nobody ever sees a part of it.
    ///
    /// # Errors
    /// What `fill` says, or [`Error::File`] where it is the file that could not be written.
    pub(crate) fn fill_whole(
        &self,
        path: &Path,
        fill: impl FnOnce(Sink) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let count = self.scratch_count.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{count}.part", std::process::id());
        let temporary = self.root.join("scratch").join(name);
        let written = fill_file(&temporary, path, fill)
            .and_then(|()| put_in_place(&temporary, path).at(path));
        if written.is_err() {
            // The error that matters is the one above; what cannot be removed is removed by the next run.
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

/// Makes a file and gives it to `fill`. Where the system refuses to write, the error says so, whatever
/// a writer in between made of it; `named` is what it calls the file.
pub(crate) fn fill_file<E: From<Error>>(
    file: &Path,
    named: &Path,
    fill: impl FnOnce(Sink) -> Result<(), E>,
) -> Result<(), E> {
    let (sink, refused) = Sink::create(file).at(named)?;
    let filled = fill(sink);
    refused.or(named, filled)
}

/// Moves a whole file to where it belongs.
fn put_in_place(temporary: &Path, path: &Path) -> io::Result<()> {
    let renamed = match (fs::rename(temporary, path), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).and_then(|()| fs::rename(temporary, path))
        }
        (renamed, _) => renamed,
    };
    match renamed {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            // A folder of results may be a link to another disk.
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let beside = path.with_file_name(format!(".{name}.part"));
            let copied = fs::copy(temporary, &beside).and_then(|_| fs::rename(&beside, path));
            if copied.is_err() {
                let _ = fs::remove_file(&beside);
            }
            copied.and_then(|()| fs::remove_file(temporary))
        }
        other => other,
    }
}

/// The first error of the system that a file met, kept apart from what a writer makes of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refused(Arc<Mutex<Option<io::Error>>>);

impl Refused {
    /// The error of the system where there was one, and `otherwise` where there was none; `named` is
    /// what the error calls the file.
    pub(crate) fn or<T, E: From<Error>>(
        &self,
        named: &Path,
        otherwise: Result<T, E>,
    ) -> Result<T, E> {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(source) => Err(Error::File { path: named.into(), source }.into()),
            None => otherwise,
        }
    }
}

/// A file that is being written.
pub(crate) struct Sink {
    file: File,
    refused: Refused,
}

impl Sink {
    /// Makes a file.
    pub(crate) fn create(file: &Path) -> io::Result<(Self, Refused)> {
        let refused = Refused::default();
        Ok((Self { file: File::create(file)?, refused: refused.clone() }, refused))
    }

    fn keep(&self, error: io::Error) -> io::Error {
        let again = io::Error::from(error.kind());
        let mut refused = self.refused.0.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get_or_insert(error);
        again
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.file.write(bytes) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(self.keep(error)),
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().map_err(|error| self.keep(error))
    }
}
