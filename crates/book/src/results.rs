//! Stored results of a run, as a chapter looks them up.

use spikebook_pipeline::publish::Provenance;
use spikebook_pipeline::{Artifact, Error, Reference, Results};

use crate::{ChapterResults, ResultFault};

impl ChapterResults for Results<'_> {
    fn artifact(&self, reference: &Reference) -> Result<Artifact, ResultFault> {
        Results::artifact(self, reference)
            .map_err(|error: Error| ResultFault { what: error.to_string(), hint: error.hint() })
    }

    fn digest(&self, stage: &str) -> Option<String> {
        self.record(stage).ok().map(spikebook_pipeline::store::Record::key)
    }

    fn n_rows(&self, reference: &Reference) -> Option<usize> {
        self.stored(reference).ok()?.rows
    }

    fn provenance(&self, reference: &Reference) -> Vec<(String, String)> {
        Provenance::of(self, reference)
            .map_or_else(|_| Vec::new(), |provenance| provenance.entries())
    }
}
