//! What runs, what stays, and what the next run does.

use std::collections::BTreeSet;
use std::fs;

use spikebook_pipeline::run::{Verdict, explain};
use spikebook_pipeline::{Instance, Reference, Results, run};

use crate::toy::{CHAIN, Toy, catalogue, catalogue_with};

#[test]
fn a_first_run_makes_everything_and_a_second_nothing() {
    let toy = Toy::new(CHAIN);
    let (report, lines) = toy.run();
    assert!(report.is_ok());
    assert_eq!(lines, ["ran one-more", "ran source", "ran sum"]);
    // 0+1+2+3 and 1+2+3+4.
    assert_eq!(toy.total_s("sum"), 16.0);
    let (_, lines) = toy.run();
    assert_eq!(lines, ["kept one-more", "kept source", "kept sum"]);
}

#[test]
fn a_changed_parameter_changes_what_hangs_on_it() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    toy.rewrite(&CHAIN.replace("kind = \"add\"", "kind = \"add\"\nparams = { amount_s = 2 }"));
    let explanations = explain(&toy.graph(), "toy", &toy.store(), &BTreeSet::default());
    let said: Vec<String> = explanations
        .iter()
        .map(|e| format!("{} {:?}: {}", e.stage, e.verdict, e.reasons.join("; ")))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    source UpToDate: 
    one-more Runs: params.amount_s changed: 1.0 → 2.0
    sum Waits: waits for `one-more`
    ");
    let (_, lines) = toy.run();
    assert_eq!(lines, ["kept source", "ran one-more", "ran sum"]);
    assert_eq!(toy.total_s("sum"), 20.0);
}

#[test]
fn equal_bytes_stop_the_cascade() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    // Another limit is another key, but the numbers that come out are the same.
    toy.rewrite(&CHAIN.replace("kind = \"add\"", "kind = \"add\"\nparams = { limit_s = 100 }"));
    let (_, lines) = toy.run();
    assert_eq!(lines, ["kept source", "kept sum", "ran one-more"]);
}

#[test]
fn changed_code_runs_again_and_is_named() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    let graph = toy.graph_of(&Instance::default(), &catalogue_with("2")).expect("sound");
    let explanation = &explain(&graph, "toy", &toy.store(), &BTreeSet::default())[1];
    assert_eq!(explanation.verdict, Verdict::Runs);
    assert_eq!(explanation.reasons, ["the code of `add` changed"]);
    let (_, lines) = toy.run_graph(&graph, 1, &[]);
    assert_eq!(lines, ["kept source", "kept sum", "ran one-more"]);
}

#[test]
fn a_forced_stage_runs() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    let (_, lines) = toy.run_graph(&toy.graph(), 1, &["source"]);
    assert_eq!(lines, ["kept one-more", "kept sum", "ran source"]);
}

#[test]
fn only_what_a_stage_needs_runs_until_it() {
    let toy = Toy::new(CHAIN);
    let graph = toy.graph();
    let (_, lines) = toy.run_graph(&graph.until(1), 1, &[]);
    assert_eq!(lines, ["ran one-more", "ran source"]);
}

#[test]
fn one_failure_does_not_stop_the_others() {
    let toy = Toy::new(&CHAIN.replace(
        "inputs = { numbers = \"source.numbers\" }",
        "inputs = { numbers = \"source.numbers\" }\nparams = { limit_s = 2 }\n[[stage]]\nid = \"other\"\nkind = \"add\"\ninputs = { numbers = \"source.numbers\" }",
    ));
    let (report, lines) = toy.run();
    assert_eq!(lines, ["failed one-more", "ran other", "ran source"]);
    insta::assert_snapshot!(report.expect_err("one failed"), @"pipeline `toy`, stage `one-more` (add): 2 s is too much");
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    let pipeline: String = (0..20)
        .map(|i| format!("[[stage]]\nid = \"s{i}\"\nkind = \"draw\"\n[[stage]]\nid = \"a{i}\"\nkind = \"add\"\ninputs = {{ numbers = \"s{i}.numbers\" }}\n"))
        .collect();
    let stored = |jobs: usize| {
        let toy = Toy::new(&format!("title = \"Toy\"\n{pipeline}"));
        toy.run_graph(&toy.graph(), jobs, &[]).0.expect("runs");
        let root = toy.store().root().to_owned();
        let files = toy.stored();
        files
            .into_iter()
            .map(|(path, bytes)| (path.strip_prefix(&root).expect("within").to_owned(), bytes))
            .collect::<Vec<_>>()
    };
    let alone = stored(1);
    assert_eq!(alone.len(), 41);
    assert!(alone == stored(4));
}

#[test]
fn an_instance_in_memory_is_the_instance_in_the_store() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    let (graph, store) = (toy.graph(), toy.store());
    let artifacts = run::evaluate(&graph, &catalogue()).expect("evaluates");
    let stored = Results::of(&graph, &store).expect("a lock");
    for ((stage, port), artifact) in artifacts {
        let there = stored.artifact(&Reference { stage, port }).expect("stored");
        match (artifact, there) {
            (spikebook_pipeline::Artifact::Values(a), spikebook_pipeline::Artifact::Values(b)) => {
                assert_eq!(a, b);
            }
            (spikebook_pipeline::Artifact::Table(a), spikebook_pipeline::Artifact::Table(b)) => {
                let (a, b) = (a.table().expect("there"), b.table().expect("there"));
                assert!(a.frame().equals_missing(b.frame()));
            }
            _ => panic!("another type"),
        }
    }
    assert!(!toy.folder.path().join("reports/.store/instances/other.json").exists());
}

#[test]
fn what_no_instance_needs_is_collected() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    toy.rewrite(&CHAIN.replace("n = 4", "n = 5"));
    toy.run().0.expect("runs");
    let store = toy.store();
    let lock = store.lock(|_| {}).expect("a lock");
    let removal = store.lock_for_removal(&lock, || {}).expect("a lock");
    let collected = store.collect(&removal, |instance| instance == "toy").expect("collects");
    assert_eq!(collected.n_records, 3);
    assert_eq!(store.statistics().expect("counts").n_records, 3);
    drop((removal, lock));
    let (_, lines) = toy.run();
    assert_eq!(lines, ["kept one-more", "kept source", "kept sum"]);
    let _ = fs::metadata(store.root()).expect("still there");
}
