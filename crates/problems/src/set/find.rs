//! Sets by name, in all chapters of a project.

use std::fs;
use std::path::Path;

use spikebook_pipeline::{Error as PipelineError, Project};

use super::{ProblemSet, read};
use crate::Error;
use crate::error::AtPath;

/// A set with the chapter that declares it and the text of the file, for messages.
pub(crate) struct Found {
    pub(crate) pipeline: String,
    pub(crate) set: ProblemSet,
    pub(crate) path: std::path::PathBuf,
    pub(crate) text: String,
}

/// The set of this name.
pub(crate) fn find(project: &Project, name: &str) -> Result<Found, Error> {
    let mut known = Vec::new();
    let mut found: Option<Found> = None;
    for pipeline in project.pipeline_names()? {
        let relative = Path::new("pipelines").join(&pipeline).join("problems.toml");
        let path = project.root().join(&relative);
        if !path.is_file() {
            continue;
        }
        let text = fs::read_to_string(&path).at(&path)?;
        let sets = read(&relative, text.clone())
            .map_err(|findings| Error::Pipeline(PipelineError::Findings { findings }))?;
        for set in sets {
            known.push(set.id.value.clone());
            if set.id.value != name {
                continue;
            }
            if let Some(first) = &found {
                return Err(Error::SetTwice {
                    set: name.into(),
                    first: first.pipeline.clone(),
                    second: pipeline,
                });
            }
            found = Some(Found {
                pipeline: pipeline.clone(),
                set,
                path: relative.clone(),
                text: text.clone(),
            });
        }
    }
    known.sort();
    found.ok_or_else(|| Error::NoSet { set: name.into(), known })
}
