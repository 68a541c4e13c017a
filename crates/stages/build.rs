//! Writes the table of code fingerprints, one line a kind. See `src/fingerprint.rs`.

#![expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script by its environment, and takes its files"
)]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

#[path = "src/fingerprint.rs"]
mod fingerprint;

fn main() {
    let crate_folder = env::var("CARGO_MANIFEST_DIR").expect("Cargo sets it");
    let root = Path::new(&crate_folder).join("../..");
    for path in fingerprint::watched() {
        println!("cargo::rerun-if-changed={}", root.join(path).display());
    }
    let found = fingerprint::fingerprints(&root, &environment())
        .unwrap_or_else(|error| panic!("the code fingerprints cannot be made: {error}"));
    let lines =
        found.kinds.iter().map(|(name, digest)| format!("    (\"{name}\", \"{digest}\"),\n"));
    let table = format!(
        "/// By the name of a kind's file.\n\
         const KINDS: &[(&str, &str)] = &[\n{}];\n\n\
         /// Of what imports of datasets depend on.\n\
         const IMPORT: &str = \"{}\";\n",
        lines.collect::<String>(),
        found.import
    );
    let out_folder = env::var("OUT_DIR").expect("Cargo sets it");
    fs::write(Path::new(&out_folder).join("fingerprints.rs"), table)
        .expect("the output folder of a build script can be written");
}

/// Whatever else decides which instructions the sources become: compiler, target, and flags.
fn environment() -> String {
    let compiler = env::var("RUSTC").expect("Cargo sets it");
    let version = Command::new(compiler).arg("-vV").output().expect("the compiler runs");
    let mut words = vec![String::from_utf8_lossy(&version.stdout).into_owned()];
    for name in ["TARGET", "OPT_LEVEL", "CARGO_ENCODED_RUSTFLAGS", "CARGO_CFG_TARGET_FEATURE"] {
        words.push(format!("{name}={}", env::var(name).unwrap_or_default()));
    }
    words.join("\n")
}
