//! What all readers share: detection, the listing of readers, digests.

use std::collections::BTreeSet;

use insta::assert_snapshot;

use super::complaint::{complaint, complaint_with, show};
use super::*;

#[test]
fn readers_have_names_and_extensions_of_their_own() {
    let names: BTreeSet<&str> = READERS.iter().map(|reader| reader.name()).collect();
    let extensions: Vec<&str> =
        READERS.iter().flat_map(|reader| reader.extensions()).copied().collect();
    assert_eq!(names.len(), READERS.len());
    assert_eq!(extensions.iter().collect::<BTreeSet<_>>().len(), extensions.len());
    for extension in extensions {
        assert_eq!(extension, extension.to_ascii_lowercase());
    }
}

#[test]
fn content_counts_more_than_the_extension() {
    let detected = |name: &str, bytes: &[u8]| {
        detect(&Source::from_bytes(name, bytes.to_vec())).map(Reader::name)
    };
    assert_eq!(detected("a.txt", b"\x93NUMPY\x01\x00").expect("a reader"), "npy");
    assert_eq!(detected("a.csv", b"1.5\n2.5\n").expect("a reader"), "csv");
    assert_eq!(detected("a.txt", b"1.5\n2.5\n").expect("a reader"), "text");
    assert_eq!(detected("a.txt", b"# only comments\n").expect("a reader"), "text");
    assert_eq!(detected("a.txt", b"unit\ttime\n1\t2\n").expect("a reader"), "csv");
    assert_eq!(detected("a", b"unit,time\n1,2\n").expect("a reader"), "csv");
    assert_eq!(detected("a.NPY", b"nothing of the kind").expect("a reader"), "npy");
}

#[test]
fn unknown_files_are_named() {
    assert_snapshot!(complaint("notes.md", b"# Notes\nOn Monday\n"), @r##"
    unknown format in notes.md: got text that starts with "# Notes\nOn Monda", wanted one of npy, npz, matlab, parquet, trodes, csv, text
    hint: name the reader with `format`, or convert the file
    "##);
    assert_snapshot!(complaint("a.bin", b"\x00\x01\x02\x03"), @"
    unknown format in a.bin: got bytes 00 01 02 03, wanted one of npy, npz, matlab, parquet, trodes, csv, text
    hint: name the reader with `format`, or convert the file
    ");
    assert_snapshot!(complaint("a.bin", b""), @"
    unknown format in a.bin: got an empty file, wanted one of npy, npz, matlab, parquet, trodes, csv, text
    hint: name the reader with `format`, or convert the file
    ");
    assert_snapshot!(complaint("session.nwb", b"\x89HDF\r\n\x1a\n..."), @"
    not supported: format in session.nwb: got an HDF5 file (NWB, MATLAB 7.3), wanted one of npy, npz, matlab, parquet, trodes, csv, text
    hint: export the variables to NPY or CSV
    ");
    assert_snapshot!(complaint("trials.pkl", b"\x80\x04\x95\x00"), @"
    not supported: format in trials.pkl: got a Python pickle, wanted one of npy, npz, matlab, parquet, trodes, csv, text
    hint: pickles can run code and are never opened: use numpy.save
    ");
    assert_snapshot!(complaint("spikes.npy.gz", b"\x1f\x8b\x08"), @"
    not supported: format in spikes.npy.gz: got a gzip file, wanted one of npy, npz, matlab, parquet, trodes, csv, text
    hint: unpack it first
    ");
    let options = OpenOptions { format: Some("hdf5".to_owned()), ..OpenOptions::default() };
    assert_snapshot!(complaint_with("a.h5", b"", &options), @"unknown reader: got 'hdf5', wanted one of npy, npz, matlab, parquet, trodes, csv, text");
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = open(folder.path(), &OpenOptions::default()).expect_err("a folder");
    let message = show(&error).replace(&folder.path().display().to_string(), "FOLDER");
    assert_snapshot!(message, @"cannot open FOLDER: not a regular file");
    let absent = folder.path().join("absent.csv");
    let error = open(&absent, &OpenOptions::default()).expect_err("no file");
    let message = show(&error).replace(&folder.path().display().to_string(), "FOLDER");
    assert_snapshot!(message, @"
    cannot open FOLDER/absent.csv: No such file or directory (os error 2)
    hint: look at the name; a path begins at the folder you are in
    ");
}

#[test]
fn files_on_disk_read_as_bytes_in_memory_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.txt");
    // Longer than one piece, so that pieces must join.
    let text: String = (0..400_000).flat_map(|i| [i.to_string(), "\n".to_owned()]).collect();
    std::fs::write(&path, &text).expect("written");
    let options = OpenOptions::default();
    let on_disk = open(&path, &options).expect("opens").read_one("").expect("reads");
    let in_memory = open_bytes("long.txt", text.into_bytes(), &options)
        .expect("opens")
        .read_one("")
        .expect("reads");
    assert_eq!(on_disk.value, in_memory.value);
    assert_eq!(on_disk.to_i64().expect("whole numbers"), (0..400_000).collect::<Vec<i64>>());
    let digest = sha256(&Source::open(&path).expect("opens")).expect("hashed");
    let again =
        sha256(&Source::from_bytes("", std::fs::read(&path).expect("read"))).expect("hashed");
    assert_eq!(digest, again);
}

#[test]
fn conversions_name_the_item_in_the_way() {
    let file = complaint::open("a.csv", b"whole,part,gap,name\n1,1.5,2,x\n2,3,,y\n");
    let fail = |path: &str, convert: fn(&Found) -> Result<()>| {
        show(&convert(&file.read_one(path).expect("a column")).expect_err("no conversion"))
    };
    assert_snapshot!(fail("part", |found| found.to_i64().map(drop)), @"wrong value in a.csv, variable part, item 1: got 1.5, wanted a whole number of 64 bits");
    assert_snapshot!(fail("gap", |found| found.to_i64().map(drop)), @"wrong value in a.csv, variable gap, item 2: got a missing value, wanted a whole number");
    assert_snapshot!(fail("whole", |found| found.to_bool().map(drop)), @"wrong value in a.csv, variable whole, item 2: got 2, wanted 0 or 1, true or false");
    assert_snapshot!(fail("name", |found| found.to_f64().map(drop)), @"
    wrong type in a.csv, variable name: got text of 2, wanted numbers
    hint: look for words among the numbers, and write decimals with a point, not a comma
    ");
    assert_snapshot!(fail("whole", |found| found.to_texts().map(drop)), @"wrong type in a.csv, variable whole: got i64 array of 2, wanted text");
    let gap = file.read_one("gap").and_then(|found| found.to_f64()).expect("numbers");
    assert!(gap[0] == 2.0 && gap[1].is_nan());
    let error = file.read_one("wohle").expect_err("a wrong name");
    assert_snapshot!(show(&error), @"
    unknown variable in a.csv: got 'wohle', wanted one of whole, part, gap, name
    hint: did you mean 'whole'?
    ");
}
