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
use crate::store::StoredArtifact;
use crate::{Error, Results, Store};

/// What the folder of an instance holds, so that only what changed is written.
#[derive(Clone, Default, Serialize, Deserialize, PartialEq)]
#[serde(transparent)]
struct Index(BTreeMap<String, Entry>);

#[derive(Clone, Default, Serialize, Deserialize, PartialEq)]
struct Entry {
    /// A digest of the artifact and of what is said about it; empty while the copy is being made.
    source: String,
    bytes: u64,
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
        let length = || fs::metadata(&path).map_or(0, |metadata| metadata.len());
        let known = announced.0.get(&copy.name);
        let known = known.filter(|entry| entry.source == copy.source && length() == entry.bytes);
        let entry = match known {
            Some(entry) => entry.clone(),
            None if !results.store().are_intact(copy.stored) => continue,
            None => {
                let from = results.store().part_path(copy.stored, copy.role);
                results.store().fill_whole(&path, |sink| {
                    stamp(&from, copy.role, &copy.provenance, sink).map(|_| ())
                })?;
                let bytes = length();
                written.push(path);
                Entry { source: copy.source, bytes }
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

/// The bytes of a stored file with its provenance stamped in.
///
/// # Errors
/// Where the file cannot be read.
pub fn stamp_file(path: &Path, role: &str, provenance: &Provenance) -> Result<Vec<u8>, Error> {
    stamp(path, role, provenance, Vec::new())
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
