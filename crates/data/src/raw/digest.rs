//! The SHA-256 of a file: the digest that data archives publish.

use std::io::Read;

use sha2::{Digest, Sha256};

use super::error::Result;
use super::source::{PIECE_BYTES, Source};

/// The SHA-256 of all bytes of a source, in lower-case hexadecimal, read in pieces of 1 MiB.
///
/// ```
/// use spikebook_data::raw::{Source, sha256};
/// let digest = sha256(&Source::from_bytes("abc.txt", b"abc".to_vec()))?;
/// assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// # Ok::<(), spikebook_data::raw::Error>(())
/// ```
///
/// # Errors
/// [`Error::Io`](super::Error::Io) where the system refuses.
pub fn sha256(source: &Source) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut reader = source.cursor(0);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let n_bytes = reader.read(&mut piece).map_err(|error| source.io(error))?;
        if n_bytes == 0 {
            break;
        }
        hasher.update(&piece[..n_bytes]);
    }
    let digits = hasher.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect())
}
