//! NPZ: several `NumPy` arrays in a zip archive, each a member `name.npy`.
//!
//! A member is streamed: its declared size is held against [`Limits`] before anything
//! is inflated, and its checksum is compared at the end.

#[cfg(test)]
mod tests;

use std::io::Read;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::error::{At, Error, Place, Result};
use super::limits::Limits;
use super::npy::{Body, Header, read_body, read_header};
use super::reader::{Confidence, OpenOptions, RawFile, Reader, unknown_variable};
use super::source::{Cursor, Source};
use super::value::{Value, ValueKind, VariableInfo};

/// Deflate cannot make more than this out of one byte.
const DEFLATE_LARGEST_RATIO: u64 = 1032;

/// The reader of NPZ files.
#[derive(Debug)]
pub struct Npz;

impl Reader for Npz {
    fn name(&self) -> &'static str {
        "npz"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["npz"]
    }

    fn recognise(&self, head: &[u8], extension: &str) -> Confidence {
        let is_zip = head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06");
        let first_name = head.get(30..).unwrap_or_default();
        match (is_zip, extension == "npz") {
            (true, true) => Confidence::Certain,
            (true, false) if names_npy(head, first_name) => Confidence::Certain,
            (false, true) => Confidence::Possible,
            _ => Confidence::No,
        }
    }

    fn open(&self, source: Source, options: &OpenOptions) -> Result<Box<dyn RawFile>> {
        let archive = ZipArchive::new(source.cursor(0)).map_err(|e| zip_error(source.name(), e))?;
        let mut members = Vec::new();
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).map_or(Ok("".into()), |name| name);
            let name = name.map_err(|e| zip_error(source.name(), e))?;
            if let Some(variable) = name.strip_suffix(".npy") {
                members.push((variable.to_owned(), index));
            }
        }
        Ok(Box::new(NpzFile { source, archive, members, limits: options.limits.clone() }))
    }
}

/// Whether the first member of a zip archive, whose local header is at the start, is an NPY file.
fn names_npy(head: &[u8], first_name: &[u8]) -> bool {
    let length = head.get(26..28).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    first_name.get(..length).is_some_and(|name| name.ends_with(b".npy"))
}

/// An open NPZ file.
#[derive(Debug)]
struct NpzFile {
    source: Source,
    archive: ZipArchive<Cursor>,
    /// The name of each variable, and which member of the archive it is.
    members: Vec<(String, usize)>,
    limits: Limits,
}

impl NpzFile {
    /// Opens a member, reads its header, and hands both on.
    fn member<T>(
        &self,
        name: &str,
        index: usize,
        then: impl FnOnce(&str, &Header, &mut ZipFile<'_, Cursor>, u64) -> Result<T>,
    ) -> Result<T> {
        // Copies the position and a pointer to the directory, not the archive.
        let mut archive = self.archive.clone();
        let file = format!("{}:{name}.npy", self.source.name());
        let mut member = archive.by_index(index).map_err(|e| zip_error(&file, e))?;
        let entry = member.entry();
        let (declared, compressed) = (entry.size(), entry.compressed_size());
        let compressed = compressed.min(self.source.length());
        if declared > self.limits.inflated_bytes(compressed) {
            return Err(self.limits.inflation_error("member of the archive", &file, compressed));
        }
        let available = declared.min(compressed.saturating_mul(DEFLATE_LARGEST_RATIO));
        let header = read_header(&mut member, &file, available)?;
        let got = available.saturating_sub(header.data_offset);
        if header.data_bytes() > got {
            return Err(Error::Truncated {
                what: "data of an NPY array".to_owned(),
                place: header.place(&file),
                got,
                wanted: header.data_bytes(),
            });
        }
        then(&file, &header, &mut member, got)
    }
}

impl RawFile for NpzFile {
    fn source(&self) -> &Source {
        &self.source
    }

    fn names(&self) -> Result<Vec<String>> {
        Ok(self.members.iter().map(|(name, _)| name.clone()).collect())
    }

    fn variables(&self) -> Result<Vec<VariableInfo>> {
        let infos = self.members.iter().map(|(name, index)| {
            let info = self.member(name, *index, |_, header, _, _| Ok(header.info(name.clone())));
            match info {
                // One member that is refused does not hide the others.
                Err(Error::Unsupported { got, .. }) => {
                    let kind = ValueKind::Unsupported(got);
                    Ok(VariableInfo { name: name.clone(), kind, shape: Vec::new() })
                }
                other => other,
            }
        });
        infos.collect()
    }

    fn read_variable(&self, name: &str) -> Result<Value> {
        let Some((name, index)) = self.members.iter().find(|(member, _)| member == name) else {
            return Err(unknown_variable(&self.source, name, &self.names()?));
        };
        self.member(name, *index, |file, header, reader, available| {
            let body = Body { file, reserve_bytes: available };
            let value = read_body(reader, header, &body)?;
            // The checksum is compared when the end is reached.
            let rest = std::io::copy(&mut reader.take(available), &mut std::io::sink());
            rest.map_err(|source| Error::Io { action: "unpack", file: file.to_owned(), source })?;
            Ok(value)
        })
    }
}

/// An error of the archive as one of ours.
fn zip_error(file: &str, error: ZipError) -> Error {
    match error {
        ZipError::Io(source) => Error::Io { action: "read", file: file.to_owned(), source },
        other => Error::Malformed {
            what: "zip archive".to_owned(),
            place: Place::new(file, At::File),
            got: match other {
                ZipError::InvalidArchive(_) => "no list of members at its end".to_owned(),
                other => other.to_string(),
            },
            wanted: "an archive as numpy.savez writes it".to_owned(),
        },
    }
}
