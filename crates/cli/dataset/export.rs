//! The tables of a dataset as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use spikebook_data::temporary::TemporaryFolder;
use spikebook_data::{Table, csv_file, parquet_file};
use spikebook_pipeline::dataset::Datasets;
use spikebook_pipeline::{Artifact, Audience, InstanceSeed, NoProgress, Task};

use super::Format;
use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Outcome, output};

/// Writes every table that everybody may see.
pub(super) fn run(
    workspace: &Workspace,
    name: &str,
    format: Format,
    out: Option<&Path>,
) -> Result<Outcome, Error> {
    let tables = tables(workspace, name)?;
    let default = workspace.project.reports().join("datasets").join(name);
    let folder = out.unwrap_or(&default);
    fs::create_dir_all(folder).map_err(at(folder))?;
    let temporary = TemporaryFolder::new(".exporting-", folder, None).map_err(at(folder))?;
    for (port, table) in tables {
        let (extension, bytes) = match format {
            Format::Csv => ("csv", csv_file::to_csv_bytes(&table)?),
            Format::Parquet => ("parquet", parquet_file::to_bytes(&table)?),
        };
        let path = folder.join(format!("{port}.{extension}"));
        let written = temporary.path().join("table");
        fs::write(&written, bytes).map_err(at(&path))?;
        temporary.put_in_place(|_| fs::rename(&written, &path)).map_err(at(&path))?;
        output::print(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::Done)
}

/// The tables, made or imported in memory, with the chance that pipelines use too.
fn tables(workspace: &Workspace, name: &str) -> Result<BTreeMap<String, Table>, Error> {
    let resolved =
        workspace.datasets.resolve(name, &workspace.catalogue).map_err(Error::Dataset)?;
    if !resolved.node.missing.is_empty() {
        let files = resolved.node.missing;
        return Err(Box::new(spikebook_data::card::Error::Missing { files }).into());
    }
    let failed = |what: String, hint: Option<String>| Error::Stage {
        kind: resolved.kind.name.clone(),
        what,
        hint,
    };
    let params = resolved.kind.parameters.complete(&resolved.params).map_err(|faults| {
        let first = faults.into_iter().next();
        let what = first.as_ref().map_or_else(String::new, |fault| fault.what.clone());
        failed(what, first.and_then(|fault| fault.hint))
    })?;
    let seed = InstanceSeed::Number(resolved.seed).seed().child("dataset").child(name);
    let seed = resolved.kind.draws.then_some(seed);
    let mut task = Task::new(BTreeMap::new(), seed, None, &NoProgress);
    resolved
        .kind
        .run(&params, &mut task)
        .map_err(|failure| failed(failure.to_string(), workspace.catalogue.hint(&failure)))?;
    let (outputs, _) = task.into_outputs();
    let mut tables = BTreeMap::new();
    for (port, artifact) in outputs {
        let is_open =
            resolved.kind.output(&port).is_some_and(|port| port.audience == Audience::Student);
        if let (true, Artifact::Table(source)) = (is_open, artifact) {
            tables.insert(port, source.table()?);
        }
    }
    Ok(tables)
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.into(), source }
}
