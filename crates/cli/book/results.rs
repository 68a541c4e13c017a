//! Stored results, as chapters ask for them.

use spikebook_book::{ChapterResults, ResultFault};
use spikebook_pipeline::publish::Provenance;
use spikebook_pipeline::{Artifact, Reference, Results};

/// The stored results of a chapter's graph.
pub(super) struct StoredResults<'a>(pub(super) Results<'a>);

impl ChapterResults for StoredResults<'_> {
    fn artifact(&self, reference: &Reference) -> Result<Artifact, ResultFault> {
        self.0
            .artifact(reference)
            .map_err(|error| ResultFault { what: error.to_string(), hint: error.hint() })
    }

    fn digest(&self, stage: &str) -> Option<String> {
        self.0.record(stage).ok().map(spikebook_pipeline::store::Record::key)
    }

    fn n_rows(&self, reference: &Reference) -> Option<usize> {
        self.0.stored(reference).ok()?.rows
    }

    fn provenance(&self, reference: &Reference) -> Vec<(String, String)> {
        Provenance::of(&self.0, reference)
            .map(|provenance| provenance.entries())
            .unwrap_or_default()
    }
}
