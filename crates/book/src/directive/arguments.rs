//! The arguments of a call, read so that every mistake among them is found.

use std::collections::BTreeSet;

use spikebook_pipeline::Document;
use spikebook_pipeline::document::Placed;

use super::Call;
use crate::page::suggestion;

/// The arguments of one call. What is asked for counts as known; [`Arguments::finish`] notes the rest.
pub(crate) struct Arguments<'c> {
    call: &'c Call,
    known: Vec<&'static str>,
    used: BTreeSet<usize>,
}

impl<'c> Arguments<'c> {
    /// The arguments of a call.
    pub(crate) fn of(call: &'c Call) -> Self {
        Self { call, known: Vec::new(), used: BTreeSet::new() }
    }

    /// The next argument without a key; its absence is a mistake. `wanted` says what it is, with an
    /// example.
    pub(crate) fn required(
        &mut self,
        document: &mut Document,
        wanted: &str,
        example: &str,
    ) -> Option<Placed<String>> {
        let arguments = self.call.arguments.iter().enumerate();
        let mut plain = arguments.filter(|(_, argument)| argument.key.is_none());
        if let Some((at, argument)) = plain.find(|(at, _)| !self.used.contains(at)) {
            self.used.insert(at);
            return Some(argument.value.clone());
        }
        let what = format!("`{{{{{}}}}}`: wanted {wanted}", self.call.word.value);
        let hint = format!("for example `{{{{{} {example}}}}}`", self.call.word.value);
        document.find(self.call.span.clone(), what, Some(hint));
        None
    }

    /// The text at a key, where it is given.
    pub(crate) fn option(
        &mut self,
        document: &mut Document,
        key: &'static str,
    ) -> Option<Placed<String>> {
        self.known.push(key);
        let mut found = None;
        for (at, argument) in self.call.arguments.iter().enumerate() {
            let Some(written) = argument.key.as_ref().filter(|written| written.value == key) else {
                continue;
            };
            self.used.insert(at);
            if found.is_some() {
                document.find(written.span.clone(), format!("`{key}`: given twice"), None);
            }
            found = Some(argument.value.clone());
        }
        found
    }

    /// The whole number at a key, where it is given.
    pub(crate) fn count(
        &mut self,
        document: &mut Document,
        key: &'static str,
        range: std::ops::RangeInclusive<usize>,
    ) -> Option<usize> {
        let written = self.option(document, key)?;
        let number = written.value.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let what = format!(
                "`{key}`: got {}, wanted a whole number from {} to {}",
                written.value,
                range.start(),
                range.end()
            );
            document.find(written.span, what, None);
        }
        number
    }

    /// Notes every argument that nothing asked for.
    pub(crate) fn finish(self, document: &mut Document) {
        let word = &self.call.word.value;
        for (at, argument) in self.call.arguments.iter().enumerate() {
            if self.used.contains(&at) {
                continue;
            }
            if let Some(key) = &argument.key {
                let none = format!("`{{{{{word}}}}}` has no options");
                let hint = suggestion(&key.value, &self.known, "its options are").unwrap_or(none);
                let what = format!("`{{{{{word}}}}}`: unknown option `{}`", key.value);
                document.find(key.span.clone(), what, Some(hint));
            } else {
                let value = &argument.value;
                let what = format!("`{{{{{word}}}}}`: one argument too many: {}", value.value);
                let hint = "text of several words stands in quotes: caption=\"…\"".into();
                document.find(value.span.clone(), what, Some(hint));
            }
        }
    }
}
