//! Paths with words for indices: `spikes{1}{1}{tetrode}{cluster}.time`, `x(trial,1)`.
//!
//! A word in brackets stands for every index there. The combinations of a table's words are its groups:
//! each gives as many rows as its longest path has items there.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::raw::{self, Found, RawFile, VariablePath};

/// A path, and the words in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    text: String,
    path: VariablePath,
    words: Vec<String>,
    /// Whether the last word numbers the items of what the path leads to.
    has_items: bool,
}

/// Why a path with words cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TemplateFault {
    pub(super) what: String,
    pub(super) hint: Option<String>,
}

/// What a template leads to, by the indices that its words stand for, counted from 0. The word that
/// numbers items has no index here.
pub(super) type Leaves = BTreeMap<Vec<usize>, Found>;

impl Template {
    /// Reads a path with words.
    pub(super) fn parse(text: &str) -> Result<Self, TemplateFault> {
        let mut path = String::new();
        let mut words: Vec<String> = Vec::new();
        let mut has_items = false;
        let mut rest = text;
        while let Some(at) = rest.find(['{', '(', '[', '"']) {
            let opening = &rest[at..=at];
            let closing = match opening {
                "{" => "}",
                "(" => ")",
                "[" => "]",
                _ => "\"",
            };
            path.push_str(&rest[..=at]);
            let inside = &rest[at + 1..];
            let Some(end) = inside.find(closing) else {
                return Err(fault(format!("`{text}`: `{opening}` without `{closing}`"), None));
            };
            rest = &inside[end + 1..];
            if opening == "\"" {
                path.push_str(&inside[..=end]);
                continue;
            }
            let is_items = opening != "{" && rest.is_empty();
            let mut parts = Vec::new();
            for part in inside[..end].split(',') {
                let part = part.trim();
                if is_word(part) {
                    if words.iter().any(|word| word == part) {
                        let hint = "give each index a word of its own".to_owned();
                        return Err(fault(
                            format!("`{text}`: the word `{part}` twice"),
                            Some(hint),
                        ));
                    }
                    if is_items && has_items {
                        let hint = format!("write `:` for one of them, and name rows by `{part}`");
                        return Err(fault(
                            format!("`{text}`: two words in one bracket"),
                            Some(hint),
                        ));
                    }
                    words.push(part.to_owned());
                    has_items |= is_items;
                    parts.push(if is_items { ":" } else { "*" });
                } else if !is_items && (part == "*" || part.contains(':')) {
                    let hint = "write a word for the index, as in `s{trial}`".to_owned();
                    let what = format!("`{text}`: an index without a name, `{part}`");
                    return Err(fault(what, Some(hint)));
                } else {
                    parts.push(part);
                }
            }
            path.push_str(&parts.join(","));
            path.push_str(closing);
        }
        path.push_str(rest);
        let path =
            VariablePath::parse(&path).map_err(|error| fault(error.to_string(), error.hint()))?;
        Ok(Self { text: text.to_owned(), path, words, has_items })
    }

    /// The path to a whole variable, whatever characters its name holds.
    pub(super) fn to_variable(name: &str) -> Self {
        let path = VariablePath::to_variable(name);
        Self { text: name.to_owned(), path, words: Vec::new(), has_items: false }
    }

    /// The path as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words in it, from left to right.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The name of the variable, where the path is nothing else.
    pub(super) fn plain_variable(&self) -> Option<&str> {
        self.path.variable().filter(|_| self.path.steps().is_empty())
    }

    /// Whether its last word numbers the items of what it leads to.
    pub(super) fn has_items(&self) -> bool {
        self.has_items
    }

    /// What it leads to in a file.
    pub(super) fn read(&self, file: &dyn RawFile) -> raw::Result<Leaves> {
        let is_name = file.names()?.contains(&self.text);
        let whole = VariablePath::to_variable(&self.text);
        let found = file.select(if is_name { &whole } else { &self.path })?;
        Ok(found.into_iter().map(|found| (found.indices.clone(), found)).collect())
    }

    /// The path with numbers, counted from 1, in place of its words: where a value is in the file.
    pub(super) fn at(&self, indices: &BTreeMap<&str, usize>) -> String {
        let mut text = String::new();
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find(['{', '(', '[', ',']) {
            let (before, after) = rest.split_at(at + 1);
            text.push_str(before);
            let end = after.find(['}', ')', ']', ',']).unwrap_or(after.len());
            match indices.get(after[..end].trim()) {
                Some(index) => text.push_str(&(index + 1).to_string()),
                None => text.push_str(&after[..end]),
            }
            rest = &after[end..];
        }
        text + rest
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

fn is_word(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_alphabetic())
        && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn fault(what: String, hint: Option<String>) -> TemplateFault {
    TemplateFault { what, hint }
}

#[cfg(test)]
mod tests;
