//! What a book is made of, and what came out.

use std::path::PathBuf;

use spikebook_pipeline::{Artifact, Audience, Catalogue, Graph, Pipeline, Reference};

/// Where a chapter finds the results of its pipeline.
pub trait ChapterResults {
    /// The result that a reference names.
    ///
    /// # Errors
    /// Where its stage has not been run, or what is stored cannot be read.
    fn artifact(&self, reference: &Reference) -> Result<Artifact, ResultFault>;

    /// The digest that names a stage's record: of its code, parameters, inputs and seed.
    fn digest(&self, stage: &str) -> Option<String>;

    /// How many rows a result has, where it has rows.
    fn n_rows(&self, reference: &Reference) -> Option<usize> {
        self.artifact(reference).ok()?.n_rows()
    }

    /// What is written into the metadata of a Parquet file that readers download.
    fn provenance(&self, _reference: &Reference) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// Why a result cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFault {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// One chapter: a pipeline, its prose and its results.
#[derive(Clone, Copy)]
pub struct Chapter<'a> {
    /// What is written of the pipeline: name, title, summary, place in the book.
    pub pipeline: &'a Pipeline,
    /// The pipeline wired.
    pub graph: &'a Graph,
    /// The text of `chapter.md`.
    pub text: &'a str,
    /// What messages call the file, from the project's root: `pipelines/place-cells/chapter.md`.
    pub path: &'a std::path::Path,
    /// Its results.
    pub results: &'a dyn ChapterResults,
}

/// A chapter that the book does without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its title.
    pub title: String,
    /// Why, in one line: "its recording is not at hand".
    pub reason: String,
}

/// All that a book is made of.
pub struct BookPlan<'a> {
    /// The book's title.
    pub title: &'a str,
    /// What it is about, in a sentence or two.
    pub description: &'a str,
    /// For whom it is built: instructors also see what truth was simulated.
    pub audience: Audience,
    /// The chapters; the book orders them by their pipelines' `order`, then by name.
    pub chapters: Vec<Chapter<'a>>,
    /// The chapters that it does without.
    pub left_out: Vec<LeftOut>,
    /// The stage kinds, each of which gets a page of reference.
    pub catalogue: &'a Catalogue,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookReport {
    /// The page to open.
    pub index: PathBuf,
    /// How many chapters it has.
    pub n_chapters: usize,
    /// How many figures they show.
    pub n_figures: usize,
    /// How many tables they show.
    pub n_tables: usize,
    /// The chapters that it does without.
    pub left_out: Vec<LeftOut>,
}
