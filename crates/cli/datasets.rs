//! The datasets of a project.

use spikebook_pipeline::Project;
use spikebook_pipeline::dataset::{DatasetProblem, Datasets, ResolvedDataset};

use crate::error::Error;

/// The datasets of a project, by the cards in its folder `datasets`.
pub(crate) fn of(_project: &Project) -> Result<Box<dyn Datasets>, Error> {
    Ok(Box::new(None))
}

struct None;

impl Datasets for None {
    fn resolve(
        &self,
        name: &str,
        _catalogue: &spikebook_pipeline::Catalogue,
    ) -> Result<ResolvedDataset, DatasetProblem> {
        Err(DatasetProblem { what: format!("no dataset `{name}`"), hint: Option::None })
    }
}
