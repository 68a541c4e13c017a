//! What nearly every command starts from: the project that it was typed in, and all kinds of stages.

use std::path::PathBuf;

use spikebook_pipeline::dataset::CardFolder;
use spikebook_pipeline::{Catalogue, Error as PipelineError, Graph, Instance, Pipeline, Project};

use crate::console::Console;
use crate::error::Error;

/// A project with the catalogue and the cards of its datasets.
pub(crate) struct Workspace {
    /// The project.
    pub(crate) project: Project,
    /// All kinds.
    pub(crate) catalogue: Catalogue,
    /// Its datasets.
    pub(crate) datasets: CardFolder,
}

/// A pipeline that is wired, and the name of its instance.
pub(crate) struct Wired {
    /// What is written.
    pub(crate) pipeline: Pipeline,
    /// What can run.
    pub(crate) graph: Graph,
    /// What the store and the folder in `reports` are called.
    pub(crate) instance: String,
}

impl Workspace {
    /// The project of the current folder.
    pub(crate) fn here() -> Result<Self, Error> {
        let folder = std::env::current_dir()
            .map_err(|source| Error::File { path: PathBuf::from("."), source })?;
        let project = Project::find(&folder)?;
        let datasets = crate::datasets::of(&project);
        Ok(Self { project, catalogue: spikebook_stages::catalogue(), datasets })
    }

    /// These pipelines, or all of them, wired. Every fault of every one is found before anything runs.
    pub(crate) fn wired(&self, names: &[String], instance: &Instance) -> Result<Vec<Wired>, Error> {
        let names = if names.is_empty() { self.project.pipeline_names()? } else { names.to_vec() };
        let mut wired = Vec::new();
        let mut found = Vec::new();
        for name in &names {
            match self.project.graph(name, instance, &self.catalogue, &self.datasets) {
                Ok((pipeline, graph)) => {
                    wired.push(Wired { pipeline, graph, instance: instance.folder(name) });
                }
                Err(PipelineError::Findings { findings }) => found.extend(findings),
                Err(error) => return Err(error.into()),
            }
        }
        if found.is_empty() {
            // The order of the book; of equals, the order of names.
            wired.sort_by_key(|wired| wired.pipeline.order);
            Ok(wired)
        } else {
            Err(PipelineError::Findings { findings: found }.into())
        }
    }

    /// One pipeline, wired.
    pub(crate) fn wired_one(&self, name: &str, instance: &Instance) -> Result<Wired, Error> {
        let mut wired = self.wired(&[name.to_owned()], instance)?;
        Ok(wired.remove(0))
    }
}

impl Wired {
    /// The first file of a recording that is not at hand, as an error.
    pub(crate) fn missing_data(&self) -> Option<PipelineError> {
        self.graph.missing_data()
    }
}

/// Whether nothing may be left out for want of a recording.
pub(crate) fn must_have_data() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
}

/// Those whose recordings are at hand. The others are left out with a line each, unless they were
/// asked for by name, or `CI` says that nothing may be left out.
pub(crate) fn with_data(
    wired: Vec<Wired>,
    asked_by_name: bool,
    console: Console,
) -> Result<Vec<Wired>, Error> {
    let mut at_hand = Vec::new();
    for wired in wired {
        match wired.missing_data() {
            None => at_hand.push(wired),
            Some(error) if asked_by_name || must_have_data() => return Err(error.into()),
            Some(error) => left_out(&error, console),
        }
    }
    Ok(at_hand)
}

/// Says what is left out. Where the recording is not there at all, that is all there is to say; where
/// another file lies in its place, somebody should do something about it.
pub(crate) fn left_out(error: &PipelineError, console: Console) {
    console.say(&format!("left out: {error}"));
    let is_other = matches!(error, PipelineError::MissingData { file, .. } if file.other.is_some());
    if let (true, Some(hint)) = (is_other, error.hint()) {
        console.say(&format!("  hint: {hint}"));
    }
}
