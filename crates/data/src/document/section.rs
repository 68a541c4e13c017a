//! One table of a document, read key by key.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Document, Placed, nearest};

/// One table of a document. Every key that is asked for counts as known; [`Section::finish`] notes the
/// others.
pub struct Section<'t> {
    place: String,
    table: &'t DeTable<'t>,
    span: Range<usize>,
    known: BTreeSet<String>,
}

impl<'t> Section<'t> {
    pub(super) fn new(place: String, table: &'t DeTable<'t>, span: Range<usize>) -> Self {
        Self { place, table, span, known: BTreeSet::new() }
    }

    /// Where it stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// How messages call it.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The same table under another name in messages.
    #[must_use]
    pub fn called(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// Whether something stands at `key`.
    pub fn has(&mut self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Where the value at `key` stands, or the table itself where there is none.
    pub fn span_of(&mut self, key: &str) -> Range<usize> {
        self.get(key).map_or_else(|| self.span(), Spanned::span)
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

    /// The truth value at `key`, where there is one.
    pub fn truth(&mut self, document: &mut Document, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        if let DeValue::Boolean(truth) = value.get_ref() {
            return Some(*truth);
        }
        self.wrong(document, key, value, "true or false");
        None
    }

    /// The texts at `key`, where there are some: a list of them, or a single one.
    pub fn texts(&mut self, document: &mut Document, key: &str) -> Option<Vec<Placed<String>>> {
        let value = self.get(key)?;
        let one = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
            DeValue::String(text) => Some(Placed { value: text.to_string(), span: item.span() }),
            _ => None,
        };
        let texts = match value.get_ref() {
            DeValue::Array(items) => items.iter().map(one).collect(),
            _ => one(value).map(|text| vec![text]),
        };
        if texts.is_none() {
            self.wrong(document, key, value, "a list of texts in quotes");
        }
        texts
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
                    document.find(value.span(), format!("`{}`: got {what}", name.value), None);
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
                sections.push(Section::new(format!("[[{key}]]"), table, item.span()));
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
            return Some(Section::new(format!("[{key}]"), table, value.span()));
        }
        self.wrong(document, key, value, &format!("a table under `[{key}]`"));
        None
    }

    /// The tables `[key.NAME]` with their names, in the order in which they are written.
    pub fn named_sections(
        &mut self,
        document: &mut Document,
        key: &str,
    ) -> Vec<(Placed<String>, Section<'t>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(document, key, value, &format!("tables under `[{key}.NAME]`"));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for (name, value) in table {
            let place = format!("[{key}.{}]", name.get_ref());
            if let DeValue::Table(table) = value.get_ref() {
                let name = Placed { value: name.get_ref().to_string(), span: name.span() };
                sections.push((name, Section::new(place, table, value.span())));
            } else {
                self.wrong(document, name.get_ref(), value, &format!("a table under `{place}`"));
            }
        }
        sections.sort_by_key(|(name, _)| name.span.start);
        sections
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
