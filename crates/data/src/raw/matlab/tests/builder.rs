//! Puts MATLAB files together, element by element.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::raw::Endian;

/// Makes elements in one byte order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Builder {
    pub(super) endian: Endian,
}

/// The 128 bytes before the first variable.
pub(super) fn header(endian: Endian) -> Vec<u8> {
    let mut bytes = b"MATLAB 5.0 MAT-file, made by hand".to_vec();
    bytes.resize(124, b' ');
    bytes.extend_from_slice(match endian {
        Endian::Little => b"\x00\x01IM",
        Endian::Big => b"\x01\x00MI",
    });
    bytes
}

impl Builder {
    pub(super) fn u16s(self, values: &[u16]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| match self.endian {
                Endian::Little => value.to_le_bytes(),
                Endian::Big => value.to_be_bytes(),
            })
            .collect()
    }

    pub(super) fn u32s(self, values: &[u32]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| match self.endian {
                Endian::Little => value.to_le_bytes(),
                Endian::Big => value.to_be_bytes(),
            })
            .collect()
    }

    pub(super) fn f64s(self, values: &[f64]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| match self.endian {
                Endian::Little => value.to_le_bytes(),
                Endian::Big => value.to_be_bytes(),
            })
            .collect()
    }

    /// An element: small where its data fit into the tag.
    pub(super) fn element(self, kind: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("short");
        let mut bytes = if (1..=4).contains(&length) {
            self.u32s(&[length << 16 | kind])
        } else {
            self.u32s(&[kind, length])
        };
        bytes.extend_from_slice(data);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes
    }

    /// Class and flags, shape and name.
    pub(super) fn head(self, class: u32, shape: &[u32], name: &str) -> Vec<u8> {
        let flags = self.element(6, &self.u32s(&[class, 0]));
        let shape = self.element(5, &self.u32s(shape));
        [flags, shape, self.element(1, name.as_bytes())].concat()
    }

    /// A matrix whose data are these elements.
    pub(super) fn array(self, class: u32, shape: &[u32], name: &str, data: &[u8]) -> Vec<u8> {
        self.element(14, &[self.head(class, shape, name), data.to_vec()].concat())
    }

    pub(super) fn cell(self, shape: &[u32], name: &str, items: &[Vec<u8>]) -> Vec<u8> {
        self.array(1, shape, name, &items.concat())
    }

    /// A struct array; the values come record by record.
    pub(super) fn records(
        self,
        shape: &[u32],
        name: &str,
        fields: &[&str],
        values: &[Vec<u8>],
    ) -> Vec<u8> {
        let mut names = Vec::new();
        for field in fields {
            names.extend_from_slice(field.as_bytes());
            names.resize(names.len().next_multiple_of(32), 0);
        }
        let length = self.element(5, &self.u32s(&[32]));
        let names = self.element(1, &names);
        self.array(2, shape, name, &[length, names, values.concat()].concat())
    }

    /// The same variable, compressed.
    pub(super) fn compressed(self, variable: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(variable).expect("compressed");
        let stream = encoder.finish().expect("compressed");
        let length = u32::try_from(stream.len()).expect("short");
        [self.u32s(&[15, length]), stream].concat()
    }

    /// A file with these variables.
    pub(super) fn file(self, variables: &[Vec<u8>]) -> Vec<u8> {
        [header(self.endian), variables.concat()].concat()
    }
}
