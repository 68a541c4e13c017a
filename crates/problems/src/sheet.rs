//! A sheet that somebody saved: CSV in whatever encoding and with whatever delimiter their program
//! writes.
//!
//! UTF-8 with or without a byte-order mark, UTF-16 with one, and else Windows-1252; commas,
//! semicolons or tabs, told by the first line or by Excel's `sep=`. Names of columns are compared
//! without regard to case.

use csv::{ReaderBuilder, Trim};

/// More rows than this are no roster and no answers.
const MOST_ROWS: usize = 100_000;

/// Rows under named columns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    columns: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    line: u64,
    cells: Vec<String>,
}

impl Sheet {
    /// Reads a sheet. The error says what stands there instead of one.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = decode(bytes)?;
        let (delimiter, text) = delimiter(&text);
        if text.trim().is_empty() {
            return Err("an empty file".into());
        }
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        let (mut line, mut counted) = (1, 0);
        for record in reader.records() {
            let record = record.map_err(|error| format!("a row that is no CSV ({error})"))?;
            // The reader's own count stops before the blank lines above a row.
            let start = record.position().map_or(0, |position| position.byte() as usize);
            let blank = text.as_bytes()[start..].iter().take_while(|byte| b"\r\n".contains(byte));
            let start = start + blank.count();
            line += text[counted..start].matches('\n').count() as u64;
            counted = start;
            let cells: Vec<String> = record.iter().map(ToOwned::to_owned).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if rows.len() > MOST_ROWS {
                return Err(format!("more than {MOST_ROWS} rows"));
            }
            rows.push(Row { line, cells });
        }
        if rows.is_empty() {
            return Err("an empty file".into());
        }
        let header = rows.remove(0);
        Ok(Self { columns: header.cells.iter().map(|name| name.to_lowercase()).collect(), rows })
    }

    /// The position of a column; the error says what columns there are.
    pub(crate) fn column(&self, name: &str) -> Result<usize, String> {
        self.columns.iter().position(|column| column == name).ok_or_else(|| {
            let columns: Vec<String> =
                self.columns.iter().take(8).map(|column| quoted(column)).collect();
            format!("columns {}", columns.join(", "))
        })
    }

    /// Every row below the header: its line in the file, and the cell of a column where it has one.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u64, &[String])> {
        self.rows.iter().map(|row| (row.line, row.cells.as_slice()))
    }
}

/// The cell of a column, empty where the row ends before it.
pub(crate) fn cell(cells: &[String], column: usize) -> &str {
    cells.get(column).map_or("", String::as_str)
}

/// Somebody's text for a message: short, on one line, without anything that could break a page.
pub(crate) fn quoted(text: &str) -> String {
    const MOST: usize = 30;
    let clean = |c: char| if c.is_control() || "`<>[]|\u{feff}".contains(c) { '·' } else { c };
    let mut short: String = text.chars().take(MOST).map(clean).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

fn decode(bytes: &[u8]) -> Result<String, String> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'P', b'K', 3, 4, ..] => return Err("a ZIP or Excel file".into()),
        [b'%', b'P', b'D', b'F', ..] => return Err("a PDF file".into()),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
        },
    };
    if text.contains('\0') {
        return Err("a binary file".into());
    }
    // Old Macintosh programs end lines with a carriage return alone, which the reader takes as
    // well.
    Ok(text)
}

/// Windows-1252 is Latin-1 but for these, of which spreadsheets write dashes and quotes.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x96 => '–',
        0x97 => '—',
        other => char::from(other),
    }
}

/// The delimiter, and the text; of a `sep=` line its break is left, so that lines keep their
/// numbers.
fn delimiter(text: &str) -> (u8, &str) {
    let first = text.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
    if let Some(named) = first.strip_prefix("sep=")
        && let [delimiter] = named.trim_end().as_bytes()
        && matches!(delimiter, b',' | b';' | b'\t' | b'|')
    {
        let behind = text.find(first).map_or(0, |at| at + first.len());
        return (*delimiter, &text[behind..]);
    }
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut in_quotes = false;
    for byte in first.bytes() {
        in_quotes ^= byte == b'"';
        if let Some(count) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte)
            && !in_quotes
        {
            count.1 += 1;
        }
    }
    let mut best = counts[0];
    for count in counts {
        if count.1 > best.1 {
            best = count;
        }
    }
    (best.0, text)
}

#[cfg(test)]
mod tests;
