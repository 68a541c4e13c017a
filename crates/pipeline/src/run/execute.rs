//! One stage: inputs in, body, outputs checked against what its kind declares.

use std::collections::BTreeMap;
use std::path::Path;

use crate::task::Progress;
use crate::{Arity, Artifact, Failure, Node, Task};

/// What came out of a stage, and what was worth a warning.
pub(super) type Outputs = (BTreeMap<String, Artifact>, Vec<String>);

/// Runs the body of a node on these inputs.
pub(super) fn execute(
    node: &Node,
    inputs: BTreeMap<String, Vec<Artifact>>,
    scratch: Option<&Path>,
    progress: &dyn Progress,
) -> Result<Outputs, Failure> {
    check_inputs(node, &inputs)?;
    let mut task = Task::new(inputs, node.seed, scratch, progress);
    node.kind.run(&node.params, &mut task)?;
    let (outputs, warnings) = task.into_outputs();
    check_outputs(node, &outputs)?;
    Ok((outputs, warnings))
}

/// Columns and optional outputs that wiring had to believe in are there or not now.
fn check_inputs(node: &Node, inputs: &BTreeMap<String, Vec<Artifact>>) -> Result<(), Failure> {
    for port in &node.kind.inputs {
        if port.arity != Arity::Optional && inputs.get(&port.name).is_none_or(Vec::is_empty) {
            let what =
                format!("input `{}`: the output that is wired to it was not made", port.name);
            return Err(Failure::new(
                what,
                "it is optional: wire another, or leave this stage out",
            ));
        }
        for artifact in inputs.get(&port.name).into_iter().flatten() {
            if let Some(mismatch) = artifact.mismatches(&port.artifact).first() {
                let what = format!(
                    "input `{}`, `{}`: got {}, wanted {}",
                    port.name, mismatch.column, mismatch.got, mismatch.wanted
                );
                return Err(Failure::new(what, format!("the port is {}", port.description)));
            }
        }
    }
    Ok(())
}

fn check_outputs(node: &Node, outputs: &BTreeMap<String, Artifact>) -> Result<(), Failure> {
    let defect = "this is a defect of the kind, not of the pipeline";
    for port in &node.kind.outputs {
        match outputs.get(&port.name) {
            None if port.arity == Arity::Optional => {}
            None => {
                return Err(Failure::new(format!("output `{}` was not made", port.name), defect));
            }
            Some(artifact) => {
                if let Some(mismatch) = artifact.mismatches(&port.artifact).first() {
                    let what = format!(
                        "output `{}`, `{}`: got {}, declared {}",
                        port.name, mismatch.column, mismatch.got, mismatch.wanted
                    );
                    return Err(Failure::new(what, defect));
                }
            }
        }
    }
    match outputs.keys().find(|name| node.kind.output(name).is_none()) {
        Some(name) => Err(Failure::new(format!("output `{name}` is not declared"), defect)),
        None => Ok(()),
    }
}
