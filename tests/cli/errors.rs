//! What somebody reads who typed or wrote something wrong: what, where, got, wanted, and a hint. Every
//! error ends with exit code 2 and leaves nothing behind.

use super::folder::Folder;

/// Runs `gaussian-noise` on a file with these bytes.
fn noise_of(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    folder.write(name, bytes);
    let input = format!("grid={name}");
    let ended = folder.run(&["stage", "gaussian-noise", "--in", &input, "--out", "out"]);
    assert_eq!(folder.files("."), [name], "nothing is left behind");
    ended.error().to_owned()
}

#[test]
fn a_missing_column() {
    insta::assert_snapshot!(noise_of("grid.csv", "trial,latency_ms\n1,12\n"), @"
    error: input `grid`: grid.csv: no column `value`, its columns are trial, latency_ms
      hint: `value` is a column of type float: the numbers
    ");
}

#[test]
fn numbers_that_are_none() {
    insta::assert_snapshot!(noise_of("grid.csv", "value\n1\nNaN\n3\n"), @"
    error: input `grid`: grid.csv: column `value`, row 2: got nothing (NaN), wanted a finite number
      hint: leave out the rows that have no value here
    ");
    insta::assert_snapshot!(noise_of("grid.csv", "value\n1\ninf\n3\n"), @"
    error: input `grid`: grid.csv: column `value`, row 2: got inf, wanted a finite number
      hint: leave out the rows that have no value here
    ");
    insta::assert_snapshot!(noise_of("grid.csv", "value\n1\ntwo\n3\n"), @"
    error: input `grid`: wrong value in grid.csv, line 3, column 'value': got 'two', wanted a number
      hint: if it stands for a missing value, list it in the option `missing`; decimals are written with a point
    ");
}

#[test]
fn files_that_are_damaged() {
    insta::assert_snapshot!(noise_of("grid.csv", ""), @"
    error: input `grid`: malformed: CSV table in grid.csv: got no rows, wanted a row at least
      hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    insta::assert_snapshot!(noise_of("grid.npy", b"\x93NUMPY\x01\x00\x76"), @"
    error: input `grid`: cut short: length of an NPY header in grid.npy at byte 8: got 1 bytes, wanted 2
      hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    insta::assert_snapshot!(noise_of("grid.parquet", b"PAR1 and then nothing"), @"
    error: input `grid`: malformed: Parquet file in grid.parquet: got a footer or pages that make no sense, wanted a Parquet file
      hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    insta::assert_snapshot!(noise_of("grid.csv", "value,value\n1,2\n"), @"
    error: input `grid`: name used twice in grid.csv, line 1: got 'value' again, wanted another name
      hint: rename the column in the file, or read it with `header = false` and take columns by position: column_1, column_2, …
    ");
}

#[test]
fn a_file_that_is_not_there() {
    let folder = Folder::new();
    let ended = folder.run(&["stage", "gaussian-noise", "--in", "grid=none.csv", "--out", "out"]);
    insta::assert_snapshot!(ended.error(), @"
    error: none.csv: No such file or directory
      hint: look at the name; a path begins at the folder you are in
    ");
}

#[test]
fn all_faults_of_the_arguments_at_once() {
    let folder = Folder::new();
    let ended = folder.run(&[
        "stage",
        "gaussian-noise",
        "--in",
        "gird=none.csv",
        "--set",
        "sd=-1",
        "--set",
        "width=2",
        "--out",
        "out",
    ]);
    insta::assert_snapshot!(ended.error(), @"
    error: `--in gird=none.csv`: kind `gaussian-noise` has no input `gird`
      hint: its inputs are grid
    error: input `grid` of `gaussian-noise`: got 0 files, wanted one
      hint: add `--in grid=FILE`: the numbers that get noise
    error: stage kind `gaussian-noise`: parameter `sd`: got -1, wanted number >= 0
      hint: left out, it is 1.0
    error: stage kind `gaussian-noise`: no parameter `width`
      hint: it has sd
    ");
}

#[test]
fn a_kind_that_is_not_there() {
    let folder = Folder::new();
    insta::assert_snapshot!(folder.run(&["stage", "gausian-noise", "--out", "out"]).error(), @"
    error: no kind `gausian-noise`
      hint: did you mean `gaussian-noise`?
    ");
    insta::assert_snapshot!(folder.run(&["stage", "x", "--out", "out"]).error(), @"
    error: no kind `x`
      hint: `spikebook stages` lists them all
    ");
}

#[test]
fn a_body_that_fails() {
    let folder = Folder::new();
    folder.write("table.csv", "a,b\n1,2\n");
    let ended =
        folder.run(&["stage", "describe-column", "--in", "table=table.csv", "--out", "out"]);
    insta::assert_snapshot!(ended.error(), @"
    error: stage kind `describe-column`: parameter `column`: got none, wanted one, as table `table` has 2 columns of numbers
      hint: its columns are a, b
    ");
}

#[test]
fn no_project() {
    let folder = Folder::new();
    for arguments in
        [["run"].as_slice(), &["show", "a"], &["verify"], &["book"], &["store", "stat"]]
    {
        let ended = folder.run(arguments);
        assert_eq!(ended.error().lines().count(), 2, "{arguments:?}");
    }
    insta::assert_snapshot!(folder.run(&["run"]).error(), @"
    error: [folder]: no folder `pipelines` here or in any folder above
      hint: `spikebook new DIR` makes a project
    ");
}

#[test]
fn every_fault_of_a_pipeline_at_once() {
    let folder = Folder::with_pipeline(
        r#"title = "Faults"
colour = "red"

[[stage]]
id = "grid"
kind = "evenly-spaced"
params = { n = 0, m = 3 }

[[stage]]
id = "noisy"
kind = "gaussian-noise"
inputs = { grid = "gird.grid" }

[[stage]]
id = "summary"
kind = "describe_column"
inputs = { table = "noisy.noisy" }
"#,
    );
    insta::assert_snapshot!(folder.run(&["run"]).error(), @"
    error: the file: unknown key `colour`
      --> pipelines/first/pipeline.toml:2:1
      hint: it has inputs, order, seed, stage, summary, sweep, title
    error: stage `grid`, kind `evenly-spaced`: parameter `n`: got 0, wanted whole number >= 1 and <= 10000000
      --> pipelines/first/pipeline.toml:7:16
      hint: left out, it is 101
    error: stage `grid`, kind `evenly-spaced`: no parameter `m`
      --> pipelines/first/pipeline.toml:7:19
      hint: did you mean `n`?
    error: stage `noisy`, input `grid`: no stage or input `gird`
      --> pipelines/first/pipeline.toml:12:19
      hint: did you mean `grid`?
    error: stage `summary`: no kind `describe_column`
      --> pipelines/first/pipeline.toml:16:8
      hint: did you mean `describe-column`?
    ");
    // What can be said of stages needs a file that can be read.
    folder.write(
        "pipelines/first/pipeline.toml",
        String::from_utf8(folder.read("pipelines/first/pipeline.toml"))
            .expect("text")
            .replace("colour = \"red\"\n", ""),
    );
    insta::assert_snapshot!(folder.run(&["run"]).error(), @"
    error: stage `grid`, kind `evenly-spaced`: parameter `n`: got 0, wanted whole number >= 1 and <= 10000000
      --> pipelines/first/pipeline.toml:6:16
      hint: left out, it is 101
    error: stage `grid`, kind `evenly-spaced`: no parameter `m`
      --> pipelines/first/pipeline.toml:6:19
      hint: did you mean `n`?
    error: stage `noisy`, input `grid`: no stage or input `gird`
      --> pipelines/first/pipeline.toml:11:19
      hint: did you mean `grid`?
    error: stage `summary`: no kind `describe_column`
      --> pipelines/first/pipeline.toml:15:8
      hint: did you mean `describe-column`?
    ");
    assert_eq!(folder.files("."), ["pipelines"], "nothing ran");
}

#[test]
fn a_cycle() {
    let folder = Folder::with_pipeline(
        r#"title = "Wires"

[[stage]]
id = "first"
kind = "gaussian-noise"
inputs = { grid = "second.noisy" }

[[stage]]
id = "second"
kind = "gaussian-noise"
inputs = { grid = "first.noisy" }
"#,
    );
    insta::assert_snapshot!(folder.run(&["run"]).error(), @"
    error: a cycle: first → second → first
      --> pipelines/first/pipeline.toml:4:6
      hint: each of these reads what the next one makes: cut one wire
    ");
}

#[test]
fn wires_that_do_not_fit() {
    let folder = Folder::with_pipeline(
        r#"title = "Wires"

[[stage]]
id = "grid"
kind = "evenly-spaced"

[[stage]]
id = "summary"
kind = "describe-column"
inputs = { table = "grid.grid" }

[[stage]]
id = "type"
kind = "gaussian-noise"
inputs = { grid = "summary.summary" }

[[stage]]
id = "column"
kind = "tuning-curve"
inputs = { spikes = "grid.grid", signal = "grid.values" }

[[stage]]
id = "missing"
kind = "gaussian-noise"
inputs = { noise = "grid.grid" }
"#,
    );
    insta::assert_snapshot!(folder.run(&["run"]).error(), @"
    error: stage `type`, input `grid`: got `summary.summary`, which is values, wanted a table
      --> pipelines/first/pipeline.toml:15:19
      hint: wire a port of that type
    error: stage `column`: nothing is wired to input `signals`
      --> pipelines/first/pipeline.toml:18:6
      hint: `tuning-curve` wants a table: the signal, with the column that `variable` names
    error: stage `column`, input `spikes`: got `grid.grid`, which is `grid` with columns value, wanted a column `unit_id` (integer in id)
      --> pipelines/first/pipeline.toml:20:21
      hint: `spikebook stage KIND --help` shows the columns of every port
    error: stage `column`: kind `tuning-curve` has no input `signal`
      --> pipelines/first/pipeline.toml:20:34
      hint: did you mean `signals`?
    error: stage `missing`: nothing is wired to input `grid`
      --> pipelines/first/pipeline.toml:23:6
      hint: `gaussian-noise` wants a table: the numbers that get noise
    error: stage `missing`: kind `gaussian-noise` has no input `noise`
      --> pipelines/first/pipeline.toml:25:12
      hint: its inputs are grid
    ");
}

#[test]
fn text_that_is_no_toml() {
    let folder = Folder::with_pipeline("title = \"Open\n[[stage]]\nid = 3\n");
    insta::assert_snapshot!(folder.run(&["run"]).error(), @r#"
    error: invalid basic string, expected `"`
      --> pipelines/first/pipeline.toml:1:14
      hint: text stands between two quotes on one line: title = "My rat"
    "#);
}

#[test]
fn counts_that_are_no_counts() {
    let folder = Folder::new();
    folder.write("counts.csv", "time_s,counts_0,counts_1\n0,1,2\n1,3,-1\n");
    folder.write("design.csv", "x_0\n0\n1\n");
    let arguments = |counts: &'static str| {
        ["stage", "poisson-glm", "--in", counts, "--in", "design=design.csv", "--out", "out"]
    };
    insta::assert_snapshot!(folder.run(&arguments("counts=counts.csv")).error(), @"
    error: stage kind `poisson-glm`: input `counts`, row 2, entry 2 (column counts_1 of a text file): got -1, wanted 0 or more
      hint: a spike count is never below 0; leave out the rows in which nothing was recorded
    ");
    // A gap in the columns of a matrix would lose a unit.
    folder.write("gap.csv", "time_s,counts_0,counts_2\n0,1,2\n1,3,1\n");
    insta::assert_snapshot!(folder.run(&arguments("counts=gap.csv")).error(), @"
    error: input `counts`: gap.csv: columns of `counts`: got `counts_2`, wanted `counts_1`
      hint: in a file of text it is spread over the columns counts_0, counts_1, … without a gap
    ");
    assert_eq!(folder.files("."), ["counts.csv", "design.csv", "gap.csv"]);
}

#[test]
fn faults_of_settings_are_told_as_settings() {
    let folder = super::pipelines::small();
    insta::assert_snapshot!(folder.run(&["run", "--set", "grid.n=0"]).error(), @"
    error: `--set grid.n=0`: parameter `n`: got 0, wanted whole number >= 1 and <= 10000000
      --> pipelines/first/pipeline.toml:1:1
      hint: the pipeline has 5
    ");
    insta::assert_snapshot!(folder.run(&["run", "--set", "grid.m=3"]).error(), @"
    error: `--set grid.m=3`: no parameter `m`
      --> pipelines/first/pipeline.toml:1:1
      hint: did you mean `n`?
    ");
    insta::assert_snapshot!(folder.run(&["run", "--set", "grid.n=3", "--set", "grid.n=4"]).error(), @"
    error: `--set grid.n=…`: got it twice, wanted it once
      hint: leave one of them out
    ");
    assert_eq!(folder.files("."), ["pipelines"], "nothing ran");
}

#[test]
fn names_that_are_not_there() {
    let folder = super::pipelines::small();
    insta::assert_snapshot!(folder.run(&["run", "frist"]).error(), @"
    error: no pipeline `frist`
      hint: did you mean `first`?
    ");
    insta::assert_snapshot!(folder.run(&["run", "--until", "sumary"]).error(), @"
    error: pipeline `first`: no stage `sumary`
      hint: did you mean `summary`?
    ");
    insta::assert_snapshot!(folder.run(&["run", "--set", "noise.sd=2"]).error(), @"
    error: `--set noise.sd=…`: this pipeline has no stage `noise`
      --> pipelines/first/pipeline.toml:1:1
      hint: did you mean `noisy`?
    ");
    insta::assert_snapshot!(folder.run(&["run", "--set", "sd=2"]).error(), @"
    error: `--set sd=2`: got no stage, wanted STAGE.PARAM=VALUE
      hint: for example `--set fit.sd=2`
    ");
    insta::assert_snapshot!(folder.run(&["run", "--set", "noisy.sd=wide"]).error(), @r#"
    error: `--set noisy.sd="wide"`: parameter `sd`: got "wide", wanted number >= 0
      --> pipelines/first/pipeline.toml:1:1
      hint: the pipeline has 0.5
    "#);
    insta::assert_snapshot!(folder.run(&["run", "--input", "recording=mine"]).error(), @"
    error: `--input recording=…`: this pipeline has no input `recording`
      --> pipelines/first/pipeline.toml:1:1
    ");
    insta::assert_snapshot!(folder.run(&["show", "first", "summary"]).error(), @"
    error: got `summary`, wanted STAGE.PORT
      hint: for example `fit.coefficients`: a stage, a dot, one of its outputs
    ");
    insta::assert_snapshot!(folder.run(&["show", "first", "summary.summary"]).error(), @"
    error: pipeline `first`: stage `summary` has no stored result
      hint: `spikebook run first` makes it
    ");
    folder.run(&["run"]).printed();
    insta::assert_snapshot!(folder.run(&["show", "first", "summary.table"]).error(), @"
    error: pipeline `first`: no output `summary.table`
      hint: there are summary.summary
    ");
}
