//! What can be referred to: chapters, figures and tables, with their numbers.

use std::collections::BTreeMap;
use std::path::Path;

use spikebook_pipeline::Document;

use crate::Chapter;
use crate::directive::scan;
use crate::directives::Directive;
use crate::markdown::Regions;

/// The numbers of a book's chapters, figures and tables.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    chapters: BTreeMap<String, (usize, String)>,
    shown: BTreeMap<(String, String), String>,
}

impl Labels {
    /// The labels of chapters in the book's order.
    pub(crate) fn of(chapters: &[Chapter<'_>]) -> Self {
        let mut labels = Self::default();
        for (position, chapter) in chapters.iter().enumerate() {
            let number = position + 1;
            let name = &chapter.pipeline.name;
            labels.chapters.insert(name.clone(), (number, chapter.pipeline.title.clone()));
            let (mut n_figures, mut n_tables) = (0, 0);
            for directive in directives(chapter) {
                let (id, word, counter) = match &directive {
                    Directive::Figure(figure) => (&figure.id, "Figure", &mut n_figures),
                    Directive::Table(table) => (&table.id, "Table", &mut n_tables),
                    _ => continue,
                };
                *counter += 1;
                let label = format!("{word} {number}.{counter}");
                labels.shown.entry((name.clone(), id.value.clone())).or_insert(label);
            }
        }
        labels
    }

    /// What a figure or table is called: "Figure 2.1".
    pub(crate) fn shown(&self, chapter: &str, id: &str) -> Option<&str> {
        self.shown.get(&(chapter.to_owned(), id.to_owned())).map(String::as_str)
    }

    /// Number and title of a chapter.
    pub(crate) fn chapter(&self, name: &str) -> Option<(usize, &str)> {
        self.chapters.get(name).map(|(number, title)| (*number, title.as_str()))
    }

    /// The ids of a chapter's figures and tables, for a message.
    pub(crate) fn ids(&self, chapter: &str) -> Vec<&str> {
        self.shown.keys().filter(|(name, _)| name == chapter).map(|(_, id)| id.as_str()).collect()
    }

    /// The names of all chapters, for a message.
    pub(crate) fn chapter_names(&self) -> Vec<&str> {
        self.chapters.keys().map(String::as_str).collect()
    }
}

/// What a chapter asks for, as far as it can be read; mistakes are found when it is set.
fn directives(chapter: &Chapter<'_>) -> Vec<Directive> {
    let mut document = Document::new(Path::new(""), chapter.text.into());
    let span = 0..chapter.text.len();
    let regions = Regions::of(chapter.text, span.clone());
    let calls = scan(&mut document, span, &regions);
    calls.iter().filter_map(|call| Directive::read(call, &mut document)).collect()
}
