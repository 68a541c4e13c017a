//! Folders that appear whole: written beside their place, flushed to the disk, renamed.
//!
//! A build that is killed, or a disk that fills up, leaves what stood there before. The last step
//! moves the old folder aside and the new one in; whoever is killed between the two leaves the old
//! one under a name that [`recover`] knows.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use spikebook_data::temporary::TemporaryFolder;

use crate::Error;
use crate::error::AtPath;

/// A folder on its way.
pub(crate) struct NewFolder {
    temporary: TemporaryFolder,
    new: PathBuf,
    out: PathBuf,
}

impl NewFolder {
    /// An empty folder beside `out`, which none but its owner may look into.
    pub(crate) fn beside(out: &Path) -> Result<Self, Error> {
        let (parent, name) = parent_and_name(out)?;
        fs::create_dir_all(&parent).at(&parent)?;
        let prefix = format!(".{name}.new-");
        // Keys and grades are nobody else's business on a machine that many use.
        let permissions = Permissions::from_mode(0o700);
        let temporary =
            TemporaryFolder::new(&prefix, &parent, Some(permissions.clone())).at(&parent)?;
        let new = temporary.path().join("new");
        fs::create_dir(&new).and_then(|()| fs::set_permissions(&new, permissions)).at(&new)?;
        Ok(Self { temporary, new, out: out.into() })
    }

    /// Where it is written.
    pub(crate) fn path(&self) -> &Path {
        &self.new
    }

    /// Writes a file in it and flushes it to the disk.
    pub(crate) fn write(&self, relative: &Path, bytes: &[u8]) -> Result<(), Error> {
        let path = self.path().join(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).at(folder)?;
        }
        let mut file = File::create(&path).at(&path)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).at(&path)
    }

    /// Puts it into its place; what stood there is gone afterwards.
    pub(crate) fn put_in_place(self) -> Result<(), Error> {
        let mut folders = vec![self.path().to_path_buf()];
        for file in files_in(self.path())? {
            let within = self.path().join(file);
            folders.extend(within.ancestors().skip(1).map(Path::to_path_buf));
        }
        let within: BTreeSet<PathBuf> =
            folders.into_iter().filter(|folder| folder.starts_with(self.path())).collect();
        // The innermost first, so that no folder is flushed before what it names.
        for folder in within.iter().rev() {
            sync_folder(folder)?;
        }
        let (parent, _) = parent_and_name(&self.out)?;
        let aside = aside(&self.out)?;
        self.temporary.put_in_place(|_| {
            if self.out.exists() {
                fs::rename(&self.out, &aside).at(&self.out)?;
            }
            fs::rename(&self.new, &self.out).at(&self.out)
        })?;
        sync_folder(&parent)?;
        if aside.exists() {
            fs::remove_dir_all(&aside).at(&aside)?;
        }
        Ok(())
    }
}

/// Ends what a killed program began: brings the old folder back, or removes it where the new one is
/// there.
pub(crate) fn recover(out: &Path) -> Result<(), Error> {
    let aside = aside(out)?;
    if !aside.is_dir() {
        Ok(())
    } else if out.exists() {
        fs::remove_dir_all(&aside).at(&aside)
    } else {
        fs::rename(&aside, out).at(out)
    }
}

/// Every file in a folder, from there, sorted; symbolic links are not followed.
pub(crate) fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let place = folder.join(&relative);
        for entry in fs::read_dir(&place).at(&place)? {
            let entry = entry.at(&place)?;
            let within = relative.join(entry.file_name());
            if entry.file_type().at(&place)?.is_dir() {
                folders.push(within);
            } else {
                files.push(within);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Fails where one folder lies within the other, or is it: replacing the one would remove the
/// other.
pub(crate) fn refuse_same_place(out: &Path, input: &Path) -> Result<(), Error> {
    let (parent, name) = parent_and_name(out)?;
    // What does not exist yet shares no place with what does.
    let (Ok(parent), Ok(inside)) = (parent.canonicalize(), input.canonicalize()) else {
        return Ok(());
    };
    let place = parent.join(name);
    if place.starts_with(&inside) || inside.starts_with(&place) {
        return Err(Error::SamePlace { out: out.into(), input: input.into() });
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|folder| folder.sync_all()).at(folder)
}

fn aside(out: &Path) -> Result<PathBuf, Error> {
    let (parent, name) = parent_and_name(out)?;
    Ok(parent.join(format!(".{name}.spikebook-previous")))
}

fn parent_and_name(out: &Path) -> Result<(PathBuf, String), Error> {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    let nameless = || std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a new folder");
    let name = name.ok_or_else(nameless).at(out)?;
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    Ok((parent, name))
}
