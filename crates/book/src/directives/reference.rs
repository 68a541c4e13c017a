//! `{{ref fig-tuning}}`: the name of a figure, table or chapter, with a link to it.

use spikebook_pipeline::Document;
use spikebook_pipeline::document::Placed;

use crate::directive::Arguments;
use crate::page::{Page, suggestion};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RefTo(Placed<String>);

impl RefTo {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        arguments.required(document, "the id of a figure or table", "fig-tuning").map(Self)
    }

    pub(super) fn html(&self, page: &mut Page<'_>) -> Option<String> {
        let Placed { value: target, span } = &self.0;
        let own = page.chapter.pipeline.name.clone();
        let (chapter, id) = target.split_once('/').unwrap_or((&own, target));
        if let Some(label) = page.labels.shown(chapter, id) {
            let file = if chapter == own { String::new() } else { format!("{chapter}.html") };
            return Some(format!("<a href=\"{file}#{id}\">{}</a>", unbroken(label)));
        }
        if let Some((number, title)) = page.labels.chapter(target) {
            let title = crate::html::escaped_inline(title);
            let label = unbroken(&format!("Chapter {number}"));
            return Some(format!("<a href=\"{target}.html\">{label}, {title}</a>"));
        }
        let mut names = page.labels.ids(chapter);
        names.extend(page.labels.chapter_names());
        let hint = suggestion(id, &names, "there are");
        page.find(span, format!("no figure, table or chapter `{target}`"), hint);
        None
    }
}

/// A label whose number stays on the line of its word.
fn unbroken(label: &str) -> String {
    label.replace(' ', "\u{a0}")
}
