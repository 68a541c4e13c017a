//! Who may see what: truth is the instructor's, and so is whatever reads it.

use super::Node;
use crate::Audience;

/// Marks every node that reads an instructor's port, or what was computed from one. Nodes come after
/// what they read.
pub(super) fn mark(nodes: &mut [Node]) {
    for position in 0..nodes.len() {
        let reads_truth =
            nodes[position].wires.iter().flat_map(|wire| &wire.from).any(|(from, port)| {
                let source = &nodes[*from];
                source.audience == Audience::Instructor
                    || source
                        .kind
                        .output(port)
                        .is_some_and(|port| port.audience == Audience::Instructor)
            });
        if reads_truth {
            nodes[position].audience = Audience::Instructor;
        }
    }
}
