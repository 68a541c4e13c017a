//! A pipeline wired and checked whole: which stages run, on what, and who may see what comes out.

mod audience;
mod fit;
mod order;
mod sweep;
mod wire;

use std::sync::Arc;

use serde_json::{Map, Value};
use spikebook_data::card::MissingFile;
use spikebook_numeric::Seed;

use crate::pipeline::Reference;
use crate::{Arity, Audience, Error, Kind, Port};

pub use wire::wire;

/// A wire into an input port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The input port.
    pub port: String,
    /// The nodes and output ports that it takes from, in the order of the port's list.
    pub from: Vec<(usize, String)>,
}

/// A stage that can run: its kind, its complete parameters, its wires, its seed.
#[derive(Clone, Debug)]
pub struct Node {
    /// The stage's id, or the name of the input whose dataset it makes.
    pub id: String,
    /// Its kind.
    pub kind: Arc<Kind>,
    /// Every parameter of the kind.
    pub params: Map<String, Value>,
    /// Its wires.
    pub wires: Vec<Wire>,
    /// Its seed, where its kind draws.
    pub seed: Option<Seed>,
    /// The dataset that it makes, where it stands for an input.
    pub dataset: Option<DatasetNode>,
    /// What it sweeps and collects, where it is a sweep.
    pub sweep: Option<SweepNode>,
    /// Who may see what comes out, whatever its ports say by themselves.
    pub audience: Audience,
}

/// What is particular to a node that is a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SweepNode {
    /// The parameters as `stage.param`, and how many values each has.
    pub over: Vec<(String, usize)>,
    /// The output that is collected.
    pub collect: Reference,
}

/// What is particular to a node that stands for a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatasetNode {
    /// The dataset's name.
    pub name: String,
    /// How to cite it, where it is a recording.
    pub citation: String,
    /// Its licence, where it is a recording.
    pub licence: String,
    /// Digests of the files that it is read from and of the card that says how.
    pub digest: String,
    /// The files that are not at hand, or not those that the card means.
    pub missing: Vec<MissingFile>,
}

impl DatasetNode {
    /// Whether it is read from files with a card, and no generator makes it.
    pub fn is_imported(&self) -> bool {
        !self.digest.is_empty()
    }
}

/// A pipeline's stages in an order in which they can run.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The pipeline's name.
    pub pipeline: String,
    /// Its nodes; a wire leads only from an earlier to a later one.
    pub nodes: Vec<Node>,
}

impl Graph {
    /// The position of a node.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }

    /// The node and port that a reference names.
    pub fn resolve(&self, reference: &Reference) -> Option<(&Node, &Port)> {
        let node = self.nodes.iter().find(|node| node.id == reference.stage)?;
        Some((node, node.kind.output(&reference.port)?))
    }

    /// Who may see what comes out of a port.
    pub fn audience(&self, node: &Node, port: &Port) -> Audience {
        if node.audience == Audience::Instructor { Audience::Instructor } else { port.audience }
    }

    /// Where a node gets what it shows: the wires into it, and of a sweep what it collects.
    pub fn reads(&self, node: &Node) -> Vec<(usize, String)> {
        let mut reads: Vec<(usize, String)> =
            node.wires.iter().flat_map(|wire| wire.from.iter().cloned()).collect();
        if let Some(Reference { stage, port }) = node.sweep.as_ref().map(|sweep| &sweep.collect) {
            reads.extend(self.position(stage).map(|position| (position, port.clone())));
        }
        reads
    }

    /// The files that are not at hand and without which some stage cannot run.
    pub fn missing_files(&self) -> Vec<&MissingFile> {
        let datasets = self.nodes.iter().filter_map(|node| node.dataset.as_ref());
        datasets.flat_map(|dataset| &dataset.missing).collect()
    }

    /// The first of them as an error.
    pub fn missing_data(&self) -> Option<Error> {
        let file = Box::new((*self.missing_files().first()?).clone());
        Some(Error::MissingData { pipeline: self.pipeline.clone(), file })
    }

    /// The graph up to one stage: only what it needs.
    #[must_use]
    pub fn until(&self, position: usize) -> Self {
        self.needed_for(&[position])
    }

    /// These stages and what they need, nothing else.
    #[must_use]
    pub fn needed_for(&self, positions: &[usize]) -> Self {
        self.keep(&self.upstream(positions))
    }

    /// Marks these positions and whatever feeds them.
    fn upstream(&self, positions: &[usize]) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        for &position in positions {
            needed[position] = true;
        }
        for index in (0..self.nodes.len()).rev() {
            if needed[index] {
                for (from, _) in self.nodes[index].wires.iter().flat_map(|wire| &wire.from) {
                    needed[*from] = true;
                }
            }
        }
        needed
    }

    /// The nodes that are marked, wires renumbered; what is not marked feeds none of them.
    fn keep(&self, marked: &[bool]) -> Self {
        let mut renumbered = vec![usize::MAX; self.nodes.len()];
        let mut nodes = Vec::new();
        for (index, node) in self.nodes.iter().enumerate().filter(|(index, _)| marked[*index]) {
            renumbered[index] = nodes.len();
            let mut node = node.clone();
            for (from, _) in node.wires.iter_mut().flat_map(|wire| &mut wire.from) {
                *from = renumbered[*from];
            }
            nodes.push(node);
        }
        Self { pipeline: self.pipeline.clone(), nodes }
    }

    /// The sources of a node: itself or any before it that is a recording.
    pub fn sources(&self, position: usize) -> Vec<&DatasetNode> {
        self.upstream(&[position])
            .into_iter()
            .zip(&self.nodes)
            .filter(|(feeds, _)| *feeds)
            .filter_map(|(_, node)| node.dataset.as_ref())
            .collect()
    }
}

impl Port {
    /// Whether so many artifacts may be wired to it.
    pub(crate) fn takes(&self, count: usize) -> bool {
        match self.arity {
            Arity::One => count == 1,
            Arity::Optional => count <= 1,
            Arity::Many => count >= 1,
        }
    }
}

#[cfg(test)]
mod tests;
