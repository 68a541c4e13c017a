//! Chapters to a book: Markdown and results to HTML, by mdBook as a library.
//!
//! A chapter is the prose of `chapter.md` beside the pipeline whose results it tells of. Prose holds no
//! number that a stage computed: it pulls them in by reference, so that they cannot go stale.
//!
//! - [`BookPlan`] and [`Chapter`]: what goes in; [`ChapterResults`]: where results are looked up, which
//!   stored [`Results`](spikebook_pipeline::Results) are,
//! - [`build_book`]: all mistakes of all chapters at once, or a folder of pages that works without a
//!   network and has the same bytes on every build,
//! - what can be written in a chapter: `{{value …}}`, `{{table …}}`, `{{figure …}}`, `{{ref …}}`,
//!   `{{param …}}`, `{{graph}}`, `{{stages}}`, and TeX between dollars.
//!
//! It computes no statistics.

#![expect(
    clippy::format_push_string,
    reason = "pages are put together piece by piece; a `write!` that cannot fail tells no more"
)]

mod build;
mod cells;
mod directive;
mod directives;
mod download;
mod error;
mod graph_picture;
mod html;
mod index_page;
mod labels;
mod links;
mod markdown;
mod maths;
mod number;
mod numeral;
mod origin;
mod page;
mod plan;
mod prose;
mod reference_pages;
mod results;
mod setting;
mod site;
mod splice;
mod stored;
mod svg;

pub use build::build_book;
pub use error::Error;
pub use plan::{BookPlan, BookReport, Chapter, ChapterResults, LeftOut, ResultFault};
