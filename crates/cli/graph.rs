//! `spikebook graph`: what is wired to what.

use std::fmt::Write as _;

use clap::ValueEnum;
use spikebook_pipeline::{Audience, Graph, Node};

use crate::error::Error;
use crate::instance::Bindings;
use crate::workspace::Workspace;
use crate::{Outcome, output};

/// Show the graph of a pipeline
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The pipeline
    pipeline: String,
    /// How it is shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    bindings: Bindings,
}

/// How a graph is shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A line a stage: what it is and what it reads
    Text,
    /// A Mermaid flowchart
    Mermaid,
}

/// Prints the graph.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Error> {
    let workspace = Workspace::here()?;
    let wired = workspace.wired_one(&arguments.pipeline, &arguments.bindings.instance()?)?;
    output::print(&match arguments.format {
        Format::Text => lines(&wired.graph),
        Format::Mermaid => mermaid(&wired.graph),
    })?;
    Ok(Outcome::Done)
}

fn what(node: &Node) -> String {
    match (&node.dataset, &node.sweep) {
        (Some(dataset), _) => format!("dataset {}", dataset.name),
        (None, Some(sweep)) => {
            let over = sweep.over.iter().map(|(name, n_values)| format!("{name} ({n_values})"));
            format!("sweep over {}", over.collect::<Vec<_>>().join(", "))
        }
        (None, None) => node.kind.name.clone(),
    }
}

fn lines(graph: &Graph) -> String {
    let rows: Vec<Vec<String>> = graph
        .nodes
        .iter()
        .map(|node| {
            let name = |(from, port): (usize, String)| format!("{}.{port}", graph.nodes[from].id);
            let sources: Vec<String> = graph.reads(node).into_iter().map(name).collect();
            let reads = if sources.is_empty() {
                String::new()
            } else {
                format!("← {}", sources.join(", "))
            };
            let audience = match node.audience {
                Audience::Student => "",
                Audience::Instructor => "for instructors",
            };
            vec![node.id.clone(), what(node), reads, audience.to_owned()]
        })
        .collect();
    output::columns("", &rows)
}

fn mermaid(graph: &Graph) -> String {
    let mut text = String::from("flowchart TD\n");
    for (position, node) in graph.nodes.iter().enumerate() {
        // Ids of our own: a stage may be called `end`, which Mermaid keeps for itself.
        let (left, right) = if node.dataset.is_some() { ("[(", ")]") } else { ("[", "]") };
        let _ = writeln!(text, "    n{position}{left}\"{}<br/>{}\"{right}", node.id, what(node));
    }
    for (position, node) in graph.nodes.iter().enumerate() {
        for (from, port) in graph.reads(node) {
            let _ = writeln!(text, "    n{from} -- {port} --> n{position}");
        }
    }
    text
}
