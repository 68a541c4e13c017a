//! Which code a kind's results depend on, as one digest a kind.
//!
//! A stored result is used again only while the code behind it is the same, so the digest errs on the
//! side of change. It covers, for every kind:
//!
//! - the folders of the crates that a body can call (without their tests, benches and examples),
//! - what this crate's kinds share: everything in it but the kinds and the two lists of them,
//! - the kind's own file, and the folder beside it where it has one,
//! - every package that these crates can reach in `Cargo.lock`, with version and checksum,
//! - the features and profiles that the workspace sets, the compiler, and the target.
//!
//! A kind that draws a picture depends on the `figures` crate as well. What runs, prints or teaches
//! (`book`, `problems`, `cli`) is in none of the digests.
//!
//! The build script and the tests include this file by path; nothing in it knows about Cargo's build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

/// The crates that every body can call.
pub(crate) const CRATES: [&str; 6] =
    ["analysis", "data", "models", "numeric", "pipeline", "schema"];

/// The crate that only kinds with a picture call.
pub(crate) const FIGURES: &str = "figures";

/// The crate of the kinds themselves.
pub(crate) const STAGES: &str = "stages";

/// Folders of a crate that are no part of what other crates link.
const NOT_LINKED: [&str; 3] = ["benches", "examples", "tests"];

/// Files of the stages crate that only list kinds: a new kind leaves the digests of the others alone.
const LISTS: [&str; 2] = ["src/catalogue.rs", "src/kinds.rs"];

/// Words by which a kind's source shows that it draws.
const DRAWING_WORDS: [&str; 2] = ["Port::figure(", "spikebook_figures"];

/// The digests of a workspace, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprints {
    /// By the name of a kind's file, without `.rs`.
    pub(crate) kinds: BTreeMap<String, String>,
    /// Of what is shared by kinds that draw no picture, as the import of a dataset uses it.
    pub(crate) import: String,
}

/// The digests of the workspace at `root`, built in `environment`: compiler, target, flags.
///
/// # Errors
/// Where a file cannot be read, or `Cargo.toml` or `Cargo.lock` is not what Cargo writes.
pub(crate) fn fingerprints(root: &Path, environment: &str) -> io::Result<Fingerprints> {
    let packages = Packages::read(&root.join("Cargo.lock"))?;
    let mut shared = blake3::Hasher::new();
    add(&mut shared, "environment", environment.as_bytes());
    add_settings(&mut shared, root)?;
    add_crates(&mut shared, root, &packages, &CRATES)?;
    add_stages(&mut shared, root)?;
    let import = shared.finalize().to_hex().to_string();
    let mut drawing = shared.clone();
    add_crates(&mut drawing, root, &packages, &[FIGURES])?;

    let mut kinds = BTreeMap::new();
    for (name, files) in kind_files(root)? {
        let sources = files.iter().map(|file| fs::read(root.join(file)));
        let sources = sources.collect::<io::Result<Vec<_>>>()?;
        let draws = sources.iter().any(|bytes| {
            let text = String::from_utf8_lossy(bytes);
            DRAWING_WORDS.iter().any(|word| text.contains(word))
        });
        let mut hasher = if draws { drawing.clone() } else { shared.clone() };
        for (file, bytes) in files.iter().zip(&sources) {
            add(&mut hasher, file, bytes);
        }
        kinds.insert(name, hasher.finalize().to_hex().to_string());
    }
    Ok(Fingerprints { kinds, import })
}

/// The folders and files that the digests are made from, from the root, for the build script to watch.
pub(crate) fn watched() -> Vec<String> {
    let crates = CRATES.iter().chain([&FIGURES, &STAGES]).map(|name| format!("crates/{name}"));
    crates.chain(["Cargo.toml".into(), "Cargo.lock".into()]).collect()
}

/// What the workspace sets for all its crates: features, edition, profiles.
fn add_settings(hasher: &mut blake3::Hasher, root: &Path) -> io::Result<()> {
    let manifest = read_toml(&root.join("Cargo.toml"))?;
    for path in [&["workspace", "dependencies"][..], &["workspace", "package"], &["profile"]] {
        let found = path.iter().try_fold(&manifest, |table, key| table.get(key));
        let text = found.map(ToString::to_string).unwrap_or_default();
        add(hasher, &path.join("."), text.as_bytes());
    }
    Ok(())
}

/// The folders of these crates, and the packages that they can reach.
fn add_crates(
    hasher: &mut blake3::Hasher,
    root: &Path,
    packages: &Packages,
    crates: &[&str],
) -> io::Result<()> {
    for name in crates {
        for file in linked_files(root, &format!("crates/{name}"))? {
            add(hasher, &file, &fs::read(root.join(&file))?);
        }
    }
    for package in packages.reachable(crates) {
        add(hasher, "package", package.as_bytes());
    }
    Ok(())
}

/// What the kinds share in their own crate.
fn add_stages(hasher: &mut blake3::Hasher, root: &Path) -> io::Result<()> {
    let folder = format!("crates/{STAGES}");
    for file in linked_files(root, &folder)? {
        let inner = file.strip_prefix(&format!("{folder}/")).unwrap_or(&file);
        if !inner.starts_with("src/kinds/") && !LISTS.contains(&inner) {
            add(hasher, &file, &fs::read(root.join(&file))?);
        }
    }
    Ok(())
}

/// Adds a named piece so that no two lists of pieces give the same bytes.
fn add(hasher: &mut blake3::Hasher, name: &str, bytes: &[u8]) {
    for piece in [name.as_bytes(), bytes] {
        hasher.update(&(piece.len() as u64).to_le_bytes()).update(piece);
    }
}

/// The files of a crate that can end up in what other crates link, sorted, from the root.
fn linked_files(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for name in names(&root.join(folder))? {
        if !NOT_LINKED.contains(&name.as_str()) {
            collect(root, &format!("{folder}/{name}"), &mut files)?;
        }
    }
    files.sort();
    Ok(files)
}

/// The files of each kind: `src/kinds/NAME.rs`, and whatever lies in `src/kinds/NAME/`.
fn kind_files(root: &Path) -> io::Result<BTreeMap<String, Vec<String>>> {
    let folder = format!("crates/{STAGES}/src/kinds");
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in names(&root.join(&folder))? {
        let mut files = Vec::new();
        collect(root, &format!("{folder}/{name}"), &mut files)?;
        files.sort();
        kinds.entry(name.trim_end_matches(".rs").to_owned()).or_default().extend(files);
    }
    Ok(kinds)
}

fn collect(root: &Path, path: &str, files: &mut Vec<String>) -> io::Result<()> {
    if !root.join(path).is_dir() {
        files.push(path.into());
        return Ok(());
    }
    names(&root.join(path))?
        .into_iter()
        .try_for_each(|name| collect(root, &format!("{path}/{name}"), files))
}

/// The names in a folder, sorted; what editors leave behind does not count.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !name.ends_with('~') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The packages of a `Cargo.lock` by name; of one name there may be several versions.
struct Packages(BTreeMap<String, Vec<Package>>);

struct Package {
    version: String,
    checksum: String,
    /// `name`, or `name version` where there are several, or `name version (source)`.
    needs: Vec<String>,
}

impl Packages {
    fn read(path: &Path) -> io::Result<Self> {
        let lock = read_toml(path)?;
        let text = |package: &toml::Value, key: &str| {
            package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
        };
        let mut packages: BTreeMap<String, Vec<Package>> = BTreeMap::new();
        for package in lock.get("package").and_then(toml::Value::as_array).into_iter().flatten() {
            let needs = package.get("dependencies").and_then(toml::Value::as_array);
            packages.entry(text(package, "name")).or_default().push(Package {
                version: text(package, "version"),
                checksum: text(package, "checksum"),
                needs: needs
                    .into_iter()
                    .flatten()
                    .filter_map(toml::Value::as_str)
                    .map(ToOwned::to_owned)
                    .collect(),
            });
        }
        Ok(Self(packages))
    }

    /// Name, version and checksum of every package that these crates and the kinds can reach, sorted.
    fn reachable(&self, crates: &[&str]) -> BTreeSet<String> {
        let stages = format!("spikebook-{STAGES}");
        let mut waiting: Vec<String> =
            crates.iter().map(|name| format!("spikebook-{name}")).chain([stages.clone()]).collect();
        let mut reached = BTreeSet::new();
        while let Some(wanted) = waiting.pop() {
            let mut words = wanted.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next());
            let versions = self.0.get(name).into_iter().flatten();
            for package in versions.filter(|package| version.is_none_or(|v| v == package.version)) {
                let Package { version, checksum, needs } = package;
                if reached.insert(format!("{name} {version} {checksum}")) {
                    // Which crates of ours a kind calls is said by `crates`.
                    let is_followed =
                        |need: &&String| name != stages || !need.starts_with("spikebook-");
                    waiting.extend(needs.iter().filter(is_followed).cloned());
                }
            }
        }
        reached
    }
}

fn read_toml(path: &Path) -> io::Result<toml::Value> {
    let text = fs::read_to_string(path).map_err(|error| at(path, &error))?;
    toml::from_str(&text).map_err(|error| at(path, &io::Error::other(error)))
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
