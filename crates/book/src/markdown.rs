//! What is prose, code and maths in a chapter, by its bytes.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A formula of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formula {
    /// Its bytes, with the dollars.
    pub(crate) span: Range<usize>,
    /// The TeX between the dollars.
    pub(crate) tex: String,
    /// Whether it stands on a line of its own.
    pub(crate) display: bool,
}

/// The parts of a text that are read in different ways.
#[derive(Debug, Default)]
pub(crate) struct Regions {
    /// Code and comments: nothing in them is a directive.
    pub(crate) verbatim: Vec<Range<usize>>,
    /// Formulas.
    pub(crate) formulas: Vec<Formula>,
    /// Text that a reader reads, headings included; not that of links.
    pub(crate) prose: Vec<Range<usize>>,
    /// Dollars that neither open nor close a formula.
    pub(crate) stray_dollars: Vec<Range<usize>>,
}

/// The Markdown that mdBook knows.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

impl Regions {
    /// Reads the bytes `span` of a text.
    pub(crate) fn of(text: &str, span: Range<usize>) -> Self {
        let start = span.start;
        let part = &text[span];
        let mut regions = Self::default();
        let mut silent = 0_usize;
        let parser = Parser::new_ext(part, options() | Options::ENABLE_MATH);
        for (event, range) in parser.into_offset_iter() {
            let source = &part[range.clone()];
            let range = range.start + start..range.end + start;
            match event {
                Event::Start(Tag::CodeBlock(_)) => {
                    silent += 1;
                    regions.verbatim.push(range);
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => silent += 1,
                Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => silent -= 1,
                Event::Code(_) => regions.verbatim.push(range),
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)
                    if source.trim_start().starts_with("<!--") =>
                {
                    regions.verbatim.push(range);
                }
                Event::InlineMath(tex) => regions.formula(range, &tex, false),
                Event::DisplayMath(tex) => regions.formula(range, &tex, true),
                Event::Text(_) if silent == 0 => regions.text(text, range),
                _ => {}
            }
        }
        regions
    }

    fn formula(&mut self, span: Range<usize>, tex: &str, display: bool) {
        self.formulas.push(Formula { span, tex: tex.into(), display });
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let escaped = text[..range.start].ends_with('\\');
        for (at, dollars) in text[range.clone()].match_indices('$') {
            if at > 0 || !escaped {
                let at = range.start + at;
                self.stray_dollars.push(at..at + dollars.len());
            }
        }
        self.prose.push(range);
    }

    /// Whether a directive may begin at this byte.
    pub(crate) fn is_open(&self, at: usize) -> bool {
        let formulas = self.formulas.iter().map(|formula| &formula.span);
        !self.verbatim.iter().chain(formulas).any(|range| range.contains(&at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_code_links_and_maths_are_told_apart() {
        let text = "# Peak 0.5\n\nA $x_1$ of `0.642` and [0.7](0.8.md) <!-- 0.9 --> costs \\$5.\n\n\
                    $$\ny = 3.25\n$$\n\n```text\n0.123\n```\n";
        let regions = Regions::of(text, 0..text.len());
        let prose: Vec<&str> = regions.prose.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(prose, ["Peak 0.5", "A ", " of ", " and ", " ", " costs ", "$5."]);
        let formulas: Vec<&str> = regions.formulas.iter().map(|f| f.tex.as_str()).collect();
        assert_eq!(formulas, ["x_1", "\ny = 3.25\n"]);
        assert_eq!(regions.verbatim.len(), 3);
        assert!(regions.stray_dollars.is_empty());
    }

    #[test]
    fn a_dollar_that_opens_nothing_is_noticed() {
        let text = "a rate of $x and more";
        assert_eq!(Regions::of(text, 0..text.len()).stray_dollars, vec![10..11]);
    }
}
