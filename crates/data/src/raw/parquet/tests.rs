//! Parquet: files made by the library's writer, and damaged copies of them.

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use arrow::array::{
    ArrayRef, BooleanArray, FixedSizeListArray, Float64Array, Int16Array, Int64Array, RecordBatch,
    StringArray, TimestampSecondArray,
};
use arrow::datatypes::{DataType, Field};
use insta::assert_snapshot;

use crate::raw::complaint::{complaint, open, path_complaint};
use crate::raw::{OpenOptions, Value, open_bytes};

/// A file of ten rows in row groups of four.
fn file() -> Vec<u8> {
    let items = Arc::new(Field::new("item", DataType::Int16, true));
    let lists = Int16Array::from_iter_values(0..20);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("time_s", Arc::new(Float64Array::from_iter_values((0..10).map(|i| f64::from(i) / 4.0)))),
        ("unit", Arc::new((0..10).map(|i| (i != 3).then_some(i)).collect::<Int64Array>())),
        (
            "word",
            Arc::new((0..10).map(|i| (i != 4).then(|| format!("w{i}"))).collect::<StringArray>()),
        ),
        ("truth", Arc::new((0..10).map(|i| Some(i % 2 == 0)).collect::<BooleanArray>())),
        ("pair", Arc::new(FixedSizeListArray::new(items, 2, Arc::new(lists), None))),
        ("clock", Arc::new(TimestampSecondArray::from_iter_values(0..10))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(4)).build();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.into_inner().expect("finished")
}

#[test]
fn columns_are_variables() {
    let file = open("a.parquet", &file());
    let listing: Vec<String> =
        file.variables().expect("variables").iter().map(ToString::to_string).collect();
    assert_eq!(
        listing[..5],
        ["time_s f64 10", "unit i64 10", "word text 10", "truth bool 10", "pair i16 10×2"]
    );
    let read = |path: &str| file.read_one(path).and_then(|found| found.to_f64()).expect("numbers");
    assert_eq!(read("time_s")[9], 2.25);
    assert!(read("unit")[3].is_nan() && read("unit")[4] == 4.0);
    assert_eq!(read("pair(:,2)"), [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0, 19.0]);
    assert_eq!(read("truth")[..3], [1.0, 0.0, 1.0]);
    let words = file.read_one("word").expect("words");
    assert_eq!(words.to_texts().expect("texts")[3..6], ["w3", "", "w5"]);
    assert!(words.text().expect("texts").missing.as_ref().expect("a gap")[4]);
    // Blocks come in the order that was asked for, not that of the file.
    let mut units = Vec::new();
    for block in file.blocks(&["word", "unit"], 3).expect("blocks") {
        let block = block.expect("a block");
        assert!(block.n_rows <= 3 && block.columns[0].name == "word");
        let Some(Value::Array(unit)) = block.column("unit") else { panic!("a column") };
        units.extend(unit.data.to_i64().expect("whole numbers"));
    }
    assert_eq!(units, [0, 1, 2, 0, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn the_same_file_on_disk_serves_two_readers_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.parquet");
    std::fs::write(&path, file()).expect("written");
    let file = crate::raw::open(&path, &OpenOptions::default()).expect("opens");
    let first = file.blocks(&["time_s"], 1).expect("blocks");
    let second = file.blocks(&["unit"], 1).expect("blocks");
    assert_eq!(first.zip(second).filter(|(a, b)| a.is_ok() && b.is_ok()).count(), 10);
}

#[test]
fn wrong_files_say_what_is_wrong() {
    let good = file();
    assert_snapshot!(path_complaint("a.parquet", &good, "times"), @"
    unknown variable in a.parquet: got 'times', wanted one of time_s, unit, word, truth, pair, clock
    hint: did you mean 'time_s'?
    ");
    let file = open("a.parquet", &good);
    let clock = file.read_one("clock").expect("a column that is not read");
    assert_snapshot!(crate::raw::complaint::show(&clock.to_f64().expect_err("no numbers")), @"
    not supported: variable in a.parquet, variable clock: got a column of type Timestamp(s), wanted numbers
    hint: convert the column to numbers or text
    ");
    assert_snapshot!(complaint("a.parquet", b"PAR1"), @"
    malformed: Parquet file in a.parquet: got a footer or pages that make no sense, wanted a Parquet file
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint("a.parquet", &good[..good.len() / 2]), @"
    malformed: Parquet file in a.parquet: got a footer or pages that make no sense, wanted a Parquet file
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
}

#[test]
fn no_damage_makes_it_panic() {
    let good = file();
    let read = |bytes: Vec<u8>| {
        let Ok(file) = open_bytes("a.parquet", bytes, &OpenOptions::default()) else { return };
        let _ = file.variables();
        let _ = file.read_whole();
    };
    for cut in 0..64 {
        read(good[..good.len() * cut / 64].to_vec());
    }
    for at in (0..good.len()).step_by(3) {
        for value in [0x00, 0x7f, 0xff, good[at] ^ 1] {
            let mut bytes = good.clone();
            bytes[at] = value;
            read(bytes);
        }
    }
}
