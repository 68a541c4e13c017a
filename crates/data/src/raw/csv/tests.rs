//! CSV: types, layouts, and what is said about wrong files.

use insta::assert_snapshot;
use proptest::prelude::*;

use crate::raw::complaint::{complaint, complaint_with, open, path_complaint, show};
use crate::raw::{OpenOptions, RawFile, TextOptions, Value, open_bytes};

fn floats(file: &dyn RawFile, path: &str) -> Vec<f64> {
    file.read_one(path).and_then(|found| found.to_f64()).expect("numbers")
}

fn listing(file: &dyn RawFile) -> Vec<String> {
    file.variables().expect("variables").iter().map(ToString::to_string).collect()
}

fn with(text: TextOptions) -> OpenOptions {
    OpenOptions { text, ..OpenOptions::default() }
}

#[test]
fn columns_find_the_narrowest_type() {
    let text = b"whole,part,truth,word,gaps,nothing,late\n\
        1,1.5,True,go,,NA,1\n-2,2,false,stop,3,,x\n+3,1e-3,TRUE,NA,nan,NaN,2\n";
    let file = open("a.csv", text);
    assert_eq!(
        listing(file.as_ref()),
        [
            "whole i64 3",
            "part f64 3",
            "truth bool 3",
            "word text 3",
            "gaps i64 3",
            "nothing f64 3",
            "late text 3"
        ]
    );
    assert_eq!(file.read_one("whole").and_then(|found| found.to_i64()).expect("whole"), [1, -2, 3]);
    assert_eq!(floats(file.as_ref(), "part"), [1.5, 2.0, 0.001]);
    assert_eq!(
        file.read_one("truth").and_then(|found| found.to_bool()).expect("truth"),
        [true, false, true]
    );
    assert_eq!(
        file.read_one("word").and_then(|found| found.to_texts()).expect("words"),
        ["go", "stop", ""]
    );
    assert_eq!(
        file.read_one("late").and_then(|found| found.to_texts()).expect("words"),
        ["1", "x", "2"]
    );
    let gaps = floats(file.as_ref(), "gaps");
    assert!(gaps[0].is_nan() && gaps[1] == 3.0 && gaps[2].is_nan());
    assert!(floats(file.as_ref(), "nothing").iter().all(|value| value.is_nan()));
    let Value::Array(gaps) = file.read_variable("gaps").expect("gaps") else { panic!("numbers") };
    assert_eq!(gaps.missing, Some(vec![true, false, true]));
    let Value::Table(table) = file.read_one("").expect("a table").value else { panic!("a table") };
    assert_eq!((table.n_rows, table.columns.len()), (3, 7));
}

#[test]
fn whole_numbers_beyond_64_bits_stay_as_they_are_written() {
    let file = open("a.csv", b"id,size\n18446744073709551616,18446744073709551616\n1,0.5\n");
    assert_eq!(listing(file.as_ref()), ["id text 2", "size f64 2"]);
    let ids = file.read_one("id").expect("ids");
    assert_eq!(ids.to_texts().expect("texts"), ["18446744073709551616", "1"]);
    assert_snapshot!(show(&ids.to_f64().expect_err("too large")), @"
    wrong value in a.csv, line 2, column 'id': got '18446744073709551616', wanted a number
    hint: if it stands for a missing value, list it in the option `missing`; decimals are written with a point
    ");
}

#[test]
fn layouts_are_found_out() {
    let same = |name: &str, text: &[u8]| {
        let file = open(name, text);
        assert_eq!(file.names().expect("names"), ["unit", "time_s"], "{name}");
        assert_eq!(floats(file.as_ref(), "time_s"), [0.5, 1.5], "{name}");
    };
    same("plain.csv", b"unit,time_s\n1,0.5\n2,1.5\n");
    same("mark.csv", b"\xef\xbb\xbfunit,time_s\n1,0.5\n2,1.5\n");
    same("dos.csv", b"unit,time_s\r\n1,0.5\r\n2,1.5\r\n");
    same("no end.csv", b"unit,time_s\n1,0.5\n2,1.5");
    same("tabs.tsv", b"unit\ttime_s\n1\t0.5\n2\t1.5\n");
    same("tabs.csv", b"unit\ttime_s\n1\t0.5\n2\t1.5\n");
    same("semicolons.csv", b"unit;time_s\n1;0.5\n2;1.5\n");
    same("comments.csv", b"# made by, hand\nunit,time_s\n1,0.5\n# a pause\n2,1.5\n");
    same("blank.csv", b"\nunit,time_s\n\n1,0.5\n2,1.5\n\n");
    same("spaces.csv", b"unit, time_s\n1, 0.5\n2 ,1.5 \n");
    same("quoted.csv", b"\"unit\",\"time_s\"\n\"1\",\"0.5\"\n\"2\",\"1.5\"\n");
    let file = open("bare.csv", b"1,0.5\n2,1.5\n");
    assert_eq!(file.names().expect("names"), ["column_1", "column_2"]);
    assert_eq!(floats(file.as_ref(), "column_2"), [0.5, 1.5]);
    let file = open("index.csv", b",\"a, b\"\n0,\"x\"\"y\n z\"\n");
    assert_eq!(file.names().expect("names"), ["column_1", "a, b"]);
    assert_eq!(
        file.read_one("a, b").and_then(|found| found.to_texts()).expect("texts"),
        ["x\"y\n z"]
    );
}

#[test]
fn layouts_can_be_given() {
    let text = TextOptions {
        delimiter: Some(' '),
        comment: None,
        header: Some(false),
        missing: vec!["-999".to_owned()],
    };
    let file = open_bytes("a.csv", b"#1 2\n#3 -999\n".to_vec(), &with(text)).expect("opens");
    assert_eq!(listing(file.as_ref()), ["column_1 text 2", "column_2 i64 2"]);
    assert!(floats(file.as_ref(), "column_2")[1].is_nan());
    let text = TextOptions { delimiter: Some('→'), ..TextOptions::default() };
    assert_snapshot!(complaint_with("a.csv", b"1,2\n", &with(text)), @"
    not supported: delimiter of a CSV table in a.csv: got '→', wanted an ASCII character that is no quote and no line end
    hint: write the file with commas or tabs between the fields
    ");
}

#[test]
fn wrong_files_name_the_line() {
    assert_snapshot!(complaint("a.csv", b"unit,time_s\n1,0.5\n2,1.5,7\n"), @"
    row of another length in a.csv, line 3: got 3 fields, wanted 2
    hint: look for a delimiter inside an unquoted field, or for a comment line: the options `delimiter` and `comment` say how to read the file
    ");
    assert_snapshot!(complaint("a.csv", b"# note\nunit,time_s\n\n1,0.5\n2\n"), @"
    row of another length in a.csv, line 5: got 1 fields, wanted 2
    hint: look for a delimiter inside an unquoted field, or for a comment line: the options `delimiter` and `comment` say how to read the file
    ");
    assert_snapshot!(complaint("a.csv", b"unit,time_s\n1,0.5\n2,1\xe95\n"), @"
    not UTF-8: text in a.csv, line 3, column 'time_s': got byte 0xe9, wanted UTF-8
    hint: the text may be in Latin-1 or Windows-1252: save it again as UTF-8
    ");
    assert_snapshot!(complaint("a.csv", b"unit,na\xefve\n1,0.5\n"), @"
    not UTF-8: text in a.csv, line 1: got byte 0xef, wanted UTF-8
    hint: the text may be in Latin-1 or Windows-1252: save it again as UTF-8
    ");
    assert_snapshot!(complaint("a.csv", b"unit,time,unit\n1,0.5,1\n"), @"
    name used twice in a.csv, line 1: got 'unit' again, wanted another name
    hint: rename the column in the file, or read it with `header = false` and take columns by position: column_1, column_2, …
    ");
    assert_snapshot!(complaint("a.csv", b"\xff\xfeu\x00n\x00"), @"
    not supported: format in a.csv: got text in UTF-16, wanted one of npy, npz, matlab, parquet, trodes, csv, text
    hint: save it again as UTF-8
    ");
    assert_snapshot!(complaint("a.csv", b""), @"
    malformed: CSV table in a.csv: got no rows, wanted a row at least
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint("a.csv", b"# nothing\n"), @"
    malformed: CSV table in a.csv: got no rows, wanted a row at least
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(path_complaint("a.csv", b"unit,time_s\n1,0.5\n", "time"), @"
    unknown variable in a.csv: got 'time', wanted one of unit, time_s
    hint: did you mean 'time_s'?
    ");
}

#[test]
fn a_column_of_numbers_names_the_field_in_the_way() {
    let file = open(
        "a.csv",
        b"time_s\n0.5\n1.5\n1,5\n".as_slice().strip_suffix(b"1,5\n").expect("suffix"),
    );
    assert_eq!(floats(file.as_ref(), "time_s"), [0.5, 1.5]);
    let file = open("a.csv", b"unit,time_s\n1,0.5\n2,1.5\n3,stop\n4,2.5\n");
    let found = file.read_one("time_s").expect("a column");
    assert_snapshot!(show(&found.to_f64().expect_err("no number")), @"
    wrong value in a.csv, line 4, column 'time_s': got 'stop', wanted a number
    hint: if it stands for a missing value, list it in the option `missing`; decimals are written with a point
    ");
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec((any::<i64>(), any::<f64>(), "[a-z ,\"\n]{0,6}", any::<bool>()), 1..20),
        n_rows in 1_usize..7,
    ) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(["whole", "part", "word", "truth"]).expect("written");
        for (whole, part, word, truth) in &rows {
            // The word starts with a letter, so that it is neither empty nor a missing value.
            let record = [whole.to_string(), format!("{part:e}"), format!("w{word}"), truth.to_string()];
            writer.write_record(record).expect("written");
        }
        let bytes = writer.into_inner().expect("finished");
        let options = with(TextOptions { delimiter: Some(','), ..TextOptions::default() });
        let file = open_bytes("a.csv", bytes, &options).expect("opens");
        let whole = file.read_one("whole").and_then(|found| found.to_i64()).expect("whole numbers");
        prop_assert_eq!(&whole, &rows.iter().map(|row| row.0).collect::<Vec<_>>());
        let words = file.read_one("word").and_then(|found| found.to_texts()).expect("words");
        prop_assert_eq!(words, rows.iter().map(|row| format!("w{}", row.2)).collect::<Vec<_>>());
        let truths = file.read_one("truth").and_then(|found| found.to_bool()).expect("truths");
        prop_assert_eq!(truths, rows.iter().map(|row| row.3).collect::<Vec<_>>());
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        let parts: Vec<f64> = rows.iter().map(|row| if row.1.is_nan() { f64::NAN } else { row.1 }).collect();
        prop_assert_eq!(bits(&floats(file.as_ref(), "part")), bits(&parts));
        // Streaming gives the same rows.
        let mut streamed = Vec::new();
        for block in file.blocks(&["truth", "whole"], n_rows).expect("blocks") {
            let block = block.expect("a block");
            prop_assert!(block.n_rows <= n_rows);
            let Some(Value::Array(array)) = block.column("whole") else { panic!("a column") };
            streamed.extend(array.data.to_i64().expect("whole numbers"));
        }
        prop_assert_eq!(streamed, whole);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(prop::sample::select(b"1.,\n\"#a\xff\t- ".to_vec()), 0..60)) {
        let file = open_bytes("a.csv", bytes, &OpenOptions::default());
        if let Ok(file) = file
            && let (Ok(variables), Ok(Value::Table(table))) = (file.variables(), file.read_whole())
        {
            for (variable, column) in variables.iter().zip(&table.columns) {
                prop_assert_eq!(&variable.kind, &column.value.kind());
                prop_assert_eq!(&variable.shape, &vec![table.n_rows]);
                prop_assert_eq!(column.value.shape(), vec![table.n_rows]);
            }
        }
    }
}
