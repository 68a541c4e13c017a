//! How a CSV file is laid out: delimiter, comment, where the data start, the names of the columns.

use std::collections::BTreeSet;

use super::rows::Rows;
use crate::raw::error::{At, Error, Result};
use crate::raw::source::Source;
use crate::raw::text_options::TextOptions;

/// Characters that may stand between fields, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Lines that are looked at to find the delimiter.
const LINES_LOOKED_AT: usize = 20;

/// Bytes that are looked at to find the delimiter.
const LOOKED_AT_BYTES: usize = 1 << 16;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a file is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) comment: Option<u8>,
    /// Where the text starts, after a byte order mark.
    pub(super) start: u64,
    /// Whether the first row holds names.
    pub(super) header: bool,
    /// The names of the columns.
    pub(super) names: Vec<String>,
}

impl Layout {
    /// Finds the layout of a file, as far as the options leave it open.
    pub(super) fn find(source: &Source, options: &TextOptions) -> Result<Self> {
        let head = source.head(LOOKED_AT_BYTES)?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(Error::NotUtf8 { place: source.place(At::Byte(0)), byte: head[0] });
        }
        let start = if head.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let comment = ascii(source, "comment", options.comment)?;
        let delimiter = match ascii(source, "delimiter", options.delimiter)? {
            Some(given) => given,
            None if source.extension() == "tsv" => b'\t',
            None => delimiter(&head, comment).unwrap_or(b','),
        };
        let mut layout =
            Self { delimiter, comment, start: start as u64, header: false, names: Vec::new() };
        let mut rows = Rows::new(source, &layout);
        if !rows.advance()? {
            return Err(Error::Malformed {
                what: "CSV table".to_owned(),
                place: source.place(At::File),
                got: "no rows".to_owned(),
                wanted: "a row at least".to_owned(),
            });
        }
        let line = rows.line();
        let mut fields = Vec::new();
        for field in rows.fields() {
            let text = std::str::from_utf8(field).map_err(|error| Error::NotUtf8 {
                place: source.place(At::Line(line)),
                byte: field[error.valid_up_to()],
            })?;
            fields.push(text.trim().to_owned());
        }
        let is_number =
            |field: &String| options.missing.contains(field) || field.parse::<f64>().is_ok();
        layout.header = options.header.unwrap_or_else(|| !fields.iter().all(is_number));
        let named = |(i, field): (usize, String)| {
            if layout.header && !field.is_empty() { field } else { format!("column_{}", i + 1) }
        };
        layout.names = fields.into_iter().enumerate().map(named).collect();
        let mut seen = BTreeSet::new();
        for name in &layout.names {
            if !seen.insert(name) {
                let place = source.place(At::Line(line));
                return Err(Error::DuplicateName { place, name: name.clone() });
            }
        }
        Ok(layout)
    }
}

/// A character of the options as a byte.
fn ascii(source: &Source, what: &str, character: Option<char>) -> Result<Option<u8>> {
    let Some(character) = character else { return Ok(None) };
    if character.is_ascii() && !matches!(character, '"' | '\n' | '\r') {
        return Ok(Some(character as u8));
    }
    Err(Error::Unsupported {
        what: format!("{what} of a CSV table"),
        place: source.place(At::File),
        got: format!("{character:?}"),
        wanted: "an ASCII character that is no quote and no line end".to_owned(),
        advice: "write the file with commas or tabs between the fields".to_owned(),
    })
}

/// Whether bytes look like text in UTF-8, the last character possibly cut.
pub(super) fn is_text(head: &[u8]) -> bool {
    let valid = std::str::from_utf8(head).map_or_else(|error| error.valid_up_to(), |_| head.len());
    !head.is_empty() && valid + 4 > head.len() && !head.contains(&0)
}

/// Whether some delimiter cuts every line of a text into the same number of fields.
pub(super) fn has_even_rows(head: &[u8]) -> bool {
    let lines = lines(head, Some(b'#'));
    lines.len() > 1 && DELIMITERS.iter().any(|&delimiter| even_count(&lines, delimiter) > 0)
}

/// The delimiter that cuts every line into the same number of fields, most of them; otherwise the
/// one that the first line has most of.
fn delimiter(head: &[u8], comment: Option<u8>) -> Option<u8> {
    let lines = lines(head, comment);
    let first = lines.first()?;
    let most = |count: &dyn Fn(u8) -> usize| {
        // Of equals the first, so that a comma wins over a bar.
        let counts = DELIMITERS.iter().rev().map(|&delimiter| (count(delimiter), delimiter));
        let (count, delimiter) = counts.max_by_key(|(count, _)| *count)?;
        (count > 0).then_some(delimiter)
    };
    most(&|delimiter| even_count(&lines, delimiter)).or_else(|| most(&|d| count(first, d)))
}

/// The first lines that are whole, not empty and no comments.
fn lines(head: &[u8], comment: Option<u8>) -> Vec<&[u8]> {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let mut lines: Vec<&[u8]> = head.split(|&byte| byte == b'\n').collect();
    if lines.len() > 1 {
        // The last line may be cut.
        lines.pop();
    }
    let trimmed = lines.into_iter().map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let used = trimmed.filter(|line| !line.is_empty() && (line.first().copied() != comment));
    used.take(LINES_LOOKED_AT).collect()
}

/// How often every line holds a delimiter; 0 where they differ.
fn even_count(lines: &[&[u8]], delimiter: u8) -> usize {
    let first = lines.first().map_or(0, |line| count(line, delimiter));
    if lines.iter().all(|line| count(line, delimiter) == first) { first } else { 0 }
}

/// How often a line holds a delimiter outside quotes.
fn count(line: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for &byte in line {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == delimiter && !quoted {
            count += 1;
        }
    }
    count
}
