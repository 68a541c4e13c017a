//! What readers get: pages that hold together and need no network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use spikebook_pipeline::Audience;

use crate::fake;

/// The files of a book by their paths, text as text.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                let name = path.strip_prefix(folder).expect("it is in the book").to_owned();
                files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    files
}

fn book(audience: Audience) -> BTreeMap<PathBuf, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("book");
    fake::build(fake::CHAPTER, audience, &out).expect("a chapter without mistakes");
    files(&out)
}

fn page(book: &BTreeMap<PathBuf, String>, name: &str) -> String {
    book.get(Path::new(name)).unwrap_or_else(|| panic!("no {name}")).clone()
}

/// Everything between `before` and the next quote.
fn quoted<'h>(html: &'h str, before: &str) -> Vec<&'h str> {
    html.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_to_a_file_and_an_id() {
    let book = book(Audience::Student);
    let mut checked = 0;
    for (name, html) in book.iter().filter(|(name, _)| name.extension().is_some_and(|e| e == "html")) {
        for target in quoted(html, " href=\"").into_iter().chain(quoted(html, " src=\"")) {
            let (path, id) = target.split_once('#').unwrap_or((target, ""));
            let mut file = name.parent().expect("a page lies in a folder").to_owned();
            for part in Path::new(path).components() {
                match part {
                    std::path::Component::ParentDir => assert!(file.pop(), "{target} leaves the book"),
                    part => file.push(part),
                }
            }
            let file = if path.is_empty() { name.clone() } else { file };
            let found = book.get(&file);
            assert!(found.is_some(), "{}: {target} leads nowhere", name.display());
            let has_id = |html: &String| id.is_empty() || quoted(html, " id=\"").contains(&id);
            assert!(found.is_some_and(has_id), "{}: no id for {target}", name.display());
            checked += 1;
        }
    }
    assert!(checked > 200, "only {checked} links");
}

#[test]
fn no_page_needs_the_network() {
    for (name, text) in book(Audience::Student) {
        let is_page = name.extension().is_some_and(|extension| extension == "html");
        let is_style = name.extension().is_some_and(|extension| extension == "css");
        if is_page {
            for word in ["src=\"http", "src=\"//", "href=\"http", "href=\"//", "class=\"playground"] {
                assert!(!text.contains(word), "{}: {word}", name.display());
            }
        }
        if is_style {
            for word in ["url(http", "url('http", "url(\"http", "@import"] {
                assert!(!text.contains(word), "{}: {word}", name.display());
            }
        }
    }
}

#[test]
fn ids_are_unique_on_every_page() {
    for (name, html) in book(Audience::Student) {
        if name.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let ids = quoted(&html, " id=\"");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{}: {ids:?}", name.display());
        assert!(!html.contains("data-splice"), "{}: a marker is left", name.display());
    }
}

#[test]
fn a_figure_tells_how_it_was_made() {
    let book = book(Audience::Student);
    let html = page(&book, "chapters/head-direction.html");
    let start = html.find("<figure id=\"fig-tuning\">").expect("the figure is there");
    let figure = &html[start..start + html[start..].find("</figure>").expect("it ends")];
    insta::assert_snapshot!(figure.replace("><", ">\n<"), @"");
    for file in ["fig-tuning.svg", "fig-tuning.png", "fig-tuning.csv", "fig-tuning.parquet"] {
        page(&book, &format!("chapters/head-direction/{file}"));
    }
}

#[test]
fn prose_shows_values_with_units_and_formulas_as_mathml() {
    let html = page(&book(Audience::Student), "chapters/head-direction.html");
    let start = html.find("<p>At its preferred").expect("the paragraph is there");
    let paragraph = &html[start..start + html[start..].find("</p>").expect("it ends")];
    insta::assert_snapshot!(paragraph, @"");
    assert!(html.contains("<math display=\"block\">"), "a formula on a line of its own");
    assert!(html.contains("lang=\"en-GB\""));
    assert!(html.contains("A dollar is $5, braces are {{so}}."));
    let title = "<title>Which way is up? &lt;Head direction&gt; &amp; more - Spikes and behaviour</title>";
    assert!(html.contains(title));
}

#[test]
fn pictures_formulas_and_rows_stay_out_of_the_search() {
    let book = book(Audience::Student);
    let index = book
        .iter()
        .find(|(name, _)| name.to_string_lossy().starts_with("searchindex"))
        .map(|(_, text)| text)
        .expect("there is an index");
    assert!(index.contains("thalamus") && index.contains("tuning"), "prose and reference are found");
    for word in ["\u{3b2}", "1.2346", "M60", "stroke"] {
        assert!(!index.contains(word), "{word} is in the index");
    }
}

#[test]
fn students_see_no_truth_anywhere() {
    let is_truth = |text: &str| {
        ["212.75", "recording.truth", "what was simulated", "truth-check"]
            .iter()
            .any(|word| text.contains(word))
    };
    for (name, text) in book(Audience::Student) {
        let is_reference = name.starts_with("reference") || name == Path::new("print.html");
        let is_search = name.to_string_lossy().starts_with("searchindex");
        assert!(is_reference || is_search || !is_truth(&text), "{}", name.display());
        assert!(!text.contains("212.75"), "{}", name.display());
    }
    let html = page(&book(Audience::Instructor), "chapters/head-direction.html");
    assert!(html.contains("truth-check"));
}

#[test]
fn the_first_page_lists_chapters_and_what_was_left_out() {
    let html = page(&book(Audience::Student), "index.html");
    let start = html.find("<main>").expect("there is text");
    let text = &html[start..start + html[start..].find("</main>").expect("it ends")];
    insta::assert_snapshot!(text, @"");
}

#[test]
fn a_kind_is_described_from_its_declaration() {
    let html = page(&book(Audience::Student), "reference/tuning-curves.html");
    let start = html.find("<main>").expect("there is text");
    let text = &html[start..start + html[start..].find("</main>").expect("it ends")];
    insta::assert_snapshot!(text, @"");
}
