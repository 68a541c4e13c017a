//! Sweeps: the pipeline evaluated for every combination of values, one table left.

use std::collections::BTreeSet;
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::run::explain;
use spikebook_pipeline::{
    Artifact, Audience, Error, Example, Failure, Instance, Port, Reference, Results, Stage, Task,
    run,
};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::toy::{CHAIN, Toy, catalogue, catalogue_with};

/// What [`Noted`] was set to, each time it ran.
static RUNS: Mutex<Vec<i64>> = Mutex::new(Vec::new());

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Note {
    /// A number to be told from others by.
    number: i64,
}

/// Gives one number, draws another, and notes that it ran.
pub(crate) struct Noted;

impl Stage for Noted {
    const NAME: &'static str = "noted";
    const SUMMARY: &'static str = "Give a number and draw another";
    const DRAWS: bool = true;
    type Params = Note;
    fn inputs() -> Vec<Port> {
        vec![]
    }
    fn outputs() -> Vec<Port> {
        let numbers = TableSchema::new("numbers", [Column::float("x", Unit::SECOND)]);
        vec![Port::table("numbers", numbers).described("both numbers")]
    }
    fn example() -> Example {
        Example::default()
    }
    fn run(params: &Note, task: &mut Task<'_>) -> Result<(), Failure> {
        RUNS.lock().expect("no poison").push(params.number);
        let x = vec![params.number as f64, task.seed().replicate("note", 0).uniform()];
        task.put_table("numbers", Table::build("numbers").float("x", Unit::SECOND, x).finish()?);
        Ok(())
    }
}

fn swept(sweep: &str) -> String {
    format!("{CHAIN}[[sweep]]\nid = \"all\"\n{sweep}\n")
}

const GRID: &str =
    "over = { \"source.n\" = [2, 4], \"one-more.amount_s\" = [0, 1.5, 10] }\ncollect = \"sum.sum\"";

fn table(toy: &Toy, id: &str) -> Table {
    let (graph, store) = (toy.graph(), toy.store());
    let reference = Reference { stage: id.into(), port: "table".into() };
    match Results::of(&graph, &store).expect("a lock").artifact(&reference).expect("stored") {
        Artifact::Table(source) => source.table().expect("readable"),
        other => panic!("{}", other.word()),
    }
}

/// What an instance of the pipeline gives, evaluated by itself.
fn instance(toy: &Toy, params: &[(&str, f64)], stage: &str, port: &str) -> Artifact {
    let params = params.iter().map(|(name, value)| {
        let whole = serde_json::json!(*value as i64);
        let value = if *name == "source.n" { whole } else { serde_json::json!(value) };
        ((*name).to_owned(), value)
    });
    let instance = Instance { params: params.collect(), ..Instance::default() };
    let graph = toy.graph_of(&instance, &catalogue()).expect("sound");
    let mut artifacts = run::evaluate(&graph, &catalogue()).expect("evaluates");
    artifacts.remove(&(stage.to_owned(), port.to_owned())).expect("there")
}

#[test]
fn every_combination_is_the_instance_that_it_stands_for() {
    let toy = Toy::new(&swept(GRID));
    toy.run().0.expect("runs");
    let table = table(&toy, "all");
    assert_eq!(table.schema().column_names(), "source_n, one_more_amount_s, total_s");
    assert_eq!(table.schema().columns[1].unit, Unit::SECOND);
    assert_eq!(table.integers("source_n").expect("whole"), [2, 2, 2, 4, 4, 4]);
    let amounts = table.floats("one_more_amount_s").expect("numbers");
    assert_eq!(amounts, [0.0, 1.5, 10.0, 0.0, 1.5, 10.0]);
    for row in 0..6 {
        let n = table.integers("source_n").expect("whole")[row] as f64;
        let params = [("source.n", n), ("one-more.amount_s", amounts[row])];
        let Artifact::Values(values) = instance(&toy, &params, "sum", "sum") else {
            panic!("values")
        };
        assert_eq!(
            Some(table.floats("total_s").expect("totals")[row]),
            values.get_number("total_s")
        );
    }
}

#[test]
fn rows_of_tables_are_stacked_in_the_order_of_the_values() {
    let toy =
        Toy::new(&swept("over = { one-more.amount_s = [10, 0] }\ncollect = \"one-more.numbers\""));
    toy.run().0.expect("runs");
    let table = table(&toy, "all");
    let x = table.floats("x").expect("numbers");
    assert_eq!(x, [10.0, 11.0, 12.0, 13.0, 0.0, 1.0, 2.0, 3.0]);
    let amounts = table.floats("one_more_amount_s").expect("numbers");
    assert_eq!(amounts, [10.0, 10.0, 10.0, 10.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_sweep_feeds_stages_and_runs_when_something_in_it_changes() {
    let more = "\n[[stage]]\nid = \"after\"\nkind = \"total\"\ninputs = { tables = \"all.table\" }";
    let text = swept(&format!(
        "over = {{ \"one-more.amount_s\" = [1, 2] }}\ncollect = \"one-more.numbers\"{more}"
    ));
    let toy = Toy::new(&text);
    let all = ["after", "all", "one-more", "source", "sum"];
    assert_eq!(toy.run().1, all.map(|stage| format!("ran {stage}")));
    assert_eq!(toy.total_s("after"), 10.0 + 14.0);
    assert_eq!(toy.run().1, all.map(|stage| format!("kept {stage}")));
    let reasons = |text: &str, fingerprint: &str| {
        toy.rewrite(text);
        let graph =
            toy.graph_of(&Instance::default(), &catalogue_with(fingerprint)).expect("sound");
        let explained = explain(&graph, "toy", &toy.store(), &BTreeSet::default());
        explained.into_iter().find(|e| e.stage == "all").expect("it is one").reasons.join("; ")
    };
    assert_eq!(reasons(&text, "1"), "");
    // Another value, another fixed parameter, other code, and another input.
    insta::assert_snapshot!(reasons(&text.replace("[1, 2]", "[1, 2, 3]"), "1"), @"params.one-more.amount_s changed: [1.0,2.0] → [1.0,2.0,3.0]");
    insta::assert_snapshot!(reasons(&text.replace("kind = \"add\"", "kind = \"add\"\nparams = { limit_s = 50 }"), "1"), @"params.one-more.limit_s changed: 1000000000.0 → 50.0");
    insta::assert_snapshot!(reasons(&text, "2"), @"the code of `sweep` changed");
    insta::assert_snapshot!(reasons(&text.replace("n = 4", "n = 5"), "1"), @"waits for `source`");
    toy.rewrite(&text.replace("[1, 2]", "[1, 2, 3]"));
    let lines = ["kept one-more", "kept source", "kept sum", "ran after", "ran all"];
    assert_eq!(toy.run().1, lines);
    // A parameter of what does not feed it changes nothing.
    assert_eq!(toy.run_graph(&toy.graph().until(0), 1, &[]).1.len(), 1);
}

#[test]
fn what_combinations_share_is_run_once_and_chance_is_that_of_the_pipeline() {
    let text = "title = \"Toy\"\nseed = 5\n[[stage]]\nid = \"note\"\nkind = \"noted\"\n\
        [[stage]]\nid = \"more\"\nkind = \"add\"\ninputs = { numbers = \"note.numbers\" }\n\
        [[sweep]]\nid = \"all\"\nover = { \"note.number\" = [101, 102], \"more.amount_s\" = [0, 1, 2] }\n\
        collect = \"more.numbers\"\n";
    let toy = Toy::new(text);
    toy.run().0.expect("runs");
    let x = table(&toy, "all").floats("x").expect("numbers").to_vec();
    let runs = RUNS.lock().expect("no poison").clone();
    let of = |number: i64| runs.iter().filter(|noted| **noted == number).count();
    assert_eq!((of(101), of(102)), (1, 1));
    // Row 1 of each combination is the number drawn, and what was added.
    let Artifact::Table(source) = instance(&toy, &[("more.amount_s", 0.0)], "note", "numbers")
    else {
        panic!("a table")
    };
    let drawn = source.table().expect("in memory").floats("x").expect("numbers")[1];
    let wanted: Vec<f64> = [101.0, 102.0]
        .iter()
        .flat_map(|number| [0.0, 1.0, 2.0].map(|added| [number + added, drawn + added]))
        .flatten()
        .collect();
    assert_eq!(x, wanted);
    // Another seed of the pipeline is another seed of all combinations.
    toy.rewrite(&text.replace("seed = 5", "seed = 6"));
    assert!(toy.run().1.contains(&"ran all".to_owned()));
    assert_ne!(table(&toy, "all").floats("x").expect("numbers"), x);
}

#[test]
fn the_first_combination_that_fails_is_named() {
    let text = swept(GRID).replace("kind = \"add\"", "kind = \"add\"\nparams = { limit_s = 11 }");
    let error = Toy::new(&text).run().0.expect_err("10 + 1 is too much");
    insta::assert_snapshot!(error, @"pipeline `toy`, stage `all` (sweep): at source.n = 2, one-more.amount_s = 10.0, stage `one-more` (add): 11 s is too much");
    let Error::Stages { failures, .. } = error else { panic!("a stage failed") };
    assert_eq!(failures[0].hint.as_deref(), Some("add less"));
}

#[test]
fn what_is_for_instructors_stays_so() {
    let audience = |collect: &str| {
        let toy =
            Toy::new(&swept(&format!("over = {{ \"source.n\" = [1] }}\ncollect = \"{collect}\"")));
        let graph = toy.graph();
        graph.nodes[graph.position("all").expect("there")].audience
    };
    assert_eq!(audience("source.truth"), Audience::Instructor);
    assert_eq!(audience("source.numbers"), Audience::Student);
}

#[test]
fn every_way_to_write_a_sweep_wrong() {
    let said =
        |sweep: &str| match Toy::new(&swept(sweep)).graph_of(&Instance::default(), &catalogue()) {
            Err(Error::Findings { findings }) => findings
                .iter()
                .map(|f| {
                    format!(
                        "{}:{}: {} ({})\n",
                        f.line,
                        f.column,
                        f.what,
                        f.hint.as_deref().unwrap_or("-")
                    )
                })
                .collect::<String>(),
            other => panic!("no findings: {other:?}"),
        };
    let many: String = (0..101).map(|i| format!("{i},")).collect();
    let cases = [
        "colour = 1",
        "over = 3\ncollect = \"sum\"",
        "over = { \"source.n\" = 3, \"one-more.amount_s\" = [] }\ncollect = \"sum.sum\"",
        "over = { n = [1], \"sauce.n\" = [1], \"source.m\" = [1, 2] }\ncollect = \"sum.sum\"",
        "over = { \"source.n\" = [1, -1, 1.5, 1] }\ncollect = \"sum.total\"",
        "over = { \"source.n\" = [1] }\ncollect = \"som.sum\"",
        "over = { \"source.n\" = [1], source.n = [2] }\ncollect = \"sum.sum\"",
        "over = { \"one-more.amount_s\" = [1] }\ncollect = \"source.numbers\"",
        "over = { \"source.n\" = [1] }\ncollect = \"all.table\"",
        &format!(
            "over = {{ \"source.n\" = [{many}], \"one-more.amount_s\" = [{many}] }}\ncollect = \"sum.sum\""
        ),
        "over = { \"source.n\" = [1] }\ncollect = \"sum.sum\"\n[[stage]]\nid = \"all\"\nkind = \"draw\"",
        "over = { \"source.n\" = [1] }\ncollect = \"sum.sum\"\n[[stage]]\nid = \"x\"\nkind = \"add\"\ninputs = { numbers = \"all.table\" }",
        "over = { \"x.amount_s\" = [1] }\ncollect = \"x.numbers\"\n[[stage]]\nid = \"x\"\nkind = \"add\"\ninputs = { numbers = \"all.table\" }",
        "over = { \"x.amount_s\" = [1] }\ncollect = \"x.numbers\"\n[[sweep]]\nid = \"b\"\nover = { \"source.n\" = [1] }\ncollect = \"x.numbers\"\n[[stage]]\nid = \"x\"\nkind = \"add\"\ninputs = { numbers = \"y.numbers\" }\n[[stage]]\nid = \"y\"\nkind = \"add\"\ninputs = { numbers = \"b.table\" }",
    ];
    let all: String = cases
        .iter()
        .map(|case| format!("--- {}\n{}", &case[..case.len().min(90)], said(case)))
        .collect();
    insta::assert_snapshot!(all);
}

#[test]
fn a_sweep_has_nothing_to_set() {
    let instance = Instance {
        params: [("all.n".to_owned(), serde_json::json!(1))].into(),
        ..Instance::default()
    };
    let Err(Error::Findings { findings }) =
        Toy::new(&swept(GRID)).graph_of(&instance, &catalogue())
    else {
        panic!("no findings")
    };
    insta::assert_snapshot!(findings[0], @"pipelines/toy/pipeline.toml:1:1: `--set all.n=…`: `all` is a sweep, wanted a stage");
}

#[test]
fn a_sweep_in_memory_is_the_sweep_in_the_store() {
    let toy = Toy::new(&swept(GRID));
    toy.run().0.expect("runs");
    let artifacts = run::evaluate(&toy.graph(), &catalogue()).expect("evaluates");
    let Artifact::Table(source) = &artifacts[&("all".to_owned(), "table".to_owned())] else {
        panic!("a table")
    };
    assert!(source.table().expect("in memory").frame().equals(table(&toy, "all").frame()));
}
