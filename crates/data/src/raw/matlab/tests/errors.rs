//! What is said about MATLAB files that are wrong, or of a kind that is not read.

use insta::assert_snapshot;

use super::builder::Builder;
use crate::raw::complaint::{complaint, complaint_with, open, show};
use crate::raw::{Endian, Limits, OpenOptions};

const MAKE: Builder = Builder { endian: Endian::Little };

fn vector(name: &str) -> Vec<u8> {
    MAKE.array(6, &[3, 1], name, &MAKE.element(9, &MAKE.f64s(&[1.0, 2.0, 3.0])))
}

#[test]
fn other_versions_are_named() {
    let mut version_7_3 = b"MATLAB 7.3 MAT-file".to_vec();
    version_7_3.resize(512, 0);
    version_7_3.extend_from_slice(b"\x89HDF\r\n\x1a\n");
    assert_snapshot!(complaint("a.mat", &version_7_3), @"
    not supported: MATLAB file in a.mat: got version 7.3 (HDF5), wanted version 5, 6 or 7
    hint: open it in MATLAB or Octave and save it with save(name, '-v7')
    ");
    // One matrix of 1×1 with the name x.
    let version_4 = [&MAKE.u32s(&[0, 1, 1, 0, 2])[..], b"x\0", &MAKE.f64s(&[1.0])].concat();
    assert_snapshot!(complaint("a.mat", &version_4), @"
    not supported: MATLAB file in a.mat: got version 4, wanted version 5, 6 or 7
    hint: open it in MATLAB or Octave and save it with save(name, '-v7')
    ");
    assert_snapshot!(complaint("a.mat", b"MATLAB 5.0 MAT-file"), @"
    cut short: MATLAB header in a.mat at byte 0: got 19 bytes, wanted 128
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(complaint("a.mat", &[b'x'; 200]), @"
    malformed: MATLAB header in a.mat at byte 124: got [78, 78, 78, 78], wanted 00 01 49 4d (little-endian) or 01 00 4d 49 (big-endian)
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
}

#[test]
fn kinds_that_are_not_read_stay_in_the_tree() {
    let sparse = MAKE.array(5, &[3, 3], "s", &MAKE.element(5, &[]));
    let complex = MAKE.array(6 | 0x800, &[1, 1], "z", &MAKE.element(9, &MAKE.f64s(&[1.0])));
    let function = MAKE.array(16, &[1, 1], "f", &vector(""));
    let object = MAKE.array(3, &[1, 1], "o", &MAKE.element(1, b"timeseries"));
    let opaque =
        MAKE.element(14, &[MAKE.element(6, &MAKE.u32s(&[17, 0])), MAKE.element(1, b"d")].concat());
    let file = MAKE.file(&[sparse, complex, function, object, opaque, vector("x")]);
    let file = open("a.mat", &file);
    let fail =
        |name: &str| show(&file.read_one(name).and_then(|found| found.to_f64()).expect_err(name));
    assert_snapshot!(fail("s"), @"
    not supported: variable in a.mat, variable s: got a sparse matrix, wanted numbers
    hint: save full(x)
    ");
    assert_snapshot!(fail("z"), @"
    not supported: variable in a.mat, variable z: got an array of complex numbers, wanted numbers
    hint: save real(x) and imag(x)
    ");
    assert_snapshot!(fail("f"), @"
    not supported: variable in a.mat, variable f: got a function handle, wanted numbers
    hint: save what the function gives
    ");
    assert_snapshot!(fail("o"), @"
    not supported: variable in a.mat, variable o: got an object of a MATLAB class, wanted numbers
    hint: save struct(x), or its fields
    ");
    assert_snapshot!(fail("d"), @"
    not supported: variable in a.mat, variable d: got an object (table, string, datetime …), wanted numbers
    hint: save it as arrays, structs and cells: table2struct(x), cellstr(x), posixtime(x)
    ");
    assert_eq!(
        file.read_one("x").and_then(|found| found.to_f64()).expect("numbers"),
        [1.0, 2.0, 3.0]
    );
}

#[test]
fn wrong_files_say_what_is_wrong() {
    let good = MAKE.file(&[vector("x")]);
    assert_snapshot!(complaint("a.mat", &good[..good.len() - 8]), @"
    cut short: variable in a.mat at byte 136: got 64 bytes, wanted 72
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(complaint("a.mat", &good[..132]), @"
    cut short: tag of a variable in a.mat at byte 128: got 4 bytes, wanted 8
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(complaint("a.mat", &MAKE.file(&[MAKE.element(9, &[0; 8])])), @"
    malformed: variable in a.mat at byte 128: got an element of type double, wanted a matrix
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    let short = MAKE.array(6, &[3, 1], "x", &MAKE.element(9, &MAKE.f64s(&[1.0])));
    assert_snapshot!(complaint("a.mat", &MAKE.file(&[short])), @"
    malformed: numbers of a matrix in a.mat at byte 184: got 8 bytes, wanted 3 numbers of 8 bytes
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    let wide = MAKE.array(9, &[1, 1], "x", &MAKE.element(4, &MAKE.u16s(&[300])));
    assert_snapshot!(complaint("a.mat", &MAKE.file(&[wide])), @"
    malformed: numbers of a matrix in a.mat at byte 180: got 300 as item 1, wanted numbers that fit u8
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    let huge = MAKE.cell(&[0x7fff_ffff, 0x7fff], "c", &[vector("")]);
    assert_snapshot!(complaint("a.mat", &MAKE.file(&[huge])), @"
    cut short: items of a cell in a.mat at byte 176: got 80 bytes, wanted 562932773289992
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    let negative = MAKE.array(6, &[u32::MAX, 1], "x", &MAKE.element(9, &[0; 8]));
    assert_snapshot!(complaint("a.mat", &MAKE.file(&[negative])), @"
    malformed: shape of a matrix in a.mat at byte 160: got size -1, wanted 0 or more
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    let class = MAKE.array(99, &[1, 1], "x", &MAKE.element(9, &[0; 8]));
    assert_snapshot!(complaint("a.mat", &MAKE.file(&[class])), @"
    malformed: flags of a matrix in a.mat at byte 144: got class 99, wanted class 1 to 17
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    let text = MAKE.array(4, &[1, 2], "t", &MAKE.element(16, b"\xe9x"));
    assert_snapshot!(complaint("a.mat", &MAKE.file(&[text])), @"
    not UTF-8: text in a.mat at byte 180: got byte 0xe9, wanted UTF-8
    hint: the text may be in Latin-1 or Windows-1252: save it again as UTF-8
    ");
}

#[test]
fn damaged_compression_says_so() {
    let mut bytes = MAKE.file(&[MAKE.compressed(&vector("x"))]);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_snapshot!(complaint("a.mat", &bytes), @"
    malformed: compressed variable in a.mat at byte 136: got corrupt deflate stream, wanted a zlib stream
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    bytes[last] ^= 1;
    bytes[136] = 0;
    assert_snapshot!(complaint("a.mat", &bytes), @"
    malformed: compressed variable in a.mat at byte 136: got corrupt deflate stream, wanted a zlib stream
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
}

#[test]
fn a_bomb_is_not_inflated() {
    let zeros = MAKE.array(9, &[4 << 20, 1], "x", &MAKE.element(2, &vec![0; 4 << 20]));
    let bomb = MAKE.file(&[MAKE.compressed(&zeros)]);
    assert!(bomb.len() < 10_000);
    let limits = Limits { inflation_floor_bytes: 1 << 20, ..Limits::default() };
    let options = OpenOptions { limits, ..OpenOptions::default() };
    let message = complaint_with("a.mat", &bomb, &options);
    assert!(message.contains("(inflation_ratio)"), "{message}");
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| {
        let mut item = MAKE.cell(&[1, 1], "", &[MAKE.element(14, &[])]);
        for _ in 1..depth {
            item = MAKE.cell(&[1, 1], "", &[item]);
        }
        MAKE.file(&[MAKE.cell(&[1, 1], "c", &[item])])
    };
    assert!(open("a.mat", &nested(60)).read_variable("c").is_ok());
    assert_snapshot!(complaint("a.mat", &nested(2000)), @"
    too large: nesting of cells and structs in a.mat at byte 3256: got 65, wanted at most 64 (nesting_depth)
    hint: if the file is known to be good, raise the limit `nesting_depth`
    ");
}
