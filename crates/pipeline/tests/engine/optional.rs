//! Outputs that a stage may leave out, and what happens to the stages that read them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::{
    Catalogue, Error, Example, Failure, Graph, Instance, Kind, Port, Stage, Task, run,
};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::toy::{Add, Total, Toy};

fn numbers() -> TableSchema {
    TableSchema::new("numbers", [Column::float("x", Unit::SECOND)])
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Whether {
    /// Whether there is more than a little.
    more: bool,
}

/// Gives one number, and two where it may.
struct Little;

impl Stage for Little {
    const NAME: &'static str = "little";
    const SUMMARY: &'static str = "Give one number, and perhaps two";
    type Params = Whether;
    fn inputs() -> Vec<Port> {
        vec![]
    }
    fn outputs() -> Vec<Port> {
        vec![
            Port::table("one", numbers()).described("one number"),
            Port::table("two", numbers()).optional().described("two numbers"),
        ]
    }
    fn example() -> Example {
        Example::default()
    }
    fn run(params: &Whether, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = |x| Table::build("numbers").float("x", Unit::SECOND, x).finish();
        task.put_table("one", table(vec![1.0])?);
        if params.more {
            task.put_table("two", table(vec![10.0, 20.0])?);
        }
        Ok(())
    }
}

fn graph(toy: &Toy) -> Graph {
    let kinds = [Kind::of::<Little>("1"), Kind::of::<Total>("1"), Kind::of::<Add>("1")];
    let catalogue = Catalogue::new(kinds, |_| None);
    toy.graph_of(&Instance::default(), &catalogue).expect("sound")
}

const MANY: &str = r#"
title = "Optional"
[[stage]]
id = "little"
kind = "little"
[[stage]]
id = "sum"
kind = "total"
inputs = { tables = ["little.two", "little.one"] }
"#;

#[test]
fn what_was_not_made_feeds_nothing() {
    let toy = Toy::new(MANY);
    let (report, lines) = toy.run_graph(&graph(&toy), 2, &[]);
    report.expect("runs");
    assert_eq!(lines, ["ran little", "ran sum"]);
    let (_, lines) = toy.run_graph(&graph(&toy), 2, &[]);
    assert_eq!(lines, ["kept little", "kept sum"]);
    toy.rewrite(&MANY.replace("\"little\"\n[[", "\"little\"\nparams = { more = true }\n[["));
    let (report, lines) = toy.run_graph(&graph(&toy), 2, &[]);
    report.expect("runs");
    assert_eq!(lines, ["ran little", "ran sum"]);
}

#[test]
fn a_stage_that_needs_what_was_not_made_fails() {
    let toy = Toy::new(
        &MANY
            .replace("total", "add")
            .replace("tables = [", "numbers = ")
            .replace(", \"little.one\"]", ""),
    );
    let (report, lines) = toy.run_graph(&graph(&toy), 2, &[]);
    assert_eq!(lines, ["failed sum", "ran little"]);
    insta::assert_snapshot!(report.expect_err("fails"), @"pipeline `toy`, stage `sum` (add): input `numbers`: the output that is wired to it was not made");
    let catalogue = Catalogue::new([], |_| None);
    let evaluated = run::evaluate(&graph(&toy), &catalogue);
    assert!(matches!(evaluated, Err(Error::Stages { .. })));
}
