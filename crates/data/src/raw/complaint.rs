//! What a user reads when a file is wrong, for the tests of all readers.

use super::error::Error;
use super::{OpenOptions, RawFile, open_bytes};

/// Opens bytes that are right.
pub(crate) fn open(name: &str, bytes: &[u8]) -> Box<dyn RawFile> {
    open_bytes(name, bytes.to_vec(), &OpenOptions::default()).expect("the bytes open")
}

/// The message and the hint of an error.
pub(crate) fn show(error: &Error) -> String {
    let hint = error.hint().map(|hint| format!("\nhint: {hint}"));
    format!("{error}{}", hint.unwrap_or_default())
}

/// What is wrong with these bytes: the message of opening them and reading every variable.
pub(crate) fn complaint(name: &str, bytes: &[u8]) -> String {
    complaint_with(name, bytes, &OpenOptions::default())
}

/// As [`complaint`], opened with these options.
pub(crate) fn complaint_with(name: &str, bytes: &[u8], options: &OpenOptions) -> String {
    let read = || -> Result<(), Error> {
        let file = open_bytes(name, bytes.to_vec(), options)?;
        for variable in file.variables()? {
            file.read_one(&variable.name)?;
        }
        Ok(())
    };
    show(&read().expect_err("something is wrong with the bytes"))
}

/// What is wrong with a path into these bytes.
pub(crate) fn path_complaint(name: &str, bytes: &[u8], path: &str) -> String {
    show(&open(name, bytes).read_one(path).expect_err("something is wrong with the path"))
}
