//! From lines to numbers.

use std::io::{BufRead, BufReader, Read};

use super::Lines;
use crate::raw::error::{At, Error, Result};
use crate::raw::missing::MissingTokens;
use crate::raw::source::Source;
use crate::raw::text_options::TextOptions;

/// The longest line that is read: more numbers a line than any recording has trials' worth of.
const LONGEST_LINE_BYTES: u64 = 1 << 30;

/// Whether the first line of a text, apart from comments, is numbers; `None` where there is no such
/// line in the head.
pub(super) fn starts_with_numbers(head: &[u8]) -> Option<bool> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let valid = std::str::from_utf8(head).map_or_else(|error| error.valid_up_to(), |_| head.len());
    // A character may be cut at the end of the head; anything else is no text.
    if valid + 4 <= head.len() || head.contains(&0) {
        return Some(false);
    }
    let text = String::from_utf8_lossy(&head[..valid]);
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next()?;
    Some(!first.contains([',', ';']) && fields(first).all(|field| field.parse::<f64>().is_ok()))
}

/// Reads all numbers.
pub(super) fn scan(source: &Source, options: &TextOptions) -> Result<Lines> {
    let mut reader = BufReader::with_capacity(1 << 16, source.cursor(0));
    let missing = MissingTokens::new(&options.missing);
    let mut lines = Lines::default();
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let read = reader.by_ref().take(LONGEST_LINE_BYTES).read_until(b'\n', &mut bytes);
        if read.map_err(|error| source.io(error))? == 0 {
            break;
        }
        let line = if number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf") } else { None };
        let line = line.unwrap_or(&bytes);
        let line = std::str::from_utf8(line).map_err(|error| Error::NotUtf8 {
            place: source.place(At::Line(number)),
            byte: line[error.valid_up_to()],
        })?;
        let line = line.trim();
        if line.is_empty() || options.comment.is_some_and(|comment| line.starts_with(comment)) {
            continue;
        }
        let before = lines.numbers.len();
        for field in fields(line) {
            if missing.contains(field.as_bytes()) {
                lines.missing.push(lines.numbers.len());
                lines.numbers.push(f64::NAN);
                continue;
            }
            let value = field.parse().map_err(|_| Error::WrongValue {
                place: source.place(At::Line(number)),
                got: format!("'{}'", shorten(field)),
                wanted: "a number".to_owned(),
            })?;
            lines.numbers.push(value);
        }
        lines.lengths.push(lines.numbers.len() - before);
    }
    Ok(lines)
}

/// The fields of a line, between spaces, tabs, commas or semicolons.
fn fields(line: &str) -> impl Iterator<Item = &str> {
    let split = line.split([' ', '\t', '\r', '\n', ',', ';']);
    split.filter(|field| !field.is_empty())
}

/// A field as a message shows it.
fn shorten(field: &str) -> String {
    const MOST: usize = 40;
    if field.chars().count() <= MOST {
        return field.to_owned();
    }
    field.chars().take(MOST).chain(['…']).collect()
}
