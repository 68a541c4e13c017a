//! TOML that somebody wrote, read so that every fault in it is found at once and has a place.

mod nearest;
mod section;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

pub use nearest::nearest;
pub use section::Section;

/// One thing that is wrong in a file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the project's root.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in characters.
    pub column: usize,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.what)
    }
}

/// A file's text and what was found wrong in it.
#[derive(Debug)]
pub struct Document {
    path: PathBuf,
    text: String,
    findings: Vec<Finding>,
}

impl Document {
    /// A document with this text. `path` is what messages call it.
    pub fn new(path: &Path, text: String) -> Self {
        Self { path: path.into(), text, findings: Vec::new() }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether anything was found so far.
    pub fn has_findings(&self) -> bool {
        !self.findings.is_empty()
    }

    /// What was found so far, from top to bottom.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.span.start);
        self.findings
    }

    /// Notes a fault.
    pub fn find(&mut self, span: Range<usize>, what: impl Into<String>, hint: Option<String>) {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.findings.push(Finding {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span,
            what: what.into(),
            hint,
        });
    }

    /// Parses the text and hands its top level to `read`, together with this document for notes.
    pub fn read<T>(mut self, read: impl FnOnce(&mut Self, Section<'_>) -> T) -> (Self, Option<T>) {
        let text = std::mem::take(&mut self.text);
        let (table, errors) = DeTable::parse_recoverable(&text);
        self.text.clone_from(&text);
        for error in &errors {
            let hint = syntax_hint(error.message());
            self.find(error.span().unwrap_or(0..0), error.message(), Some(hint.into()));
        }
        if errors.is_empty() {
            let span = 0..text.len().min(1);
            let top = Section::new("the file".into(), table.get_ref(), span);
            let value = read(&mut self, top);
            (self, Some(value))
        } else {
            (self, None)
        }
    }
}

/// What to write where the text is no TOML.
fn syntax_hint(fault: &str) -> &'static str {
    let speaks_of = |words: &[&str]| words.iter().any(|word| fault.contains(word));
    if speaks_of(&["string", "quote"]) {
        "text stands between two quotes on one line: title = \"My rat\""
    } else if speaks_of(&["duplicate"]) {
        "a key or section stands once: put the two together, or remove one"
    } else if speaks_of(&["array", "`]`", "`}`", "table header"]) {
        "brackets come in pairs: [section], [[stage]], [1, 2], { x = 1, y = 2 }"
    } else {
        "a line is `key = value`; text is in quotes, decimals have a point, a comment begins with #"
    }
}

/// Text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// What stands there.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}
