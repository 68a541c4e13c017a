//! Sweeps as somebody meets them who types commands.

use super::folder::Folder;

const SWEEP: &str = r#"title = "Sweep"
seed = 1

[[stage]]
id = "grid"
kind = "evenly-spaced"
params = { n = 50 }

[[stage]]
id = "noisy"
kind = "gaussian-noise"
inputs = { grid = "grid.grid" }

[[stage]]
id = "summary"
kind = "describe-column"
inputs = { table = "noisy.noisy" }
params = { column = "noisy" }

[[sweep]]
id = "noise-sweep"
over = { "noisy.sd" = [0.5, 1, 2] }
collect = "summary.summary"

[[stage]]
id = "figure"
kind = "plot-lines"
inputs = { table = "noise-sweep.table" }
params = { x = "noisy_sd", y = "sd" }
"#;

/// The cells of a column of what `show` printed, behind its names and units.
fn column(printed: &str, name: &str) -> Vec<String> {
    let mut lines = printed.lines();
    let names: Vec<&str> = lines.next().expect("names").split_whitespace().collect();
    let at = names.iter().position(|other| *other == name).expect("the column is there");
    let cells = lines.filter(|line| line.split_whitespace().count() == names.len());
    cells.map(|line| line.split_whitespace().nth(at).expect("a cell").to_owned()).collect()
}

#[test]
fn a_sweep_is_run_shown_explained_and_drawn() {
    let folder = Folder::with_pipeline(SWEEP);
    folder.run(&["run"]).printed();
    let shown = folder.run(&["show", "first", "noise-sweep.table"]);
    let shown = shown.printed();
    assert_eq!(column(shown, "noisy_sd"), ["0.5", "1", "2"]);
    // Each row is what the instance gives that it stands for.
    for (row, sd) in ["0.5", "1.0", "2.0"].into_iter().enumerate() {
        let set = format!("noisy.sd={sd}");
        folder.run(&["run", "--set", &set, "--until", "summary"]).printed();
        let values = folder.run(&["show", "first", "summary.summary", "--set", &set]);
        for name in ["mean", "sd"] {
            let line = values.printed().lines().find(|line| line.starts_with(&format!("{name} ")));
            let wanted = line.expect("the value").split_whitespace().nth(1).expect("a number");
            assert_eq!(column(shown, name)[row], wanted, "{name} at {sd}");
        }
    }
    insta::assert_snapshot!(folder.run(&["graph", "first"]).printed());
    insta::assert_snapshot!(folder.run(&["graph", "first", "--format", "mermaid"]).printed());
    folder.write("pipelines/first/pipeline.toml", SWEEP.replace("[0.5, 1, 2]", "[0.5, 1]"));
    insta::assert_snapshot!(folder.run(&["run", "--explain"]).printed());
    let ended = folder.run(&["run", "--until", "noise-sweep"]);
    assert!(ended.stderr.contains("1 ran, 1 up to date"), "{}", ended.stderr);
    let figure = folder.run(&["run"]);
    figure.printed();
    assert!(folder.files("reports/first").contains(&"noise-sweep.table.parquet".to_owned()));
    folder.run(&["verify"]).printed();
}

#[test]
fn a_sweep_gives_the_same_bytes_on_any_number_of_threads() {
    let bytes = |threads: &str| {
        let folder = Folder::with_pipeline(SWEEP);
        let mut command = folder.command(&["run", "--jobs", threads]);
        let output = command.env("RAYON_NUM_THREADS", threads).output();
        folder.ended(&output.expect("the command starts")).printed();
        folder.read("reports/first/noise-sweep.table.parquet")
    };
    assert!(bytes("1") == bytes("4"));
}
