//! Where the files of a dataset are: by relative path and size first, then by digest.

use std::fmt;
use std::path::{Path, PathBuf};

use super::seen::SeenFiles;
use super::spec::{Card, FileSpec};

/// A file of a dataset that is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedFile {
    /// How the card calls it.
    pub id: String,
    /// Where it is.
    pub path: PathBuf,
}

/// A file of a dataset that is not at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFile {
    /// The dataset.
    pub dataset: String,
    /// How the card calls it.
    pub id: String,
    /// Its path below a data folder.
    pub path: PathBuf,
    /// The folders that were looked in.
    pub folders: Vec<PathBuf>,
    /// Whether its card says where it can be downloaded.
    pub has_url: bool,
    /// The first file of this path that is another one.
    pub other: Option<OtherFile>,
}

/// A file that has the right path and is not the one that the card means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub got: String,
    /// What the card says.
    pub wanted: String,
}

impl fmt::Display for MissingFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "dataset `{}`, file `{}`: ", self.dataset, self.id)?;
        match &self.other {
            Some(OtherFile { path, got, wanted }) => {
                write!(out, "{}: got {got}, wanted {wanted}", path.display())
            }
            None => write!(out, "no {} in any data folder", self.path.display()),
        }
    }
}

impl MissingFile {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let fetch = if self.has_url {
            format!("; `spikebook dataset fetch {}` downloads it", self.dataset)
        } else {
            String::new()
        };
        if self.other.is_some() {
            return format!("this is another version of the file, or a copy cut short{fetch}");
        }
        let folders: Vec<String> =
            self.folders.iter().map(|folder| folder.display().to_string()).collect();
        format!("looked in {}{fetch}; SPIKEBOOK_DATA names further folders", folders.join(", "))
    }
}

/// Looks for each file of a card in these folders, the first that has it.
///
/// A file is the right one if its size and digest are. Digests that were computed before are taken from
/// `seen` where size, time of change and inode are as they were.
pub fn locate(
    card: &Card,
    folders: &[PathBuf],
    seen: &mut SeenFiles,
) -> Vec<Result<LocatedFile, MissingFile>> {
    card.files().iter().map(|file| locate_one(card, file, folders, seen)).collect()
}

fn locate_one(
    card: &Card,
    file: &FileSpec,
    folders: &[PathBuf],
    seen: &mut SeenFiles,
) -> Result<LocatedFile, MissingFile> {
    let mut other = None;
    for folder in folders {
        let path = folder.join(&file.path);
        match differs(&path, file, seen) {
            None => {}
            Some(Ok(())) => return Ok(LocatedFile { id: file.id.clone(), path }),
            Some(Err((got, wanted))) => {
                other.get_or_insert(OtherFile { path, got, wanted });
            }
        }
    }
    Err(MissingFile {
        dataset: card.name.clone(),
        id: file.id.clone(),
        path: PathBuf::from(&file.path),
        folders: folders.to_vec(),
        has_url: file.url.is_some(),
        other,
    })
}

/// How a file differs from the one that is meant; `None` where there is none.
fn differs(
    path: &Path,
    file: &FileSpec,
    seen: &mut SeenFiles,
) -> Option<Result<(), (String, String)>> {
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    if metadata.len() != file.bytes {
        let got = format!("{} bytes", metadata.len());
        return Some(Err((got, format!("{} bytes", file.bytes))));
    }
    Some(match seen.sha256(path, &metadata) {
        Ok(digest) if digest == file.sha256 => Ok(()),
        Ok(digest) => Err((format!("sha256 {digest}"), format!("sha256 {}", file.sha256))),
        Err(error) => Err((error.to_string(), "a file that can be read".to_owned())),
    })
}
