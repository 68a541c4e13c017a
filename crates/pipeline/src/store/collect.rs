//! How large the store is, and what no instance needs any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{InstanceManifest, Store, StoreLock};
use crate::Error;
use crate::error::AtPath;

/// What lies in a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many artifact files.
    pub n_objects: usize,
    /// How many bytes they have.
    pub object_bytes: u64,
    /// How many records of stages.
    pub n_records: usize,
    /// How many instances of pipelines.
    pub n_instances: usize,
}

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// How many artifact files.
    pub n_objects: usize,
    /// How many bytes they had.
    pub object_bytes: u64,
    /// How many records of stages.
    pub n_records: usize,
}

impl Store {
    /// Counts what lies here.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn statistics(&self) -> Result<Statistics, Error> {
        let objects = sharded_files(&self.root.join("objects"))?;
        Ok(Statistics {
            n_objects: objects.len(),
            object_bytes: objects.iter().map(|path| size(path)).sum(),
            n_records: sharded_files(&self.root.join("records"))?.len(),
            n_instances: files(&self.root.join("instances"))?.len(),
        })
    }

    /// Removes every record that no instance has now, and every file that no such record names.
    /// Instances that are not among `living` are forgotten first.
    ///
    /// # Errors
    /// Where a folder cannot be read or a file not removed.
    pub fn collect(
        &self,
        _lock: &StoreLock,
        living: &BTreeSet<String>,
    ) -> Result<Collected, Error> {
        let mut keys = BTreeSet::new();
        for path in files(&self.root.join("instances"))? {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let pipeline = name.split('@').next().unwrap_or_default();
            if living.contains(pipeline) {
                let manifest: InstanceManifest = self.manifest(&name);
                keys.extend(manifest.stages.into_values().map(|stage| stage.key));
            } else {
                fs::remove_file(&path).at(&path)?;
            }
        }
        let mut needed = BTreeSet::new();
        for key in &keys {
            for artifact in
                self.record(key).into_iter().flat_map(|record| record.outputs.into_values())
            {
                for part in artifact.parts.values() {
                    let path = self.object_path(part);
                    needed.insert(path.with_extension("seen"));
                    needed.insert(path);
                }
            }
        }
        let mut collected = Collected::default();
        for path in sharded_files(&self.root.join("records"))? {
            if !keys.contains(&unsharded(&path)) {
                fs::remove_file(&path).at(&path)?;
                collected.n_records += 1;
            }
        }
        for path in sharded_files(&self.root.join("objects"))? {
            if !needed.contains(&path) {
                collected.object_bytes += size(&path);
                fs::remove_file(&path).at(&path)?;
                collected.n_objects += 1;
            }
        }
        Ok(collected)
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).at(folder)? {
        paths.push(entry.at(folder)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn sharded_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    for shard in files(folder)? {
        if shard.is_dir() {
            paths.extend(files(&shard)?);
        }
    }
    Ok(paths)
}

fn unsharded(path: &Path) -> String {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    path.parent().map(name).unwrap_or_default() + &name(path)
}
