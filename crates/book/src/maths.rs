//! `TeX` between dollars to `MathML`, when the book is built.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::markdown::Formula;
use crate::page::Page;

/// What turns `TeX` into `MathML`.
pub(crate) struct Maths(LatexToMathML);

impl Maths {
    pub(crate) fn new() -> Self {
        Self(
            LatexToMathML::new(MathCoreConfig::default())
                .expect("a configuration without macros is valid"),
        )
    }
}

/// The marker of a formula, or a note of what is wrong in it.
pub(crate) fn set(page: &mut Page<'_>, formula: &Formula) -> String {
    let display = if formula.display { MathDisplay::Block } else { MathDisplay::Inline };
    match page.maths.0.convert_with_local_state(&formula.tex, display) {
        Ok(result) if result.warnings.has_any() => {
            let hint = "number and label equations in words".into();
            page.find(&formula.span, "a formula refers to a label that is not there", Some(hint));
            String::new()
        }
        Ok(result) => {
            let mathml = result.mathml.replace('\n', " ");
            if formula.display {
                // A formula wider than the page scrolls by itself.
                page.splices.keep(format!("<span class=\"formula\">{mathml}</span>"))
            } else {
                page.splices.keep(mathml)
            }
        }
        Err(error) => {
            let dollars = if formula.display { 2 } else { 1 };
            let start = formula.span.start + dollars;
            let end = formula.span.end - dollars;
            let at = (start + error.0.start).min(end);
            let to = (start + error.0.end).clamp(at, end);
            let message = error.error_message();
            let what = format!("formula: {}", first_letter_lowered(message.trim_end_matches('.')));
            let hint =
                format!("in `{}`", formula.tex.split_whitespace().collect::<Vec<_>>().join(" "));
            page.find(&(at..to), what, Some(hint));
            String::new()
        }
    }
}

fn first_letter_lowered(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
