//! A pipeline as it is written in `pipeline.toml`: inputs, stages, wires and parameters, nothing else.

mod sweep;

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::document::{Document, Finding, Placed, Section};

pub use sweep::SweepSpec;

/// `stage.port`: where an artifact comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// A stage's id or an input's name.
    pub stage: String,
    /// One of its output ports.
    pub port: String,
}

impl Reference {
    /// Reads `stage.port`.
    pub fn parse(text: &str) -> Option<Self> {
        let (stage, port) = text.split_once('.')?;
        (is_name(stage) && is_name(port)).then(|| Self { stage: stage.into(), port: port.into() })
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.stage, self.port)
    }
}

/// One `[[stage]]`.
#[derive(Clone, Debug)]
pub struct StageSpec {
    /// How other stages and the chapter call it.
    pub id: Placed<String>,
    /// Its kind.
    pub kind: Placed<String>,
    /// The wires to each of its input ports.
    pub inputs: Vec<(Placed<String>, Vec<Placed<Reference>>)>,
    /// What is set on it.
    pub params: Vec<(Placed<String>, Placed<Value>)>,
}

impl StageSpec {
    /// Reads one `[[stage]]`. Faults are noted in the document; without id or kind there is no stage.
    pub fn read(document: &mut Document, section: Section<'_>) -> Option<Self> {
        read_stage(document, section)
    }
}

/// What `pipeline.toml` says.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// The folder that it lies in.
    pub name: String,
    /// The file, from the project's root.
    pub path: PathBuf,
    /// The chapter's title.
    pub title: String,
    /// What one learns from it, in a sentence.
    pub summary: String,
    /// Where the chapter stands in the book.
    pub order: u64,
    /// What all chance in it is derived from.
    pub seed: u64,
    /// Names for datasets: what a run may bind anew.
    pub inputs: Vec<(Placed<String>, Placed<String>)>,
    /// Its stages.
    pub stages: Vec<StageSpec>,
    /// Its sweeps.
    pub sweeps: Vec<SweepSpec>,
}

impl Pipeline {
    /// Reads the text of a `pipeline.toml`, as far as it can be read, with every fault in it. `path` is
    /// what messages call the file.
    pub fn parse(name: &str, path: &Path, text: String) -> (Option<Self>, Vec<Finding>) {
        let (document, pipeline) =
            Document::new(path, text).read(|document, top| read(name, path, document, top));
        (pipeline, document.into_findings())
    }

    /// Where the id of a stage, an input or a sweep stands.
    pub(crate) fn span(&self, id: &str) -> Range<usize> {
        let stages = self.stages.iter().map(|stage| &stage.id);
        let sweeps = self.sweeps.iter().map(|sweep| &sweep.id);
        let mut ids = stages.chain(sweeps).chain(self.inputs.iter().map(|(name, _)| name));
        ids.find(|name| name.value == id).map_or(0..0, |name| name.span.clone())
    }

    /// Whether something of this id is written, sound or not.
    pub(crate) fn names(&self, id: &str) -> bool {
        self.stage(id).is_some()
            || self.inputs.iter().any(|(name, _)| name.value == id)
            || self.sweeps.iter().any(|sweep| sweep.id.value == id)
    }

    /// The stage of this id.
    pub fn stage(&self, id: &str) -> Option<&StageSpec> {
        self.stages.iter().find(|stage| stage.id.value == id)
    }
}

/// What a name is, in words.
pub(crate) const NAME_HINT: &str =
    "a name has letters, digits, - and _ and begins with a letter or digit";

/// Whether a word can name a stage, a port or an input: letters, digits, `-` and `_`.
pub(crate) fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && word.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn read(name: &str, path: &Path, document: &mut Document, mut top: Section<'_>) -> Pipeline {
    let text = |placed: Option<Placed<String>>| placed.map_or_else(String::new, |p| p.value);
    let title = text(top.required_text(document, "title"));
    let summary = text(top.text(document, "summary"));
    let order = top.count(document, "order").unwrap_or(u64::MAX);
    let seed = top.count(document, "seed").unwrap_or(0);
    let inputs = read_inputs(document, &mut top);
    let stages: Vec<StageSpec> = top
        .sections(document, "stage")
        .into_iter()
        .filter_map(|section| read_stage(document, section))
        .collect();
    let sweeps = top
        .sections(document, "sweep")
        .into_iter()
        .filter_map(|section| SweepSpec::read(document, section))
        .collect();
    if stages.is_empty() {
        let hint = "a pipeline needs at least one `[[stage]]`".into();
        document.find(top.span(), "no stages", Some(hint));
    }
    top.finish(document);
    Pipeline {
        name: name.into(),
        path: path.into(),
        title,
        summary,
        order,
        seed,
        inputs,
        stages,
        sweeps,
    }
}

fn read_inputs(
    document: &mut Document,
    top: &mut Section<'_>,
) -> Vec<(Placed<String>, Placed<String>)> {
    let mut inputs = Vec::new();
    for (name, dataset) in top.entries(document, "inputs") {
        check_name(document, "input", &name);
        match dataset.value {
            Value::String(value) => inputs.push((name, Placed { value, span: dataset.span })),
            other => {
                let what =
                    format!("input `{}`: got {other}, wanted the name of a dataset", name.value);
                document.find(dataset.span, what, None);
            }
        }
    }
    inputs
}

fn read_stage(document: &mut Document, mut section: Section<'_>) -> Option<StageSpec> {
    let id = section.required_text(document, "id");
    let kind = section.required_text(document, "kind");
    let inputs = section
        .entries(document, "inputs")
        .into_iter()
        .map(|(port, value)| {
            let references = read_references(document, &port.value, value);
            (port, references)
        })
        .collect();
    let params = section.entries(document, "params");
    section.finish(document);
    let id = id?;
    check_name(document, "id", &id);
    Some(StageSpec { id, kind: kind?, inputs, params })
}

/// Names become names of files, and words of references.
fn check_name(document: &mut Document, what: &str, name: &Placed<String>) {
    if !is_name(&name.value) {
        let what = format!("{what}: got `{}`, wanted a name", name.value);
        document.find(name.span.clone(), what, Some(NAME_HINT.into()));
    }
}

fn read_references(
    document: &mut Document,
    port: &str,
    value: Placed<Value>,
) -> Vec<Placed<Reference>> {
    let span = value.span.clone();
    let items = match value.value {
        Value::Array(items) => items,
        one => vec![one],
    };
    items.iter().filter_map(|item| read_reference(document, port, item, span.clone())).collect()
}

fn read_reference(
    document: &mut Document,
    port: &str,
    item: &Value,
    span: Range<usize>,
) -> Option<Placed<Reference>> {
    let reference = item.as_str().and_then(Reference::parse);
    if reference.is_none() {
        let hint = "for example \"bins.counts\": a stage's id, a dot, one of its outputs".into();
        let what = format!("input `{port}`: got {item}, wanted \"stage.port\"");
        document.find(span.clone(), what, Some(hint));
    }
    reference.map(|value| Placed { value, span })
}
