//! The first page: what the book is, its chapters, and what was left out.

use spikebook_pipeline::Audience;

use crate::html::escaped_inline;
use crate::{BookPlan, Chapter};

/// The first page as Markdown.
pub(crate) fn markdown(plan: &BookPlan<'_>, chapters: &[Chapter<'_>]) -> String {
    let mut page = format!("# {}\n\n", escaped_inline(plan.title));
    if !plan.description.is_empty() {
        page += &format!("{}\n\n", escaped_inline(plan.description));
    }
    if plan.audience == Audience::Instructor {
        page += "> [!NOTE]\n> This is the instructor's edition: it shows the truth behind simulated data.\n\n";
    }
    page += "## Chapters\n\n";
    for (position, chapter) in chapters.iter().enumerate() {
        let summary = match chapter.pipeline.summary.trim() {
            "" => String::new(),
            summary => format!("<br>{}", escaped_inline(summary)),
        };
        page += &format!(
            "{}. [{}](chapters/{}.md){summary}\n",
            position + 1,
            escaped_inline(&chapter.pipeline.title),
            chapter.pipeline.name
        );
    }
    if chapters.is_empty() {
        page += "This edition has no chapters yet.\n";
    }
    if !plan.left_out.is_empty() {
        page += "\n### Left out of this edition\n\n";
        for chapter in &plan.left_out {
            page += &format!(
                "- {}: {}\n",
                escaped_inline(&chapter.title),
                escaped_inline(chapter.reason.trim())
            );
        }
    }
    page += "\n## How to read it\n\n\
             No number of this book is typed: each is pulled from the result of a stage, and pointing at \
             it tells which. Under each figure and table stand the command that makes it again, the digest \
             of its stage, and the data behind it as files. The [reference](reference/index.md) describes \
             every kind of stage. The book needs no network; `/` searches it.\n";
    page
}
