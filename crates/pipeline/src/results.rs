//! Finished results, for whoever reads them: `show`, `verify`, the book, problem sets.

use std::collections::BTreeMap;

use crate::pipeline::Reference;
use crate::run::Resolver;
use crate::store::{ReadLock, Record, StoredArtifact};
use crate::{Artifact, Audience, Error, Graph, Store};

/// The stored results of a graph.
pub struct Results<'a> {
    graph: &'a Graph,
    store: &'a Store,
    records: BTreeMap<usize, Record>,
    _lock: ReadLock,
}

impl<'a> Results<'a> {
    /// Whatever is stored of a graph, as it is wired and set now. Nothing of it is removed as long as this
    /// is held.
    ///
    /// # Errors
    /// [`Error::NoLocks`] where the file system has no locks, [`Error::File`].
    pub fn of(graph: &'a Graph, store: &'a Store) -> Result<Self, Error> {
        let lock = store.lock_for_reading()?;
        let mut resolver = Resolver::new(graph, store);
        resolver.look_up_all();
        Ok(Self { graph, store, records: resolver.into_records(), _lock: lock })
    }

    /// The graph.
    pub fn graph(&self) -> &Graph {
        self.graph
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// The record of a stage.
    ///
    /// # Errors
    /// [`Error::NoStage`], [`Error::NotRun`].
    pub fn record(&self, stage: &str) -> Result<&Record, Error> {
        let position = self.graph.position(stage).ok_or_else(|| Error::NoStage {
            pipeline: self.graph.pipeline.clone(),
            stage: stage.into(),
            known: self.graph.nodes.iter().map(|node| node.id.clone()).collect(),
        })?;
        self.records.get(&position).ok_or_else(|| Error::NotRun {
            pipeline: self.graph.pipeline.clone(),
            stage: stage.into(),
        })
    }

    /// An output as it is stored.
    ///
    /// # Errors
    /// [`Error::NoStage`], [`Error::NotRun`], [`Error::NoOutput`].
    pub fn stored(&self, reference: &Reference) -> Result<&StoredArtifact, Error> {
        let outputs = &self.record(&reference.stage)?.outputs;
        outputs.get(&reference.port).ok_or_else(|| Error::NoOutput {
            pipeline: self.graph.pipeline.clone(),
            reference: reference.to_string(),
            known: outputs.keys().map(|port| format!("{}.{port}", reference.stage)).collect(),
        })
    }

    /// An output, read and checked.
    ///
    /// # Errors
    /// As [`Results::stored`], and [`Error::Damaged`].
    pub fn artifact(&self, reference: &Reference) -> Result<Artifact, Error> {
        let stored = self.stored(reference)?;
        for part in stored.parts.values() {
            if !self.store.is_intact(part, false) {
                let path = self.store.object_path(part);
                return Err(Error::Damaged { stage: reference.stage.clone(), path });
            }
        }
        self.store.artifact(stored)
    }

    /// Every output that is stored.
    pub fn references(&self) -> Vec<Reference> {
        let outputs = |(position, record): (&usize, &Record)| {
            let stage = self.graph.nodes[*position].id.clone();
            let ports: Vec<String> = record.outputs.keys().cloned().collect();
            ports.into_iter().map(move |port| Reference { stage: stage.clone(), port })
        };
        self.records.iter().flat_map(outputs).collect()
    }

    /// Who may see an output.
    pub fn audience(&self, reference: &Reference) -> Audience {
        match self.graph.resolve(reference) {
            Some((node, port)) => self.graph.audience(node, port),
            None => Audience::Instructor,
        }
    }

    /// Re-hashes every stored file, large ones too, and names those that are damaged.
    pub fn damaged(&self) -> Vec<(Reference, std::path::PathBuf)> {
        let mut damaged = Vec::new();
        for reference in self.references() {
            let Ok(stored) = self.stored(&reference) else { continue };
            for part in stored.parts.values().filter(|part| !self.store.is_intact(part, true)) {
                damaged.push((reference.clone(), self.store.object_path(part)));
            }
        }
        damaged
    }
}
