//! Which reader a file gets: by its content first, then by its extension.

use super::READERS;
use super::error::{At, Error, Result};
use super::reader::{Confidence, Reader};
use super::source::Source;

/// How many bytes a reader sees to recognise its files.
pub(crate) const HEAD_BYTES: usize = 4096;

/// Formats that are recognised and not read: how their files start, what they are, what to do.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file (NWB, MATLAB 7.3)", "export the variables to NPY or CSV"),
    (b"\x1f\x8b", "a gzip file", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "unpack it first"),
    (b"ARROW1", "an Arrow IPC file", "write it as Parquet"),
    (
        b"\x80\x04\x95",
        "a Python pickle",
        "pickles can run code and are never opened: use numpy.save",
    ),
    (b"\xff\xfe", "text in UTF-16", "save it again as UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save it again as UTF-8"),
];

/// The reader of that name.
///
/// # Errors
/// [`Error::UnknownReader`].
pub fn reader_named(name: &str) -> Result<&'static dyn Reader> {
    let found = READERS.iter().copied().find(|reader| reader.name() == name);
    found.ok_or_else(|| Error::UnknownReader { got: name.to_owned(), wanted: reader_names() })
}

/// The reader that is surest of a file; of equals, the first in [`READERS`].
///
/// # Errors
/// [`Error::UnknownFormat`] where none knows it, [`Error::Unsupported`] where it is known not to
/// have a reader.
pub fn detect(source: &Source) -> Result<&'static dyn Reader> {
    let head = source.head(HEAD_BYTES)?;
    let extension = source.extension();
    let mut best: Option<(&dyn Reader, Confidence)> = None;
    for &reader in READERS {
        let confidence = reader.recognise(&head, &extension);
        if confidence > best.map_or(Confidence::No, |(_, confidence)| confidence) {
            best = Some((reader, confidence));
        }
    }
    if let Some((reader, Confidence::Certain)) = best {
        return Ok(reader);
    }
    for &(start, what, advice) in FOREIGN {
        if head.starts_with(start) {
            return Err(Error::Unsupported {
                what: "format".to_owned(),
                place: source.place(At::File),
                got: what.to_owned(),
                wanted: format!("one of {}", reader_names()),
                advice: advice.to_owned(),
            });
        }
    }
    best.map(|(reader, _)| reader).ok_or_else(|| Error::UnknownFormat {
        place: source.place(At::File),
        got: describe(&head),
        wanted: reader_names(),
    })
}

fn reader_names() -> String {
    let names: Vec<&str> = READERS.iter().map(|reader| reader.name()).collect();
    names.join(", ")
}

/// The first bytes of a file, as a message shows them.
fn describe(head: &[u8]) -> String {
    if head.is_empty() {
        return "an empty file".to_owned();
    }
    let start = &head[..head.len().min(16)];
    if start.iter().all(|byte| byte.is_ascii_graphic() || b" \t\r\n".contains(byte)) {
        return format!("text that starts with {:?}", String::from_utf8_lossy(start));
    }
    let bytes: Vec<String> = start.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("bytes {}", bytes.join(" "))
}
