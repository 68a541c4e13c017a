//! What to try where the system refuses a file.

use std::io::{Error, ErrorKind};

/// What to try where the system refuses a file, for what people can do something about.
pub fn disk_hint(error: &Error) -> Option<String> {
    let hint = match error.kind() {
        ErrorKind::NotFound => "look at the name; a path begins at the folder you are in",
        ErrorKind::PermissionDenied => "ask whoever owns it for the right to it, or work on a copy",
        ErrorKind::ReadOnlyFilesystem => "work on a copy, on a disk that can be written to",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room and run again: what was finished is kept"
        }
        ErrorKind::InvalidData if error.to_string().contains("UTF-8") => {
            "save it as UTF-8: an editor offers that under \"Save as\" or \"Encoding\""
        }
        ErrorKind::IsADirectory => "name a file, not a folder",
        ErrorKind::NotADirectory => "name a folder, not a file",
        _ => return None,
    };
    Some(hint.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_refuses_has_a_remedy() {
        let hint = |kind: ErrorKind| disk_hint(&Error::from(kind)).unwrap_or_default();
        insta::assert_snapshot!(hint(ErrorKind::NotFound), @"look at the name; a path begins at the folder you are in");
        insta::assert_snapshot!(hint(ErrorKind::StorageFull), @"make room and run again: what was finished is kept");
        insta::assert_snapshot!(hint(ErrorKind::ReadOnlyFilesystem), @"work on a copy, on a disk that can be written to");
        let latin = Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8");
        assert!(disk_hint(&latin).is_some_and(|hint| hint.starts_with("save it as UTF-8")));
        assert_eq!(hint(ErrorKind::TimedOut), "");
    }
}
