//! What a stage took and gave: the one thing that makes a result a result.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use spikebook_data::{Table, TableSource, parquet_file};

use super::{Store, StoredPart, sharded};
use crate::error::AtPath;
use crate::{Artifact, Error, Figure};

/// An artifact as the store holds it: its files by role, and one digest over all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredArtifact {
    /// `table`, `values` or `figure`.
    #[serde(rename = "type")]
    pub word: String,
    /// BLAKE3 over type, roles and digests of the files.
    pub digest: String,
    /// The files by role: `table`; `values`; `svg`, `png`, `alt` and `data`.
    pub parts: BTreeMap<String, StoredPart>,
    /// How many rows it has, where it has rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
}

/// What went into one input port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedInput {
    /// The port.
    pub port: String,
    /// The digests of the artifacts wired to it, in order.
    pub digests: Vec<String>,
}

/// All that determines a result, and the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The kind of stage.
    pub kind: String,
    /// The digest of the code behind the kind.
    pub fingerprint: String,
    /// Every parameter.
    pub params: Map<String, Value>,
    /// Every input.
    pub inputs: Vec<RecordedInput>,
    /// The seed, where the kind draws.
    pub seed: Option<String>,
    /// The digest of a dataset's card and files, where the stage imports one.
    pub dataset: Option<String>,
    /// What came out.
    pub outputs: BTreeMap<String, StoredArtifact>,
    /// What a reader of the result should know.
    pub warnings: Vec<String>,
}

/// A record as it lies in its file: with a digest against damage, and the time that it took, which is no
/// part of the result.
#[derive(Serialize, Deserialize)]
struct RecordFile {
    check: String,
    wall_time_s: f64,
    record: Record,
}

/// Which keys the stages of an instance have: what `--explain` compares with and `store gc` keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InstanceManifest {
    /// The stages by id.
    pub stages: BTreeMap<String, ManifestStage>,
}

/// One stage of an instance as it last ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManifestStage {
    /// The key of its record.
    pub key: String,
    /// Where each input came from: `stage.port`.
    pub wires: BTreeMap<String, Vec<String>>,
}

impl Record {
    /// The key: BLAKE3 over all that determines the result, and nothing else.
    pub fn key(&self) -> String {
        // Parameters by name, so that the order in which a struct declares them does not matter.
        let params: BTreeMap<&String, &Value> = self.params.iter().collect();
        let inputs: BTreeMap<&str, &[String]> =
            self.inputs.iter().map(|input| (input.port.as_str(), &*input.digests)).collect();
        let all = (&self.kind, &self.fingerprint, params, inputs, &self.seed, &self.dataset);
        let canonical = serde_json::to_vec(&all).expect("plain data");
        blake3::hash(&canonical).to_hex().to_string()
    }
}

impl Store {
    /// The record under a key, where there is a whole one.
    pub fn record(&self, key: &str) -> Option<Record> {
        let bytes = fs::read(sharded(&self.root.join("records"), key)).ok()?;
        let file: RecordFile = serde_json::from_slice(&bytes).ok()?;
        (file.check == check(&file.record) && file.record.key() == key).then_some(file.record)
    }

    pub(crate) fn put_record(&self, record: &Record, wall_time_s: f64) -> Result<(), Error> {
        let file = RecordFile { check: check(record), wall_time_s, record: record.clone() };
        let bytes = serde_json::to_vec(&file).expect("plain data");
        self.write_whole(&sharded(&self.root.join("records"), &record.key()), &bytes)
    }

    pub(crate) fn discard_record(&self, key: &str) {
        // What is already gone is discarded.
        let _ = fs::remove_file(sharded(&self.root.join("records"), key));
    }

    /// What an instance had when it last ran.
    pub fn manifest(&self, instance: &str) -> InstanceManifest {
        fs::read(self.manifest_path(instance))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    pub(crate) fn put_manifest(
        &self,
        instance: &str,
        manifest: &InstanceManifest,
    ) -> Result<(), Error> {
        let bytes = serde_json::to_vec_pretty(manifest).expect("plain data");
        self.write_whole(&self.manifest_path(instance), &bytes)
    }

    fn manifest_path(&self, instance: &str) -> std::path::PathBuf {
        self.root.join("instances").join(format!("{instance}.json"))
    }

    /// Stores an artifact.
    pub(crate) fn put_artifact(
        &self,
        artifact: &Artifact,
        scratch: &Path,
    ) -> Result<StoredArtifact, Error> {
        let mut parts = BTreeMap::new();
        match artifact {
            Artifact::Table(source) => {
                parts.insert("table".into(), self.put_table(source, scratch)?);
            }
            Artifact::Values(values) => {
                let bytes = serde_json::to_vec_pretty(values).expect("plain data");
                parts.insert("values".into(), self.put_bytes(&bytes)?);
            }
            Artifact::Figure(figure) => {
                parts.insert("svg".into(), self.put_bytes(figure.svg.as_bytes())?);
                parts.insert("png".into(), self.put_bytes(&figure.png)?);
                parts.insert("alt".into(), self.put_bytes(figure.alt.as_bytes())?);
                parts
                    .insert("data".into(), self.put_bytes(&parquet_file::to_bytes(&figure.data)?)?);
            }
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(artifact.word().as_bytes());
        for (role, part) in &parts {
            hasher.update(format!("\n{role} {}", part.digest).as_bytes());
        }
        Ok(StoredArtifact {
            word: artifact.word().into(),
            digest: hasher.finalize().to_hex().to_string(),
            parts,
            rows: artifact.n_rows(),
        })
    }

    fn put_table(&self, source: &TableSource, scratch: &Path) -> Result<StoredPart, Error> {
        match source.path() {
            Some(path) if path.starts_with(scratch) => self.put_file(path),
            _ => self.put_bytes(&parquet_file::to_bytes(&source.table()?)?),
        }
    }

    /// A stored artifact, tables and pictures ready to be read.
    ///
    /// # Errors
    /// Where a file is gone or unreadable.
    pub fn artifact(&self, stored: &StoredArtifact) -> Result<Artifact, Error> {
        Ok(match stored.word.as_str() {
            "values" => {
                let path = self.part_path(stored, "values");
                let bytes = fs::read(&path).at(&path)?;
                let values =
                    serde_json::from_slice(&bytes).map_err(std::io::Error::from).at(&path)?;
                Artifact::Values(values)
            }
            "figure" => {
                let text = |role: &str| {
                    let path = self.part_path(stored, role);
                    fs::read_to_string(&path).at(&path)
                };
                let png = self.part_path(stored, "png");
                Artifact::Figure(Figure {
                    svg: text("svg")?,
                    png: fs::read(&png).at(&png)?,
                    alt: text("alt")?,
                    data: self.part_table(stored, "data")?,
                })
            }
            _ => Artifact::Table(TableSource::file(&self.part_path(stored, "table"))?),
        })
    }

    fn part_table(&self, stored: &StoredArtifact, role: &str) -> Result<Table, Error> {
        Ok(parquet_file::read(&self.part_path(stored, role))?)
    }

    /// Where the file of a role lies.
    pub fn part_path(&self, stored: &StoredArtifact, role: &str) -> std::path::PathBuf {
        match stored.parts.get(role) {
            Some(part) => self.object_path(part),
            None => self.root.join("objects").join("damaged"),
        }
    }
}

fn check(record: &Record) -> String {
    blake3::hash(&serde_json::to_vec(record).expect("plain data")).to_hex().to_string()
}
