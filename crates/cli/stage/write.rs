//! What came out of a stage, as files in a folder.
//!
//! Every file is written whole under a temporary name and renamed into the folder, so that whatever
//! lies there under its own name is complete.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::parquet_file;
use spikebook_data::temporary::TemporaryFolder;
use spikebook_pipeline::publish::{Provenance, stamp_into_file};
use spikebook_pipeline::{Artifact, Figure};

use crate::error::Error;

/// A folder for what is being written: as near to `folder` as there is one, so that renaming stays within
/// one file system, and a stage that fails leaves nothing.
pub(super) fn temporary(folder: &Path) -> Result<TemporaryFolder, Error> {
    let is_there = |ancestor: &&Path| ancestor.is_dir();
    let near = folder.ancestors().find(is_there).unwrap_or(Path::new("."));
    TemporaryFolder::new(".writing-", near, None).map_err(at(near))
}

/// Writes every artifact into `folder`, by way of `temporary`, and says which files there are now.
pub(super) fn outputs(
    folder: &Path,
    temporary: &TemporaryFolder,
    outputs: &BTreeMap<String, Artifact>,
    provenance: &Provenance,
) -> Result<Vec<PathBuf>, Error> {
    let mut names = Vec::new();
    for (port, artifact) in outputs {
        let provenance =
            Provenance { output: format!("{}.{port}", provenance.kind), ..provenance.clone() };
        for BareFile { role, extension, content } in bare_files(artifact)? {
            let bare = match content {
                Content::File(path) => path,
                Content::Bytes(bytes) => {
                    let bare = temporary.path().join("bare");
                    fs::write(&bare, bytes).map_err(at(&bare))?;
                    bare
                }
            };
            let name = format!("{port}.{extension}");
            let path = temporary.path().join(&name);
            stamp_into_file(&bare, role, &provenance, &path)?;
            names.push(name);
        }
    }
    temporary.put_in_place(|from| {
        let mut written = Vec::new();
        fs::create_dir_all(folder).map_err(at(folder))?;
        for name in names {
            let path = folder.join(&name);
            fs::rename(from.join(&name), &path).map_err(at(&path))?;
            written.push(path);
        }
        Ok(written)
    })
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.into(), source }
}

/// A file of an artifact, without provenance.
struct BareFile {
    /// What it is of the artifact, in the words of the store.
    role: &'static str,
    extension: &'static str,
    content: Content,
}

enum Content {
    Bytes(Vec<u8>),
    /// A table that the stage wrote batch by batch.
    File(PathBuf),
}

fn bare_files(artifact: &Artifact) -> Result<Vec<BareFile>, Error> {
    let file = |role, extension, bytes| {
        let content = Content::Bytes(bytes);
        BareFile { role, extension, content }
    };
    Ok(match artifact {
        Artifact::Table(source) => vec![match source.path() {
            Some(path) => BareFile {
                role: "table",
                extension: "parquet",
                content: Content::File(path.into()),
            },
            None => file("table", "parquet", parquet_file::to_bytes(&source.table()?)?),
        }],
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
