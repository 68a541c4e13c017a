//! What the body of a stage sees: its inputs, its outputs, its chance, and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use spikebook_data::{Table, TableSource};
use spikebook_numeric::Seed;
use spikebook_schema::Values;

use crate::{Artifact, Failure, Figure};

mod sink;

pub use sink::TableSink;

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
    ) -> Self {
        Self {
            inputs,
            outputs: BTreeMap::new(),
            seed,
            scratch: scratch.map(Into::into),
            progress,
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

    /// Starts a table that is written batch by batch, so that it never needs to be in memory whole. Several
    /// ports may be written in one pass over the inputs.
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use spikebook_data::Table;
    /// # use spikebook_pipeline::{Failure, NoProgress, Task};
    /// # use spikebook_schema::Unit;
    /// # fn body(task: &mut Task<'_>) -> Result<(), Failure> {
    /// let mut late = task.table_sink("late");
    /// for batch in task.source("spikes")?.batches()? {
    ///     let batch = batch?;
    ///     let times = batch.floats("time_s")?;
    ///     let rows: Vec<usize> = (0..times.len()).filter(|&row| times[row] > 0.2).collect();
    ///     late.write(&batch.take_rows(&rows))?;
    /// }
    /// task.put_sink(late)?;
    /// # Ok(())
    /// # }
    /// # let spikes = Table::build("spikes").float("time_s", Unit::SECOND, vec![0.1, 0.4]).finish()?;
    /// # let inputs = BTreeMap::from([("spikes".to_owned(), vec![spikes.into()])]);
    /// # let mut task = Task::new(inputs, None, None, &NoProgress);
    /// # body(&mut task)?;
    /// # assert_eq!(task.into_outputs().0["late"].n_rows(), Some(1));
    /// # Ok::<(), Failure>(())
    /// ```
    pub fn table_sink(&self, port: &str) -> TableSink {
        TableSink::new(port, self.scratch.as_deref())
    }

    /// Gives a table that was written batch by batch to its port.
    ///
    /// # Errors
    /// Where nothing was written to it (a batch without rows is enough), or the file cannot be ended.
    pub fn put_sink(&mut self, sink: TableSink) -> Result<(), Failure> {
        let (port, source) = sink.finish()?;
        self.outputs.insert(port, Artifact::Table(source));
        Ok(())
    }

    /// Gives a table to a port batch by batch: the short form of [`Task::table_sink`]. One batch is written while the next
    /// is made.
    ///
    /// # Errors
    /// Where there is no batch, where one fails, or where the file cannot be written.
    pub fn put_batches(
        &mut self,
        port: &str,
        mut batches: impl Iterator<Item = Result<Table, Failure>> + Send,
    ) -> Result<(), Failure> {
        let mut sink = self.table_sink(port);
        let mut made = batches.next();
        while let Some(batch) = made {
            let batch = batch?;
            let (written, next) = rayon::join(|| sink.write(&batch), || batches.next());
            written?;
            made = next;
        }
        self.put_sink(sink)
    }

    /// The seed of this stage.
    ///
    /// # Panics
    /// Where the kind does not declare that it draws: its results would be kept when they should change.
    pub fn seed(&self) -> Seed {
        self.seed
            .expect("a kind that draws random numbers declares it (`const DRAWS: bool = true`)")
    }

    /// The inputs by port.
    pub(crate) fn inputs(&self) -> &BTreeMap<String, Vec<Artifact>> {
        &self.inputs
    }

    /// Where the body tells how far it is, for several threads.
    pub(crate) fn progress(&self) -> &'a dyn Progress {
        self.progress
    }

    /// Tells how far the body is.
    pub fn step(&self, done: u64, total: u64) {
        self.progress.step(done, total);
    }

    /// Notes something that a reader of the result should know.
    pub fn warn(&mut self, warning: impl Into<String>) {
        self.warnings.push(warning.into());
    }
}

fn not_wired(port: &str, wanted: &str) -> Failure {
    Failure::new(format!("input `{port}`: no {wanted}"), "wire one to this port")
}
