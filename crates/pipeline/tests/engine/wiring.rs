//! Every way to write a pipeline wrong, and what is said about it.

use spikebook_pipeline::{Audience, Error, Instance};

use crate::toy::{CHAIN, Toy, catalogue};

fn said(pipeline: &str) -> String {
    said_of(pipeline, &Instance::default())
}

fn said_of(pipeline: &str, instance: &Instance) -> String {
    match Toy::new(pipeline).graph_of(instance, &catalogue()) {
        Err(Error::Findings { findings }) => findings
            .iter()
            .map(|finding| format!("{finding}\n  hint: {}", finding.hint.as_deref().unwrap_or("-")))
            .collect::<Vec<_>>()
            .join("\n"),
        other => panic!("no findings: {other:?}"),
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let pipeline = CHAIN.replace("n = 4", "n = -1").replace("\"add\"", "\"ad\"").replace(
        "\"source.numbers\"] }",
        "\"sauce.numbers\", \"source.number\"] }\ncolour = \"red\"",
    );
    insta::assert_snapshot!(said(&pipeline), @"
    pipelines/toy/pipeline.toml:6:16: stage `source`, kind `count-to`: parameter `n`: got -1, wanted whole number >= 0 and <= 1000000
      hint: left out, it is 3
    pipelines/toy/pipeline.toml:9:8: stage `one-more`: no kind `ad`
      hint: did you mean `add`?
    pipelines/toy/pipeline.toml:14:21: stage `sum`, input `tables`: no stage or input `sauce`
      hint: did you mean `source`?
    pipelines/toy/pipeline.toml:14:21: stage `sum`, input `tables`: `source` (kind `count-to`) has no output `number`
      hint: did you mean `numbers`?
    pipelines/toy/pipeline.toml:15:1: [[stage]]: unknown key `colour`
      hint: it has id, inputs, kind, params
    ");
}

#[test]
fn a_wire_must_fit() {
    let pipeline = format!(
        "{CHAIN}[[stage]]\nid = \"late\"\nkind = \"add\"\ninputs = {{ numbers = \"sum.sum\" }}\n"
    );
    insta::assert_snapshot!(said(&pipeline), @"
    pipelines/toy/pipeline.toml:18:22: stage `late`, input `numbers`: got `sum.sum`, which is values, wanted a table
      hint: wire a port of that type
    ");
}

#[test]
fn an_input_needs_its_wires() {
    insta::assert_snapshot!(said(&CHAIN.replace("inputs = { numbers = \"source.numbers\" }", "")), @"
    pipelines/toy/pipeline.toml:8:6: stage `one-more`: nothing is wired to input `numbers`
      hint: `add` wants a table: the numbers
    ");
    insta::assert_snapshot!(said(&CHAIN.replace("{ numbers = \"source.numbers\" }", "{ numbers = [\"source.numbers\", \"source.numbers\"] }")), @"
    pipelines/toy/pipeline.toml:10:12: stage `one-more`, input `numbers`: got 2 wires, wanted one
      hint: -
    ");
    insta::assert_snapshot!(said(&CHAIN.replace("{ numbers = \"source.numbers\" }", "{ number = \"source.numbers\" }")), @"
    pipelines/toy/pipeline.toml:8:6: stage `one-more`: nothing is wired to input `numbers`
      hint: `add` wants a table: the numbers
    pipelines/toy/pipeline.toml:10:12: stage `one-more`: kind `add` has no input `number`
      hint: did you mean `numbers`?
    ");
}

#[test]
fn a_cycle_is_named() {
    let pipeline = CHAIN
        .replace("{ numbers = \"source.numbers\" }", "{ numbers = \"back.numbers\" }")
        + "[[stage]]\nid = \"back\"\nkind = \"add\"\ninputs = { numbers = \"one-more.numbers\" }\n";
    insta::assert_snapshot!(said(&pipeline), @"
    pipelines/toy/pipeline.toml:8:6: a cycle: one-more → back → one-more
      hint: each of these reads what the next one makes: cut one wire
    ");
}

#[test]
fn a_name_stands_for_one_thing() {
    insta::assert_snapshot!(said(&CHAIN.replace("\"one-more\"", "\"source\"")), @"
    pipelines/toy/pipeline.toml:8:6: id `source`: a second stage or input of this name
      hint: rename one of them
    pipelines/toy/pipeline.toml:14:21: stage `sum`, input `tables`: no stage or input `one-more`
      hint: there are source, sum
    ");
}

#[test]
fn what_is_no_toml_has_a_place() {
    insta::assert_snapshot!(said("title = \"Toy\"\n[[stage]\nid = 3\n"), @"
    pipelines/toy/pipeline.toml:2:9: unclosed array table, expected `]`
      hint: brackets come in pairs: [section], [[stage]], [1, 2], { x = 1, y = 2 }
    ");
    insta::assert_snapshot!(said("title = 7\n"), @"
    pipelines/toy/pipeline.toml:1:1: no stages
      hint: a pipeline needs at least one `[[stage]]`
    pipelines/toy/pipeline.toml:1:9: `title` of the file: got 7, wanted text in quotes
      hint: -
    ");
}

#[test]
fn bindings_must_name_what_is_there() {
    let mut instance = Instance::default();
    instance.datasets.insert("recordin".into(), "draw".into());
    instance.params.insert("one-mroe.amount_s".into(), 3.into());
    let pipeline =
        CHAIN.replace("title = \"Toy\"", "title = \"Toy\"\n[inputs]\nrecording = \"drow\"");
    insta::assert_snapshot!(said_of(&pipeline, &instance), @"
    pipelines/toy/pipeline.toml:1:1: `--input recordin=…`: this pipeline has no input `recordin`
      hint: did you mean `recording`?
    pipelines/toy/pipeline.toml:1:1: `--set one-mroe.amount_s=…`: this pipeline has no stage `one-mroe`
      hint: did you mean `one-more`?
    pipelines/toy/pipeline.toml:4:13: input `recording`: no dataset `drow`
      hint: look again
    ");
}

#[test]
fn whatever_reads_truth_is_the_instructors() {
    let pipeline = CHAIN.replace("\"one-more.numbers\", ", "\"late.numbers\", ")
        + "[[stage]]\nid = \"late\"\nkind = \"add\"\ninputs = { numbers = \"source.truth\" }\n";
    let graph = Toy::new(&pipeline).graph();
    let audience = |id: &str| graph.nodes[graph.position(id).expect("there")].audience;
    assert_eq!(audience("source"), Audience::Student);
    assert_eq!(audience("one-more"), Audience::Student);
    assert_eq!(audience("late"), Audience::Instructor);
    assert_eq!(audience("sum"), Audience::Instructor);
}
