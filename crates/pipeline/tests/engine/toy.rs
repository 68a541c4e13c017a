//! Kinds that do next to nothing, and a project in a folder of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::dataset::{DatasetProblem, Datasets, ResolvedDataset};
use spikebook_pipeline::run::{self, Event, RunOptions, RunReport, Watcher};
use spikebook_pipeline::{
    Catalogue, Error, Example, Failure, Graph, Instance, Kind, Port, Project, Results, Stage,
    Store, Task,
};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

fn numbers() -> TableSchema {
    TableSchema::new("numbers", [Column::float("x", Unit::SECOND)])
}

fn table(x: Vec<f64>) -> Table {
    Table::build("numbers").float("x", Unit::SECOND, x).finish().expect("finite")
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CountTo {
    /// How many numbers.
    #[schemars(range(min = 0, max = 1000000))]
    n: usize,
}

impl Default for CountTo {
    fn default() -> Self {
        Self { n: 3 }
    }
}

/// Gives 0, 1, …, n − 1.
pub(crate) struct Source;

impl Stage for Source {
    const NAME: &'static str = "count-to";
    const SUMMARY: &'static str = "Give the first whole numbers";
    type Params = CountTo;
    fn inputs() -> Vec<Port> {
        vec![]
    }
    fn outputs() -> Vec<Port> {
        vec![
            Port::table("numbers", numbers()).described("the numbers"),
            Port::table("truth", numbers()).for_instructors().described("the truth"),
        ]
    }
    fn example() -> Example {
        Example::default()
    }
    fn run(params: &CountTo, task: &mut Task<'_>) -> Result<(), Failure> {
        let x: Vec<f64> = (0..params.n).map(|i| i as f64).collect();
        task.put_table("numbers", table(x.clone()));
        task.put_table("truth", table(x));
        Ok(())
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AddTo {
    /// What is added.
    #[schemars(extend("x-unit" = "s"))]
    amount_s: f64,
    /// From here on the stage fails.
    #[schemars(extend("x-unit" = "s"))]
    limit_s: f64,
}

impl Default for AddTo {
    fn default() -> Self {
        Self { amount_s: 1.0, limit_s: 1e9 }
    }
}

/// Adds a number to every number.
pub(crate) struct Add;

impl Stage for Add {
    const NAME: &'static str = "add";
    const SUMMARY: &'static str = "Add a number to every number";
    type Params = AddTo;
    fn inputs() -> Vec<Port> {
        vec![Port::table("numbers", numbers()).described("the numbers")]
    }
    fn outputs() -> Vec<Port> {
        vec![Port::table("numbers", numbers()).described("the sums")]
    }
    fn example() -> Example {
        Example::default().input("numbers", table(vec![1.0]))
    }
    fn run(params: &AddTo, task: &mut Task<'_>) -> Result<(), Failure> {
        let mut x = task.table("numbers")?.floats("x")?.to_vec();
        for value in &mut x {
            *value += params.amount_s;
            if *value >= params.limit_s {
                return Err(Failure::new(format!("{value} s is too much"), "add less"));
            }
        }
        task.put_table("numbers", table(x));
        Ok(())
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Nothing {}

/// Sums any number of tables.
pub(crate) struct Total;

impl Stage for Total {
    const NAME: &'static str = "total";
    const SUMMARY: &'static str = "Sum all numbers of all tables";
    type Params = Nothing;
    fn inputs() -> Vec<Port> {
        vec![Port::table("tables", numbers()).many().described("the tables")]
    }
    fn outputs() -> Vec<Port> {
        vec![
            Port::values("sum", ValuesSchema::new([Column::float("total_s", Unit::SECOND)]))
                .described("the sum"),
        ]
    }
    fn example() -> Example {
        Example::default().input("tables", table(vec![1.0]))
    }
    fn run(_: &Nothing, task: &mut Task<'_>) -> Result<(), Failure> {
        let mut total = 0.0;
        for table in task.tables("tables")? {
            total += table.floats("x")?.iter().sum::<f64>();
        }
        let mut values = Values::default();
        values.number("total_s", total, Unit::SECOND)?;
        task.put_values("sum", values);
        Ok(())
    }
}

/// Draws one number.
pub(crate) struct Draw;

impl Stage for Draw {
    const NAME: &'static str = "draw";
    const SUMMARY: &'static str = "Draw a number";
    const DRAWS: bool = true;
    type Params = Nothing;
    fn inputs() -> Vec<Port> {
        vec![]
    }
    fn outputs() -> Vec<Port> {
        vec![Port::table("numbers", numbers()).described("the number")]
    }
    fn example() -> Example {
        Example::default()
    }
    fn run(_: &Nothing, task: &mut Task<'_>) -> Result<(), Failure> {
        let x = task.seed().replicate("draw", 0).uniform();
        task.put_table("numbers", table(vec![x]));
        Ok(())
    }
}

pub(crate) fn catalogue_with(fingerprint: &str) -> Catalogue {
    Catalogue::new(
        [
            Kind::of::<Source>("1"),
            Kind::of::<Add>(fingerprint),
            Kind::of::<Total>("1"),
            Kind::of::<Draw>("1"),
            Kind::of::<crate::sweeps::Noted>("1"),
            Kind::of::<crate::streaming::Stream>("1"),
            Kind::of::<crate::streaming::Split>("1"),
        ],
        |_| None,
    )
}

pub(crate) fn catalogue() -> Catalogue {
    catalogue_with("1")
}

/// Datasets whose names are kinds.
pub(crate) struct KindsAsDatasets;

impl Datasets for KindsAsDatasets {
    fn resolve(
        &self,
        name: &str,
        catalogue: &Catalogue,
    ) -> Result<ResolvedDataset, DatasetProblem> {
        let (kind, seed) = name
            .split_once('-')
            .map_or((name, 0), |(kind, seed)| (kind, seed.parse().unwrap_or(0)));
        match catalogue.get(kind) {
            Some(kind) => Ok(ResolvedDataset {
                kind: kind.clone(),
                params: serde_json::Map::new(),
                seed,
                node: spikebook_pipeline::graph::DatasetNode {
                    name: name.into(),
                    ..Default::default()
                },
            }),
            None => Err(DatasetProblem {
                what: format!("no dataset `{name}`"),
                hint: Some("look again".into()),
            }),
        }
    }
}

/// A project with one pipeline, `toy`.
pub(crate) struct Toy {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) project: Project,
}

impl Toy {
    pub(crate) fn new(pipeline: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let toy = folder.path().join("pipelines/toy");
        fs::create_dir_all(&toy).expect("a folder");
        fs::write(toy.join("pipeline.toml"), pipeline).expect("a file");
        let project = Project::find(folder.path()).expect("a project");
        Self { folder, project }
    }

    pub(crate) fn rewrite(&self, pipeline: &str) {
        fs::write(self.folder.path().join("pipelines/toy/pipeline.toml"), pipeline)
            .expect("a file");
    }

    pub(crate) fn store(&self) -> Store {
        self.project.store().expect("a store")
    }

    pub(crate) fn graph_of(
        &self,
        instance: &Instance,
        catalogue: &Catalogue,
    ) -> Result<Graph, Error> {
        self.project.graph("toy", instance, catalogue, &KindsAsDatasets).map(|(_, graph)| graph)
    }

    pub(crate) fn graph(&self) -> Graph {
        self.graph_of(&Instance::default(), &catalogue()).expect("a sound pipeline")
    }

    pub(crate) fn run(&self) -> (Result<RunReport, Error>, Vec<String>) {
        self.run_graph(&self.graph(), 2, &[])
    }

    pub(crate) fn run_graph(
        &self,
        graph: &Graph,
        jobs: usize,
        force: &[&str],
    ) -> (Result<RunReport, Error>, Vec<String>) {
        let store = self.store();
        let _lock = store.lock(|_| {}).expect("a lock");
        let force: BTreeSet<String> = force.iter().map(ToString::to_string).collect();
        let options = RunOptions { jobs, force };
        let log = Log::default();
        let report = run::run(graph, "toy", &store, &catalogue(), &options, &log);
        let mut lines = log.0.into_inner().expect("no poison");
        lines.sort();
        (report, lines)
    }

    /// The files of the store, bytes by path, without locks and scratch.
    pub(crate) fn stored(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        for folder in ["objects", "instances"] {
            collect(&self.store().root().join(folder), &mut files);
        }
        files.into_iter().map(|path| (path.clone(), fs::read(path).expect("readable"))).collect()
    }

    pub(crate) fn total_s(&self, stage: &str) -> f64 {
        let (graph, store) = (self.graph(), self.store());
        let reference = spikebook_pipeline::Reference { stage: stage.into(), port: "sum".into() };
        match Results::of(&graph, &store).expect("a lock").artifact(&reference).expect("stored") {
            spikebook_pipeline::Artifact::Values(values) => {
                values.get_number("total_s").expect("there")
            }
            other => panic!("{}", other.word()),
        }
    }
}

fn collect(folder: &std::path::Path, files: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// What a run told, a line an event.
#[derive(Default)]
pub(crate) struct Log(pub(crate) Mutex<Vec<String>>);

impl Watcher for Log {
    fn on(&self, event: Event<'_>) {
        let line = match event {
            Event::Kept { stage } => format!("kept {stage}"),
            Event::Finished { stage, .. } => format!("ran {stage}"),
            Event::Failed { stage } => format!("failed {stage}"),
            Event::Damaged { stage, port, .. } => format!("damaged {stage}.{port}"),
            Event::Warned { stage, warning } => format!("warned {stage}: {warning}"),
            Event::Waiting { .. }
            | Event::Begun { .. }
            | Event::Started { .. }
            | Event::Step { .. } => return,
        };
        self.0.lock().expect("no poison").push(line);
    }
}

pub(crate) const CHAIN: &str = r#"
title = "Toy"
[[stage]]
id = "source"
kind = "count-to"
params = { n = 4 }
[[stage]]
id = "one-more"
kind = "add"
inputs = { numbers = "source.numbers" }
[[stage]]
id = "sum"
kind = "total"
inputs = { tables = ["one-more.numbers", "source.numbers"] }
"#;
