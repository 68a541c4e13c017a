//! Chapters to a book: Markdown and results to HTML, by mdBook as a library.
//!
//! A chapter is the prose of `chapter.md` beside the pipeline whose results it tells of. Prose holds no
//! number that a stage computed: it pulls them in by reference, so that they cannot go stale.
//!
//! - [`BookPlan`] and [`Chapter`]: what goes in; [`ChapterResults`]: where results are looked up, which
//!   stored [`Results`](spikebook_pipeline::Results) are,
//! - [`build_book`]: all mistakes of all chapters at once, or a folder of pages that works without a
//!   network and has the same bytes on every build.
//!
//! # What can be written in a chapter
//!
//! Markdown as mdBook knows it, `TeX` between dollars (`$x$`, and `$$…$$` on lines of its own), and
//!
//! | in `chapter.md` | on the page |
//! |---|---|
//! | `{{value fit.summary.peak_rate}}` | a number with its unit; also `digits=`, `decimals=`, `unit=` (`unit=none` hides it), and `index=` for one of a vector |
//! | `{{cell fit.coefficients.estimate where=term=intercept}}` | a cell of a table, in the same looks; also `row=0` |
//! | `{{param bins.bin_width_s}}` | what is set on a stage, with its unit |
//! | `{{literal 0.642}}` | a numeral that only happens to equal a result |
//! | `{{figure curves.figure caption="…" id=fig-tuning}}` | a picture, numbered, with its origin and downloads |
//! | `{{table fit.coefficients caption="…" columns=a,b rows=8 digits=4 id=tab-fit}}` | the first rows of a table, likewise |
//! | `{{ref fig-tuning}}`, `{{ref place-cells}}`, `{{ref place-cells/fig-maps}}` | "Figure 2.1" or the name of a chapter, with a link |
//! | `{{graph}}`, `{{stages}}` | the chapter's graph and stages; at its end where it shows them nowhere |
//!
//! Figures, tables, graph and stages stand on lines of their own. A caption may hold Markdown, formulas and
//! the inline directives. `\{{` and `\$` are the signs themselves.
//!
//! A numeral of the prose that copies a result is a mistake: one with a decimal point or three or more
//! digits that equals, at its printed digits, a value of the chapter or a cell of one of its small tables.
//! All text counts, headings and captions too, but neither code, formulas nor the text of links.
//!
//! A student's book shows nothing of instructors' ports, nor of what was computed from them.
//!
//! # Example
//!
//! ```
//! use spikebook_book::{BookPlan, build_book};
//! use spikebook_pipeline::{Audience, Catalogue};
//!
//! let catalogue = Catalogue::new([], |_| None);
//! let plan = BookPlan {
//!     title: "Spikes",
//!     description: "A book without chapters.",
//!     audience: Audience::Student,
//!     chapters: Vec::new(),
//!     left_out: Vec::new(),
//!     catalogue: &catalogue,
//! };
//! let folder = tempfile::tempdir().expect("a temporary folder");
//! let report = build_book(&plan, &folder.path().join("book"))?;
//! assert!(report.index.is_file());
//! # Ok::<(), spikebook_book::Error>(())
//! ```
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
