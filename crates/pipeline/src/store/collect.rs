//! How large the store is, and what no instance needs any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{InstanceManifest, RemovalLock, Store};
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

/// What was removed, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// The instances that were forgotten.
    pub instances: Vec<String>,
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
        let mut objects = sharded_files(&self.root.join("objects"))?;
        objects.retain(|path| !is_note(path));
        Ok(Statistics {
            n_objects: objects.len(),
            object_bytes: objects.iter().map(|path| size(path)).sum(),
            n_records: sharded_files(&self.root.join("records"))?.len(),
            n_instances: files(&self.root.join("instances"))?.len(),
        })
    }

    /// Removes every record that no instance has now, and every file that no such record names. Instances
    /// that `lives` does not know are forgotten first.
    ///
    /// # Errors
    /// Where a folder cannot be read or a file not removed.
    pub fn collect(
        &self,
        _lock: &RemovalLock,
        lives: impl Fn(&str) -> bool,
    ) -> Result<Collected, Error> {
        self.sweep_out(lives, |path| fs::remove_file(path).at(path))
    }

    /// What [`Store::collect`] would remove.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub fn would_collect(&self, lives: impl Fn(&str) -> bool) -> Result<Collected, Error> {
        self.sweep_out(lives, |_| Ok(()))
    }

    fn sweep_out(
        &self,
        lives: impl Fn(&str) -> bool,
        remove: impl Fn(&Path) -> Result<(), Error>,
    ) -> Result<Collected, Error> {
        let mut collected = Collected::default();
        let mut keys = BTreeSet::new();
        for path in files(&self.root.join("instances"))? {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if lives(&name) {
                let manifest: InstanceManifest = self.manifest(&name);
                keys.extend(manifest.stages.into_values().map(|stage| stage.key));
            } else {
                remove(&path)?;
                collected.instances.push(name);
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
        for path in sharded_files(&self.root.join("records"))? {
            if !keys.contains(&unsharded(&path)) {
                remove(&path)?;
                collected.n_records += 1;
            }
        }
        for path in sharded_files(&self.root.join("objects"))? {
            if !needed.contains(&path) {
                let bytes = size(&path);
                remove(&path)?;
                if !is_note(&path) {
                    collected.object_bytes += bytes;
                    collected.n_objects += 1;
                }
            }
        }
        Ok(collected)
    }
}

/// Whether a file only notes when a large object was read.
fn is_note(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "seen")
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
