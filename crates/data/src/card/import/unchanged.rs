//! Whether files stayed what they are while they were read.
//!
//! A file is found by its digest, and read later: in between, or meanwhile, another may take its place. So
//! the digest is computed once more after the last byte was read, and size, inode and times must be what
//! they were before the first.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::card::error::Error;
use crate::card::locate::LocatedFile;
use crate::card::spec::{Card, FileSpec};
use crate::raw::{self, Source};

/// Runs `read`, and gives what it gives where every file was the one that the card means all the while.
pub(super) fn while_read<T>(
    card: &Card,
    located: &[LocatedFile],
    read: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    let specs = card.files();
    let files: Vec<(&FileSpec, &Path)> = located
        .iter()
        .filter_map(|file| {
            Some((specs.iter().find(|spec| spec.id == file.id)?, file.path.as_path()))
        })
        .collect();
    let before = files.iter().map(|(_, path)| identity(path)).collect::<Result<Vec<_>, Error>>()?;
    let outcome = read();
    for ((spec, path), before) in files.iter().zip(before) {
        let changed = |got: String, wanted: String| Error::Changed {
            dataset: card.name.clone(),
            id: spec.id.clone(),
            path: (*path).into(),
            got,
            wanted,
        };
        let digest = raw::sha256(&Source::open(path)?)?;
        if digest != spec.sha256 {
            let wanted = format!("sha256 {}", spec.sha256);
            return Err(changed(format!("sha256 {digest}"), wanted));
        }
        if identity(path)? != before {
            return Err(changed(
                "a file written meanwhile".into(),
                "the one that was there".into(),
            ));
        }
    }
    outcome
}

/// What changes whenever somebody writes to a file or puts another in its place.
#[derive(PartialEq, Eq)]
struct Identity([i64; 4], [u64; 3]);

fn identity(path: &Path) -> Result<Identity, Error> {
    let of = |metadata: Metadata| {
        let times =
            [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()];
        Identity(times, [metadata.len(), metadata.dev(), metadata.ino()])
    };
    let at = |source: io::Error| Error::File { path: path.into(), source };
    fs::metadata(path).map(of).map_err(at)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::SystemTime;

    use super::*;
    use crate::card::import_unchanged;

    struct Recording {
        _folder: tempfile::TempDir,
        path: PathBuf,
        card: Card,
        located: Vec<LocatedFile>,
    }

    const RIGHT: &str = "unit,time\n1,0.25\n1,0.50\n";
    const OTHER: &str = "unit,time\n1,0.75\n1,1.50\n";

    fn recording() -> Recording {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file.csv");
        fs::write(&path, RIGHT).expect("a file");
        let sha256 = raw::sha256(&Source::open(&path).expect("a file")).expect("readable");
        let text = format!(
            "title = \"T\"\nlicence = \"MIT\"\n[[file]]\npath = \"file.csv\"\nbytes = {}\nsha256 = \
             \"{sha256}\"\n[table.spikes.columns]\nunit_id = {{ path = \"unit\" }}\ntime_s = {{ path = \
             \"time\", unit = \"s\" }}\n",
            RIGHT.len()
        );
        let card = Card::parse("rat", Path::new("dataset.toml"), &text).expect("a sound card");
        let located = vec![LocatedFile { id: "file".into(), path: path.clone() }];
        Recording { _folder: folder, path, card, located }
    }

    /// Another file of the same size in its place, its time of change set back.
    fn swap(path: &Path, text: &str) {
        let time = fs::metadata(path).and_then(|metadata| metadata.modified());
        fs::write(path, text).expect("ours");
        set_time(path, time.expect("a time"));
    }

    fn set_time(path: &Path, time: SystemTime) {
        let file = fs::File::options().write(true).open(path).expect("ours");
        file.set_modified(time).expect("ours");
    }

    #[test]
    fn what_stays_is_read() {
        let recording = recording();
        let tables = import_unchanged(&recording.card, &recording.located).expect("sound");
        assert_eq!(tables[0].1.floats("time_s").expect("times"), [0.25, 0.5]);
    }

    #[test]
    fn a_file_that_was_swapped_since_it_was_found_is_an_error() {
        let recording = recording();
        swap(&recording.path, OTHER);
        let error = import_unchanged(&recording.card, &recording.located).expect_err("another");
        let said = error.to_string().replace(&*recording.path.to_string_lossy(), "file.csv");
        insta::assert_snapshot!(said, @"dataset `rat`, file `file`: file.csv changed while it was read: got sha256 bfb26784988ce816b3ec0e2d12a40d985486540dbd1859b153d8c34f127c4aa4, wanted sha256 5e8b104bc06a38632c66f5d57d2a431134ca893339a9c8f19d07060c46375424");
        let hint = error.hint().expect("a hint");
        insta::assert_snapshot!(hint, @"wait until no program writes to it any more, and run again");
    }

    #[test]
    fn a_file_that_was_swapped_while_it_was_read_is_an_error() {
        let recording = recording();
        let read = || {
            swap(&recording.path, OTHER);
            let read = fs::read_to_string(&recording.path).expect("readable");
            // Times of the file system tick slower than this test.
            std::thread::sleep(std::time::Duration::from_millis(20));
            swap(&recording.path, RIGHT);
            Ok(read)
        };
        let error = while_read(&recording.card, &recording.located, read).expect_err("another");
        assert!(error.to_string().contains("written meanwhile"), "{error}");
    }
}
