//! How much a file may ask for.
//!
//! Sizes written inside a file are claims. Every reader checks a claim against the bytes that are
//! really there before it allocates, so an uncompressed file can never ask for more than a fixed
//! multiple of its own size. Compressed data is where a small file may honestly become a large array; these
//! limits say how large.

use super::error::{At, Error, Place, Result};

/// Upper limits that a reader keeps, whatever a file claims.
///
/// ```
/// use spikebook_data::raw::Limits;
/// let limits = Limits { inflation_ratio: 2000, ..Limits::default() };
/// assert_eq!(limits.inflated_bytes(1 << 20), 2000 << 20);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes that one variable may fill once decoded; 16 GiB unless told otherwise.
    pub variable_bytes: u64,
    /// Most inflated bytes for each compressed byte; 100 unless told otherwise. Recordings inflate
    /// 1 to 20 times, sparse spike rasters up to 100 times, bombs 1000 times.
    pub inflation_ratio: u64,
    /// Inflated bytes that are always allowed, whatever the ratio; 256 MiB unless told otherwise.
    pub inflation_floor_bytes: u64,
    /// Deepest nesting of cells and structs; 64 unless told otherwise.
    pub nesting_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            variable_bytes: 16 << 30,
            inflation_ratio: 100,
            inflation_floor_bytes: 256 << 20,
            nesting_depth: 64,
        }
    }
}

impl Limits {
    /// Most bytes that `compressed_bytes` may inflate to.
    pub fn inflated_bytes(&self, compressed_bytes: u64) -> u64 {
        compressed_bytes
            .saturating_mul(self.inflation_ratio)
            .max(self.inflation_floor_bytes)
            .min(self.variable_bytes)
    }

    /// Refuses a variable that claims more bytes than allowed.
    pub(crate) fn check_variable(&self, what: &str, place: Place, bytes: u64) -> Result<()> {
        if bytes <= self.variable_bytes {
            return Ok(());
        }
        Err(Error::TooLarge {
            what: what.to_owned(),
            place,
            got: bytes,
            limit: self.variable_bytes,
            setting: "variable_bytes",
        })
    }

    /// The error for `compressed_bytes` that inflate to more than allowed.
    pub(crate) fn inflation_error(&self, what: &str, file: &str, compressed_bytes: u64) -> Error {
        let limit = self.inflated_bytes(compressed_bytes);
        Error::TooLarge {
            what: what.to_owned(),
            place: Place::new(file, At::File),
            got: limit.saturating_add(1),
            limit,
            setting: if limit == self.variable_bytes {
                "variable_bytes"
            } else {
                "inflation_ratio"
            },
        }
    }
}
