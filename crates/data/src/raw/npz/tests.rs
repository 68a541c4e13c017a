//! NPZ: archives made by an independent writer, and what is said about wrong ones.

use std::io::{Cursor, Write};

use insta::assert_snapshot;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::raw::complaint::{complaint, complaint_with, open, path_complaint};
use crate::raw::{Limits, OpenOptions};

/// An archive with these members.
fn archive(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a member");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

/// A `NumPy` vector of floats.
fn vector(values: &[f64]) -> Vec<u8> {
    array(
        "<f8",
        values.len(),
        &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>(),
    )
}

fn array(descr: &str, length: usize, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({length},)}}\n");
    let length = u16::try_from(header.len()).expect("short").to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat()
}

#[test]
fn members_are_variables() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let members: [(&str, &[u8]); 3] =
            [("times.npy", &vector(&[0.5, 1.5])), ("a/b.npy", &vector(&[])), ("notes.txt", b"x")];
        let file = open("session.npz", &archive(&members, method));
        assert_eq!(file.names().expect("names"), ["times", "a/b"]);
        assert_eq!(
            file.read_one("times").and_then(|found| found.to_f64()).expect("numbers"),
            [0.5, 1.5]
        );
        assert_eq!(
            file.read_one("times(2)").and_then(|found| found.to_f64()).expect("numbers"),
            [1.5]
        );
        let empty = file.read_one("a/b").and_then(|found| found.to_f64());
        assert!(empty.expect("numbers").is_empty());
    }
}

#[test]
fn a_refused_member_does_not_hide_the_others() {
    let members: [(&str, &[u8]); 2] =
        [("model.npy", &array("|O", 1, b"\x80\x04")), ("times.npy", &vector(&[0.5]))];
    let bytes = archive(&members, CompressionMethod::Stored);
    let listing: Vec<String> = open("s.npz", &bytes)
        .variables()
        .expect("variables")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(listing[1], "times f64 1");
    assert_snapshot!(path_complaint("s.npz", &bytes, "model"), @"
    not supported: NPY array in s.npz:model.npy at byte 10: got a Python object array, which is a pickle (|O), wanted bool, int8…64, uint8…64, float16…64, or fixed-width text
    hint: pickles can run code and are never opened: convert the array in Python with numpy.save(name, array.astype(float)), or save each array of a dict by its own name with numpy.savez
    ");
    assert_snapshot!(path_complaint("s.npz", &bytes, "time"), @"
    unknown variable in s.npz: got 'time', wanted one of model, times
    hint: did you mean 'times'?
    ");
    assert_snapshot!(path_complaint("s.npz", &bytes, ""), @"unknown variable in s.npz: got no name, wanted one of model, times");
}

#[test]
fn wrong_archives_say_what_is_wrong() {
    let good = archive(&[("times.npy", &vector(&[0.5; 40]))], CompressionMethod::Deflated);
    assert_snapshot!(complaint("s.npz", b"PK\x03\x04"), @"
    malformed: zip archive in s.npz: got no list of members at its end, wanted an archive as numpy.savez writes it
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint("s.npz", &good[..good.len() - 30]), @"
    malformed: zip archive in s.npz: got no list of members at its end, wanted an archive as numpy.savez writes it
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    // A byte of the data, which the checksum of the archive covers.
    let mut stored = archive(&[("times.npy", &vector(&[0.5; 40]))], CompressionMethod::Stored);
    stored[200] ^= 1;
    assert_snapshot!(complaint("s.npz", &stored), @"cannot unpack s.npz:times.npy: Invalid checksum");
    let short = archive(&[("times.npy", &array("<f8", 9, &[0; 64]))], CompressionMethod::Deflated);
    assert_snapshot!(complaint("s.npz", &short), @"
    cut short: data of an NPY array in s.npz:times.npy at byte 66: got 64 bytes, wanted 72
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
}

#[test]
fn a_bomb_is_not_inflated() {
    let zeros = vec![0_u8; 8 << 20];
    let bomb =
        archive(&[("zeros.npy", &array("<f8", 1 << 20, &zeros))], CompressionMethod::Deflated);
    assert!(bomb.len() < 10_000);
    let limits = Limits { inflation_floor_bytes: 1 << 20, ..Limits::default() };
    let options = OpenOptions { limits, ..OpenOptions::default() };
    let message = complaint_with("s.npz", &bomb, &options);
    assert!(message.contains("(inflation_ratio)"), "{message}");
    // Within the limits it is an array like any other.
    assert_eq!(
        open("s.npz", &bomb).read_one("").and_then(|found| found.to_f64()).expect("zeros").len(),
        1 << 20
    );
}
