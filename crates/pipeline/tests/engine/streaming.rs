//! Tables that pass through stages in bounded memory, and the bytes that they leave.

use std::process::Command;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::{
    Artifact, Example, Failure, Port, Reference, Results, Stage, TableSink, Task,
};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::toy::{Nothing, Toy};

fn spikes() -> TableSchema {
    TableSchema::new(
        "spikes",
        [Column::integer("unit_id", Unit::ID), Column::float("time_s", Unit::SECOND)],
    )
}

fn batch(rows: std::ops::Range<usize>) -> Result<Table, Failure> {
    Ok(Table::build("spikes")
        .integer("unit_id", Unit::ID, rows.clone().map(|row| row as i64 % 100).collect())
        .float("time_s", Unit::SECOND, rows.map(|row| row as f64 / 1024.0).collect())
        .finish()?)
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Length {
    /// How many rows.
    n_rows: usize,
    /// How many are written at a time.
    at_a_time: usize,
}

impl Default for Length {
    fn default() -> Self {
        Self { n_rows: 10, at_a_time: 3 }
    }
}

/// Makes rows batch by batch.
pub(crate) struct Stream;

impl Stage for Stream {
    const NAME: &'static str = "stream";
    const SUMMARY: &'static str = "Make rows batch by batch";
    type Params = Length;
    fn inputs() -> Vec<Port> {
        vec![]
    }
    fn outputs() -> Vec<Port> {
        vec![Port::table("spikes", spikes()).described("the rows")]
    }
    fn example() -> Example {
        Example::default()
    }
    fn run(params: &Length, task: &mut Task<'_>) -> Result<(), Failure> {
        let starts = (0..params.n_rows).step_by(params.at_a_time);
        let end = |start: usize| (start + params.at_a_time).min(params.n_rows);
        task.put_batches("spikes", starts.map(|start| batch(start..end(start))))
    }
}

/// Splits rows over two outputs in one pass.
pub(crate) struct Split;

impl Stage for Split {
    const NAME: &'static str = "split";
    const SUMMARY: &'static str = "Split rows over two outputs";
    type Params = Nothing;
    fn inputs() -> Vec<Port> {
        vec![Port::table("spikes", spikes()).described("the rows")]
    }
    fn outputs() -> Vec<Port> {
        vec![
            Port::table("early", spikes()).described("those of the first half"),
            Port::table("late", spikes()).described("those of the second half"),
        ]
    }
    fn example() -> Example {
        Example::default().input("spikes", batch(0..4).expect("rows"))
    }
    fn run(_: &Nothing, task: &mut Task<'_>) -> Result<(), Failure> {
        let source = task.source("spikes")?;
        let (mut early, mut late) = (task.table_sink("early"), task.table_sink("late"));
        let middle_s = source.n_rows() as f64 / 2048.0;
        let keep = |sink: &mut TableSink, batch: &Table, wanted: bool| {
            let times = batch.floats("time_s")?;
            let rows: Vec<usize> =
                (0..times.len()).filter(|&row| (times[row] < middle_s) == wanted).collect();
            sink.write(&batch.take_rows(&rows))
        };
        let mut done = 0;
        for batch in source.batches()? {
            let batch = batch?;
            keep(&mut early, &batch, true)?;
            keep(&mut late, &batch, false)?;
            done += batch.n_rows();
            task.step(done as u64, source.n_rows() as u64);
        }
        task.put_sink(early)?;
        task.put_sink(late)
    }
}

fn pipeline(n_rows: usize, at_a_time: usize) -> String {
    format!(
        "title = \"Stream\"\n[[stage]]\nid = \"all\"\nkind = \"stream\"\n\
         params = {{ n_rows = {n_rows}, at_a_time = {at_a_time} }}\n\
         [[stage]]\nid = \"half\"\nkind = \"split\"\ninputs = {{ spikes = \"all.spikes\" }}\n"
    )
}

fn table(toy: &Toy, stage: &str, port: &str) -> Table {
    let (graph, store) = (toy.graph(), toy.store());
    let reference = Reference { stage: stage.into(), port: port.into() };
    match Results::of(&graph, &store).expect("a lock").artifact(&reference).expect("stored") {
        Artifact::Table(source) => source.table().expect("readable"),
        other => panic!("{}", other.word()),
    }
}

#[test]
fn rows_that_were_streamed_are_all_there_in_their_order() {
    let toy = Toy::new(&pipeline(300_001, 1000));
    toy.run().0.expect("runs");
    assert_eq!(table(&toy, "all", "spikes").n_rows(), 300_001);
    let (early, late) = (table(&toy, "half", "early"), table(&toy, "half", "late"));
    let wanted = batch(0..300_001).expect("rows");
    let joined = Table::stacked(&[early, late]).expect("of one schema");
    assert!(joined.frame().equals(wanted.frame()));
}

#[test]
fn how_rows_were_cut_leaves_no_trace() {
    let digest = |at_a_time| {
        let toy = Toy::new(&pipeline(300_001, at_a_time));
        toy.run().0.expect("runs");
        let (graph, store) = (toy.graph(), toy.store());
        let reference = Reference { stage: "all".into(), port: "spikes".into() };
        Results::of(&graph, &store)
            .expect("a lock")
            .stored(&reference)
            .expect("stored")
            .digest
            .clone()
    };
    let wanted = digest(1_000_000);
    assert_eq!(digest(1000), wanted);
    assert_eq!(digest(131_072), wanted);
}

#[test]
fn nothing_written_is_a_failure_and_other_columns_are_one() {
    let sink_of = |tables: &[Table]| {
        let mut task = Task::new(
            std::collections::BTreeMap::new(),
            None,
            None,
            &spikebook_pipeline::NoProgress,
        );
        let mut sink = task.table_sink("spikes");
        for table in tables {
            sink.write(table)?;
        }
        task.put_sink(sink)
    };
    insta::assert_snapshot!(sink_of(&[]).expect_err("no rows"), @"output `spikes`: no rows were made");
    let other = Table::build("spikes").integer("unit_id", Unit::ID, vec![1]).finish();
    let other = other.expect("a column");
    let said = sink_of(&[batch(0..1).expect("rows"), other]).expect_err("another schema");
    insta::assert_snapshot!(said);
    sink_of(&[batch(0..0).expect("rows")]).expect("a table without rows is one");
}

/// Runs in a process of its own, for memory is counted by process.
#[test]
#[ignore = "the next test starts it"]
fn a_long_table_alone() {
    let toy = Toy::new(&pipeline(16_000_000, 100_000));
    toy.run_graph(&toy.graph(), 1, &[]).0.expect("runs");
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    #[expect(clippy::print_stdout, reason = "the test that started it reads this")]
    {
        println!("peak {}", peak.trim().trim_end_matches(" kB"));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_table_passes_in_bounded_memory() {
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "streaming::a_long_table_alone", "--ignored", "--nocapture"])
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let peak = said.lines().find_map(|line| line.strip_prefix("peak ")).expect("it tells its peak");
    let peak_mb = peak.parse::<f64>().expect("a number") / 1024.0;
    // Its rows alone are 244 MB; a row group is 2 MB of them.
    assert!(peak_mb < 150.0, "{peak_mb:.0} MB at the peak");
}
