//! TOML that somebody wrote, read so that every fault in it is found at once and has a place.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::parameter::nearest;

/// One thing that is wrong in a file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the project's root.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in characters.
    pub column: usize,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.what)
    }
}

/// A file's text and what was found wrong in it.
#[derive(Debug)]
pub struct Document {
    path: PathBuf,
    text: String,
    findings: Vec<Finding>,
}

impl Document {
    /// A document with this text. `path` is what messages call it.
    pub fn new(path: &Path, text: String) -> Self {
        Self { path: path.into(), text, findings: Vec::new() }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether anything was found so far.
    pub fn has_findings(&self) -> bool {
        !self.findings.is_empty()
    }

    /// What was found so far, from top to bottom.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.span.start);
        self.findings
    }

    /// Notes a fault.
    pub fn find(&mut self, span: Range<usize>, what: impl Into<String>, hint: Option<String>) {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.findings.push(Finding {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span,
            what: what.into(),
            hint,
        });
    }

    /// Parses the text and hands its top level to `read`, together with this document for notes.
    pub fn read<T>(mut self, read: impl FnOnce(&mut Self, Section<'_>) -> T) -> (Self, Option<T>) {
        let text = std::mem::take(&mut self.text);
        let (table, errors) = DeTable::parse_recoverable(&text);
        self.text.clone_from(&text);
        for error in &errors {
            self.find(error.span().unwrap_or(0..0), error.message(), None);
        }
        if errors.is_empty() {
            let span = 0..text.len().min(1);
            let top = Section {
                place: "the file".into(),
                table: table.get_ref(),
                span,
                known: BTreeSet::new(),
            };
            let value = read(&mut self, top);
            (self, Some(value))
        } else {
            (self, None)
        }
    }
}

/// One table of a document. Every key that is asked for counts as known; [`Section::finish`] notes the
/// others.
pub struct Section<'t> {
    place: String,
    table: &'t DeTable<'t>,
    span: Range<usize>,
    known: BTreeSet<String>,
}

/// Text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// What stands there.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}

impl<'t> Section<'t> {
    /// Where it stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn get(&mut self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.insert(key.into());
        self.table.get(key)
    }

    fn wrong(
        &self,
        document: &mut Document,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: &str,
    ) {
        let got = word(value.get_ref());
        document.find(
            value.span(),
            format!("`{key}` of {}: got {got}, wanted {wanted}", self.place),
            None,
        );
    }

    /// The text at `key`, where there is one.
    pub fn text(&mut self, document: &mut Document, key: &str) -> Option<Placed<String>> {
        let value = self.get(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(Placed { value: text.to_string(), span: value.span() });
        }
        self.wrong(document, key, value, "text in quotes");
        None
    }

    /// The text at `key`; its absence is a fault.
    pub fn required_text(&mut self, document: &mut Document, key: &str) -> Option<Placed<String>> {
        if self.get(key).is_none() {
            document.find(
                self.span(),
                format!("{}: no `{key}`", self.place),
                Some(format!("add `{key} = \"…\"`")),
            );
        }
        self.text(document, key)
    }

    /// The plain value at `key`: numbers, text, truth values, lists and tables of them.
    pub fn value(&mut self, document: &mut Document, key: &str) -> Option<Placed<Value>> {
        let value = self.get(key)?;
        match plain(value.get_ref()) {
            Ok(plain) => Some(Placed { value: plain, span: value.span() }),
            Err(what) => {
                document.find(value.span(), format!("`{key}` of {}: got {what}", self.place), None);
                None
            }
        }
    }

    /// The number at `key`, where there is one.
    pub fn number(&mut self, document: &mut Document, key: &str) -> Option<f64> {
        let placed = self.value(document, key)?;
        if placed.value.as_f64().is_none() {
            document.find(
                placed.span,
                format!("`{key}` of {}: got {}, wanted a number", self.place, placed.value),
                None,
            );
        }
        placed.value.as_f64()
    }

    /// The whole number from 0 on at `key`, where there is one.
    pub fn count(&mut self, document: &mut Document, key: &str) -> Option<u64> {
        let placed = self.value(document, key)?;
        if placed.value.as_u64().is_none() {
            document.find(
                placed.span,
                format!(
                    "`{key}` of {}: got {}, wanted a whole number from 0 on",
                    self.place, placed.value
                ),
                None,
            );
        }
        placed.value.as_u64()
    }

    /// The keys of the table at `key` with their values.
    pub fn entries(
        &mut self,
        document: &mut Document,
        key: &str,
    ) -> Vec<(Placed<String>, Placed<Value>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(document, key, value, "a table");
            return Vec::new();
        };
        let mut entries = Vec::new();
        for (name, value) in table {
            let name = Placed { value: name.get_ref().to_string(), span: name.span() };
            match plain(value.get_ref()) {
                Ok(plain) => entries.push((name, Placed { value: plain, span: value.span() })),
                Err(what) => {
                    document.find(value.span(), format!("`{}`: got {what}", name.value), None)
                }
            }
        }
        entries
    }

    /// The tables under `[[key]]`. `name` says in a message which one is meant.
    pub fn sections(&mut self, document: &mut Document, key: &str) -> Vec<Section<'t>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(document, key, value, &format!("tables under `[[{key}]]`"));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items {
            if let DeValue::Table(table) = item.get_ref() {
                sections.push(Section {
                    place: format!("[[{key}]]"),
                    table,
                    span: item.span(),
                    known: BTreeSet::new(),
                });
            } else {
                self.wrong(document, key, item, &format!("tables under `[[{key}]]`"));
            }
        }
        sections
    }

    /// The table under `[key]`, where there is one.
    pub fn section(&mut self, document: &mut Document, key: &str) -> Option<Section<'t>> {
        let value = self.get(key)?;
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Section {
                place: format!("[{key}]"),
                table,
                span: value.span(),
                known: BTreeSet::new(),
            });
        }
        self.wrong(document, key, value, &format!("a table under `[{key}]`"));
        None
    }

    /// Notes every key that nothing asked for.
    pub fn finish(self, document: &mut Document) {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        for (key, _) in self.table {
            if !self.known.contains(&**key.get_ref()) {
                let hint = match nearest(key.get_ref(), &known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it has {}", known.join(", ")),
                };
                document.find(
                    key.span(),
                    format!("{}: unknown key `{}`", self.place, key.get_ref()),
                    Some(hint),
                );
            }
        }
    }
}

fn word(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("\"{text}\""),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(_) => "a date".into(),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}

/// The value as plain data, or in words what stands in the way.
fn plain(value: &DeValue<'_>) -> Result<Value, String> {
    Ok(match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(truth) => Value::from(*truth),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            i64::from_str_radix(digits, number.radix())
                .map(Value::from)
                .map_err(|_| format!("{digits}, wanted a whole number of 64 bits"))?
        }
        DeValue::Float(number) => {
            let number: f64 = number.as_str().parse().map_err(|_| number.to_string())?;
            if !number.is_finite() {
                return Err(format!("{number}, wanted a finite number"));
            }
            Value::from(number)
        }
        DeValue::Datetime(_) => return Err("a date, wanted a number, text, list or table".into()),
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|item| plain(item.get_ref())).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| Ok((key.get_ref().to_string(), plain(value.get_ref())?)))
                .collect::<Result<Map<_, _>, String>>()?,
        ),
    })
}
