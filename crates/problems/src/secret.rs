//! The instructor's secret, and what is derived from it.
//!
//! A student's seed is keyed BLAKE3 of the set and the student's id, the key derived from the
//! secret file's bytes. Whoever lacks the secret can compute no other student's data, and no
//! answers, from the published source of Spikebook.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::Error;

/// The fewest bytes that a secret has.
const FEWEST_BYTES: usize = 32;

/// The most bytes that are read of a secret file.
const MOST_BYTES: u64 = 1 << 16;

/// Fewer different bytes than this are no chance: random hex digits have about 16.
const FEWEST_DIFFERENT: usize = 8;

/// The key behind all seeds of an instructor. It is never shown, not even by `{:?}`.
#[derive(Clone)]
pub struct Secret {
    key: [u8; 32],
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(hidden)")
    }
}

impl Secret {
    /// Reads a secret file: all of its bytes count, a line break at its end among them.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::SecretLength`], [`Error::SecretPlain`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let at_path = |source| Error::File { path: path.into(), source };
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(at_path)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(at_path)?;
        Self::from_bytes(&bytes, path)
    }

    /// The secret that these bytes are; `path` is where messages say that they come from.
    ///
    /// # Errors
    /// [`Error::SecretLength`], [`Error::SecretPlain`].
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        if bytes.len() < FEWEST_BYTES || bytes.len() as u64 > MOST_BYTES {
            return Err(Error::SecretLength {
                path: path.into(),
                got: bytes.len(),
                fewest: FEWEST_BYTES,
                most: MOST_BYTES,
            });
        }
        let different = bytes.iter().collect::<std::collections::BTreeSet<_>>().len();
        if different < FEWEST_DIFFERENT {
            return Err(Error::SecretPlain {
                path: path.into(),
                got: different,
                fewest: FEWEST_DIFFERENT,
            });
        }
        Ok(Self { key: blake3::derive_key("spikebook problems: secret", bytes) })
    }

    /// The seed of a student's variant of a set.
    pub fn student_seed(&self, set: &str, student: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(b"variant\0");
        for word in [set, student] {
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }

    /// What tells two secrets apart without telling either: stands in the key.
    pub fn fingerprint(&self) -> String {
        let hash = blake3::keyed_hash(&self.key, b"fingerprint");
        hash.to_hex()[..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::from_bytes(text.as_bytes(), Path::new("secret")).expect("long enough")
    }

    const A: &str = "correct horse battery staple and more";

    #[test]
    fn a_seed_depends_on_the_secret_the_set_and_the_student() {
        let seed = secret(A).student_seed("head-direction", "ada");
        assert_eq!(seed, secret(A).student_seed("head-direction", "ada"));
        assert_ne!(seed, secret(A).student_seed("head-direction", "bob"));
        assert_ne!(seed, secret(A).student_seed("place-cells", "ada"));
        assert_ne!(seed, secret(&format!("{A}\n")).student_seed("head-direction", "ada"));
        let one = secret(A).student_seed("ab", "c");
        assert_ne!(one, secret(A).student_seed("a", "bc"), "where one word ends counts");
    }

    #[test]
    fn nothing_shows_a_secret() {
        assert_eq!(format!("{:?}", secret(A)), "Secret(hidden)");
        assert_ne!(secret(A).fingerprint(), secret(&A.to_uppercase()).fingerprint());
    }

    #[test]
    fn a_secret_is_long_and_varied() {
        let refuse = |bytes: &[u8]| {
            let error = Secret::from_bytes(bytes, Path::new("secret")).expect_err("refused");
            format!("{error}\nhint: {}", error.hint().expect("there is one"))
        };
        insta::assert_snapshot!(refuse(b"hunter2"), @"
        secret secret: got 7 bytes, wanted 32 to 65536
        hint: `head -c 32 /dev/urandom > secret` makes one; keep it, for it makes every student's data
        ");
        insta::assert_snapshot!(refuse(&[0; 64]), @"
        secret secret: got 1 different bytes, wanted at least 8
        hint: `head -c 32 /dev/urandom > secret` makes one; keep it, for it makes every student's data
        ");
        assert!(Secret::from_bytes(&vec![7; 1 << 17], Path::new("secret")).is_err());
    }
}
