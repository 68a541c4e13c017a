//! MATLAB's version 5 format, which `save` writes with `-v6` (plain) and `-v7` (compressed), as do
//! `SciPy`, Octave and EEGLAB (`.set`).
//!
//! Reads numeric arrays of all classes, logical, char, nested cells and structs, in both byte
//! orders. Sparse matrices, complex numbers, objects and function handles stay in the tree as
//! [`Unsupported`](super::Unsupported). Version 4 and version 7.3 files are recognised and named.
//!
//! A variable is the unit of reading: opening a file looks at the head of each, reading one inflates
//! and decodes that one alone. The format: The `MathWorks`, "MAT-File Format".

mod char_array;
mod container;
mod element;
mod head;
mod index;
mod inflate;
mod numeric;
#[cfg(test)]
mod tests;
mod variable;

use std::collections::BTreeMap;

use super::error::{At, Error, Result};
use super::limits::Limits;
use super::numbers::Endian;
use super::reader::{Confidence, OpenOptions, RawFile, Reader, unknown_variable};
use super::source::Source;
use super::value::{Value, VariableInfo};
use index::Entry;

/// Bytes before the first variable.
const HEADER_BYTES: usize = 128;

/// What an HDF5 file starts with; MATLAB puts it after 512 bytes of its own.
const HDF5_SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";

/// The reader of MATLAB files.
#[derive(Debug)]
pub struct Matlab;

impl Reader for Matlab {
    fn name(&self) -> &'static str {
        "matlab"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["mat", "set"]
    }

    fn recognise(&self, head: &[u8], extension: &str) -> Confidence {
        if endian(head).is_some() || is_version_7_3(head) {
            Confidence::Certain
        } else if self.extensions().contains(&extension) {
            Confidence::Possible
        } else {
            Confidence::No
        }
    }

    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
        let head = source.head(1024)?;
        if is_version_7_3(&head) || head.starts_with(HDF5_SIGNATURE) {
            return Err(other_version(&source, "7.3 (HDF5)"));
        }
        if is_version_4(&head) {
            return Err(other_version(&source, "4"));
        }
        source.check("MATLAB header", 0, HEADER_BYTES as u64)?;
        let Some(endian) = endian(&head) else {
            return Err(Error::Malformed {
                what: "MATLAB header".to_owned(),
                place: source.place(At::Byte(124)),
                got: format!("{:02x?}", &head[124..HEADER_BYTES]),
                wanted: "00 01 49 4d (little-endian) or 01 00 4d 49 (big-endian)".to_owned(),
            });
        };
        let description = String::from_utf8_lossy(&head[..116]);
        let description = description.trim_end_matches(['\0', ' ']).to_owned();
        let limits = options.limits.clone();
        let entries = index::index(&source, endian, &limits)?;
        Ok(Box::new(MatlabFile { source, endian, description, entries, limits }))
    }
}

/// The byte order that a version 5 header tells.
fn endian(head: &[u8]) -> Option<Endian> {
    match head.get(124..HEADER_BYTES)? {
        b"\x00\x01IM" => Some(Endian::Little),
        b"\x01\x00MI" => Some(Endian::Big),
        _ => None,
    }
}

fn is_version_7_3(head: &[u8]) -> bool {
    head.get(512..520) == Some(HDF5_SIGNATURE)
}

/// Version 4 has no signature: its first bytes are the type, size and name length of a matrix.
fn is_version_4(head: &[u8]) -> bool {
    let Some(bytes) = head.get(..20) else { return false };
    let words = bytes.as_chunks::<4>().0;
    let plausible = |word: fn([u8; 4]) -> u32| {
        let [kind, rows, columns, complex, name] = std::array::from_fn(|i| word(words[i]));
        let (order, precision, class) = (kind / 1000, kind / 10 % 10, kind % 10);
        order <= 1
            && precision <= 5
            && class <= 2
            && kind / 100 % 10 == 0
            && complex <= 1
            && (1..=64).contains(&name)
            && rows > 0
            && columns > 0
            && head.get(19 + name as usize).is_none_or(|&last| last == 0)
    };
    plausible(u32::from_le_bytes) || plausible(u32::from_be_bytes)
}

fn other_version(source: &Source, version: &str) -> Error {
    Error::Unsupported {
        what: "MATLAB file".to_owned(),
        place: source.place(At::File),
        got: format!("version {version}"),
        wanted: "version 5, 6 or 7".to_owned(),
        advice: "open it in MATLAB or Octave and save it with save(name, '-v7')".to_owned(),
    }
}

/// An open MATLAB file.
#[derive(Debug)]
struct MatlabFile {
    source: Source,
    endian: Endian,
    description: String,
    entries: Vec<Entry>,
    limits: Limits,
}

impl RawFile for MatlabFile {
    fn source(&self) -> &Source {
        &self.source
    }

    fn names(&self) -> Result<Vec<String>> {
        Ok(self.entries.iter().map(|entry| entry.info.name.clone()).collect())
    }

    fn variables(&self) -> Result<Vec<VariableInfo>> {
        Ok(self.entries.iter().map(|entry| entry.info.clone()).collect())
    }

    fn read_variable(&self, name: &str) -> Result<Value> {
        // A name that was saved again later is the later one, as in MATLAB.
        let Some(entry) = self.entries.iter().rfind(|entry| entry.info.name == name) else {
            return Err(unknown_variable(&self.source, name, &self.names()?));
        };
        index::read(&self.source, entry, self.endian, &self.limits)
    }

    fn attributes(&self) -> BTreeMap<String, String> {
        let endian = match self.endian {
            Endian::Little => "little-endian",
            Endian::Big => "big-endian",
        };
        BTreeMap::from([
            ("description".to_owned(), self.description.clone()),
            ("byte_order".to_owned(), endian.to_owned()),
        ])
    }
}
