//! A graph evaluated in memory: what sweeps and students' variants use, which leave no trace in the store.

use std::collections::BTreeMap;

use super::execute::execute;
use crate::error::StageFailure;
use crate::task::NoProgress;
use crate::{Artifact, Catalogue, Error, Graph};

/// The outputs of every stage of a graph, by stage and port.
///
/// # Errors
/// [`Error::Stages`] with the first stage that failed, [`Error::MissingData`].
pub fn evaluate(
    graph: &Graph,
    catalogue: &Catalogue,
) -> Result<BTreeMap<(String, String), Artifact>, Error> {
    if let Some(error) = graph.missing_data() {
        return Err(error);
    }
    let mut artifacts: BTreeMap<(String, String), Artifact> = BTreeMap::new();
    for node in &graph.nodes {
        let mut inputs: BTreeMap<String, Vec<Artifact>> = BTreeMap::new();
        for wire in &node.wires {
            let sources = wire.from.iter().map(|(from, port)| {
                let name = (graph.nodes[*from].id.clone(), port.clone());
                artifacts.get(&name).cloned()
            });
            // An optional output that was not made feeds nothing.
            inputs.insert(wire.port.clone(), sources.flatten().collect());
        }
        let (outputs, _) =
            execute(node, inputs, None, &NoProgress).map_err(|failure| Error::Stages {
                failures: vec![StageFailure {
                    pipeline: graph.pipeline.clone(),
                    stage: node.id.clone(),
                    kind: node.kind.name.clone(),
                    what: failure.to_string(),
                    hint: catalogue.hint(&failure),
                }],
                n_ran: 0,
                n_kept: 0,
            })?;
        for (port, artifact) in outputs {
            artifacts.insert((node.id.clone(), port), artifact);
        }
    }
    Ok(artifacts)
}
