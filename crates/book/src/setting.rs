//! A chapter from prose to a page.

use std::collections::BTreeSet;

use spikebook_pipeline::{Audience, Document, Finding};

use crate::Chapter;
use crate::directives::Directive;
use crate::html::escaped_inline;
use crate::labels::Labels;
use crate::maths::Maths;
use crate::page::{BookFile, Page};
use crate::splice::Splices;
use crate::{prose, stored};

/// What all chapters share while they are set.
pub(crate) struct Setting<'a> {
    pub(crate) audience: Audience,
    pub(crate) labels: &'a Labels,
    pub(crate) maths: &'a Maths,
    pub(crate) known_kinds: &'a BTreeSet<String>,
}

/// A chapter as mdBook gets it.
pub(crate) struct SetChapter {
    pub(crate) markdown: String,
    pub(crate) files: Vec<BookFile>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) n_figures: usize,
    pub(crate) n_tables: usize,
}

/// Sets a chapter, the `number`th of the book.
pub(crate) fn set(
    setting: &Setting<'_>,
    chapter: Chapter<'_>,
    number: usize,
    splices: &mut Splices,
) -> SetChapter {
    let mut page = Page {
        chapter,
        number,
        audience: setting.audience,
        labels: setting.labels,
        maths: setting.maths,
        known_kinds: setting.known_kinds,
        splices,
        document: Document::new(chapter.path, chapter.text.into()),
        stored_numbers: Vec::new(),
        files: Vec::new(),
        shown_ids: BTreeSet::new(),
        n_figures: 0,
        n_tables: 0,
        has_graph: false,
        has_stages: false,
    };
    page.stored_numbers = stored::numbers(&page);
    let mut markdown = String::new();
    if !has_title(chapter.text) {
        markdown = format!("# {}\n\n", escaped_inline(&chapter.pipeline.title));
    }
    let prose = prose::markdown(&mut page, &(0..chapter.text.len()));
    markdown += prose.trim_start_matches('\u{feff}');
    markdown += &appendix(&mut page);
    SetChapter {
        markdown,
        n_figures: page.n_figures,
        n_tables: page.n_tables,
        files: page.files,
        findings: page.document.into_findings(),
    }
}

fn has_title(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with("# ")
}

/// The graph and the stages of a chapter that shows them nowhere itself.
fn appendix(page: &mut Page<'_>) -> String {
    let missing: Vec<Directive> =
        [(page.has_graph, Directive::Graph), (page.has_stages, Directive::Stages)]
            .into_iter()
            .filter(|(is_shown, _)| !is_shown)
            .map(|(_, directive)| directive)
            .collect();
    if missing.is_empty() {
        return String::new();
    }
    let mut appendix = format!(
        "\n\n## How this chapter is computed\n\nEvery number, table and figure above comes from a stage of \
         the pipeline `{name}`; `spikebook run {name}` makes them again, the same to the last byte.\n\n",
        name = page.chapter.pipeline.name
    );
    for directive in missing {
        appendix += &directive.html(page).unwrap_or_default();
        appendix += "\n\n";
    }
    appendix
}
