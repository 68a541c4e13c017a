//! One kind, run in memory.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use spikebook_data::{Table, TableSource};
use spikebook_numeric::Seed;
use spikebook_pipeline::{Artifact, Failure, NoProgress, Task};
use spikebook_schema::Values;
use spikebook_stages::catalogue;

pub(super) type Artifacts = BTreeMap<String, Vec<Artifact>>;
pub(super) type Outputs = BTreeMap<String, Artifact>;

pub(super) fn attempt(kind: &str, params: &Value, inputs: Artifacts) -> Result<Outputs, Failure> {
    let kind = catalogue().get(kind).cloned().unwrap_or_else(|| panic!("no kind {kind}"));
    let written: Map<String, Value> = params.as_object().expect("parameters").clone();
    let params = kind
        .parameters
        .complete(&written)
        .unwrap_or_else(|faults| panic!("{}: {faults:?}", kind.name));
    let seed = kind.draws.then(|| Seed::from_number(1));
    let mut task = Task::new(inputs, seed, None, &NoProgress);
    kind.run(&params, &mut task)?;
    Ok(task.into_outputs().0)
}

pub(super) fn run(kind: &str, params: &Value) -> Outputs {
    attempt(kind, params, Artifacts::new()).unwrap_or_else(|failure| panic!("{kind}: {failure}"))
}

pub(super) fn table(outputs: &Outputs, port: &str) -> Table {
    match &outputs[port] {
        Artifact::Table(source) => source.table().expect("a table in memory"),
        other => panic!("{port} is {other:?}"),
    }
}

fn values<'a>(outputs: &'a Outputs, port: &str) -> &'a Values {
    match &outputs[port] {
        Artifact::Values(values) => values,
        other => panic!("{port} is {other:?}"),
    }
}

pub(super) fn number(outputs: &Outputs, port: &str, name: &str) -> f64 {
    values(outputs, port).get_number(name).unwrap_or_else(|| panic!("no number {name}"))
}

pub(super) fn input(port: &str, table: Table) -> Artifacts {
    [(port.to_owned(), vec![Artifact::Table(TableSource::memory(table))])].into()
}

#[track_caller]
pub(super) fn near(got: f64, wanted: f64, allowed: f64) {
    assert!((got - wanted).abs() <= allowed, "got {got}, wanted {wanted} ± {allowed}");
}
