//! Errors as people read them: what, where, and apart from that a hint.
//!
//! ```text
//! error: stage `fit`, input `counts`: no stage or input `bin`
//!   --> pipelines/head-direction/pipeline.toml:14:22
//!   hint: did you mean `bins`?
//! ```
//!
//! On a terminal the line of the file is shown as well, with a mark under the words that it is about.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, NamedSource, SourceCode};

use crate::console::Console;
use crate::error::{Error, Fault};

/// Prints everything that is wrong.
pub(crate) fn print(error: &Error, console: Console) {
    let root = std::env::current_dir()
        .ok()
        .and_then(|folder| spikebook_pipeline::Project::find(&folder).ok());
    let root = root.as_ref().map(spikebook_pipeline::Project::root);
    let mut text = String::new();
    for fault in error.faults() {
        text += &if console.is_fancy() { fancy(&fault, root) } else { plain(&fault) };
    }
    // Where stderr is gone there is nobody to tell.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// The form for logs, pipes and screen readers.
fn plain(fault: &Fault) -> String {
    let mut text = format!("error: {}\n", fault.what);
    if let Some(place) = &fault.place {
        let (path, line, column) = (place.path.display(), place.line, place.column);
        let _ = writeln!(text, "  --> {path}:{line}:{column}");
    }
    if let Some(hint) = &fault.hint {
        let _ = writeln!(text, "  hint: {}", hint.replace('\n', "\n        "));
    }
    text
}

/// The form for a terminal.
fn fancy(fault: &Fault, root: Option<&Path>) -> String {
    let source = fault.place.as_ref().and_then(|place| {
        let path = root.map_or_else(|| place.path.clone(), |root| root.join(&place.path));
        let text = std::fs::read_to_string(path).ok()?;
        (place.span.end <= text.len())
            .then(|| NamedSource::new(place.path.display().to_string(), text))
    });
    let shown = Shown { fault, source };
    let mut text = String::new();
    let mut handler = GraphicalReportHandler::new();
    if let Some(hint) = &fault.hint {
        handler = handler.with_footer(format!("hint: {hint}"));
    }
    match handler.render_report(&mut text, &shown) {
        Ok(()) => text + "\n",
        Err(_) => plain(fault),
    }
}

/// A fault with the text of its file.
#[derive(Debug)]
struct Shown<'a> {
    fault: &'a Fault,
    source: Option<NamedSource<String>>,
}

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.fault.what)?;
        match &self.fault.place {
            Some(place) if self.source.is_none() => {
                write!(formatter, " ({}:{}:{})", place.path.display(), place.line, place.column)
            }
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.fault.place.as_ref().filter(|_| self.source.is_some())?;
        let length = place.span.len().max(1);
        let label = LabeledSpan::new(None, place.span.start, length);
        Some(Box::new(std::iter::once(label)))
    }
}
