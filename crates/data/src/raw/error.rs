//! What can go wrong between the bytes of a file and a named variable.
//!
//! A message says what, where, what was got and what was wanted; [`Error::hint`] says what to try.

use std::fmt;

/// A result of the raw readers.
pub type Result<T> = std::result::Result<T, Error>;

/// Where in a file something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    // Boxed so that a `Result` stays small.
    inner: Box<(String, At)>,
}

/// A spot inside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    File,
    /// A byte, counted from 0.
    Byte(u64),
    /// A byte of a variable that is stored compressed, counted from 0 after inflation.
    InflatedByte {
        /// The variable, or where its compressed bytes start.
        variable: String,
        /// The byte, counted from 0.
        byte: u64,
    },
    /// A line of a text file, counted from 1.
    Line(u64),
    /// A cell of a table: line counted from 1, and the name of the column.
    Cell {
        /// The line, counted from 1.
        line: u64,
        /// The column's name.
        column: String,
    },
    /// A variable, or a path inside one.
    Variable(String),
    /// An item of a variable.
    Item {
        /// The variable, or a path inside one.
        variable: String,
        /// The item, counted from 1, the first axis fastest.
        item: usize,
    },
}

impl Place {
    /// A spot in a file.
    pub fn new(file: impl Into<String>, at: At) -> Self {
        Self { inner: Box::new((file.into(), at)) }
    }

    /// The file as the user named it; members of archives follow after a colon.
    pub fn file(&self) -> &str {
        &self.inner.0
    }

    /// The spot inside the file.
    pub fn at(&self) -> &At {
        &self.inner.1
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "in {}", self.file())?;
        match self.at() {
            At::File => Ok(()),
            At::Byte(byte) => write!(out, " at byte {byte}"),
            At::InflatedByte { variable, byte } => {
                write!(out, " at byte {byte} of the inflated {variable}")
            }
            At::Line(line) => write!(out, ", line {line}"),
            At::Cell { line, column } => write!(out, ", line {line}, column '{column}'"),
            At::Variable(path) => write!(out, ", variable {path}"),
            At::Item { variable, item } => write!(out, ", variable {variable}, item {item}"),
        }
    }
}

/// Why a raw file, or a variable in it, could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("cannot {action} {file}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file as the user named it.
        file: String,
        /// The system's own words.
        source: std::io::Error,
    },
    /// No reader knows the file.
    #[error("unknown format {place}: got {got}, wanted one of {wanted}")]
    UnknownFormat {
        /// The file.
        place: Place,
        /// What its first bytes look like.
        got: String,
        /// The formats that have a reader.
        wanted: String,
    },
    /// A reader was asked for by a name that none has.
    #[error("unknown reader: got '{got}', wanted one of {wanted}")]
    UnknownReader {
        /// The name.
        got: String,
        /// The names that exist.
        wanted: String,
    },
    /// The bytes end before the value does.
    #[error("cut short: {what} {place}: got {got} bytes, wanted {wanted}")]
    Truncated {
        /// The thing that is cut.
        what: String,
        /// Where it starts.
        place: Place,
        /// Bytes that are there.
        got: u64,
        /// Bytes that its own header asks for.
        wanted: u64,
    },
    /// The bytes say something that the format does not allow.
    #[error("malformed: {what} {place}: got {got}, wanted {wanted}")]
    Malformed {
        /// The thing that is malformed.
        what: String,
        /// Where it is.
        place: Place,
        /// What is there.
        got: String,
        /// What the format allows.
        wanted: String,
    },
    /// The bytes are right, but of a kind that is not read.
    #[error("not supported: {what} {place}: got {got}, wanted {wanted}")]
    Unsupported {
        /// The thing that is not read.
        what: String,
        /// Where it is.
        place: Place,
        /// Its kind.
        got: String,
        /// The kinds that are read.
        wanted: String,
        /// What the user can do instead.
        advice: String,
    },
    /// A value is larger than [`Limits`](super::Limits) allows.
    #[error("too large: {what} {place}: got {got}, wanted at most {limit} ({setting})")]
    TooLarge {
        /// The thing that is too large.
        what: String,
        /// Where it is.
        place: Place,
        /// Its size, or as much of it as was counted.
        got: u64,
        /// The largest allowed.
        limit: u64,
        /// The field of [`Limits`](super::Limits) that sets the limit.
        setting: &'static str,
    },
    /// Text holds bytes that are no UTF-8.
    #[error("not UTF-8: text {place}: got byte 0x{byte:02x}, wanted UTF-8")]
    NotUtf8 {
        /// Where it is.
        place: Place,
        /// The first byte that does not fit.
        byte: u8,
    },
    /// A row has more or fewer fields than the rows above it.
    #[error("row of another length {place}: got {got} fields, wanted {wanted}")]
    Ragged {
        /// The line.
        place: Place,
        /// Fields in this row.
        got: usize,
        /// Fields in the first row.
        wanted: usize,
    },
    /// Two variables of a file have the same name.
    #[error("name used twice {place}: got '{name}' again, wanted another name")]
    DuplicateName {
        /// The second use.
        place: Place,
        /// The name.
        name: String,
    },
    /// A single value cannot be taken for what it should be.
    #[error("wrong value {place}: got {got}, wanted {wanted}")]
    WrongValue {
        /// Where it is.
        place: Place,
        /// The value.
        got: String,
        /// What it should be.
        wanted: String,
    },
    /// A variable is of another type than asked for.
    #[error("wrong type {place}: got {got}, wanted {wanted}")]
    WrongType {
        /// The variable.
        place: Place,
        /// Its type.
        got: String,
        /// The type that was asked for.
        wanted: String,
    },
    /// The file holds no variable of that name.
    #[error("unknown variable {place}: got {got}, wanted {wanted}")]
    UnknownVariable {
        /// The file.
        place: Place,
        /// The name that was asked for, in quotes.
        got: String,
        /// The names that the file holds.
        wanted: String,
        /// The name that differs least, if one is close.
        nearest: Option<String>,
    },
    /// A variable's path cannot be parsed.
    #[error("malformed: path '{path}' at character {position}: got {got}, wanted {wanted}")]
    PathSyntax {
        /// The path.
        path: String,
        /// The character, counted from 1.
        position: usize,
        /// What stands there.
        got: String,
        /// What may stand there.
        wanted: String,
    },
    /// A variable's path leads to something that is not in the file.
    #[error(
        "path '{path}' leads nowhere at character {position} {place}: got {got}, wanted {wanted}"
    )]
    NoSuchPart {
        /// The path.
        path: String,
        /// The character where the step starts, counted from 1.
        position: usize,
        /// The file, and the path up to that step.
        place: Place,
        /// The step.
        got: String,
        /// The steps that are possible there.
        wanted: String,
    },
}

impl Error {
    /// What the user can try, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Truncated { .. } => {
                "the download or copy may have stopped early: compare the file's size and sha256 \
                 with the source's"
            }
            Self::Unsupported { advice, .. } => return Some(advice.clone()),
            Self::Io { source, .. } => return crate::disk_hint(source),
            Self::Malformed { .. } => {
                "the file is empty, damaged or of another kind than its name says: open it in the \
                 program that wrote it, and save or copy it again"
            }
            Self::WrongType { got, .. } if got.contains("text") => {
                "look for words among the numbers, and write decimals with a point, not a comma"
            }
            Self::TooLarge { setting, .. } => {
                return Some(format!(
                    "if the file is known to be good, raise the limit `{setting}`"
                ));
            }
            Self::NotUtf8 { .. } => {
                "the text may be in Latin-1 or Windows-1252: save it again as UTF-8"
            }
            Self::Ragged { .. } => {
                "look for a delimiter inside an unquoted field, or for a comment line: the options \
                 `delimiter` and `comment` say how to read the file"
            }
            Self::DuplicateName { .. } => {
                "rename the column in the file, or read it with `header = false` and take columns \
                 by position: column_1, column_2, …"
            }
            Self::WrongValue { place, .. }
                if matches!(place.at(), At::Line(_) | At::Cell { .. }) =>
            {
                "if it stands for a missing value, list it in the option `missing`; decimals are written with \
                 a point"
            }
            Self::UnknownFormat { .. } => "name the reader with `format`, or convert the file",
            Self::UnknownVariable { nearest: Some(name), .. } => {
                return Some(format!("did you mean '{name}'?"));
            }
            Self::PathSyntax { .. } => {
                "paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from \
                 0) or \"any name\""
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
