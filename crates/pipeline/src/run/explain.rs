//! Why a stage would run.

use std::collections::BTreeSet;

use super::Resolver;
use crate::store::{ManifestStage, Record};
use crate::{Graph, Store};

/// Whether a stage would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its stored result is right.
    UpToDate,
    /// It would run.
    Runs,
    /// It waits for a stage that would run, whose new result may turn out to be the old one.
    Waits,
}

/// Why a stage would run, or would not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The stage.
    pub stage: String,
    /// Whether it would run.
    pub verdict: Verdict,
    /// The reasons.
    pub reasons: Vec<String>,
}

/// Says for each stage why it would run. Nothing runs and nothing is written.
pub fn explain(
    graph: &Graph,
    instance: &str,
    store: &Store,
    force: &BTreeSet<String>,
) -> Vec<Explanation> {
    let manifest = store.manifest(instance);
    let mut resolver = Resolver::new(graph, store);
    let mut explanations = Vec::new();
    for (position, node) in graph.nodes.iter().enumerate() {
        let forced = force.contains(&node.id);
        let (verdict, reasons) = match resolver.expected(position) {
            None => (Verdict::Waits, waits_for(graph, position, &resolver)),
            Some(expected) => {
                if let Some(record) = store.record(&expected.key()) {
                    let damage = resolver.damage(&record, false);
                    let verdict = stored_verdict(damage.map(|damage| damage.port), forced);
                    if verdict.0 == Verdict::UpToDate {
                        resolver.insert(position, record);
                    }
                    verdict
                } else {
                    let stage = manifest.stages.get(&node.id);
                    let before = stage.and_then(|stage| Some((stage, store.record(&stage.key)?)));
                    (Verdict::Runs, changes(before.as_ref(), &expected))
                }
            }
        };
        explanations.push(Explanation { stage: node.id.clone(), verdict, reasons });
    }
    explanations
}

/// Of a stage whose result is stored: whether it stays.
fn stored_verdict(damaged_port: Option<String>, forced: bool) -> (Verdict, Vec<String>) {
    match damaged_port {
        Some(port) => (Verdict::Runs, vec![format!("stored output `{port}` is damaged or gone")]),
        None if forced => (Verdict::Runs, vec!["forced".into()]),
        None => (Verdict::UpToDate, Vec::new()),
    }
}

fn waits_for(graph: &Graph, position: usize, resolver: &Resolver<'_>) -> Vec<String> {
    let sources: BTreeSet<usize> = graph.nodes[position]
        .wires
        .iter()
        .flat_map(|wire| &wire.from)
        .map(|(from, _)| *from)
        .collect();
    sources
        .into_iter()
        .filter(|source| resolver.get(*source).is_none())
        .map(|source| format!("waits for `{}`", graph.nodes[source].id))
        .collect()
}

/// What is not as it was when the stage last ran.
fn changes(before: Option<&(&ManifestStage, Record)>, now: &Record) -> Vec<String> {
    let Some((stage, before)) = before else { return vec!["has never run".into()] };
    let mut reasons = Vec::new();
    if before.kind != now.kind {
        reasons.push(format!("kind changed: {} → {}", before.kind, now.kind));
    }
    if before.fingerprint != now.fingerprint {
        reasons.push(format!("the code of `{}` changed", now.kind));
    }
    let names: BTreeSet<&String> =
        before.params.iter().chain(&now.params).map(|(name, _)| name).collect();
    for name in names {
        let (was, is) = (before.params.get(name), now.params.get(name));
        if was != is {
            let word = |value: Option<&serde_json::Value>| {
                value.map_or("nothing".into(), ToString::to_string)
            };
            reasons.push(format!("params.{name} changed: {} → {}", word(was), word(is)));
        }
    }
    for input in &now.inputs {
        let was = before.inputs.iter().find(|other| other.port == input.port);
        if was != Some(input) {
            let from = stage.wires.get(&input.port).map(|from| from.join(", ")).unwrap_or_default();
            reasons.push(format!("input `{}` changed (it was {from})", input.port));
        }
    }
    for input in &before.inputs {
        if !now.inputs.iter().any(|other| other.port == input.port) {
            reasons.push(format!("input `{}` is no longer wired", input.port));
        }
    }
    if before.seed != now.seed {
        reasons.push("the seed changed".into());
    }
    if before.dataset != now.dataset {
        reasons.push("the dataset's files or card changed".into());
    }
    if reasons.is_empty() {
        reasons.push("its stored result is gone".into());
    }
    reasons
}
