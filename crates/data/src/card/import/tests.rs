//! Imports of small files: what becomes of them, and everything that is said of those with faults.

use std::path::Path;

use insta::assert_snapshot;

use super::*;
use crate::card::{MissingFile, SeenFiles, locate};

/// A CSV file with a card for it, in a folder of its own.
fn tables(csv: &str, table: &str) -> Result<Vec<(String, Table)>, Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file.csv");
    std::fs::write(&path, csv).expect("a file");
    let sha256 = raw::sha256(&raw::Source::open(&path).expect("a file")).expect("readable");
    let text = format!(
        "title = \"T\"\nlicence = \"MIT\"\n[[file]]\npath = \"file.csv\"\nbytes = {}\nsha256 = \
         \"{sha256}\"\n{table}",
        csv.len()
    );
    let card = Card::parse("mine", Path::new("dataset.toml"), &text)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let folders = [folder.path().to_path_buf()];
    let located: Vec<LocatedFile> = locate(&card, &folders, &mut SeenFiles::default())
        .into_iter()
        .collect::<Result<_, MissingFile>>()
        .expect("it is there");
    import(&card, &located)
}

fn table(csv: &str, card: &str) -> Table {
    tables(csv, card).unwrap_or_else(|error| panic!("{error}")).remove(0).1
}

/// The findings of an import, each with what to write.
fn said(csv: &str, card: &str) -> String {
    match tables(csv, card).expect_err("faults") {
        Error::Import { findings, .. } => {
            let say = |finding: &ImportFinding| {
                format!("{finding}\n  {}", finding.hint().unwrap_or_default())
            };
            let text = findings.iter().map(say).collect::<Vec<_>>().join("\n");
            without_folder(&text)
        }
        other => panic!("{other}"),
    }
}

/// The same text with the temporary folder left out.
fn without_folder(text: &str) -> String {
    let word = |word: &str| match word.find("/file.csv") {
        Some(at) => word[at + 1..].to_owned(),
        None => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

const SPIKES: &str = "[table.spikes.columns]\nunit_id = { path = \"unit\" }\n\
    time_s = { path = \"time\", unit = \"s\" }\n";

#[test]
fn spikes_are_put_in_the_order_of_units() {
    let spikes = table("unit,time\n2,0.5\n1,0.25\n2,0.75\n", SPIKES);
    assert_eq!(spikes.integers("unit_id").expect("ids"), [1, 2, 2]);
    assert_eq!(spikes.floats("time_s").expect("times"), [0.25, 0.5, 0.75]);
}

#[test]
fn times_are_sorted_only_where_the_card_says_so() {
    let csv = "unit,time\n1,0.5\n1,0.25\n1,0.75\n1,0.7\n";
    assert_snapshot!(said(csv, SPIKES), @"
    table `spikes`, column `time_s`: file.csv, variable time, row 2: got 0.25 s after 0.5 s, wanted no earlier time; 1 more like it
      write under [table.spikes]: `sort = true` where the order does not matter; mend the file where its clock was reset
    ");
    let sorted = format!("[table.spikes]\nsort = true\n{SPIKES}");
    assert_eq!(table(csv, &sorted).floats("time_s").expect("times"), [0.25, 0.5, 0.7, 0.75]);
}

#[test]
fn times_that_repeat_are_kept_as_the_card_says() {
    let card = |rule: &str| {
        format!(
            "[table.signals]\n{rule}\n[table.signals.columns]\n\
             time_s = {{ path = \"t\", unit = \"s\" }}\nx = {{ path = \"x\", unit = \"px\" }}\n"
        )
    };
    let csv = "t,x\n0,1\n1,2\n1,3\n1,4\n2,5\n";
    assert_snapshot!(said(csv, &card("")), @r#"
    table `signals`, column `time_s`: file.csv, variable t, row 3: got 1 s after 1 s, wanted a later time; 1 more like it
      write under [table.signals]: `repeated_times = "keep-first"`
    "#);
    let kept = |rule: &str| table(csv, &card(rule)).numbers("x").expect("numbers");
    assert_eq!(kept("repeated_times = \"keep-first\""), [1.0, 2.0, 5.0]);
    assert_eq!(kept("repeated_times = \"keep-last\""), [1.0, 4.0, 5.0]);
    assert_snapshot!(said("t,x\n0,1\n1,2\n0.5,3\n", &card("repeated_times = \"keep-first\"")), @"
    table `signals`, column `time_s`: file.csv, variable t, row 3: got 0.5 s after 1 s, wanted no earlier time
      write under [table.signals]: `sort = true` where the order does not matter; mend the file where its clock was reset
    ");
}

#[test]
fn everything_wrong_is_found_at_once() {
    let csv = "unit,time,level,side\n1,0.1,5,L\n1,NaN,6,R\n,0.3,7.5,L\n1,0.4,x,M\n";
    let card = "[table.spikes.columns]\nunit_id = { path = \"unit\" }\n\
        time_s = { path = \"time\", unit = \"s\" }\n\
        level = { path = \"level\", type = \"integer\" }\n\
        side = { path = \"side\", labels = { L = \"left\", R = \"right\" } }\n\
        gone = { path = \"gon\", unit = \"1\" }\n";
    assert_snapshot!(said(csv, card), @"
    table `spikes`, column `level`: wrong value in file.csv, line 5, column 'level': got 'x', wanted a number
      if it stands for a missing value, list it in the option `missing`; decimals are written with a point
    table `spikes`, column `side`: file.csv, variable side, row 4: got M, wanted one of L, R
      write under [table.spikes.columns.side]: `labels` with every code that stands there
    table `spikes`, column `gone`: unknown variable in file.csv: got 'gon', wanted one of unit, time, level, side
    ");
    let csv = "unit,time\n1,0.1\n1,NaN\n,0.3\n1,NaN\n";
    assert_snapshot!(said(csv, SPIKES), @r#"
    table `spikes`, column `unit_id`: file.csv, variable unit, row 3: got no value, wanted a value
      write under [table.spikes]: `skip_missing = "unit_id"` where rows without it are to go
    table `spikes`, column `time_s`: file.csv, variable time, row 2: got NaN, wanted a value; 1 more like it
      write under [table.spikes]: `skip_missing = "time_s"` where rows without it are to go
    "#);
}

#[test]
fn times_lie_inside_the_recording() {
    let card = format!("[table.spikes]\nt_start_s = 0\nt_stop_s = 1\n{SPIKES}");
    assert_snapshot!(said("unit,time\n1,-0.1\n1,0.5\n1,1.5\n", &card), @"
    table `spikes`, column `time_s`: file.csv, variable time, row 1: got -0.1 s, wanted a time from 0 to 1 s; 1 more like it
      write under [table.spikes.columns.time_s]: another `unit`, `clock_hz` or `offset`, unless it is the table's `t_start_s` or `t_stop_s` that is wrong
    ");
}

#[test]
fn samples_are_not_seconds() {
    let train = |step: f64| -> String {
        (0..200).map(|i| format!("1,{}\n", 1000.0 + f64::from(i) * step)).collect()
    };
    let csv = |step: f64| format!("unit,time\n{}", train(step));
    assert_snapshot!(said(&csv(30_000.5), SPIKES), @r#"
    table `spikes`, column `time_s`: file.csv, variable time, row 1: got unit 1 at 3.3e-5 spikes/s between its first and last spike, wanted at least 0.0001 spikes/s
      write under [table.spikes.columns.time_s]: `clock_hz = …` where times count samples (30000 would make it 1.00 spikes/s), or `unit = "ms"` where they are milliseconds (0.03 spikes/s)
    "#);
    assert_snapshot!(said(&csv(300.0), SPIKES), @r#"
    table `spikes`, column `time_s`: file.csv, variable time: got 200 times that are all whole seconds, wanted times with fractions of a second
      write under [table.spikes.columns.time_s]: `clock_hz = …` where times count samples (30000 would make it 100 spikes/s), or `unit = "ms"` where they are milliseconds (3.33 spikes/s)
    "#);
    assert_snapshot!(said(&csv(0.000_1), SPIKES), @"
    table `spikes`, column `time_s`: file.csv, variable time, row 1: got unit 1 at 10000 spikes/s between its first and last spike, wanted at most 1000 spikes/s
      write under [table.spikes]: `highest_rate_hz = 20000` where units are merged; if times are not, as the column says, in its `unit`, another one there
    ");
    let ticks = SPIKES.replace("unit = \"s\"", "clock_hz = 30000");
    assert_eq!(table(&csv(300.0), &ticks).floats("time_s").expect("times")[1], 1300.0 / 30_000.0);
}

#[test]
fn ids_are_unique_and_known() {
    let units = "[table.units.columns]\nunit_id = { path = \"unit\" }\n";
    assert_snapshot!(said("unit,time\n3,0.1\n3,0.2\n4,0.3\n4,0.4\n", units), @"
    table `units`, column `unit_id`: file.csv, variable unit, row 2: got 3 a second time, wanted each id once; 1 more like it
      write under [table.units]: `distinct = true` where whole rows repeat
    ");
    let distinct = format!("[table.units]\ndistinct = true\n{units}");
    assert_eq!(table("unit\n3\n3\n4\n4\n", &distinct).integers("unit_id").expect("ids"), [3, 4]);
    let other = format!(
        "{SPIKES}[table.units.columns]\nunit_id = {{ number_from = 7 }}\n\
        row = {{ path = \"unit\", type = \"integer\" }}\n"
    );
    assert_snapshot!(said("unit,time\n1,0.1\n8,0.2\n", &other), @"
    table `spikes`, column `unit_id`: file.csv, variable unit, row 1: got unit_id 1, wanted one that `units` has
      number `spikes` and `units` alike
    ");
}

#[test]
fn trials_stop_after_they_start() {
    let card = "[table.trials.columns]\ntrial_id = { number_from = 1 }\n\
        start_s = { path = \"a\", unit = \"ms\" }\nstop_s = { path = \"b\", unit = \"s\" }\n";
    assert_snapshot!(said("a,b\n1000,1.5\n2000,1.9\n3000,2.9\n", card), @"
    table `trials`, column `stop_s`: file.csv, variable b, row 2: got 1.9 s, before the trial starts at 2 s, wanted a time at or after `start_s`; 1 more like it
      write under [table.trials.columns.stop_s]: another `path` or `unit`
    ");
    assert_eq!(table("a,b\n1000,1.5\n", card).floats("start_s").expect("times"), [1.0]);
}

#[test]
fn missing_values_have_many_forms() {
    let card = "[table.x.columns]\n\
        a = { path = \"a\", unit = \"1\", missing = -999, optional = true }\n\
        b = { path = \"b\", type = \"integer\", missing = [-1], optional = true }\n\
        c = { path = \"c\", type = \"text\", missing = \"?\", optional = true }\n\
        d = { path = \"d\", type = \"boolean\", optional = true }\n";
    let x = table("a,b,c,d\n1.5,2,yes,1\n-999,-1,?,\n,,no,0\n", card);
    assert_eq!(x.optional_floats("a").expect("floats"), [Some(1.5), None, None]);
    assert_eq!(x.optional_integers("b").expect("integers"), [Some(2), None, None]);
    assert_eq!(x.texts("c").expect("texts"), [Some("yes"), None, Some("no")]);
    assert_eq!(x.booleans("d").expect("truths"), [Some(true), None, Some(false)]);
}

#[test]
fn rows_without_a_time_can_be_left_out() {
    let card = format!("[table.spikes]\nskip_missing = \"time_s\"\n{SPIKES}");
    let spikes = table("unit,time\n1,0.1\n1,NaN\n2,0.3\n2,\n", &card);
    assert_eq!(spikes.floats("time_s").expect("times"), [0.1, 0.3]);
}

#[test]
fn the_rest_of_a_file_can_be_kept() {
    let csv = "unit,time,depth,side,n\n1,0.1,2.5,L,3\n1,0.2,,R,4\n";
    let all = table(csv, &format!("[table.spikes]\nkeep = \"*\"\n{SPIKES}"));
    assert_eq!(all.schema().column_names(), "unit_id, time_s, depth, side, n");
    assert_eq!(all.optional_floats("depth").expect("floats"), [Some(2.5), None]);
    assert_eq!(all.optional_integers("n").expect("integers"), [Some(3), Some(4)]);
    let some = table(csv, &format!("[table.spikes]\nskip = [\"side\", \"n\"]\n{SPIKES}"));
    assert_eq!(some.schema().column_names(), "unit_id, time_s, depth");
    let none = tables(csv, &format!("[table.spikes]\nkeep = [\"dpth\"]\n{SPIKES}"));
    assert_snapshot!(without_folder(&none.expect_err("no such column").to_string()), @"unknown variable in file.csv: got 'dpth', wanted one of unit, time, depth, side, n");
}

#[test]
fn a_file_that_is_another_is_told_from_one_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let card = |bytes: u64| {
        let text = format!(
            "title = \"T\"\nlicence = \"MIT\"\n[[file]]\npath = \"a.csv\"\nbytes = {bytes}\n\
             sha256 = \"{}\"\n[table.x]\nkeep = \"*\"\n",
            "0".repeat(64)
        );
        Card::parse("mine", Path::new("dataset.toml"), &text).expect("a card")
    };
    let folders = [folder.path().to_path_buf()];
    let said = |bytes: u64| {
        let missing = locate(&card(bytes), &folders, &mut SeenFiles::default()).remove(0);
        let missing = missing.expect_err("it is not the one");
        let text = format!("{missing}\n  {}", missing.hint());
        text.replace(&folder.path().display().to_string(), "FOLDER")
    };
    assert_snapshot!(said(3), @"
    dataset `mine`, file `file`: no a.csv in any data folder
      looked in FOLDER; SPIKEBOOK_DATA names further folders
    ");
    std::fs::write(folder.path().join("a.csv"), "abc").expect("a file");
    assert_snapshot!(said(4), @"
    dataset `mine`, file `file`: FOLDER/a.csv: got 3 bytes, wanted 4 bytes
      this is another version of the file, or a copy cut short
    ");
    assert_snapshot!(said(3), @"
    dataset `mine`, file `file`: FOLDER/a.csv: got sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, wanted sha256 0000000000000000000000000000000000000000000000000000000000000000
      this is another version of the file, or a copy cut short
    ");
}

#[test]
fn a_path_that_leaves_words_out_gives_one_value() {
    let card = "[table.x.columns]\na = { path = \"a(row)\", unit = \"1\" }\n\
        b = { path = \"b\", unit = \"1\" }\n";
    assert_snapshot!(said("a,b\n1,2\n3,4\n", card), @"
    table `x`, column `b`: file.csv, variable b: got 2 values for every row, wanted one
      write under [table.x.columns.b]: a `path` with the index word row in it, as in `x(row,1)`
    ");
    assert_eq!(table("a,b\n1,2\n", card).numbers("b").expect("numbers"), [2.0]);
}
