//! A project: a folder with `pipelines/`, `datasets/` and `reports/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::dataset::Datasets;
use crate::error::AtPath;
use crate::graph::wire;
use crate::pipeline::is_name;
use crate::{Catalogue, Error, Graph, Instance, Pipeline, Store};

/// The folder in `reports` that no pipeline can have.
const BOOK: &str = "book";

/// A project, found by its folder `pipelines`.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project that `from` lies in: the nearest folder upwards that holds `pipelines`.
    ///
    /// # Errors
    /// [`Error::NoProject`].
    pub fn find(from: &Path) -> Result<Self, Error> {
        from.ancestors()
            .find(|folder| folder.join("pipelines").is_dir())
            .map(|root| Self { root: root.into() })
            .ok_or_else(|| Error::NoProject { from: from.into() })
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where results go.
    pub fn reports(&self) -> PathBuf {
        self.root.join("reports")
    }

    /// Where the cards of datasets lie.
    pub fn datasets(&self) -> PathBuf {
        self.root.join("datasets")
    }

    /// The folder of a pipeline: its graph, its chapter, its problems, its golden numbers.
    pub fn pipeline_folder(&self, name: &str) -> PathBuf {
        self.root.join("pipelines").join(name)
    }

    /// The store.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn store(&self) -> Result<Store, Error> {
        Store::open(&self.reports().join(".store"))
    }

    /// The names of all pipelines, sorted.
    ///
    /// # Errors
    /// Where the folder cannot be read, and [`Error::PipelineName`]. Hidden folders are passed over.
    pub fn pipeline_names(&self) -> Result<Vec<String>, Error> {
        let folder = self.root.join("pipelines");
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).at(&folder)? {
            let path = entry.at(&folder)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !name.starts_with('.') && path.join("pipeline.toml").is_file() {
                if !is_name(&name) || name.eq_ignore_ascii_case(BOOK) {
                    return Err(Error::PipelineName { name });
                }
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// The text of a pipeline, and what messages call its file.
    fn pipeline_text(&self, name: &str) -> Result<(String, PathBuf), Error> {
        let known = self.pipeline_names()?;
        if !known.iter().any(|other| other == name) {
            return Err(Error::NoPipeline { name: name.into(), known });
        }
        let relative = Path::new("pipelines").join(name).join("pipeline.toml");
        let path = self.root.join(&relative);
        Ok((fs::read_to_string(&path).at(&path)?, relative))
    }

    /// A pipeline as it is written.
    ///
    /// # Errors
    /// [`Error::NoPipeline`], [`Error::Findings`], [`Error::File`].
    pub fn pipeline(&self, name: &str) -> Result<Pipeline, Error> {
        let (text, path) = self.pipeline_text(name)?;
        match Pipeline::parse(name, &path, text) {
            (Some(pipeline), findings) if findings.is_empty() => Ok(pipeline),
            (_, findings) => Err(Error::Findings { findings }),
        }
    }

    /// An instance of a pipeline, wired and checked.
    ///
    /// # Errors
    /// [`Error::NoPipeline`], [`Error::File`], and [`Error::Findings`] with every fault of the file and
    /// of its wiring.
    pub fn graph(
        &self,
        name: &str,
        instance: &Instance,
        catalogue: &Catalogue,
        datasets: &dyn Datasets,
    ) -> Result<(Pipeline, Graph), Error> {
        let (text, path) = self.pipeline_text(name)?;
        let (pipeline, mut findings) = Pipeline::parse(name, &path, text.clone());
        let Some(pipeline) = pipeline else { return Err(Error::Findings { findings }) };
        match wire(&pipeline, &text, instance, catalogue, datasets) {
            Ok(graph) if findings.is_empty() => Ok((pipeline, graph)),
            Ok(_) => Err(Error::Findings { findings }),
            Err(more) => {
                findings.extend(more);
                findings.sort_by_key(|finding| finding.span.start);
                Err(Error::Findings { findings })
            }
        }
    }
}
