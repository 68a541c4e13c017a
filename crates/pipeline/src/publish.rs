//! Results as people get them: copies in `reports/<pipeline>/`, each saying where it came from.
//!
//! Stored artifacts are bare. A copy carries the stage, its parameters, its seed, the digests of what went
//! in, and how to cite the recording: in the metadata of Parquet, under `provenance` in JSON, as a
//! comment in SVG.

mod provenance;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use spikebook_data::parquet_file;

pub use provenance::Provenance;

use crate::error::AtPath;
use crate::pipeline::Reference;
use crate::store::{Sink, StoredArtifact, StoredPart, digest_of, identity_of};
use crate::{Error, Results, Store};

/// What the folder of an instance holds, so that only what changed is written.
#[derive(Clone, Default, Serialize, Deserialize, PartialEq)]
#[serde(transparent)]
struct Index(BTreeMap<String, Entry>);

#[derive(Clone, Default, Serialize, Deserialize, PartialEq)]
struct Entry {
    /// A digest of the artifact and of what is said about it; empty while the copy is being made.
    source: String,
    /// The copy itself.
    #[serde(flatten)]
    copy: StoredPart,
    /// Under which time and inode a large copy was last read and found right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
}

impl Entry {
    /// What a copy of this source is that was just made or found right.
    fn of(source: String, copy: StoredPart, path: &Path) -> Self {
        let seen = copy.is_large().then(|| identity_of(path)).flatten();
        Self { source, copy, seen }
    }
}

const INDEX: &str = ".published.json";

impl Index {
    fn read(folder: &Path) -> Self {
        fs::read(folder.join(INDEX))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn write(&self, store: &Store, folder: &Path) -> Result<(), Error> {
        let bytes = serde_json::to_vec_pretty(self).expect("plain data");
        store.write_whole(&folder.join(INDEX), &bytes)
    }
}

/// One file that belongs into the folder.
struct Copy<'a> {
    name: String,
    role: &'static str,
    stored: &'a StoredArtifact,
    provenance: Rc<Provenance>,
    source: String,
}

/// Copies every stored output of a graph into `folder` and removes copies that have no source any more.
/// What is damaged in the store is no source.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(results: &Results<'_>, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    fs::create_dir_all(folder).at(folder)?;
    let before = Index::read(folder);
    let copies = copies(results)?;
    // A run that is killed from here on leaves copies that the next one must know for its own.
    let mut announced = before.clone();
    for copy in &copies {
        announced.0.entry(copy.name.clone()).or_default();
    }
    if announced != before {
        announced.write(results.store(), folder)?;
    }
    let mut now = Index::default();
    let mut written = Vec::new();
    for copy in copies {
        let path = folder.join(&copy.name);
        let known = announced.0.get(&copy.name).filter(|entry| entry.source == copy.source);
        // What somebody changed is made again.
        let known = known.filter(|entry| entry.copy.is(&path, Some(&|| entry.seen.clone())));
        let entry = match known {
            Some(entry) => Entry::of(copy.source, entry.copy.clone(), &path),
            None if !results.store().are_intact(copy.stored) => continue,
            None => {
                let from = results.store().part_path(copy.stored, copy.role);
                results.store().fill_whole(&path, |sink| {
                    stamp(&from, copy.role, &copy.provenance, sink).map(|_| ())
                })?;
                let (digest, bytes) = digest_of(&path).at(&path)?;
                let entry = Entry::of(copy.source, StoredPart { digest, bytes }, &path);
                written.push(path);
                entry
            }
        };
        now.0.insert(copy.name, entry);
    }
    for name in announced.0.keys().filter(|name| !now.0.contains_key(*name)) {
        // Only what an earlier run put here is removed; what is already gone is removed.
        if !name.contains('/') {
            let _ = fs::remove_file(folder.join(name));
        }
    }
    if now != announced {
        now.write(results.store(), folder)?;
    }
    Ok(written)
}

/// A copy that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongCopy {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Reads every copy of a graph's stored outputs in `folder`, large ones too, and names those that are not what
/// was published, or not of what is stored now. Where nothing was ever published, nothing is wrong.
///
/// # Errors
/// Where a stored output has no record.
pub fn wrong_copies(results: &Results<'_>, folder: &Path) -> Result<Vec<WrongCopy>, Error> {
    if !folder.join(INDEX).is_file() {
        return Ok(Vec::new());
    }
    let index = Index::read(folder);
    let mut wrong = Vec::new();
    for copy in copies(results)? {
        let path = folder.join(&copy.name);
        let what = match index.0.get(&copy.name) {
            _ if !path.is_file() => "is not there",
            Some(entry) if entry.source != copy.source => "is a copy of an earlier result",
            Some(entry) if entry.copy.is(&path, None) => continue,
            Some(_) => "is not what was published",
            None => "was not published by a run",
        };
        wrong.push(WrongCopy { path, what });
    }
    Ok(wrong)
}

/// Every file that belongs into the folder, in the order of the graph.
fn copies<'a>(results: &'a Results<'_>) -> Result<Vec<Copy<'a>>, Error> {
    let mut copies = Vec::new();
    for reference in results.references() {
        let stored = results.stored(&reference)?;
        let provenance = Rc::new(Provenance::of(results, &reference)?);
        let source = provenance.digest(stored);
        for (role, name) in files(&reference, stored) {
            let (provenance, source) = (Rc::clone(&provenance), source.clone());
            copies.push(Copy { name, role, stored, provenance, source });
        }
    }
    Ok(copies)
}

/// The names of an artifact's copies, by role.
pub fn files(reference: &Reference, stored: &StoredArtifact) -> Vec<(&'static str, String)> {
    let name = |extension: &str| format!("{}.{}.{extension}", reference.stage, reference.port);
    match stored.word.as_str() {
        "table" => vec![("table", name("parquet"))],
        "values" => vec![("values", name("json"))],
        _ => vec![("svg", name("svg")), ("png", name("png")), ("data", name("parquet"))],
    }
}

/// Writes a stored file to `to` with its provenance stamped in.
///
/// # Errors
/// Where a file cannot be read or written.
pub fn stamp_into_file(
    path: &Path,
    role: &str,
    provenance: &Provenance,
    to: &Path,
) -> Result<(), Error> {
    let (sink, refused) = Sink::create(to).at(to)?;
    let stamped = stamp(path, role, provenance, sink).map(|_| ());
    refused.or(to, stamped)
}

/// Writes a stored file with its provenance stamped in; tables pass through in bounded memory.
fn stamp<W: Write + Send>(
    path: &Path,
    role: &str,
    provenance: &Provenance,
    mut sink: W,
) -> Result<W, Error> {
    match role {
        "table" | "data" => {
            return Ok(parquet_file::copy_with_metadata(path, sink, &provenance.entries())?);
        }
        "values" => {
            let bytes = fs::read(path).at(path)?;
            let values: serde_json::Value =
                serde_json::from_slice(&bytes).map_err(std::io::Error::from).at(path)?;
            let stamped = serde_json::json!({ "values": values, "provenance": provenance });
            let mut bytes = serde_json::to_vec_pretty(&stamped).expect("plain data");
            bytes.push(b'\n');
            sink.write_all(&bytes)
        }
        "svg" => {
            let svg = fs::read_to_string(path).at(path)?;
            sink.write_all(provenance.comment_in_svg(&svg).as_bytes())
        }
        _ => sink.write_all(&fs::read(path).at(path)?),
    }
    .at(path)?;
    Ok(sink)
}
