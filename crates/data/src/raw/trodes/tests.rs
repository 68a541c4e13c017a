//! Trodes: records of every type, and what is said about wrong files.

use insta::assert_snapshot;

use crate::raw::Value;
use crate::raw::complaint::{complaint, open, path_complaint};

fn file(fields: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("<Start settings>\nclockrate: 30000\nFields: {fields}\n<End settings>\n");
    [header.as_bytes(), data].concat()
}

#[test]
fn fields_are_variables() {
    let mut data = Vec::new();
    for i in 0..5_u8 {
        data.extend_from_slice(&(u32::from(i) * 500).to_le_bytes());
        data.extend_from_slice(&(-i16::from(i)).to_le_bytes());
        data.extend_from_slice(&(300 + i16::from(i)).to_le_bytes());
        data.extend_from_slice(&(f64::from(i) / 4.0).to_le_bytes());
    }
    for fields in ["<time uint32><wave 2*int16><x double>", "<time uint32><wave int16*2><x double>"]
    {
        let file = open("a.videoPositionTracking", &file(fields, &data));
        let listing: Vec<String> =
            file.variables().expect("variables").iter().map(ToString::to_string).collect();
        assert_eq!(listing, ["time u32 5", "wave i16 5×2", "x f64 5"]);
        let read =
            |path: &str| file.read_one(path).and_then(|found| found.to_f64()).expect("numbers");
        assert_eq!(read("time"), [0.0, 500.0, 1000.0, 1500.0, 2000.0]);
        assert_eq!(read("wave(:,2)"), [300.0, 301.0, 302.0, 303.0, 304.0]);
        assert_eq!(read("x"), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(file.attributes()["clockrate"], "30000");
        let rows: Vec<usize> = file
            .blocks(&["x", "time"], 2)
            .expect("blocks")
            .map(|block| block.expect("a block").n_rows)
            .collect();
        assert_eq!(rows, [2, 2, 1]);
        let Value::Table(table) = file.read_one("").expect("a table").value else {
            panic!("a table")
        };
        assert_eq!(table.columns.len(), 3);
    }
}

#[test]
fn wrong_files_say_what_is_wrong() {
    let name = "a.videoPositionTracking";
    assert_snapshot!(complaint(name, b"time,x\n"), @"
    malformed: Trodes header in a.videoPositionTracking at byte 0: got something else, wanted <Start settings>
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, b"<Start settings>\nFields: <time uint32>\n"), @"
    malformed: Trodes header in a.videoPositionTracking at byte 39: got the end, wanted <End settings>
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, b"<Start settings>\nclockrate: 30000\n<End settings>\n"), @"
    malformed: Trodes header in a.videoPositionTracking at byte 34: got no line 'Fields:', wanted one that names the fields
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, &file("<time uint32><x>", b"")), @"
    malformed: Trodes header in a.videoPositionTracking at byte 34: got <x>, wanted a name and a type
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, &file("<time uint24>", b"")), @"
    malformed: Trodes header in a.videoPositionTracking at byte 34: got type 'uint24', wanted int8 … uint64, single or double, alone or as 40*int16
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, &file("<time uint32><time uint32>", b"")), @"
    malformed: Trodes header in a.videoPositionTracking at byte 34: got field 'time' twice, wanted another name
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, &file("time uint32", b"")), @"
    malformed: Trodes header in a.videoPositionTracking at byte 34: got 'time uint32', wanted fields like <time uint32>
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, &file("<wave 99999999*double>", b"")), @"
    malformed: Trodes header in a.videoPositionTracking at byte 34: got type '99999999*double', wanted int8 … uint64, single or double, alone or as 40*int16
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint(name, &file("<time uint32><x uint16>", &[0; 16])), @"
    cut short: last record in a.videoPositionTracking at byte 93: got 4 bytes, wanted 6
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(path_complaint(name, &file("<time uint32><x uint16>", &[0; 12]), "xloc"), @"unknown variable in a.videoPositionTracking: got 'xloc', wanted one of time, x");
}
