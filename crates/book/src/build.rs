//! From a plan to a book: all chapters set, all mistakes told at once, pages written whole or not at all.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use spikebook_data::temporary::TemporaryFolder;
use spikebook_pipeline::Document;

use crate::error::AtPath;
use crate::labels::Labels;
use crate::maths::Maths;
use crate::setting::{Setting, set};
use crate::site::{Entry, MdPage, Site};
use crate::splice::Splices;
use crate::{BookPlan, BookReport, Chapter, Error, index_page, reference_pages};

/// The file by which a folder is known as a book that may be replaced.
const MARK: &str = ".spikebook-book";
/// The words of the field, and the names of columns.
const GLOSSARY: &str = include_str!("../../../docs/glossary.md");
/// How often a build tries to put its book in place while others do.
const MOST_ATTEMPTS: usize = 20;

/// Builds a book in `out_dir`, which is replaced whole; where anything is wrong, it is left as it was.
///
/// The same plan gives the same bytes, whatever the folder.
///
/// # Errors
/// [`Error::Findings`] with every mistake in the chapters, [`Error::DanglingLink`], [`Error::NotABook`]
/// where `out_dir` holds something else, and what keeps files from being written.
pub fn build_book(plan: &BookPlan<'_>, out_dir: &Path) -> Result<BookReport, Error> {
    refuse_foreign(out_dir)?;
    let mut chapters = plan.chapters.clone();
    chapters.sort_by_key(|chapter| (chapter.pipeline.order, chapter.pipeline.name.clone()));
    let labels = Labels::of(&chapters);
    let maths = Maths::new();
    let known_kinds: BTreeSet<String> =
        plan.catalogue.iter().map(|kind| kind.name.clone()).collect();
    let setting = Setting {
        audience: plan.audience,
        labels: &labels,
        maths: &maths,
        known_kinds: &known_kinds,
    };
    let mut splices = Splices::default();
    let mut findings = Vec::new();
    let mut files = Vec::new();
    let (mut n_figures, mut n_tables) = (0, 0);
    let mut entries = vec![Entry::Page(page(
        "About this book",
        "index.md",
        index_page::markdown(plan, &chapters),
    ))];
    for (position, chapter) in chapters.iter().enumerate() {
        let set = set(&setting, *chapter, position + 1, &mut splices);
        findings.extend(set.findings);
        files.extend(set.files);
        n_figures += set.n_figures;
        n_tables += set.n_tables;
        let path = format!("chapters/{}.md", chapter.pipeline.name);
        let set = page(&chapter.pipeline.title, &path, set.markdown);
        entries.push(Entry::Page(MdPage { number: vec![position as u32 + 1], ..set }));
    }
    if !findings.is_empty() {
        return Err(Error::Findings { findings });
    }
    entries.extend(reference(plan, chapters.len() as u32 + 1));
    let site = Site {
        title: plan.title,
        description: plan.description,
        entries,
        files: &files,
        splices: &splices,
    };
    write(site, out_dir, &chapters)?;
    Ok(BookReport {
        index: out_dir.join("index.html"),
        n_chapters: chapters.len(),
        n_figures,
        n_tables,
        left_out: plan.left_out.clone(),
    })
}

fn page(title: &str, path: &str, markdown: String) -> MdPage {
    MdPage {
        title: title.into(),
        path: path.into(),
        markdown,
        number: Vec::new(),
        below: Vec::new(),
    }
}

/// The pages of reference.
fn reference(plan: &BookPlan<'_>, number: u32) -> [Entry; 3] {
    let overview = reference_pages::overview(plan.catalogue);
    let mut overview = page("Stages", "reference/index.md", overview);
    overview.number = vec![number];
    for (kind, position) in plan.catalogue.iter().zip(1..) {
        let path = format!("reference/{}.md", kind.name);
        let kind_page = page(&kind.name, &path, reference_pages::page(kind, plan.audience));
        overview.below.push(MdPage { number: vec![number, position], ..kind_page });
    }
    let glossary = page("Glossary", "glossary.md", GLOSSARY.into());
    [Entry::Part("Reference"), Entry::Page(glossary), Entry::Page(overview)]
}

/// A folder that holds something else than a book is not touched.
fn refuse_foreign(out_dir: &Path) -> Result<(), Error> {
    // Looked at twice, for another build may be replacing it.
    let foreign = is_foreign(out_dir).at(out_dir)? && is_foreign(out_dir).at(out_dir)?;
    if foreign { Err(Error::NotABook { path: out_dir.into() }) } else { Ok(()) }
}

fn is_foreign(folder: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let names = entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    Ok(!names.is_empty() && !names.iter().any(|name| name == MARK))
}

/// Builds beside `out_dir` and puts the finished folder in its place by a rename.
fn write(site: Site<'_>, out_dir: &Path, chapters: &[Chapter<'_>]) -> Result<(), Error> {
    let parent = match out_dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).at(parent)?;
    let work = TemporaryFolder::new(".book-", parent, None).at(parent)?;
    let built = site.build(work.path()).map_err(|error| placed(error, chapters))?;
    let mark = built.join(MARK);
    fs::write(&mark, "Written by `spikebook book`, which replaces this folder whole.\n")
        .at(&mark)?;
    work.put_in_place(|aside| replace(out_dir, &built, aside)).at(out_dir)
}

/// Puts a folder in the place of another, which goes to `aside`. Where another build was quicker, its book
/// is replaced in turn.
fn replace(out_dir: &Path, built: &Path, aside: &Path) -> io::Result<()> {
    let mut last = Ok(());
    for attempt in 0..MOST_ATTEMPTS {
        match fs::rename(out_dir, aside.join(format!("before-{attempt}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        last = fs::rename(built, out_dir);
        match &last {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            _ => return last,
        }
    }
    last
}

/// A dangling link with its place in the chapter, where an author wrote it.
fn placed(error: Error, chapters: &[Chapter<'_>]) -> Error {
    let Error::DanglingLink { page, target } = &error else { return error };
    let written = target.replace(".html", ".md");
    for chapter in chapters {
        if *page != format!("chapters/{}.html", chapter.pipeline.name) {
            continue;
        }
        for target in [target, &written] {
            if let Some(start) = chapter.text.find(target.as_str()) {
                let mut document = Document::new(chapter.path, chapter.text.into());
                let what = format!(
                    "the link to `{target}` leads nowhere, wanted a page or an id of the book"
                );
                document.find(start..start + target.len(), what, error.hint());
                return Error::Findings { findings: document.into_findings() };
            }
        }
    }
    error
}
