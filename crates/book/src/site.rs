//! Markdown to pages: mdBook as a library, and what is done to its pages afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem, Chapter as MdChapter, SectionNumber};
use mdbook_driver::config::Config;

use crate::error::AtPath;
use crate::page::BookFile;
use crate::splice::Splices;
use crate::{Error, links};

/// Our own style sheet, on top of mdBook's.
const STYLE: &str = include_str!("site/spikebook.css");
const STYLE_NAME: &str = "spikebook.css";
const FAVICON: &str = include_str!("site/favicon.svg");
/// The font of formulas, with its licence (SIL Open Font Licence 1.1).
const FONTS: [(&str, &[u8]); 2] = [
    ("fonts/NotoSansMath-Regular.woff2", include_bytes!("../fonts/NotoSansMath-Regular.woff2")),
    ("fonts/NOTO-SANS-MATH-LICENSE.txt", include_bytes!("../fonts/OFL.txt")),
];
/// mdBook's settings.
const SETTINGS: &str = include_str!("site/settings.toml");

/// A page as mdBook gets it.
pub(crate) struct MdPage {
    /// What the list of contents calls it.
    pub(crate) title: String,
    /// Its place: `chapters/place-cells.md`.
    pub(crate) path: String,
    pub(crate) markdown: String,
    /// The number of a chapter; empty where it has none. mdBook nests its list of contents by numbers.
    pub(crate) number: Vec<u32>,
    /// Pages below it.
    pub(crate) below: Vec<MdPage>,
}

/// An entry of the list of contents.
pub(crate) enum Entry {
    /// A heading above the entries that follow.
    Part(&'static str),
    Page(MdPage),
}

/// What a site is made of.
pub(crate) struct Site<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) entries: Vec<Entry>,
    pub(crate) files: &'a [BookFile],
    pub(crate) splices: &'a Splices,
}

impl Site<'_> {
    /// Builds the site within the empty folder `work` and tells where it lies there.
    pub(crate) fn build(self, work: &Path) -> Result<PathBuf, Error> {
        let built = work.join("book");
        self.run_mdbook(work)?;
        let files = self.files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice()));
        for (name, bytes) in FONTS.into_iter().chain(files) {
            let path = built.join(name);
            let folder = path.parent().unwrap_or(&built);
            fs::create_dir_all(folder).at(folder)?;
            fs::write(&path, bytes).at(&path)?;
        }
        let mut files = BTreeSet::new();
        list_files(&built, "", &mut files)?;
        let mut pages = BTreeMap::new();
        for name in &files {
            let path = built.join(name);
            if path.extension().is_none_or(|extension| extension != "html") {
                continue;
            }
            let page = finished(&fs::read_to_string(&path).at(&path)?, self.splices);
            fs::write(&path, &page).at(&path)?;
            pages.insert(name.clone(), page);
        }
        match links::dangling(&pages, &files).into_iter().next() {
            None => Ok(built),
            Some(links::Dangling { page, target }) => Err(Error::DanglingLink { page, target }),
        }
    }

    fn run_mdbook(&self, work: &Path) -> Result<(), Error> {
        let source = work.join("src");
        let theme = work.join("theme");
        for folder in [&source, &theme] {
            fs::create_dir(folder).at(folder)?;
        }
        // The book is made in memory; mdBook only wants to see that there is one.
        for (path, text) in [
            (source.join("SUMMARY.md"), "# Summary\n"),
            (theme.join("favicon.svg"), FAVICON),
            (work.join(STYLE_NAME), STYLE),
        ] {
            fs::write(&path, text).at(&path)?;
        }
        let mut mdbook = MDBook::load_with_config(work, self.config()?).map_err(said)?;
        let items = self.entries.iter().map(|entry| match entry {
            Entry::Part(title) => BookItem::PartTitle((*title).into()),
            Entry::Page(page) => BookItem::Chapter(page.chapter(&[])),
        });
        mdbook.book = Book::new_with_items(items.collect());
        mdbook.build().map_err(said)
    }

    fn config(&self) -> Result<Config, Error> {
        let mut config: Config = SETTINGS.parse().map_err(said)?;
        config.book.title = Some(self.title.into());
        config.book.description = Some(self.description.into());
        Ok(config)
    }
}

impl MdPage {
    fn chapter(&self, parents: &[String]) -> MdChapter {
        let path = PathBuf::from(&self.path);
        let mut chapter =
            MdChapter::new(&self.title, self.markdown.clone(), path, parents.to_vec());
        let is_numbered = !self.number.is_empty();
        chapter.number = is_numbered.then(|| SectionNumber::new(self.number.clone()));
        let parents: Vec<String> = parents.iter().chain([&self.title]).cloned().collect();
        chapter.sub_items =
            self.below.iter().map(|page| BookItem::Chapter(page.chapter(&parents))).collect();
        chapter
    }
}

fn said(error: impl std::fmt::Display) -> Error {
    // The whole chain of causes.
    Error::MdBook { reason: format!("{error:#}") }
}

/// A page of mdBook with its markers filled, and a first link past the list of contents.
fn finished(page: &str, splices: &Splices) -> String {
    let skip = "<body>\n    <a class=\"skip-link\" href=\"#mdbook-content\">Skip to the text</a>";
    // The title of the book in the bar is no heading of the page.
    let page = match page.split_once("<h1 class=\"menu-title\">") {
        Some((before, after)) => {
            format!("{before}<div class=\"menu-title\">{}", after.replacen("</h1>", "</div>", 1))
        }
        None => page.to_owned(),
    };
    // The list of contents has no text to skip to.
    let page = if page.contains("id=\"mdbook-content\"") {
        page.replacen("<body>", skip, 1)
    } else {
        page
    };
    splices.fill(&page)
}

/// The paths of all files below a folder, with `/` between names.
fn list_files(folder: &Path, prefix: &str, files: &mut BTreeSet<String>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).at(folder)? {
        let entry = entry.at(folder)?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            list_files(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
