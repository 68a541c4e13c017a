//! The digests that the build script made: which code a kind's results depend on.

include!(concat!(env!("OUT_DIR"), "/fingerprints.rs"));

/// The digest of the code behind a kind.
///
/// # Panics
/// Where no file of `kinds` is named like the kind, which the tests of the catalogue would find.
pub(crate) fn fingerprint(kind: &str) -> &'static str {
    let file = kind.replace('-', "_");
    KINDS
        .iter()
        .find_map(|(name, digest)| (*name == file).then_some(*digest))
        .unwrap_or_else(|| panic!("kind `{kind}` lies in `kinds/{file}.rs`"))
}

/// The digest of the code that imports of datasets depend on.
pub fn import_fingerprint() -> &'static str {
    IMPORT
}
