//! Results as people get them: copies in `reports/<pipeline>/`, each saying where it came from.
//!
//! Stored artifacts are bare. A copy carries the stage, its parameters, its seed, the digests of what went
//! in, and how to cite the recording: in the metadata of Parquet, under `provenance` in JSON, as a
//! comment in SVG.

mod provenance;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use spikebook_data::parquet_file;

pub use provenance::Provenance;

use crate::error::AtPath;
use crate::pipeline::Reference;
use crate::store::StoredArtifact;
use crate::{Error, Results};

/// What the folder of an instance holds, so that only what changed is written.
#[derive(Default, Serialize, Deserialize, PartialEq)]
#[serde(transparent)]
struct Index(BTreeMap<String, Entry>);

#[derive(Serialize, Deserialize, PartialEq, Clone)]
struct Entry {
    /// A digest of the artifact and of what is said about it.
    source: String,
    bytes: u64,
}

const INDEX: &str = ".published.json";

/// Copies every stored output of a graph into `folder` and removes copies that have no source any more.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(results: &Results<'_>, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    fs::create_dir_all(folder).at(folder)?;
    let index_path = folder.join(INDEX);
    let before: Index = fs::read(&index_path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let mut now = Index::default();
    let mut written = Vec::new();
    for reference in results.references() {
        let stored = results.stored(&reference)?;
        let provenance = Provenance::of(results, &reference)?;
        let source = provenance.digest(stored);
        for (role, name) in files(&reference, stored) {
            let path = folder.join(&name);
            let known = before.0.get(&name).filter(|entry| {
                entry.source == source
                    && fs::metadata(&path).is_ok_and(|metadata| metadata.len() == entry.bytes)
            });
            let entry = match known {
                Some(entry) => entry.clone(),
                None => {
                    let bytes = stamped(results, stored, role, &provenance)?;
                    results.store().write_whole(&path, &bytes)?;
                    written.push(path);
                    Entry { source: source.clone(), bytes: bytes.len() as u64 }
                }
            };
            now.0.insert(name, entry);
        }
    }
    for name in before.0.keys().filter(|name| !now.0.contains_key(*name)) {
        // Only what an earlier run put here is removed; what is already gone is removed.
        if !name.contains('/') {
            let _ = fs::remove_file(folder.join(name));
        }
    }
    if now != before {
        let bytes = serde_json::to_vec_pretty(&now).expect("plain data");
        results.store().write_whole(&index_path, &bytes)?;
    }
    Ok(written)
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

/// The bytes of one file of an artifact with its provenance stamped in.
fn stamped(
    results: &Results<'_>,
    stored: &StoredArtifact,
    role: &str,
    provenance: &Provenance,
) -> Result<Vec<u8>, Error> {
    let path = results.store().part_path(stored, role);
    stamp_file(&path, role, provenance)
}

/// The bytes of a stored file with its provenance stamped in.
///
/// # Errors
/// Where the file cannot be read.
pub fn stamp_file(path: &Path, role: &str, provenance: &Provenance) -> Result<Vec<u8>, Error> {
    Ok(match role {
        "table" | "data" => {
            parquet_file::copy_with_metadata(path, Vec::new(), &provenance.entries())?
        }
        "values" => {
            let bytes = fs::read(path).at(path)?;
            let values: serde_json::Value =
                serde_json::from_slice(&bytes).map_err(std::io::Error::from).at(path)?;
            let stamped = serde_json::json!({ "values": values, "provenance": provenance });
            let mut bytes = serde_json::to_vec_pretty(&stamped).expect("plain data");
            bytes.push(b'\n');
            bytes
        }
        "svg" => {
            let svg = fs::read_to_string(path).at(path)?;
            provenance.comment_in_svg(&svg).into_bytes()
        }
        _ => fs::read(path).at(path)?,
    })
}
