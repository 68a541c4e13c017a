//! `{{literal 0.642}}`: a numeral that only happens to equal a result.

use spikebook_pipeline::Document;

use crate::directive::Arguments;
use crate::html::escaped_inline;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Literal(String);

impl Literal {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        let written = arguments.required(document, "a numeral", "0.642")?;
        Some(Self(written.value))
    }

    pub(super) fn html(&self) -> String {
        let digits = match self.0.strip_prefix('-') {
            Some(rest) => format!("\u{2212}{rest}"),
            None => self.0.clone(),
        };
        escaped_inline(&digits)
    }
}
