//! Running a graph: what is stored and right is kept, what is not is made, in parallel where wires allow.

mod evaluate;
mod execute;
mod explain;
mod resolve;
mod schedule;
mod sweep;
mod watch;

use std::collections::{BTreeMap, BTreeSet};

pub use evaluate::evaluate;
pub use explain::{Explanation, Verdict, explain};
pub(crate) use resolve::Resolver;
pub(crate) use sweep::{InnerNode, Source, Sweep, SweptParameter};
pub use watch::{Event, Silent, Watcher};

use crate::store::{ManifestStage, Record};
use crate::{Error, Graph, Store};

/// What a run may do.
pub struct RunOptions {
    /// How many stages may run at once.
    pub jobs: usize,
    /// Stages that run whether or not they would have to.
    pub force: BTreeSet<String>,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct RunReport {
    /// The record of every stage, by its position in the graph.
    pub records: BTreeMap<usize, Record>,
    /// How many stages ran.
    pub n_ran: usize,
    /// How many were up to date.
    pub n_kept: usize,
}

/// Brings every stage of a graph up to date. The caller holds the store's lock.
///
/// `instance` is the name under which the store remembers which results belong together.
///
/// # Errors
/// [`Error::Stages`] with every stage that failed; stages that need none of them have run.
pub fn run(
    graph: &Graph,
    instance: &str,
    store: &Store,
    catalogue: &crate::Catalogue,
    options: &RunOptions,
    watcher: &dyn Watcher,
) -> Result<RunReport, Error> {
    let outcome = schedule::schedule(graph, store, catalogue, options, watcher)?;
    let mut manifest = store.manifest(instance);
    let before = manifest.clone();
    for (position, record) in &outcome.report.records {
        let node = &graph.nodes[*position];
        manifest.stages.insert(node.id.clone(), manifest_stage(graph, *position, record));
    }
    if manifest != before {
        store.put_manifest(instance, &manifest)?;
    }
    if outcome.failures.is_empty() {
        Ok(outcome.report)
    } else {
        let RunReport { n_ran, n_kept, .. } = outcome.report;
        Err(Error::Stages { failures: outcome.failures, n_ran, n_kept })
    }
}

fn manifest_stage(graph: &Graph, position: usize, record: &Record) -> ManifestStage {
    let name = |(from, port): &(usize, String)| format!("{}.{port}", graph.nodes[*from].id);
    let wires = graph.nodes[position]
        .wires
        .iter()
        .map(|wire| (wire.port.clone(), wire.from.iter().map(name).collect()))
        .collect();
    ManifestStage { key: record.key(), wires }
}
