//! What cards may say, and what is said of those that are wrong.

use std::path::Path;

use insta::assert_snapshot;

use super::*;
use crate::card::{CardSource, Frame};

const HEAD: &str = "title = \"A rat\"\nlicence = \"MIT\"\n";
const FILE: &str = "[[file]]\npath = \"my-rat/spikes.csv\"\nbytes = 3\nsha256 = \
    \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"\n";
const SPIKES: &str = "[table.spikes.columns]\nunit_id = { path = \"unit\" }\n\
    time_s = { path = \"time\", unit = \"s\" }\n";

fn parse(text: &str) -> Result<Card, Vec<Finding>> {
    Card::parse("my-rat", Path::new("datasets/my-rat/dataset.toml"), text)
}

/// Every fault of a card, its place cut to line and column.
fn faults(text: &str) -> String {
    let findings = parse(text).expect_err("a fault");
    let say = |finding: &Finding| {
        let place = format!("{}:{}", finding.line, finding.column);
        format!("{place} {}\n  hint: {}", finding.what, finding.hint.as_deref().unwrap_or("-"))
    };
    findings.iter().map(say).collect::<Vec<_>>().join("\n")
}

/// The faults of a card with this table.
fn table_faults(table: &str) -> String {
    faults(&format!("{HEAD}{FILE}{table}"))
}

#[test]
fn a_card_for_files_tells_its_schemas() {
    let card = parse(&format!("{HEAD}{FILE}{SPIKES}")).expect("a card");
    let schemas = card.schemas();
    assert_eq!(schemas[0].0, "spikes");
    assert_eq!(schemas[0].1.column_names(), "unit_id, time_s");
    assert_eq!(Frame::Spikes.schema().mismatches(&schemas[0].1), []);
    assert_eq!(card.files()[0].id, "file");
}

#[test]
fn a_card_for_a_generator_tells_its_kind() {
    let text =
        format!("{HEAD}[generator]\nkind = \"simulate-cells\"\nseed = 3\nparams = {{ n = 4 }}");
    let card = parse(&text).expect("a card");
    let CardSource::Generator { kind, seed, params } = &card.source else { panic!("no generator") };
    assert_eq!((kind.as_str(), *seed, params["n"].as_i64()), ("simulate-cells", 3, Some(4)));
    assert!(card.schemas().is_empty() && card.files().is_empty());
}

#[test]
fn the_digest_follows_the_mapping_and_not_the_words() {
    let digest = |text: &str| parse(text).expect("a card").digest();
    let card = format!("{HEAD}{FILE}{SPIKES}");
    assert_eq!(digest(&card), digest(&card.replace("A rat", "Another")));
    assert_eq!(digest(&card), digest(&format!("{card}\n# a remark\n")));
    assert_eq!(digest(&card), digest(&card.replace("bytes", "url = \"https://a.b\"\nbytes")));
    assert_ne!(digest(&card), digest(&card.replace("unit = \"s\"", "unit = \"ms\"")));
    assert_ne!(digest(&card), digest(&card.replace("ba7816", "ca7816")));
    assert_ne!(
        digest(&card),
        digest(&card.replace("unit_id", "description = \"x\"\nunit_id").replace(
            "[table.spikes.columns]\ndescription = \"x\"",
            "[table.spikes]\nsort = true\n[table.spikes.columns]"
        ))
    );
}

#[test]
fn faults_of_a_whole_card_are_found_at_once() {
    assert_snapshot!(faults("tittle = \"A rat\"\nlicence = 3\n"), @r#"
    1:1 the file: no `title`
      hint: add `title = "…"`
    1:1 neither a generator nor files
      hint: `[generator]` names a stage kind that makes the data; `[[file]]` and `[table.NAME]` say how to read files
    1:1 the file: unknown key `tittle`
      hint: did you mean `title`?
    2:11 `licence` of the file: got 3, wanted text in quotes
      hint: -
    "#);
    assert_snapshot!(faults(&format!("{HEAD}{FILE}[generator]\nkind = \"x\"\n")), @"
    7:1 both a generator and files
      hint: keep `[generator]` where a stage kind makes the data, and `[[file]]` with `[table.NAME]` where files hold it
    ");
    assert_snapshot!(faults(&format!("{HEAD}{FILE}")), @"
    1:1 files without a table
      hint: add `[table.spikes]`, `[table.trials]` or another
    ");
    assert_snapshot!(faults("title = \n"), @r#"
    1:9 string values must be quoted, expected literal string
      hint: text stands between two quotes on one line: title = "My rat"
    "#);
}

#[test]
fn faults_of_files_are_found() {
    let file = |line: &str| faults(&format!("{HEAD}[[file]]\n{line}\n{SPIKES}"));
    assert_snapshot!(file("path = \"../secret\"\nbytes = -1\nsha256 = \"abc\""), @r#"
    4:8 path: got "../secret", wanted a path below a data folder
      hint: write it from the data folder on, as in "my-rat/spikes.mat"
    5:9 `bytes` of [[file]]: got -1, wanted a whole number from 0 on
      hint: -
    6:10 sha256: got "abc", wanted 64 digits of 0-9 and a-f
      hint: `sha256sum FILE` tells it
    "#);
    assert_snapshot!(file("path = \"/etc/passwd\"\nformat = \"cvs\"\ndelimiter = \";;\""), @r#"
    3:1 [[file]]: no `bytes`
      hint: add `bytes = …`: the size by which the file is found
    3:1 [[file]]: no `sha256`
      hint: add `sha256 = "…"`
    4:8 path: got "/etc/passwd", wanted a path below a data folder
      hint: write it from the data folder on, as in "my-rat/spikes.mat"
    5:10 unknown reader: got 'cvs', wanted one of npy, npz, matlab, parquet, trodes, csv, text
      hint: -
    6:13 delimiter: got ";;", wanted one character or none
      hint: -
    "#);
    assert_snapshot!(file("url = \"ftp://x\"\npth = \"x\""), @r#"
    3:1 [[file]]: no `path`
      hint: add `path = "…"`
    3:1 [[file]]: no `bytes`
      hint: add `bytes = …`: the size by which the file is found
    3:1 [[file]]: no `sha256`
      hint: add `sha256 = "…"`
    4:7 url: got "ftp://x", wanted one that starts with https://
      hint: -
    5:1 [[file]]: unknown key `pth`
      hint: did you mean `path`?
    "#);
    assert_snapshot!(faults(&format!("{HEAD}{FILE}{FILE}{SPIKES}")), @r#"
    3:1 [[file]]: no `id`
      hint: add `id = "…"`
    7:1 [[file]]: no `id`
      hint: add `id = "…"`
    11:8 [table.spikes]: no `file`
      hint: add `file = "…"`
    "#);
}

#[test]
fn faults_of_tables_are_found() {
    assert_snapshot!(table_faults("[table.spikes]\nhold = \"spikes\"\nfile = \"fil\"\n"), @"
    8:1 [table.spikes]: unknown key `hold`
      hint: did you mean `holds`?
    9:8 no file `fil`
      hint: did you mean `file`?
    ");
    assert_snapshot!(table_faults("[table.spikes.columns]\nunit_id = { path = \"u\" }\n"), @r#"
    7:8 [table.spikes]: no column `time_s`, wanted float in s
      hint: `spikes` cannot be without it; `holds = "table"` asks for nothing
    "#);
    assert_snapshot!(table_faults("[table.x]\nholds = \"spike\"\nrepeated_times = \"first\"\nkeep = [\"a\"]\nskip = \"b\"\nsampling = { rate = 3 }\n"), @r#"
    8:9 holds: got "spike", wanted spikes, units, trials, signals, stimulus, table
      hint: did you mean `spikes`?
    9:18 repeated_times: got "first", wanted refuse, keep-first or keep-last
      hint: -
    11:8 both `keep` and `skip`
      hint: `keep` names what to take, `skip` what to leave of all the rest
    12:12 sampling: wanted a `rate_hz` above 0
      hint: for example `sampling = { rate_hz = 1000 }`
    12:14 [sampling]: unknown key `rate`
      hint: did you mean `rate_hz`?
    "#);
    assert_snapshot!(table_faults(&format!("[table.spikes]\nskip_missing = \"tim\"\n{SPIKES}")), @"
    8:16 skip_missing: no column `tim`
      hint: name one under [table.spikes.columns]
    ");
    assert_snapshot!(table_faults("[table.Spikes]\nkeep = \"*\"\n"), @"
    7:8 `Spikes`: wanted a name
      hint: a name has lower-case letters, digits and _ and begins with a letter
    ");
}

#[test]
fn faults_of_columns_are_found() {
    let columns = |lines: &str| table_faults(&format!("[table.x.columns]\n{lines}\n"));
    assert_snapshot!(columns("a = { path = \"a\" }\nb = { path = \"b\", unit = \"sec\" }"), @r#"
    8:5 [table.x.columns.a]: no `unit`
      hint: `unit = "1"` where it has none; units are 1, s, ms, us, min, Hz, kHz, spikes/s, spikes, deg, rad, deg/s, m, cm, mm, um, cm/s, px, px/s, %, fraction, bit, bit/spike, nat, V, mV, uV, nA, pA, uA/cm2, uF/cm2, mS/cm2, pF, nS, MOhm, samples, id, label, any
    9:26 unit: got `sec`, wanted one of the known symbols
      hint: known: 1, s, ms, us, min, Hz, kHz, spikes/s, spikes, deg, rad, deg/s, m, cm, mm, um, cm/s, px, px/s, %, fraction, bit, bit/spike, nat, V, mV, uV, nA, pA, uA/cm2, uF/cm2, mS/cm2, pF, nS, MOhm, samples, id, label, any
    "#);
    assert_snapshot!(columns("a_ms = { path = \"a\", unit = \"s\", to = \"s\" }\nb_s = { path = \"b\", unit = \"px\" }"), @"
    8:1 `a_ms` in s: its name says ms
      hint: rename the column, or convert it with `to`
    9:7 `b_s`: unit: got `px`, wanted one that converts to `s`
      hint: `px` measures picture length
    ");
    assert_snapshot!(columns("a = { unit = \"1\" }\nb = { path = \"b\", index = \"i\", unit = \"1\" }"), @r#"
    8:5 [table.x.columns.a]: none of `path`, `index`, `number_from` and `value`, wanted one
      hint: for example `path = "x(:,3)"`
    9:5 [table.x.columns.b]: several of `path`, `index`, `number_from` and `value`, wanted one
      hint: for example `path = "x(:,3)"`
    "#);
    assert_snapshot!(columns("a = { index = \"trial\" }\nb = { path = \"s{*}\", unit = \"1\" }"), @"
    9:14 `s{*}`: an index without a name, `*`
      hint: write a word for the index, as in `s{trial}`
    ");
    assert_snapshot!(columns("a = { path = \"a\", type = \"integer\", factor = 0.5 }\nb = { path = \"b\", type = \"bool\", unit = \"1\" }"), @r#"
    8:1 `a`: a column of type integer cannot be scaled
      hint: whole numbers take a whole `offset` or `counted_from`; `type = "float"` takes everything
    9:26 type: got "bool", wanted float, integer, boolean, text, vector
      hint: -
    "#);
    assert_snapshot!(columns("a = { index = \"i\", offset = 3 }\nb = { value = \"x\", unit = \"1\", type = \"float\" }\nc = { path = \"c{i}\", type = \"vector\", unit = \"1\", optional = true }"), @r#"
    8:1 `a`: numbers are whole, and begin where `number_from` says
      hint: -
    9:1 `b`: value: got "x", wanted one of type float
      hint: -
    10:62 `c`: rows of numbers cannot be optional
      hint: -
    "#);
    assert_snapshot!(columns("a = { path = \"a\", clock_hz = 0, lables = { 1 = \"x\" } }\nb = { path = \"b\", labels = { 1 = 2 } }"), @r#"
    8:5 [table.x.columns.a]: no `unit`
      hint: `unit = "1"` where it has none; units are 1, s, ms, us, min, Hz, kHz, spikes/s, spikes, deg, rad, deg/s, m, cm, mm, um, cm/s, px, px/s, %, fraction, bit, bit/spike, nat, V, mV, uV, nA, pA, uA/cm2, uF/cm2, mS/cm2, pF, nS, MOhm, samples, id, label, any
    8:30 clock_hz: got 0, wanted a number above 0
      hint: -
    8:33 [table.x.columns.a]: unknown key `lables`
      hint: did you mean `labels`?
    9:5 [table.x.columns.b]: no `unit`
      hint: `unit = "1"` where it has none; units are 1, s, ms, us, min, Hz, kHz, spikes/s, spikes, deg, rad, deg/s, m, cm, mm, um, cm/s, px, px/s, %, fraction, bit, bit/spike, nat, V, mV, uV, nA, pA, uA/cm2, uF/cm2, mS/cm2, pF, nS, MOhm, samples, id, label, any
    9:34 labels: got 2 for 1, wanted text in quotes
      hint: -
    "#);
}
