//! From the text of a card to what it says, with every fault in it.

mod column;
mod file;
mod table;

use std::path::Path;

use serde_json::Map;

use super::spec::{Card, CardSource};
use crate::document::{Document, Finding, Placed, Section};

impl Card {
    /// Reads the text of the card of the dataset `name`. `path` is what messages call its file.
    ///
    /// # Errors
    /// Every fault in it, with its line.
    pub fn parse(name: &str, path: &Path, text: &str) -> Result<Self, Vec<Finding>> {
        let (document, card) =
            Document::new(path, text.into()).read(|document, top| read(name, path, document, top));
        let findings = document.into_findings();
        card.flatten().filter(|_| findings.is_empty()).ok_or(findings)
    }
}

fn read(name: &str, path: &Path, document: &mut Document, mut top: Section<'_>) -> Option<Card> {
    let words = |placed: Option<Placed<String>>| placed.map_or_else(String::new, |p| p.value);
    let title = words(top.required_text(document, "title"));
    let description = words(top.text(document, "description")).trim().to_owned();
    let licence = words(top.required_text(document, "licence"));
    let citation = words(top.text(document, "citation"));
    let url = words(top.text(document, "url"));
    let source = read_source(document, &mut top);
    top.finish(document);
    let path = path.into();
    Some(Card {
        name: name.into(),
        path,
        title,
        description,
        licence,
        citation,
        url,
        source: source?,
    })
}

fn read_source(document: &mut Document, top: &mut Section<'_>) -> Option<CardSource> {
    let generator = top.section(document, "generator");
    let place = top.span_of("generator");
    let files = top.has("file");
    let tables = top.has("table");
    match (generator, files || tables) {
        (Some(section), false) => read_generator(document, section),
        (Some(_), true) => {
            let hint = "keep `[generator]` where a stage kind makes the data, and `[[file]]` with \
                        `[table.NAME]` where files hold it";
            document.find(place, "both a generator and files", Some(hint.into()));
            None
        }
        (None, true) => Some(read_files(document, top)),
        (None, false) => {
            let hint = "`[generator]` names a stage kind that makes the data; `[[file]]` and \
                        `[table.NAME]` say how to read files"
                .to_owned();
            document.find(top.span(), "neither a generator nor files", Some(hint));
            None
        }
    }
}

fn read_generator(document: &mut Document, mut section: Section<'_>) -> Option<CardSource> {
    let kind = section.required_text(document, "kind");
    let seed = section.count(document, "seed").unwrap_or(0);
    let mut params = Map::new();
    for (name, value) in section.entries(document, "params") {
        params.insert(name.value, value.value);
    }
    section.finish(document);
    Some(CardSource::Generator { kind: kind?.value, seed, params })
}

fn read_files(document: &mut Document, top: &mut Section<'_>) -> CardSource {
    let sections = top.sections(document, "file");
    let n_files = sections.len();
    let mut files = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    for section in sections {
        let (id, file) = file::read(document, section, n_files > 1);
        if let Some(id) = id {
            if ids.contains(&id.value) {
                let what = format!("file `{}`: a second one of this id", id.value);
                document.find(id.span, what, Some("give it another".into()));
            }
            ids.push(id.value);
        }
        files.extend(file);
    }
    if n_files == 0 {
        let hint = "add `[[file]]` with `path`, `bytes` and `sha256`".to_owned();
        document.find(top.span(), "tables without a file", Some(hint));
    }
    let start_s = top.number(document, "t_start_s");
    let stop_s = top.number(document, "t_stop_s");
    let mut tables = Vec::new();
    for (name, section) in top.named_sections(document, "table") {
        tables.extend(table::read(document, &name, section, &ids, (start_s, stop_s)));
    }
    if !top.has("table") {
        let hint = "add `[table.spikes]`, `[table.trials]` or another".to_owned();
        document.find(top.span(), "files without a table", Some(hint));
    }
    CardSource::Files { files, tables }
}

#[cfg(test)]
mod tests;
