//! What must hold for every kind on the list, tried on its own example.

use std::collections::BTreeMap;
use std::path::Path;

use spikebook_data::{TableSource, parquet_file};
use spikebook_numeric::Seed;
use spikebook_pipeline::{Arity, Artifact, Kind, NoProgress, Port, Task};
use spikebook_schema::ArtifactType;
use spikebook_stages::catalogue;

/// The bytes of everything that a kind gives on its example.
fn bytes(kind: &Kind, seed: u64) -> BTreeMap<String, Vec<u8>> {
    outputs(kind, seed).iter().map(|(port, artifact)| (port.clone(), to_bytes(artifact))).collect()
}

fn outputs(kind: &Kind, seed: u64) -> BTreeMap<String, Artifact> {
    let example = (kind.example)();
    let params = kind
        .parameters
        .complete(&example.params)
        .unwrap_or_else(|faults| panic!("{}: parameters of the example: {faults:?}", kind.name));
    let seed = kind.draws.then(|| Seed::from_number(seed));
    let mut task = Task::new(example.inputs, seed, None, &NoProgress);
    kind.run(&params, &mut task)
        .unwrap_or_else(|failure| panic!("{}: the example fails: {failure}", kind.name));
    task.into_outputs().0
}

fn to_bytes(artifact: &Artifact) -> Vec<u8> {
    let table_bytes = |source: &TableSource| {
        let table = source.table().expect("a table in memory");
        parquet_file::to_bytes(&table).expect("a table that can be stored")
    };
    match artifact {
        Artifact::Table(source) => table_bytes(source),
        Artifact::Values(values) => serde_json::to_vec(values).expect("plain data"),
        Artifact::Figure(figure) => {
            let data = table_bytes(&TableSource::memory(figure.data.clone()));
            [figure.svg.as_bytes(), &figure.png, figure.alt.as_bytes(), &data].concat()
        }
    }
}

#[test]
fn the_list_and_the_folder_are_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kinds");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of kinds")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")))
        .collect();
    files.sort();
    let names: Vec<String> = catalogue().iter().map(|kind| kind.name.clone()).collect();
    assert_eq!(names, files, "each file of `kinds` is on the list of `catalogue.rs`, once");
}

#[test]
fn no_kind_leans_on_another() {
    // The code fingerprint of a kind covers its own file and what all kinds share, not other kinds.
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kinds")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of kinds") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("Rust source");
            for words in ["crate::kinds", "crate::catalogue", "super::super::", "#[path"] {
                assert!(!text.contains(words), "{}: `{words}`", path.display());
            }
            let is_at_top = path.parent().is_some_and(|parent| parent.ends_with("kinds"));
            assert!(
                !is_at_top || !text.replace("use super::*;", "").contains("super::"),
                "{}: a kind refers to what lies beside it",
                path.display()
            );
        }
    }
}

#[test]
fn every_kind_says_what_it_is() {
    for kind in catalogue().iter() {
        let name = &kind.name;
        assert!(
            name.chars().all(|letter| letter.is_ascii_lowercase()
                || letter.is_ascii_digit()
                || letter == '-'),
            "{name}: kebab case"
        );
        let summary = &kind.summary;
        assert!(summary.starts_with(char::is_uppercase), "{name}: summary: {summary}");
        assert!(!summary.ends_with('.') && !summary.contains('\n'), "{name}: summary: {summary}");
        assert!(!kind.outputs.is_empty(), "{name}: no output");
        for port in kind.inputs.iter().chain(&kind.outputs) {
            assert!(!port.description.is_empty(), "{name}, port `{}`: no description", port.name);
            let columns = match &port.artifact {
                ArtifactType::Table(schema) => schema.columns.as_slice(),
                ArtifactType::Values(schema) => schema.entries.as_slice(),
                ArtifactType::Figure => &[],
            };
            for column in columns {
                let place = format!("{name}, port `{}`, `{}`", port.name, column.name);
                assert!(!column.description.is_empty(), "{place}: no description");
            }
        }
        assert_unique(name, &kind.inputs);
        assert_unique(name, &kind.outputs);
        for parameter in &kind.parameters {
            let place = format!("{name}, parameter `{}`", parameter.name);
            assert!(!parameter.description.is_empty(), "{place}: no doc comment");
            assert!(!parameter.description.ends_with('.'), "{place}: a full stop");
            assert!(parameter.shape.accepts(&parameter.default), "{place}: default out of range");
        }
    }
}

fn assert_unique(kind: &str, ports: &[Port]) {
    for (index, port) in ports.iter().enumerate() {
        assert!(
            ports[..index].iter().all(|other| other.name != port.name),
            "{kind}: `{}` twice",
            port.name
        );
    }
}

#[test]
fn every_example_fits_its_ports_and_gives_what_is_declared() {
    for kind in catalogue().iter() {
        let name = &kind.name;
        let example = (kind.example)();
        for port in &kind.inputs {
            let given = example.inputs.get(&port.name).map_or(&[][..], Vec::as_slice);
            assert!(
                takes(port, given.len()),
                "{name}, input `{}`: {} artifacts",
                port.name,
                given.len()
            );
            for artifact in given {
                assert_eq!(
                    artifact.mismatches(&port.artifact),
                    [],
                    "{name}, input `{}`",
                    port.name
                );
            }
        }
        for port in example.inputs.keys() {
            assert!(kind.input(port).is_some(), "{name}: the example wires `{port}`, no input");
        }
        let outputs = outputs(kind, 1);
        for port in &kind.outputs {
            let given = outputs.get(&port.name);
            assert!(
                takes(port, usize::from(given.is_some())),
                "{name}: nothing at `{}`",
                port.name
            );
            if let Some(artifact) = given {
                assert_eq!(
                    artifact.mismatches(&port.artifact),
                    [],
                    "{name}, output `{}`",
                    port.name
                );
            }
        }
        for port in outputs.keys() {
            assert!(
                kind.output(port).is_some(),
                "{name}: gives `{port}`, which it does not declare"
            );
        }
    }
}

/// Whether so many artifacts can stand at a port.
fn takes(port: &Port, count: usize) -> bool {
    match port.arity {
        Arity::One => count == 1,
        Arity::Optional => count <= 1,
        Arity::Many => count >= 1,
    }
}

/// Kinds that draw only where to start: several seeds may lead to one summit, but not all of them. Of every other kind that
/// draws, six of eight seeds must give other bytes: a few shuffles can end in the same count.
const DRAW_STARTS: [&str; 5] = ["gaussian-mixture", "hidden-markov-model", "ica", "k-means", "nmf"];

#[test]
fn the_bytes_depend_on_nothing_but_the_seed() {
    let mut deaf = Vec::new();
    for kind in catalogue().iter() {
        let on_threads = |n_threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
            pool.expect("threads").install(|| bytes(kind, 1))
        };
        let first = on_threads(1);
        assert_eq!(first, on_threads(1), "{}: a second run", kind.name);
        assert_eq!(first, on_threads(2), "{}: two threads", kind.name);
        assert_eq!(first, on_threads(3), "{}: three threads", kind.name);
        if kind.draws {
            let differing = (2..10).filter(|&seed| bytes(kind, seed) != first).count();
            let wanted = if DRAW_STARTS.contains(&&*kind.name) { 1 } else { 6 };
            if differing < wanted {
                deaf.push(format!("{}: {differing} of 8", kind.name));
            }
        }
    }
    assert!(deaf.is_empty(), "they draw, but not from their seeds: {deaf:?}");
}
