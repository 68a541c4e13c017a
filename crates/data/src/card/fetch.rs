//! Getting the files of a dataset from where its card says: the one place that uses the network.
//!
//! A file is written under a temporary name beside its place, checked by size and digest, synced and
//! renamed; whatever goes wrong, nothing half-written stays.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::error::{Amount, Error};
use super::locate::LocatedFile;
use super::spec::{Card, FileSpec};
use crate::raw::{self, Source};
use crate::temporary::TemporaryFolder;

/// How long a server may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(30);
const PIECE_BYTES: usize = 1 << 16;

/// Where a fetch tells how far it is.
pub trait FetchProgress {
    /// So many bytes of a file have come.
    fn received(&mut self, file: &FileSpec, n_bytes: u64);
}

impl<F: FnMut(&FileSpec, u64)> FetchProgress for F {
    fn received(&mut self, file: &FileSpec, n_bytes: u64) {
        self(file, n_bytes);
    }
}

/// Gets every file of a card into `folder`, where it is not there already, and tells where they are.
///
/// # Errors
/// [`Error::NoUrl`], [`Error::Unreachable`], [`Error::Status`], [`Error::Size`], [`Error::Digest`],
/// [`Error::Outside`], [`Error::File`]; files that came before the one that failed stay.
pub fn fetch(
    card: &Card,
    folder: &Path,
    progress: &mut dyn FetchProgress,
) -> Result<Vec<LocatedFile>, Error> {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .build()
        .new_agent();
    let fetched = card.files().iter().map(|file| {
        let path = place(folder, file)?;
        if !is_there(&path, file)? {
            fetch_one(&agent, card, file, &path, progress)?;
        }
        Ok(LocatedFile { id: file.id.clone(), path })
    });
    fetched.collect()
}

/// Where a file goes. Its folder is made, and must lie inside `folder` whatever links there are.
fn place(folder: &Path, file: &FileSpec) -> Result<PathBuf, Error> {
    let path = folder.join(&file.path);
    let parent = path.parent().unwrap_or(folder);
    // A link on the way must not be followed before it is known where it leads.
    let mut below = folder.to_path_buf();
    fs::create_dir_all(folder).map_err(|source| at(folder, source))?;
    let real_folder = folder.canonicalize().map_err(|source| at(folder, source))?;
    for part in parent.strip_prefix(folder).unwrap_or(Path::new("")).components() {
        below.push(part);
        match fs::create_dir(&below) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(at(&below, error));
            }
            _ => {}
        }
        let real = below.canonicalize().map_err(|source| at(&below, source))?;
        if !real.starts_with(&real_folder) {
            return Err(Error::Outside { path, folder: folder.into() });
        }
    }
    Ok(path)
}

fn is_there(path: &Path, file: &FileSpec) -> Result<bool, Error> {
    let fits = fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == file.bytes);
    Ok(fits && raw::sha256(&Source::open(path)?)? == file.sha256)
}

fn fetch_one(
    agent: &ureq::Agent,
    card: &Card,
    file: &FileSpec,
    path: &Path,
    progress: &mut dyn FetchProgress,
) -> Result<(), Error> {
    let Some(url) = &file.url else {
        return Err(Error::NoUrl { dataset: card.name.clone(), id: file.id.clone() });
    };
    let unreachable = |reason: String| Error::Unreachable { url: url.clone(), reason };
    let response = agent.get(url).call().map_err(|error| unreachable(error.to_string()))?;
    if response.status() != 200 {
        return Err(Error::Status { url: url.clone(), status: response.status().as_u16() });
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let temporary =
        TemporaryFolder::new(".fetching-", folder, None).map_err(|source| at(folder, source))?;
    let arriving = temporary.path().join("file");
    let mut sink = fs::File::create(&arriving).map_err(|source| at(&arriving, source))?;
    let mut body = response.into_body().into_reader();
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE_BYTES];
    let mut n_bytes = 0;
    loop {
        let length = match body.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            // The connection ended before the length that the server announced.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(unreachable(error.to_string())),
        };
        n_bytes += length as u64;
        if n_bytes > file.bytes {
            let got = Amount::MoreThan(file.bytes);
            return Err(Error::Size { url: url.clone(), got, wanted: file.bytes });
        }
        hasher.update(&piece[..length]);
        sink.write_all(&piece[..length]).map_err(|source| at(&arriving, source))?;
        progress.received(file, n_bytes);
    }
    if n_bytes != file.bytes {
        let got = Amount::Exactly(n_bytes);
        return Err(Error::Size { url: url.clone(), got, wanted: file.bytes });
    }
    let sha256: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if sha256 != file.sha256 {
        return Err(Error::Digest { url: url.clone(), got: sha256, wanted: file.sha256.clone() });
    }
    sink.sync_all().map_err(|source| at(path, source))?;
    temporary.put_in_place(|_| fs::rename(&arriving, path)).map_err(|source| at(path, source))
}

fn at(path: &Path, source: std::io::Error) -> Error {
    Error::File { path: path.into(), source }
}
