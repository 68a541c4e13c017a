//! `{{word …}}`: where a chapter pulls in a result.
//!
//! A call is a word and arguments between double braces. An argument is a plain word or `key=word` or
//! `key="several words"`; a quoted text ends at the next `"` and may hold maths and further calls. mdBook
//! has `{{#…}}` to itself; `\{{` is two braces.

mod arguments;

use std::ops::Range;

use spikebook_pipeline::Document;
use spikebook_pipeline::document::Placed;

pub(crate) use arguments::Arguments;

use crate::markdown::Regions;

/// One `{{…}}` as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// From the first brace to the last.
    pub(crate) span: Range<usize>,
    /// The word behind the braces.
    pub(crate) word: Placed<String>,
    /// What follows it.
    pub(crate) arguments: Vec<Argument>,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// What stands before the equals sign.
    pub(crate) key: Option<Placed<String>>,
    /// What stands behind it, without quotes.
    pub(crate) value: Placed<String>,
}

/// All calls among the bytes `span` of the document, in order.
pub(crate) fn scan(document: &mut Document, span: Range<usize>, regions: &Regions) -> Vec<Call> {
    let text = document.text().to_owned();
    let mut calls = Vec::new();
    let mut at = span.start;
    while let Some(found) = text[at..span.end].find("{{") {
        let start = at + found;
        at = start + 2;
        if !regions.is_open(start) || text[..start].ends_with('\\') {
            continue;
        }
        if text[at..].starts_with('#') {
            let hint = "a chapter holds its whole text; results come by `{{value …}}`, \
                        `{{table …}}` and `{{figure …}}`";
            document.find(
                start..at + 1,
                "`{{#…}}`: wanted no directive of mdBook",
                Some(hint.into()),
            );
            continue;
        }
        let mut reader = Reader { text: &text[..span.end], at };
        match reader.call(start) {
            Ok(call) => {
                at = call.span.end;
                calls.push(call);
            }
            Err(wanted) => {
                let line_end = text[start..span.end].find('\n').map_or(span.end, |end| start + end);
                let written: String = text[start..line_end].chars().take(30).collect();
                let hint = "two braces open a directive; write `\\{{` for the braces themselves";
                let what = format!("`{written}`: {wanted}");
                document.find(start..line_end, what, Some(hint.into()));
                at = line_end;
            }
        }
    }
    calls
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> Placed<String> {
        let rest = self.rest();
        let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let value = rest[..length].to_owned();
        let start = self.at;
        self.at += length;
        Placed { value, span: start..self.at }
    }

    fn call(&mut self, start: usize) -> Result<Call, &'static str> {
        self.skip_space();
        let word = self.take_while(|letter| letter.is_ascii_lowercase() || letter == '-');
        if word.value.is_empty() {
            return Err("wanted the name of a directive behind the braces");
        }
        let mut arguments = Vec::new();
        loop {
            let before = self.at;
            self.skip_space();
            if self.rest().starts_with("}}") {
                self.at += 2;
                return Ok(Call { span: start..self.at, word, arguments });
            }
            if self.rest().is_empty() {
                return Err("wanted `}}` behind it");
            }
            if before == self.at {
                return Err("wanted a space between arguments");
            }
            arguments.push(self.argument()?);
        }
    }

    fn argument(&mut self) -> Result<Argument, &'static str> {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let start = self.at;
        let key = self.take_while(is_name);
        let key = if !key.value.is_empty() && self.rest().starts_with('=') {
            self.at += 1;
            Some(key)
        } else {
            self.at = start;
            None
        };
        Ok(Argument { key, value: self.value()? })
    }

    fn value(&mut self) -> Result<Placed<String>, &'static str> {
        if !self.rest().starts_with('"') {
            let value = self
                .take_while(|letter| !letter.is_whitespace() && !matches!(letter, '{' | '}' | '"'));
            return if value.value.is_empty() { Err("wanted a value there") } else { Ok(value) };
        }
        self.at += 1;
        let value = self.take_while(|letter| letter != '"');
        if self.rest().is_empty() {
            return Err("wanted a `\"` that closes the text");
        }
        self.at += 1;
        Ok(value)
    }
}

#[cfg(test)]
mod tests;
