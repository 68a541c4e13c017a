//! Where a result came from, in the words that are stamped into its copies.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::pipeline::Reference;
use crate::store::StoredArtifact;
use crate::{Error, Results};

/// Where a result came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Provenance {
    /// The pipeline.
    pub pipeline: String,
    /// The stage and port.
    pub output: String,
    /// The kind of stage.
    pub kind: String,
    /// Every parameter of the stage.
    pub params: Map<String, Value>,
    /// The stage's seed, where it draws.
    pub seed: Option<String>,
    /// The key of the stage's record: a digest of all that determines the result.
    pub key: String,
    /// The digests of what went in, by port.
    pub inputs: BTreeMap<String, Vec<String>>,
    /// The recordings behind it: how to cite them, and their licences.
    pub recordings: Vec<Recording>,
}

/// A recording behind a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recording {
    /// The dataset.
    pub dataset: String,
    /// How to cite it.
    pub citation: String,
    /// Its licence.
    pub licence: String,
}

impl Provenance {
    /// The provenance of an output.
    ///
    /// # Errors
    /// Where the output is not stored.
    pub fn of(results: &Results<'_>, reference: &Reference) -> Result<Self, Error> {
        let record = results.record(&reference.stage)?;
        let graph = results.graph();
        let recordings = graph
            .position(&reference.stage)
            .map(|position| graph.sources(position))
            .unwrap_or_default()
            .into_iter()
            .filter(|dataset| !dataset.citation.is_empty())
            .map(|dataset| Recording {
                dataset: dataset.name.clone(),
                citation: dataset.citation.clone(),
                licence: dataset.licence.clone(),
            })
            .collect();
        Ok(Self {
            pipeline: graph.pipeline.clone(),
            output: reference.to_string(),
            kind: record.kind.clone(),
            params: record.params.clone(),
            seed: record.seed.clone(),
            key: record.key(),
            inputs: record
                .inputs
                .iter()
                .map(|input| (input.port.clone(), input.digests.clone()))
                .collect(),
            recordings,
        })
    }

    /// A digest of an artifact and of what is said about it.
    pub(super) fn digest(&self, stored: &StoredArtifact) -> String {
        let said = serde_json::to_vec(self).expect("plain data");
        let mut hasher = blake3::Hasher::new();
        hasher.update(stored.digest.as_bytes()).update(&said);
        hasher.finalize().to_hex().to_string()
    }

    /// The entries for the metadata of a Parquet file.
    pub fn entries(&self) -> Vec<(String, String)> {
        let Value::Object(fields) = serde_json::to_value(self).expect("plain data") else {
            return Vec::new();
        };
        fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), Into::into);
                (format!("spikebook.{name}"), text)
            })
            .collect()
    }

    /// The picture with a comment behind its first tag that says where it came from.
    pub fn comment_in_svg(&self, svg: &str) -> String {
        let said = serde_json::to_string(self).expect("plain data");
        // Two hyphens end a comment.
        let said = said.replace("--", "-\u{2060}-");
        match svg.find("<svg").and_then(|start| Some(start + svg[start..].find('>')? + 1)) {
            Some(end) => format!("{}<!-- {said} -->{}", &svg[..end], &svg[end..]),
            None => svg.into(),
        }
    }
}
