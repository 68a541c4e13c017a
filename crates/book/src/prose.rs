//! Prose to Markdown for mdBook: directives and formulas replaced, copied numerals noted.

use std::ops::Range;

use pulldown_cmark::{Parser, html};

use crate::directive::{Call, scan};
use crate::directives::Directive;
use crate::markdown::Regions;
use crate::page::Page;
use crate::{maths, numeral};

/// The bytes `span` of the chapter as Markdown without directives and formulas.
pub(crate) fn markdown(page: &mut Page<'_>, span: &Range<usize>) -> String {
    let text = page.document.text().to_owned();
    let regions = Regions::of(&text, span.clone());
    let calls = scan(&mut page.document, span.clone(), &regions);
    let within_call =
        |range: &Range<usize>| calls.iter().any(|call| call.span.contains(&range.start));
    for prose in pieces_outside(&regions.prose, &calls) {
        numeral::check(page, prose);
    }
    for dollar in regions.stray_dollars.iter().filter(|range| !within_call(range)) {
        let hint = "a formula stands between two dollars, with no space beside them and every brace \
                    closed: `$x$`; write `\\$` for the sign";
        page.find(dollar, "a dollar that opens no formula", Some(hint.into()));
    }
    let mut replaced: Vec<(Range<usize>, String)> = Vec::new();
    for formula in regions.formulas.iter().filter(|formula| !within_call(&formula.span)) {
        replaced.push((formula.span.clone(), maths::set(page, formula)));
    }
    for call in &calls {
        replaced.push((call.span.clone(), replacement(page, &text, span, call)));
    }
    replaced.sort_by_key(|(range, _)| range.start);
    let mut markdown = String::with_capacity(span.len());
    let mut at = span.start;
    for (range, html) in replaced {
        markdown.push_str(&text[at..range.start]);
        markdown.push_str(&html);
        at = range.end;
    }
    markdown + &text[at..span.end]
}

/// The bytes `span` of the chapter, a caption, as HTML on one line.
pub(crate) fn inline_html(page: &mut Page<'_>, span: &Range<usize>) -> String {
    let markdown = markdown(page, span);
    let mut html = String::new();
    html::push_html(&mut html, Parser::new_ext(&markdown, crate::markdown::options()));
    let html = html.trim();
    let html = html.strip_prefix("<p>").unwrap_or(html);
    html.strip_suffix("</p>").unwrap_or(html).replace('\n', " ")
}

/// What stands in the place of a call.
fn replacement(page: &mut Page<'_>, text: &str, span: &Range<usize>, call: &Call) -> String {
    let Some(directive) = Directive::read(call, &mut page.document) else { return String::new() };
    if !directive.is_block() {
        return directive.html(page).unwrap_or_default();
    }
    let line_start =
        text[span.start..call.span.start].rfind('\n').map_or(span.start, |at| span.start + at + 1);
    let before = &text[line_start..call.span.start];
    let after = text[call.span.end..span.end].lines().next().unwrap_or("");
    if !before.trim().is_empty() || !after.trim().is_empty() {
        let what = format!("`{{{{{}}}}}`: wanted it on a line of its own", call.word.value);
        page.find(&call.span, what, None);
    }
    // A block of HTML ends at an empty line.
    directive.html(page).map_or_else(String::new, |html| format!("{html}\n"))
}

/// The parts of these ranges that lie outside of all calls.
fn pieces_outside(ranges: &[Range<usize>], calls: &[Call]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    for range in ranges {
        let mut start = range.start;
        for call in calls.iter().filter(|call| call.span.end > range.start) {
            if call.span.start >= range.end {
                break;
            }
            if call.span.start > start {
                pieces.push(start..call.span.start);
            }
            start = start.max(call.span.end);
        }
        if start < range.end {
            pieces.push(start..range.end);
        }
    }
    pieces
}
