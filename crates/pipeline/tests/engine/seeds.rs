//! Chance comes from names: equal generators under two names differ, and nothing else matters.

use spikebook_pipeline::{Artifact, Instance, InstanceSeed, run};

use crate::toy::{Toy, catalogue};

const TWO: &str = r#"
title = "Toy"
seed = 1
[inputs]
recording = "draw-7"
[[stage]]
id = "first"
kind = "draw"
[[stage]]
id = "second"
kind = "draw"
"#;

fn drawn(pipeline: &str, instance: &Instance) -> [f64; 3] {
    let toy = Toy::new(pipeline);
    let graph = toy.graph_of(instance, &catalogue()).expect("sound");
    let artifacts = run::evaluate(&graph, &catalogue()).expect("evaluates");
    ["recording", "first", "second"].map(|stage| {
        match &artifacts[&(stage.to_owned(), "numbers".to_owned())] {
            Artifact::Table(source) => source.table().expect("there").floats("x").expect("x")[0],
            other => panic!("{}", other.word()),
        }
    })
}

#[test]
fn two_equal_generators_draw_differently_and_the_same_every_time() {
    let drawn_once = drawn(TWO, &Instance::default());
    assert!(drawn_once[1] != drawn_once[2] && drawn_once[0] != drawn_once[1]);
    assert_eq!(drawn_once, drawn(TWO, &Instance::default()));
}

#[test]
fn a_further_stage_shifts_no_other() {
    let more = format!("{TWO}[[stage]]\nid = \"third\"\nkind = \"draw\"\n");
    assert_eq!(drawn(TWO, &Instance::default()), drawn(&more, &Instance::default()));
}

#[test]
fn a_seed_changes_all_that_draws_and_only_when_it_changes() {
    let own = drawn(TWO, &Instance::default());
    let seeded =
        |number| Instance { seed: Some(InstanceSeed::Number(number)), ..Default::default() };
    let other = drawn(TWO, &seeded(2));
    assert!((0..3).all(|i| own[i] != other[i]));
    assert_eq!(other, drawn(TWO, &seeded(2)));
    // The pipeline's own seed is 1: asking for it changes the stages nothing.
    assert_eq!(own[1..], drawn(TWO, &seeded(1))[1..]);
}
