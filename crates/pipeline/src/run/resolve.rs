//! Which result a stage has: its key follows from its parameters and from what its inputs are.

use std::collections::BTreeMap;

use crate::store::{Record, RecordedInput};
use crate::{Graph, Store};

/// Keys and records of a graph, filled in from the front.
pub(crate) struct Resolver<'a> {
    graph: &'a Graph,
    store: &'a Store,
    records: BTreeMap<usize, Record>,
}

/// A stored file that is not what was stored.
pub(crate) struct Damage {
    pub(crate) port: String,
    pub(crate) path: std::path::PathBuf,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(graph: &'a Graph, store: &'a Store) -> Self {
        Self { graph, store, records: BTreeMap::new() }
    }

    /// The record that a stage would have, its outputs still unknown. `None` where a stage that it reads
    /// has no record. An optional output that was not made feeds nothing.
    pub(crate) fn expected(&self, position: usize) -> Option<Record> {
        let node = &self.graph.nodes[position];
        let inputs = node
            .wires
            .iter()
            .map(|wire| {
                let mut digests = Vec::new();
                for (from, port) in &wire.from {
                    let made = self.records.get(from)?.outputs.get(port);
                    digests.extend(made.map(|artifact| artifact.digest.clone()));
                }
                Some(RecordedInput { port: wire.port.clone(), digests })
            })
            .collect::<Option<_>>()?;
        Some(Record {
            kind: node.kind.name.clone(),
            fingerprint: node.kind.fingerprint.clone(),
            params: node.params.clone(),
            inputs,
            seed: node
                .seed
                .map(|seed| blake3::Hash::from_bytes(*seed.as_bytes()).to_hex().to_string()),
            dataset: node.dataset.as_ref().map(|dataset| dataset.digest.clone()),
            outputs: BTreeMap::new(),
            warnings: Vec::new(),
        })
    }

    /// The first stored file of a record that is not what was stored.
    pub(crate) fn damage(&self, record: &Record, thorough: bool) -> Option<Damage> {
        for (port, artifact) in &record.outputs {
            for part in artifact.parts.values() {
                if !self.store.is_intact(part, thorough) {
                    return Some(Damage { port: port.clone(), path: self.store.object_path(part) });
                }
            }
        }
        None
    }

    /// Removes what is damaged of a record, and the record.
    pub(crate) fn discard(&self, key: &str, record: &Record) {
        for part in record.outputs.values().flat_map(|artifact| artifact.parts.values()) {
            if !self.store.is_intact(part, true) {
                self.store.discard(part);
            }
        }
        self.store.discard_record(key);
    }

    pub(crate) fn insert(&mut self, position: usize, record: Record) {
        self.records.insert(position, record);
    }

    pub(crate) fn get(&self, position: usize) -> Option<&Record> {
        self.records.get(&position)
    }

    pub(crate) fn into_records(self) -> BTreeMap<usize, Record> {
        self.records
    }

    /// Fills in every record that is stored, checking no bytes.
    pub(crate) fn look_up_all(&mut self) {
        for position in 0..self.graph.nodes.len() {
            if let Some(record) = self.expected(position).and_then(|r| self.store.record(&r.key()))
            {
                self.insert(position, record);
            }
        }
    }
}
