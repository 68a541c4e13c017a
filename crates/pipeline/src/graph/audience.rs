//! Who may see what: truth is the instructor's, and so is whatever reads it.

use super::Node;
use crate::Audience;

/// Marks every node that reads an instructor's port, or what was computed from one. Nodes come after
/// what they read.
pub(super) fn mark(nodes: &mut [Node]) {
    for position in 0..nodes.len() {
        let reads_truth = nodes[position]
            .wires
            .iter()
            .flat_map(|wire| &wire.from)
            .any(|(from, port)| gives_truth(&nodes[*from], port));
        // What a sweep collects is seen by who may see it in the pipeline itself.
        let collects_truth = nodes[position].sweep.as_ref().is_some_and(|sweep| {
            let source = nodes.iter().find(|node| node.id == sweep.collect.stage);
            source.is_some_and(|source| gives_truth(source, &sweep.collect.port))
        });
        if reads_truth || collects_truth {
            nodes[position].audience = Audience::Instructor;
        }
    }
}

fn gives_truth(source: &Node, port: &str) -> bool {
    let is_for_instructors = |port: &crate::Port| port.audience == Audience::Instructor;
    source.audience == Audience::Instructor
        || source.kind.output(port).is_some_and(is_for_instructors)
}
