//! What came out of a stage, as files in a folder.
//!
//! Every file is written whole under a temporary name and renamed into the folder, so that whatever
//! lies there under its own name is complete.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::parquet_file;
use spikebook_pipeline::publish::{Provenance, stamp_file};
use spikebook_pipeline::{Artifact, Figure};

use crate::error::Error;

/// Writes every artifact into `folder` and says which files there are now.
pub(super) fn outputs(
    folder: &Path,
    outputs: &BTreeMap<String, Artifact>,
    provenance: &Provenance,
) -> Result<Vec<PathBuf>, Error> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    // In the folder itself, so that renaming stays within one file system.
    let temporary =
        tempfile::Builder::new().prefix(".writing-").tempdir_in(folder).map_err(at(folder))?;
    let mut names = Vec::new();
    for (port, artifact) in outputs {
        let provenance =
            Provenance { output: format!("{}.{port}", provenance.kind), ..provenance.clone() };
        for BareFile { role, extension, bytes } in bare_files(artifact)? {
            let bare = temporary.path().join("bare");
            fs::write(&bare, bytes).map_err(at(&bare))?;
            let name = format!("{port}.{extension}");
            let path = temporary.path().join(&name);
            fs::write(&path, stamp_file(&bare, role, &provenance)?).map_err(at(&path))?;
            names.push(name);
        }
    }
    let mut written = Vec::new();
    for name in names {
        let path = folder.join(&name);
        fs::rename(temporary.path().join(&name), &path).map_err(at(&path))?;
        written.push(path);
    }
    Ok(written)
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.into(), source }
}

/// A file of an artifact, without provenance.
struct BareFile {
    /// What it is of the artifact, in the words of the store.
    role: &'static str,
    extension: &'static str,
    bytes: Vec<u8>,
}

fn bare_files(artifact: &Artifact) -> Result<Vec<BareFile>, Error> {
    let file = |role, extension, bytes| BareFile { role, extension, bytes };
    Ok(match artifact {
        Artifact::Table(source) => {
            vec![file("table", "parquet", parquet_file::to_bytes(&source.table()?)?)]
        }
        Artifact::Values(values) => {
            vec![file("values", "json", serde_json::json!(values).to_string().into_bytes())]
        }
        Artifact::Figure(Figure { svg, png, alt, data }) => vec![
            file("svg", "svg", svg.clone().into_bytes()),
            file("png", "png", png.clone()),
            file("alt", "txt", format!("{alt}\n").into_bytes()),
            file("data", "parquet", parquet_file::to_bytes(data)?),
        ],
    })
}
