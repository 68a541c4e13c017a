//! `[[file]]`: which bytes, and how they are written.

use std::path::{Component, Path};

use crate::card::spec::FileSpec;
use crate::document::{Document, Placed, Section};
use crate::raw::{TextOptions, reader_named};

/// Reads one `[[file]]`: its id, and the whole where nothing in it is faulty.
pub(super) fn read(
    document: &mut Document,
    mut section: Section<'_>,
    needs_id: bool,
) -> (Option<Placed<String>>, Option<FileSpec>) {
    let id = if needs_id {
        section.required_text(document, "id")
    } else {
        let unnamed = Placed { value: "file".into(), span: section.span() };
        Some(section.text(document, "id").unwrap_or(unnamed))
    };
    let path = section.required_text(document, "path").filter(|path| check_path(document, path));
    let bytes = required_size(document, &mut section);
    let sha256 =
        section.required_text(document, "sha256").filter(|digest| check_digest(document, digest));
    let url = section.text(document, "url").filter(|url| check_url(document, url));
    let format = section.text(document, "format").filter(|name| check_format(document, name));
    let text = read_text_options(document, &mut section);
    section.finish(document);
    let whole = || {
        Some(FileSpec {
            id: id.as_ref()?.value.clone(),
            path: path?.value,
            bytes: bytes?,
            sha256: sha256?.value,
            url: url.map(|url| url.value),
            format: format.map(|format| format.value),
            text,
        })
    };
    let file = whole();
    (id, file)
}

fn required_size(document: &mut Document, section: &mut Section<'_>) -> Option<u64> {
    if !section.has("bytes") {
        let hint = "add `bytes = …`: the size by which the file is found".to_owned();
        document.find(section.span(), format!("{}: no `bytes`", section.place()), Some(hint));
    }
    section.count(document, "bytes")
}

/// A path stays below the folder that it is looked for in.
fn check_path(document: &mut Document, path: &Placed<String>) -> bool {
    let inside = !path.value.is_empty()
        && !path.value.contains(['\\', '\0'])
        && Path::new(&path.value).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        let hint = "write it from the data folder on, as in \"my-rat/spikes.mat\"".to_owned();
        let what = format!("path: got \"{}\", wanted a path below a data folder", path.value);
        document.find(path.span.clone(), what, Some(hint));
    }
    inside
}

fn check_digest(document: &mut Document, digest: &Placed<String>) -> bool {
    let fits = digest.value.len() == 64
        && digest.value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !fits {
        let hint = "`sha256sum FILE` tells it".to_owned();
        let what = format!("sha256: got \"{}\", wanted 64 digits of 0-9 and a-f", digest.value);
        document.find(digest.span.clone(), what, Some(hint));
    }
    fits
}

fn check_url(document: &mut Document, url: &Placed<String>) -> bool {
    let fits = ["https://", "http://"].iter().any(|scheme| url.value.starts_with(scheme));
    if !fits {
        let what = format!("url: got \"{}\", wanted one that starts with https://", url.value);
        document.find(url.span.clone(), what, None);
    }
    fits
}

fn check_format(document: &mut Document, format: &Placed<String>) -> bool {
    match reader_named(&format.value) {
        Ok(_) => true,
        Err(error) => {
            document.find(format.span.clone(), error.to_string(), error.hint());
            false
        }
    }
}

fn read_text_options(document: &mut Document, section: &mut Section<'_>) -> TextOptions {
    let mut options = TextOptions::default();
    if let Some(delimiter) = character(document, section, "delimiter") {
        options.delimiter = delimiter;
    }
    if let Some(comment) = character(document, section, "comment") {
        options.comment = comment;
    }
    options.header = section.truth(document, "header");
    if let Some(missing) = section.texts(document, "missing") {
        options.missing = missing.into_iter().map(|text| text.value).collect();
    }
    options
}

/// One character in quotes, or nothing in them.
fn character(
    document: &mut Document,
    section: &mut Section<'_>,
    key: &str,
) -> Option<Option<char>> {
    let text = section.text(document, key)?;
    let mut characters = text.value.chars();
    match (characters.next(), characters.next()) {
        (first, None) => Some(first),
        _ => {
            let what = format!("{key}: got \"{}\", wanted one character or none", text.value);
            document.find(text.span, what, None);
            None
        }
    }
}
