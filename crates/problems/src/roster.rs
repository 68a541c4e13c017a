//! Who takes part: a CSV file with a column `student_id`.
//!
//! An id becomes the name of a folder and of a file on every system, so it is held to the letters
//! that all of them keep: a–z, A–Z, digits, `-`, `_` and `.`. Two ids that differ in case alone
//! would be one folder on some systems and are refused. Further columns, such as names, are not
//! read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::Error;
use crate::error::{AtPath, RosterFault};
use crate::sheet::{Sheet, cell, quoted};

/// The longest id.
const MOST_LETTERS: usize = 64;

/// The largest roster that is read.
const MOST_BYTES: u64 = 1 << 24;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The students, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    students: Vec<String>,
}

impl Roster {
    /// Reads a roster.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::RosterSheet`], [`Error::Roster`] with every line that cannot
    /// stand.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        File::open(path).at(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes).at(path)?;
        if bytes.len() as u64 > MOST_BYTES {
            let got = format!("more than {MOST_BYTES} bytes");
            let wanted = "a list of students".into();
            return Err(Error::RosterSheet { path: path.into(), got, wanted });
        }
        Self::from_bytes(&bytes, path)
    }

    /// The roster that these bytes are; `path` is where messages say that they come from.
    ///
    /// # Errors
    /// As [`Roster::read`].
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let refuse = |got: String, wanted: &str| Error::RosterSheet {
            path: path.into(),
            got,
            wanted: wanted.into(),
        };
        let sheet = Sheet::read(bytes).map_err(|got| refuse(got, "a CSV file"))?;
        let column =
            sheet.column("student_id").map_err(|got| refuse(got, "a column `student_id`"))?;
        let mut faults = Vec::new();
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        let mut students = Vec::new();
        for (line, cells) in sheet.rows() {
            let id = cell(cells, column);
            if let Some(wanted) = fault(id) {
                let got = if id.is_empty() { "no id".into() } else { quoted(id) };
                faults.push(RosterFault { line, got, wanted: wanted.into() });
            } else if let Some(first) = seen.insert(id.to_lowercase(), line) {
                let got = format!("{} a second time, after line {first}", quoted(id));
                faults.push(RosterFault { line, got, wanted: "every student once".into() });
            } else {
                students.push(id.to_owned());
            }
        }
        if !faults.is_empty() {
            return Err(Error::Roster { path: path.into(), faults });
        }
        if students.is_empty() {
            return Err(refuse("no line below the header".into(), "at least one student"));
        }
        students.sort();
        Ok(Self { students })
    }

    /// The ids, sorted.
    pub fn students(&self) -> &[String] {
        &self.students
    }

    /// A digest of who takes part.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for student in &self.students {
            hasher.update(student.as_bytes()).update(b"\n");
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// What an id should be, where it is not.
fn fault(id: &str) -> Option<&'static str> {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
    let stem = id.split('.').next().unwrap_or_default().to_lowercase();
    let device = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    if !id.chars().all(letters) || !id.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        Some("letters a–z, digits, `-`, `_` and `.`, a letter or digit first")
    } else if id.len() > MOST_LETTERS {
        Some("at most 64 letters")
    } else if id.ends_with('.') || id.to_lowercase().ends_with(".csv") {
        Some("an id that ends neither with a point nor with `.csv`")
    } else if DEVICES.contains(&device) && stem.len() <= device.len() + 1 {
        Some("a name that no system keeps for a device")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
