use std::path::Path;

use super::*;

fn scanned(text: &str) -> (Vec<Call>, Vec<String>) {
    let mut document = Document::new(Path::new("chapter.md"), text.into());
    let regions = Regions::of(text, 0..text.len());
    let calls = scan(&mut document, 0..text.len(), &regions);
    (calls, document.into_findings().iter().map(ToString::to_string).collect())
}

#[test]
fn a_call_is_a_word_and_arguments_with_their_places() {
    let text = "Rate {{value fit.summary.rate digits=3}} and {{graph}}.";
    let (calls, findings) = scanned(text);
    assert_eq!(findings, [""; 0]);
    assert_eq!(&text[calls[0].span.clone()], "{{value fit.summary.rate digits=3}}");
    assert_eq!(calls[0].word.value, "value");
    assert_eq!(calls[0].arguments[0].value.value, "fit.summary.rate");
    let digits = &calls[0].arguments[1];
    assert_eq!(digits.key.as_ref().expect("it has a key").value, "digits");
    assert_eq!(&text[digits.value.span.clone()], "3");
    assert_eq!(calls[1].word.value, "graph");
}

#[test]
fn a_quoted_text_holds_braces_and_lines() {
    let text = "{{figure a.b caption=\"peak {{value c.d.e}}\nof $r_1}}$\" id=\"fig-x\"}}";
    let (calls, findings) = scanned(text);
    assert_eq!(findings, [""; 0]);
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].span, 0..text.len());
    assert_eq!(calls[0].arguments[1].value.value, "peak {{value c.d.e}}\nof $r_1}}$");
}

#[test]
fn code_comments_maths_and_escaped_braces_hold_no_calls() {
    let text = "`{{value a.b.c}}` $\\frac{{a}}{b}$ <!-- {{table x.y}} --> \\{{not}}\n\n    {{figure x.y}}\n";
    let (calls, findings) = scanned(text);
    assert_eq!((calls.len(), findings.len()), (0, 0));
}

#[test]
fn every_broken_call_is_found() {
    let text =
        "{{value a.b.c\n\n{{ 12}}\n{{#include x.rs}}\n{{table a.b caption=\"open}}\n{{value a=}}";
    let (calls, findings) = scanned(text);
    assert_eq!(calls.len(), 0);
    insta::assert_snapshot!(findings.join("\n"), @r#"
    chapter.md:1:1: `{{value a.b.c`: wanted a value there
    chapter.md:3:1: `{{ 12}}`: wanted the name of a directive behind the braces
    chapter.md:4:1: `{{#…}}`: wanted no directive of mdBook
    chapter.md:5:1: `{{table a.b caption="open}}`: wanted a `"` that closes the text
    chapter.md:6:1: `{{value a=}}`: wanted a value there
    "#);
}
