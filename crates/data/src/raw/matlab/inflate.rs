//! Compressed variables: one zlib stream that holds one matrix.

use std::io::{BufReader, ErrorKind, Read};

use flate2::bufread::ZlibDecoder;

use super::element::{Scope, TAG_BYTES};
use crate::raw::error::{At, Error, Result};
use crate::raw::source::{Cursor, Source};

/// Deflate cannot make more than this out of one byte.
const DEFLATE_LARGEST_RATIO: u64 = 1032;

/// A compressed variable.
pub(super) struct Compressed<'a> {
    pub(super) source: &'a Source,
    /// Where the stream starts in the file.
    pub(super) offset: u64,
    /// Its length.
    pub(super) length: u64,
}

impl Compressed<'_> {
    fn decoder(&self) -> ZlibDecoder<BufReader<std::io::Take<Cursor>>> {
        let stream = self.source.cursor(self.offset).take(self.length);
        ZlibDecoder::new(BufReader::with_capacity(1 << 16, stream))
    }

    /// At most `n_bytes` from the start of the variable.
    pub(super) fn start(&self, n_bytes: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.decoder().take(n_bytes).read_to_end(&mut bytes);
        read.map_err(|error| self.damaged(&error))?;
        Ok(bytes)
    }

    /// The whole variable, which says in its tag how long it is.
    pub(super) fn whole(&self, scope: Scope<'_>) -> Result<Vec<u8>> {
        let mut decoder = self.decoder();
        let mut bytes = Vec::new();
        let mut take = |bytes: &mut Vec<u8>, n_bytes: u64| {
            let read = decoder.by_ref().take(n_bytes).read_to_end(bytes);
            read.map_err(|error| self.damaged(&error))
        };
        take(&mut bytes, TAG_BYTES as u64)?;
        let Some(&[_, _, _, _, a, b, c, d]) = bytes.first_chunk::<TAG_BYTES>() else {
            return Ok(bytes);
        };
        let claimed = u64::from(scope.word([a, b, c, d]));
        if claimed > scope.limits.inflated_bytes(self.length) {
            let file = self.source.name();
            return Err(scope.limits.inflation_error("compressed variable", file, self.length));
        }
        let possible = claimed.min(self.length.saturating_mul(DEFLATE_LARGEST_RATIO));
        bytes.reserve_exact(possible as usize);
        take(&mut bytes, claimed)?;
        // The checksum is compared when the end is reached.
        take(&mut bytes, 1)?;
        Ok(bytes)
    }

    fn damaged(&self, error: &std::io::Error) -> Error {
        let got = match error.kind() {
            ErrorKind::UnexpectedEof => "a stream that ends too early".to_owned(),
            _ => error.to_string(),
        };
        Error::Malformed {
            what: "compressed variable".to_owned(),
            place: self.source.place(At::Byte(self.offset)),
            got,
            wanted: "a zlib stream".to_owned(),
        }
    }
}
