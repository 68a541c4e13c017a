//! The first page: what the book is, its chapters, and what was left out.

use spikebook_pipeline::Audience;

use crate::html::{escaped, escaped_inline, with_code};
use crate::{BookPlan, Chapter};

/// The first page as Markdown.
pub(crate) fn markdown(plan: &BookPlan<'_>, chapters: &[Chapter<'_>]) -> String {
    let mut page = format!("# {}\n\n", escaped_inline(plan.title));
    if !plan.description.is_empty() {
        page += &format!("<p>{}</p>\n\n", with_code(plan.description));
    }
    if plan.audience == Audience::Instructor {
        page += "> [!NOTE]\n> This is the instructor's edition: it shows the truth behind simulated data.\n\n";
    }
    page += "## Chapters\n\n<ol class=\"chapters\">";
    for chapter in chapters {
        let summary = match chapter.pipeline.summary.trim() {
            "" => String::new(),
            summary => format!("<p>{}</p>", with_code(summary)),
        };
        page += &format!(
            "<li><a href=\"chapters/{}.html\">{}</a>{summary}</li>",
            chapter.pipeline.name,
            escaped(&chapter.pipeline.title)
        );
    }
    page += "</ol>\n\n";
    if chapters.is_empty() {
        page += "This edition has no chapters yet.\n\n";
    }
    if !plan.left_out.is_empty() {
        page += "\n### Left out of this edition\n\n<ul class=\"left-out\">";
        for chapter in &plan.left_out {
            let (title, reason) = (with_code(&chapter.title), with_code(chapter.reason.trim()));
            page += &format!("<li>{title}: {reason}</li>");
        }
        page += "</ul>\n\n";
    }
    page += "\n## How to read it\n\n\
             No number of this book is typed: each is pulled from the result of a stage, and pointing at \
             it tells which. Under each figure and table stand the command that makes it again, the digest \
             of its stage, and the data behind it as files. The [reference](reference/index.md) describes \
             every kind of stage, the [glossary](glossary.md) the words and the names of columns. The book \
             needs no network; `/` searches it.\n\n\
             Commands are typed in a terminal, in the folder of the project that this book belongs to (the one \
             that holds `pipelines`) or any folder below it: `cd` leads there. Where `spikebook` is not found, its folder is \
             not in the `PATH`; the page from which you got Spikebook says how to put it there. A run never \
             changes this book; `spikebook book` writes it anew from the results that there are.\n";
    page
}
