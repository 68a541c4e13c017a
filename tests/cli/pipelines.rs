//! Pipelines that run: what is told, what is shown, and what a second run does.

use super::folder::Folder;

const SMALL: &str = r#"title = "Small"
seed = 1

[[stage]]
id = "grid"
kind = "evenly-spaced"
params = { n = 5 }

[[stage]]
id = "noisy"
kind = "gaussian-noise"
inputs = { grid = "grid.grid" }
params = { sd = 0.5 }

[[stage]]
id = "summary"
kind = "describe-column"
inputs = { table = "noisy.noisy" }
params = { column = "value" }
"#;

/// A project with three light stages.
pub(crate) fn small() -> Folder {
    Folder::with_pipeline(SMALL)
}

/// What was told, without the times.
fn told(stderr: &str) -> String {
    let lines = stderr.lines().map(|line| line.split(" (").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let folder = small();
    let first = folder.run(&["run", "--jobs", "1"]);
    assert_eq!(first.printed(), "");
    insta::assert_snapshot!(told(&first.stderr), @"
    ran grid
    ran noisy
    ran summary
    first: 3 ran, 0 up to date; results in reports/first
    ");
    insta::assert_snapshot!(told(&folder.run(&["run"]).stderr), @"
    grid: up to date
    noisy: up to date
    summary: up to date
    first: 0 ran, 3 up to date; results in reports/first
    ");
    let files = folder.files("reports/first");
    assert_eq!(
        files,
        [".published.json", "grid.grid.parquet", "noisy.noisy.parquet", "summary.summary.json"]
    );
    assert_eq!(folder.run(&["run", "--quiet"]).stderr, "");
}

#[test]
fn explain_says_why_and_runs_nothing() {
    let folder = small();
    insta::assert_snapshot!(folder.run(&["run", "--explain"]).printed(), @"
    first
      grid     would run  has never run
      noisy    waits      waits for `grid`
      summary  waits      waits for `noisy`
    ");
    folder.run(&["run"]).printed();
    insta::assert_snapshot!(folder.run(&["run", "--explain"]).printed(), @"
    first
      grid     up to date
      noisy    up to date
      summary  up to date
    ");
    let wider = folder.run(&["run", "--explain", "--set", "noisy.sd=2"]);
    insta::assert_snapshot!(wider.printed(), @"
    first@becc929d
      grid     up to date
      noisy    would run   params.sd changed: 0.5 → 2.0
      summary  waits       waits for `noisy`
    ");
}

#[test]
fn an_instance_has_a_folder_of_its_own() {
    let folder = small();
    folder.run(&["run"]).printed();
    let before = folder.read("reports/first/noisy.noisy.parquet");
    let ended = folder.run(&["run", "--set", "noisy.sd=2"]);
    ended.printed();
    assert!(ended.stderr.contains("2 ran, 1 up to date"), "{}", ended.stderr);
    assert_eq!(folder.files("reports").len(), 3);
    assert_eq!(folder.read("reports/first/noisy.noisy.parquet"), before);
}

#[test]
fn until_runs_what_is_needed_and_force_what_is_not() {
    let folder = small();
    let ended = folder.run(&["run", "--until", "noisy"]);
    ended.printed();
    assert!(ended.stderr.contains("first: 2 ran, 0 up to date"), "{}", ended.stderr);
    let ended = folder.run(&["run", "--force", "grid"]);
    ended.printed();
    // The grid comes out as it was, so that what reads it stays.
    assert!(ended.stderr.contains("first: 2 ran, 1 up to date"), "{}", ended.stderr);
}

#[test]
fn results_are_shown() {
    let folder = small();
    folder.run(&["run"]).printed();
    insta::assert_snapshot!(folder.run(&["show", "first"]).printed(), @"
    grid.grid
    noisy.noisy
    summary.summary
    ");
    insta::assert_snapshot!(folder.run(&["show", "first", "grid.grid", "--rows", "3"]).printed(), @"
    value
    0
    0.25
    0.5
    … 5 rows in all
    ");
    insta::assert_snapshot!(folder.run(&["show", "first", "summary.summary"]).printed(), @"
    max      1
    mean     0.5
    min      0
    n        5
    n_empty  0
    sd       0.395285
    ");
}

#[test]
fn the_graph_is_shown() {
    let folder = small();
    insta::assert_snapshot!(folder.run(&["graph", "first"]).printed(), @"
    grid     evenly-spaced
    noisy    gaussian-noise   ← grid.grid
    summary  describe-column  ← noisy.noisy
    ");
    insta::assert_snapshot!(folder.run(&["graph", "first", "--format", "mermaid"]).printed(), @r#"
    flowchart TD
        n0["grid<br/>evenly-spaced"]
        n1["noisy<br/>gaussian-noise"]
        n2["summary<br/>describe-column"]
        n0 -- grid --> n1
        n1 -- noisy --> n2
    "#);
}

#[test]
fn golden_numbers_are_met_or_the_exit_code_is_1() {
    let folder = small();
    folder.write(
        "pipelines/first/expected.toml",
        "[[expected]]\nof = \"summary.summary.mean\"\nvalue = 0.5\nsource = \"half of the range\"\n\n\
         [[expected]]\nof = \"grid.grid.value\"\nvalue = [0, 0.25, 0.5, 0.75, 1]\ntolerance = 1e-12\n\
         source = \"equal distances\"\n",
    );
    let before = folder.run(&["verify"]);
    assert_eq!(before.code, Some(1));
    insta::assert_snapshot!(before.stdout, @"
    first: it has not run; `spikebook run first` makes it
    first: 0 of 2 golden numbers met, 0 of 0 results intact
    ");
    folder.run(&["run"]).printed();
    insta::assert_snapshot!(folder.run(&["verify"]).printed(), @"first: 2 of 2 golden numbers met, 3 of 3 results intact");
    let expected = String::from_utf8(folder.read("pipelines/first/expected.toml")).expect("text");
    folder.write("pipelines/first/expected.toml", expected.replace("value = 0.5", "value = 0.6"));
    let missed = folder.run(&["verify", "first"]);
    assert_eq!(missed.code, Some(1));
    insta::assert_snapshot!(missed.stdout, @"
    first: summary.summary.mean: got 0.5, wanted 0.6 within 0 (half of the range)
    first: 1 of 2 golden numbers met, 3 of 3 results intact
    ");
}

#[test]
fn the_store_says_what_it_holds_and_lets_go_of_what_nobody_needs() {
    let folder = small();
    folder.run(&["run"]).printed();
    let stat = folder.run(&["store", "stat"]);
    assert!(stat.printed().contains("3 records of stages"), "{}", stat.stdout);
    folder.write("pipelines/first/pipeline.toml", SMALL.replace("n = 5", "n = 6"));
    folder.run(&["run"]).printed();
    let removed = folder.run(&["store", "gc"]);
    assert!(removed.printed().contains("3 records of stages"), "{}", removed.stdout);
    assert!(folder.run(&["run"]).stderr.contains("0 ran, 3 up to date"));
}

/// A project whose second pipeline reads a recording that nobody has.
fn with_missing_recording() -> Folder {
    let folder = small();
    folder.write(
        "datasets/rat/dataset.toml",
        format!(
            "title = \"A rat\"\nlicence = \"CC0\"\n\n[[file]]\nid = \"spikes\"\npath = \"rat/spikes.csv\"\n\
             bytes = 12\nsha256 = \"{}\"\n\n[table.spikes]\nfile = \"spikes\"\n\n\
             [table.spikes.columns]\nunit_id = {{ path = \"unit\" }}\n\
             time_s = {{ path = \"time\", unit = \"s\" }}\n",
            "0".repeat(64)
        ),
    );
    folder.write(
        "pipelines/second/pipeline.toml",
        "title = \"Second\"\n\n[inputs]\nrecording = \"rat\"\n\n[[stage]]\nid = \"summary\"\n\
         kind = \"describe-column\"\ninputs = { table = \"recording.spikes\" }\n",
    );
    folder
}

#[test]
fn a_pipeline_without_its_recording_is_left_out_with_a_line() {
    let folder = with_missing_recording();
    let ended = folder.run(&["run"]);
    ended.printed();
    insta::assert_snapshot!(told(&ended.stderr), @"
    left out: pipeline `second`: dataset `rat` wants rat/spikes.csv, which no data folder holds
    ran grid
    ran noisy
    ran summary
    first: 3 ran, 0 up to date; results in reports/first
    ");
    assert_eq!(folder.run(&["verify"]).code, Some(0));
    insta::assert_snapshot!(folder.run(&["dataset", "list"]).printed(), @"rat  not at hand  A rat");
    insta::assert_snapshot!(folder.run(&["run", "second"]).error(), @"
    error: pipeline `second`: dataset `rat` wants rat/spikes.csv, which no data folder holds
      hint: set SPIKEBOOK_DATA to the folders that hold recordings (separated by `:`)
    ");
}

#[test]
fn where_ci_is_set_nothing_is_left_out() {
    let folder = with_missing_recording();
    let output = folder.command(&["run"]).env("CI", "1").output().expect("the command starts");
    let ended = folder.ended(&output);
    assert!(ended.error().contains("dataset `rat`"), "{}", ended.stderr);
}

#[test]
fn a_recording_that_was_cut_short_is_told_from_one_that_is_absent() {
    let folder = with_missing_recording();
    folder.write("datasets/rat/rat/spikes.csv", "unit,tim");
    let ended = folder.run(&["run"]);
    ended.printed();
    insta::assert_snapshot!(ended.stderr.lines().take(2).collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!(folder.run(&["run", "second"]).error());
    insta::assert_snapshot!(folder.run(&["dataset", "export", "rat"]).error());
    let validated = folder.run(&["dataset", "validate", "datasets/rat/dataset.toml"]);
    assert_eq!(validated.code, Some(1));
    insta::assert_snapshot!(validated.stderr);
}

#[test]
fn what_validation_finds_is_a_failed_check() {
    let folder = with_missing_recording();
    let card = String::from_utf8(folder.read("datasets/rat/dataset.toml")).expect("text");
    folder.write("datasets/rat/dataset.toml", card.replace("bytes = 12", "byte = 12"));
    let validated = folder.run(&["dataset", "validate", "datasets/rat/dataset.toml"]);
    assert_eq!(validated.code, Some(1));
    insta::assert_snapshot!(validated.stderr);
    // A card that is not there is no card that was checked.
    folder.run(&["dataset", "validate", "datasets/mouse/dataset.toml"]).error();
}
