//! What the body of a stage sees: its inputs, its outputs, its chance, and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use spikebook_data::parquet_file::TableWriter;
use spikebook_data::{Table, TableSource};
use spikebook_numeric::Seed;
use spikebook_schema::Values;

use crate::store::fill_file;
use crate::{Artifact, Failure, Figure};

/// Where the body of a stage tells how far it is.
pub trait Progress: Sync {
    /// `done` of `total` steps are done.
    fn step(&self, done: u64, total: u64);
}

/// Progress that nobody looks at.
pub struct NoProgress;

impl Progress for NoProgress {
    fn step(&self, _done: u64, _total: u64) {}
}

/// The inputs, outputs and chance of one stage that runs.
pub struct Task<'a> {
    inputs: BTreeMap<String, Vec<Artifact>>,
    outputs: BTreeMap<String, Artifact>,
    seed: Option<Seed>,
    scratch: Option<PathBuf>,
    progress: &'a dyn Progress,
    cancelled: &'a AtomicBool,
    warnings: Vec<String>,
}

impl<'a> Task<'a> {
    /// A task with these inputs by port. Tables that are written batch by batch go to files in
    /// `scratch`, or stay in memory where there is none.
    pub fn new(
        inputs: BTreeMap<String, Vec<Artifact>>,
        seed: Option<Seed>,
        scratch: Option<&Path>,
        progress: &'a dyn Progress,
        cancelled: &'a AtomicBool,
    ) -> Self {
        Self {
            inputs,
            outputs: BTreeMap::new(),
            seed,
            scratch: scratch.map(Into::into),
            progress,
            cancelled,
            warnings: Vec::new(),
        }
    }

    /// What came out, and what was worth a warning.
    pub fn into_outputs(self) -> (BTreeMap<String, Artifact>, Vec<String>) {
        (self.outputs, self.warnings)
    }

    fn first(&self, port: &str) -> Option<&Artifact> {
        self.inputs.get(port).and_then(|artifacts| artifacts.first())
    }

    /// Whether something is wired to an optional port.
    pub fn has(&self, port: &str) -> bool {
        self.first(port).is_some()
    }

    /// The table at a port, as a handle: collected at once or streamed.
    ///
    /// # Errors
    /// Where no table is wired to the port, which the wiring of a pipeline finds before.
    pub fn source(&self, port: &str) -> Result<TableSource, Failure> {
        match self.first(port) {
            Some(Artifact::Table(source)) => Ok(source.clone()),
            _ => Err(not_wired(port, "table")),
        }
    }

    /// All rows of the table at a port.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn table(&self, port: &str) -> Result<Table, Failure> {
        Ok(self.source(port)?.table()?)
    }

    /// All rows of the table at an optional port.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn optional_table(&self, port: &str) -> Result<Option<Table>, Failure> {
        if self.has(port) { self.table(port).map(Some) } else { Ok(None) }
    }

    /// The tables at a port that takes many, in the order of the wires.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn tables(&self, port: &str) -> Result<Vec<Table>, Failure> {
        let artifacts = self.inputs.get(port).map(Vec::as_slice).unwrap_or_default();
        artifacts
            .iter()
            .map(|artifact| match artifact {
                Artifact::Table(source) => Ok(source.table()?),
                _ => Err(not_wired(port, "table")),
            })
            .collect()
    }

    /// The values at a port.
    ///
    /// # Errors
    /// Where no values are wired to the port.
    pub fn values(&self, port: &str) -> Result<Values, Failure> {
        match self.first(port) {
            Some(Artifact::Values(values)) => Ok(values.clone()),
            _ => Err(not_wired(port, "values")),
        }
    }

    /// Gives a table to a port.
    pub fn put_table(&mut self, port: &str, table: Table) {
        self.outputs.insert(port.into(), table.into());
    }

    /// Gives values to a port.
    pub fn put_values(&mut self, port: &str, values: Values) {
        self.outputs.insert(port.into(), values.into());
    }

    /// Gives a figure to a port.
    pub fn put_figure(&mut self, port: &str, figure: Figure) {
        self.outputs.insert(port.into(), figure.into());
    }

    /// Gives a table to a port batch by batch, so that it never needs to be in memory whole.
    ///
    /// # Errors
    /// Where there is no batch, where one fails, or where the file cannot be written.
    pub fn put_batches(
        &mut self,
        port: &str,
        batches: impl IntoIterator<Item = Result<Table, Failure>>,
    ) -> Result<(), Failure> {
        let mut batches = batches.into_iter();
        let first = batches.next().unwrap_or_else(|| Err(no_batch(port)))?;
        let Some(scratch) = &self.scratch else {
            return self.put_batches_in_memory(port, &first, batches);
        };
        std::fs::create_dir_all(scratch)?;
        let path = scratch.join(format!("{port}.parquet"));
        fill_file(&path, &path, |sink| -> Result<(), Failure> {
            let mut writer = TableWriter::new(sink, &first)?;
            writer.write(&first)?;
            for batch in batches {
                writer.write(&batch?)?;
            }
            writer.finish()?;
            Ok(())
        })?;
        self.outputs.insert(port.into(), Artifact::Table(TableSource::file(&path)?));
        Ok(())
    }

    fn put_batches_in_memory(
        &mut self,
        port: &str,
        first: &Table,
        batches: impl Iterator<Item = Result<Table, Failure>>,
    ) -> Result<(), Failure> {
        let schema = first.schema().clone();
        let mut frame = first.frame().clone();
        for batch in batches {
            frame.vstack_mut(batch?.frame())?;
        }
        self.put_table(port, Table::new(schema, frame)?);
        Ok(())
    }

    /// The seed of this stage.
    ///
    /// # Panics
    /// Where the kind does not declare that it draws: its results would be kept when they should change.
    pub fn seed(&self) -> Seed {
        self.seed
            .expect("a kind that draws random numbers declares it (`const DRAWS: bool = true`)")
    }

    /// Tells how far the body is.
    pub fn step(&self, done: u64, total: u64) {
        self.progress.step(done, total);
    }

    /// Whether the run was asked to stop; a long loop looks here.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Notes something that a reader of the result should know.
    pub fn warn(&mut self, warning: impl Into<String>) {
        self.warnings.push(warning.into());
    }
}

fn not_wired(port: &str, wanted: &str) -> Failure {
    Failure::new(format!("input `{port}`: no {wanted}"), "wire one to this port")
}

fn no_batch(port: &str) -> Failure {
    Failure::new(format!("output `{port}`: no rows were made"), "look at the inputs of this stage")
}
