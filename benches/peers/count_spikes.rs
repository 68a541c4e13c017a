//! Counts of many spikes, from file to file.

use std::collections::BTreeMap;
use std::path::Path;

use spikebook_pipeline::{Artifact, NoProgress, Task};

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(inputs: &Inputs) -> Work {
    let spikes = inputs.path("spikes.parquet");
    let scratch = spikes.with_file_name("ours");
    Box::new(move || count(&spikes, &scratch))
}

/// The number of bins with spikes.
fn count(spikes: &Path, scratch: &Path) -> Vec<f64> {
    let catalogue = spikebook_stages::catalogue();
    let kind = catalogue.get("count-spikes").expect("it is on the list");
    let params = kind.parameters.complete(&serde_json::Map::new()).expect("defaults");
    let source = spikebook_data::TableSource::file(spikes).expect("a file with our schema");
    let inputs = BTreeMap::from([("spikes".to_owned(), vec![Artifact::Table(source)])]);
    let mut task = Task::new(inputs, None, Some(scratch), &NoProgress);
    kind.run(&params, &mut task).expect("sorted spikes");
    match task.into_outputs().0.get("counts") {
        Some(Artifact::Table(counts)) => vec![counts.n_rows() as f64],
        _ => panic!("counts are a table"),
    }
}
