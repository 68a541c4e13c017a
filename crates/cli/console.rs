//! What is told on stderr while a command works: bars on a terminal, plain lines elsewhere.

use std::env;
use std::io::{IsTerminal as _, Write as _};

/// How much is told, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Nothing but errors.
    Quiet,
    /// A line for each thing that happened.
    Lines,
    /// Bars that move, in colour.
    Bars,
}

/// Stderr, as this process should use it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    style: Style,
    is_fancy: bool,
}

impl Console {
    /// Bars and colour only where somebody watches a terminal, and did not ask for plain text.
    pub(crate) fn new(quiet: bool) -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_fancy = std::io::stderr().is_terminal() && !is_set("NO_COLOR") && !is_set("CI");
        let style = match (quiet, is_fancy) {
            (true, _) => Style::Quiet,
            (false, true) => Style::Bars,
            (false, false) => Style::Lines,
        };
        Self { style, is_fancy }
    }

    /// How much is told.
    pub(crate) fn style(self) -> Style {
        self.style
    }

    /// Whether errors are shown with the line of the file that they are about, in colour.
    pub(crate) fn is_fancy(self) -> bool {
        self.is_fancy
    }

    /// Tells one thing.
    pub(crate) fn say(self, line: &str) {
        if self.style != Style::Quiet {
            // Where stderr is gone there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
}
