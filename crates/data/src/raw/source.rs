//! Where bytes come from: a file on disk, or a buffer in memory, read at any offset.
//!
//! Readers see no paths and hold no position of their own, so one open file serves many threads, and
//! every reader can be tested on bytes that were never on disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use super::error::{At, Error, Place, Result};

/// Bytes are taken from a file in pieces of this size, a multiple of every scalar's.
pub(crate) const PIECE_BYTES: usize = 1 << 20;

/// Bytes that can be read at any offset, and their name.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    length: u64,
    backing: Backing,
}

#[derive(Debug, Clone)]
enum Backing {
    File(Arc<File>),
    Memory(Arc<Vec<u8>>),
}

impl Source {
    /// Opens a file.
    ///
    /// # Errors
    /// [`Error::Io`] where the system refuses, or the path is no regular file.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let refuse = |source| Error::Io { action: "open", file: name.clone(), source };
        let file = File::open(path).map_err(refuse)?;
        let metadata = file.metadata().map_err(refuse)?;
        if !metadata.is_file() {
            return Err(refuse(io::Error::other("not a regular file")));
        }
        let backing = Backing::File(Arc::new(file));
        Ok(Self { name, length: metadata.len(), backing })
    }

    /// Takes bytes for a file of that name; the name's extension counts as a file's does.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self { name: name.into(), length, backing: Backing::Memory(Arc::new(bytes)) }
    }

    /// The name as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name's extension in lower case, without the dot; empty where there is none.
    pub fn extension(&self) -> String {
        let extension = Path::new(&self.name).extension();
        extension.map(|text| text.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
    }

    /// The name of the file without folders and extension.
    pub fn stem(&self) -> String {
        let stem = Path::new(&self.name).file_stem();
        stem.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// The number of bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// A place in this source, for messages.
    pub fn place(&self, at: At) -> Place {
        Place::new(&self.name, at)
    }

    /// Whether it is a whole file on disk, whose path is the name.
    pub(crate) fn is_whole_file(&self) -> bool {
        matches!(self.backing, Backing::File(_))
    }

    /// At most `length` bytes from the start.
    ///
    /// # Errors
    /// [`Error::Io`] where the system refuses.
    pub fn head(&self, length: usize) -> Result<Vec<u8>> {
        let length = length.min(usize::try_from(self.length).unwrap_or(usize::MAX));
        self.bytes("the start of the file", 0, length as u64)
    }

    /// Exactly `length` bytes from `offset`.
    ///
    /// # Errors
    /// [`Error::Truncated`] where the source ends before, [`Error::Io`] where the system refuses.
    pub fn bytes(&self, what: &str, offset: u64, length: u64) -> Result<Vec<u8>> {
        self.check(what, offset, length)?;
        let mut bytes = vec![0; length as usize];
        self.fill(offset, &mut bytes).map_err(|source| self.io(source))?;
        Ok(bytes)
    }

    /// Checks that `length` bytes follow `offset`.
    pub(crate) fn check(&self, what: &str, offset: u64, length: u64) -> Result<()> {
        let got = self.length.saturating_sub(offset);
        if length <= got {
            return Ok(());
        }
        let place = self.place(At::Byte(offset));
        Err(Error::Truncated { what: what.to_owned(), place, got, wanted: length })
    }

    /// Reads from `offset` to the end.
    pub fn cursor(&self, offset: u64) -> Cursor {
        Cursor { source: self.clone(), position: offset }
    }

    /// A failed read as an error that names the file.
    pub(crate) fn io(&self, source: io::Error) -> Error {
        Error::Io { action: "read", file: self.name.clone(), source }
    }

    fn fill(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let mut cursor = self.cursor(offset);
        cursor.read_exact(buffer)
    }
}

/// A position in a [`Source`] that reads onwards.
#[derive(Debug, Clone)]
pub struct Cursor {
    source: Source,
    position: u64,
}

impl Read for Cursor {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.source.length.saturating_sub(self.position);
        let wanted = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let start = self.position;
        let got = match &self.source.backing {
            Backing::File(file) => file.read_at(&mut buffer[..wanted], start)?,
            Backing::Memory(bytes) => {
                let start = start as usize;
                buffer[..wanted].copy_from_slice(&bytes[start..start + wanted]);
                wanted
            }
        };
        self.position += got as u64;
        Ok(got)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.source.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::other("a seek before the first byte"))?;
        Ok(self.position)
    }
}
