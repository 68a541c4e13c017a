//! A table that a stage writes batch by batch.

use std::mem;
use std::path::{Path, PathBuf};

use spikebook_data::parquet_file::TableWriter;
use spikebook_data::{Table, TableSource};

use crate::Failure;
use crate::store::{Refused, Sink};

/// A table under construction: its rows go to a file where the stage has a folder to write to, and
/// otherwise stay in memory. The first batch says which columns there are; it may have no rows.
pub struct TableSink {
    port: String,
    folder: Option<PathBuf>,
    rows: Rows,
}

enum Rows {
    None,
    File { path: PathBuf, refused: Refused, writer: Box<TableWriter<Sink>> },
    Memory { batches: Vec<Table> },
}

impl TableSink {
    pub(super) fn new(port: &str, folder: Option<&Path>) -> Self {
        Self { port: port.into(), folder: folder.map(Into::into), rows: Rows::None }
    }

    /// Adds rows. Batches may be of any length: what a reader gets at a time does not depend on them.
    ///
    /// # Errors
    /// Where the rows have other columns than the first, or the file cannot be written.
    pub fn write(&mut self, batch: &Table) -> Result<(), Failure> {
        if matches!(self.rows, Rows::None) {
            self.rows = self.start(batch)?;
        }
        match &mut self.rows {
            Rows::None => {}
            Rows::Memory { batches } => {
                if let Some(first) = batches.first() {
                    batch.require(first.schema())?;
                }
                batches.push(batch.clone());
            }
            Rows::File { path, refused, writer } => {
                let written = writer.write(batch).map_err(Failure::from);
                refused.or(path, written)?;
            }
        }
        Ok(())
    }

    fn start(&self, first: &Table) -> Result<Rows, Failure> {
        let Some(folder) = &self.folder else { return Ok(Rows::Memory { batches: Vec::new() }) };
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.parquet", self.port));
        let (sink, refused) = Sink::create(&path)?;
        let writer = Box::new(TableWriter::new(sink, first)?);
        Ok(Rows::File { path, refused, writer })
    }

    /// The port, and the table with all rows.
    pub(super) fn finish(mut self) -> Result<(String, TableSource), Failure> {
        let source = match mem::replace(&mut self.rows, Rows::None) {
            Rows::None => {
                let what = format!("output `{}`: no rows were made", self.port);
                return Err(Failure::new(what, "look at the inputs of this stage"));
            }
            Rows::Memory { batches } => TableSource::memory(Table::stacked(&batches)?),
            Rows::File { path, refused, writer } => {
                let ended = writer.finish().map(|_| ()).map_err(Failure::from);
                refused.or(&path, ended)?;
                TableSource::file(&path)?
            }
        };
        Ok((self.port, source))
    }
}
