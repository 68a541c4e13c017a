//! Copies for people.

use std::fs;

use spikebook_pipeline::Results;
use spikebook_pipeline::publish::publish;

use crate::toy::{CHAIN, Toy};

#[test]
fn a_folder_of_results_may_be_a_link_to_another_disk() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    // On most machines this is a file system of its own; where it is none, renaming does it.
    let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else { return };
    let folder = toy.folder.path().join("reports/toy");
    std::os::unix::fs::symlink(elsewhere.path(), &folder).expect("ours");
    let (graph, store) = (toy.graph(), toy.store());
    let written =
        publish(&Results::of(&graph, &store).expect("a lock"), &folder).expect("published");
    assert_eq!(written.len(), 4);
    let mut names: Vec<_> = fs::read_dir(elsewhere.path())
        .expect("there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            ".published.json",
            "one-more.numbers.parquet",
            "source.numbers.parquet",
            "source.truth.parquet",
            "sum.sum.json"
        ]
    );
    assert_eq!(
        publish(&Results::of(&graph, &store).expect("a lock"), &folder).expect("published").len(),
        0
    );
    let scratch = fs::read_dir(store.root().join("scratch")).expect("there");
    assert_eq!(scratch.count(), 0);
}

#[test]
fn an_index_that_was_tampered_with_removes_nothing_elsewhere() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    let folder = toy.folder.path().join("reports/toy");
    fs::create_dir_all(&folder).expect("ours");
    let precious = toy.folder.path().join("reports/precious.txt");
    fs::write(&precious, "precious").expect("ours");
    let entry = "{\"source\": \"\", \"digest\": \"\", \"bytes\": 0}";
    let index = format!("{{\"../precious.txt\": {entry}, \"..\": {entry}, \"\": {entry}}}");
    fs::write(folder.join(".published.json"), index).expect("ours");
    let (graph, store) = (toy.graph(), toy.store());
    publish(&Results::of(&graph, &store).expect("a lock"), &folder).expect("published");
    assert_eq!(fs::read(&precious).expect("still there"), b"precious");
}
