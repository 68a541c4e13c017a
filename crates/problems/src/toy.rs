//! A chapter small enough for tests: six cells that fire around a direction each, and their
//! estimates.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_pipeline::dataset::{DatasetProblem, Datasets, ResolvedDataset};
use spikebook_pipeline::graph::DatasetNode;
use spikebook_pipeline::{
    Catalogue, Example, Failure, Graph, Instance, InstanceSeed, Kind, Port, Project, Stage, Task,
};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};
use tempfile::TempDir;

use crate::{BuildReport, Chapters, Error, Roster, Secret, build_set, circular_difference};

const N_UNITS: i64 = 6;
const DURATION_S: f64 = 100.0;

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct NoParams {}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct CellsParams {
    /// Spikes of the first unit
    #[schemars(range(min = 2))]
    n_spikes: usize,
}

impl Default for CellsParams {
    fn default() -> Self {
        Self { n_spikes: 100 }
    }
}

struct Cells;

impl Stage for Cells {
    const NAME: &'static str = "toy-cells";
    const SUMMARY: &'static str = "Cells that fire around a direction each";
    const DRAWS: bool = true;
    type Params = CellsParams;

    fn outputs() -> Vec<Port> {
        let id = || Column::integer("unit_id", Unit::ID).described("the unit that fired");
        let spikes = [id(), Column::float("direction_deg", Unit::DEGREE).described("where to")];
        let truth = [
            id(),
            Column::float("preferred_deg", Unit::DEGREE),
            Column::float("width_deg", Unit::DEGREE),
        ];
        vec![
            Port::table("spikes", TableSchema::new("spikes", spikes)),
            Port::table("truth", TableSchema::new("truth", truth)).for_instructors(),
        ]
    }

    fn example() -> Example {
        Example::default()
    }

    fn run(params: &CellsParams, task: &mut Task<'_>) -> Result<(), Failure> {
        let seed = task.seed();
        let (mut unit_id, mut direction_deg) = (Vec::new(), Vec::new());
        let (mut preferred_deg, mut width_deg) = (Vec::new(), Vec::new());
        for unit in 1..=N_UNITS {
            let mut stream = seed.replicate("cell", unit as u64);
            let preferred = 360.0 * stream.uniform();
            let width = 5.0 * unit as f64;
            for _ in 0..params.n_spikes * unit as usize {
                unit_id.push(unit);
                let direction = preferred + width * stream.standard_normal();
                direction_deg.push(direction.rem_euclid(360.0));
            }
            preferred_deg.push(preferred);
            width_deg.push(width);
        }
        let spikes = Table::build("spikes")
            .integer("unit_id", Unit::ID, unit_id)
            .described("the unit that fired")
            .float("direction_deg", Unit::DEGREE, direction_deg)
            .described("where to")
            .finish()?;
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, (1..=N_UNITS).collect())
            .float("preferred_deg", Unit::DEGREE, preferred_deg)
            .float("width_deg", Unit::DEGREE, width_deg)
            .finish()?;
        task.put_table("spikes", spikes);
        task.put_table("truth", truth);
        Ok(())
    }
}

struct Tuning;

impl Stage for Tuning {
    const NAME: &'static str = "toy-tuning";
    const SUMMARY: &'static str = "Mean direction, spread and rate of every cell";
    type Params = NoParams;

    fn inputs() -> Vec<Port> {
        let columns =
            [Column::integer("unit_id", Unit::ID), Column::float("direction_deg", Unit::DEGREE)];
        vec![Port::table("spikes", TableSchema::new("spikes", columns))]
    }

    fn outputs() -> Vec<Port> {
        let columns = [
            Column::integer("unit_id", Unit::ID),
            Column::float("preferred_rad", Unit::RADIAN),
            Column::float("preferred_se_deg", Unit::DEGREE),
            Column::float("width_deg", Unit::DEGREE),
            Column::float("rate_hz", Unit::HERTZ),
            Column::float("rate_se_hz", Unit::HERTZ),
        ];
        let summary = [
            Column::float("mean_rate", Unit::SPIKES_PER_SECOND),
            Column::new("shape", spikebook_schema::ColumnType::Text, Unit::LABEL),
        ];
        vec![
            Port::table("units", TableSchema::new("units", columns)),
            Port::values("summary", ValuesSchema::new(summary)),
            Port::figure("figure").optional(),
        ]
    }

    fn example() -> Example {
        Example::default()
    }

    fn run(_: &NoParams, task: &mut Task<'_>) -> Result<(), Failure> {
        let spikes = task.table("spikes")?;
        let (units, directions) = (spikes.integers("unit_id")?, spikes.floats("direction_deg")?);
        let mut rows: Vec<[f64; 5]> = Vec::new();
        let mut row = 0;
        for run in units.chunk_by(|a, b| a == b) {
            let of_unit = &directions[row..row + run.len()];
            row += run.len();
            let n = of_unit.len() as f64;
            // Around the first spike the circle is a line, as long as the spread is small.
            let away = |to: &f64| circular_difference(*to, of_unit[0], 360.0);
            let mean = of_unit.iter().map(away).sum::<f64>() / n;
            let variance =
                of_unit.iter().map(|to| (away(to) - mean) * (away(to) - mean)).sum::<f64>() / n;
            rows.push([
                (of_unit[0] + mean).rem_euclid(360.0).to_radians(),
                (variance / n).sqrt(),
                variance.sqrt(),
                n / DURATION_S,
                n.sqrt() / DURATION_S,
            ]);
        }
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        let table = Table::build("units")
            .integer("unit_id", Unit::ID, (1..=N_UNITS).collect())
            .float("preferred_rad", Unit::RADIAN, column(0))
            .float("preferred_se_deg", Unit::DEGREE, column(1))
            .float("width_deg", Unit::DEGREE, column(2))
            .float("rate_hz", Unit::HERTZ, column(3))
            .float("rate_se_hz", Unit::HERTZ, column(4))
            .finish()?;
        let mut summary = Values::default();
        let mean_rate = column(3).iter().sum::<f64>() / N_UNITS as f64;
        summary.number("mean_rate", mean_rate, Unit::SPIKES_PER_SECOND)?;
        summary.text("shape", "bump")?;
        task.put_table("units", table);
        task.put_values("summary", summary);
        Ok(())
    }
}

struct ToyDatasets;

impl Datasets for ToyDatasets {
    fn resolve(
        &self,
        name: &str,
        catalogue: &Catalogue,
    ) -> Result<ResolvedDataset, DatasetProblem> {
        let kind = catalogue
            .get("toy-cells")
            .map(Arc::clone)
            .ok_or_else(|| DatasetProblem { what: format!("no dataset `{name}`"), hint: None })?;
        let node = DatasetNode { name: name.into(), ..DatasetNode::default() };
        Ok(ResolvedDataset { kind, params: serde_json::Map::new(), seed: 1, node })
    }
}

/// The chapter's graph.
pub(crate) const PIPELINE: &str = r#"
title = "Toy"
seed = 1

[inputs]
recording = "toy"

[[stage]]
id = "tuning"
kind = "toy-tuning"
inputs = { spikes = "recording.spikes" }
"#;

/// The chapter's set: every kind of answer once.
pub(crate) const PROBLEMS: &str = include_str!("toy/problems.toml");

/// A project with the toy chapter in a folder of its own.
pub(crate) struct Toy {
    folder: TempDir,
    project: Project,
    catalogue: Catalogue,
}

impl Toy {
    /// The chapter with this `problems.toml`.
    pub(crate) fn with(problems: &str) -> Self {
        let folder = tempfile::tempdir().expect("a place for temporary files");
        let chapter = folder.path().join("pipelines/toy");
        std::fs::create_dir_all(&chapter).expect("a new folder");
        std::fs::write(chapter.join("pipeline.toml"), PIPELINE).expect("written");
        std::fs::write(chapter.join("problems.toml"), problems).expect("written");
        let project = Project::find(folder.path()).expect("it has a folder `pipelines`");
        let kinds = [Kind::of::<Cells>("cells-1"), Kind::of::<Tuning>("tuning-1")];
        Self { folder, project, catalogue: Catalogue::new(kinds, |_| None) }
    }

    /// The chapter.
    pub(crate) fn new() -> Self {
        Self::with(PROBLEMS)
    }

    /// The same chapter after a change of the code of its generator.
    pub(crate) fn changed(mut self) -> Self {
        let kinds = [Kind::of::<Cells>("cells-2"), Kind::of::<Tuning>("tuning-1")];
        self.catalogue = Catalogue::new(kinds, |_| None);
        self
    }

    /// A path in its folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Its graph with a seed.
    pub(crate) fn graph(&self, seed: [u8; 32]) -> Graph {
        let instance =
            Instance { seed: Some(InstanceSeed::from_bits(seed)), ..Instance::default() };
        self.project.graph("toy", &instance, &self.catalogue, &ToyDatasets).expect("it wires").1
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Builds the set `toy` for some students into `out`.
    pub(crate) fn build(&self, students: &[&str], out: &Path) -> Result<BuildReport, Error> {
        self.build_with(students, &secret(), out)
    }

    /// Builds under another secret.
    pub(crate) fn build_with(
        &self,
        students: &[&str],
        secret: &Secret,
        out: &Path,
    ) -> Result<BuildReport, Error> {
        let chapters =
            Chapters { project: &self.project, catalogue: &self.catalogue, datasets: &ToyDatasets };
        build_set(&chapters, "toy", &roster(students), secret, out)
    }
}

/// A roster of these students.
pub(crate) fn roster(students: &[&str]) -> Roster {
    let text = format!("student_id\n{}\n", students.join("\n"));
    Roster::from_bytes(text.as_bytes(), Path::new("roster.csv")).expect("safe ids")
}

/// The bytes of the toy secret.
pub(crate) const SECRET: &[u8] = b"a secret of tests, which is no secret at all";

/// The toy secret.
pub(crate) fn secret() -> Secret {
    Secret::from_bytes(SECRET, Path::new("secret")).expect("long enough")
}
