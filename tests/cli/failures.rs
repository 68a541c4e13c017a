//! Runs in which something fails: what is told, and what is there all the same.

use super::folder::Folder;

/// Two stages that run, one that fails, and one that waits for it.
const FAILING: &str = r#"title = "Failing"

[[stage]]
id = "grid"
kind = "evenly-spaced"
params = { n = 5 }

[[stage]]
id = "summary"
kind = "describe-column"
inputs = { table = "grid.grid" }
params = { column = "value" }

[[stage]]
id = "lines"
kind = "plot-lines"
inputs = { table = "grid.grid" }
params = { x = "value", y = "height" }
"#;

#[test]
fn what_succeeded_is_published_after_a_failure() {
    let folder = Folder::with_pipeline(FAILING);
    let ended = folder.run(&["run", "--jobs", "1"]);
    assert_eq!(ended.code, Some(2));
    let told: Vec<&str> =
        ended.stderr.lines().map(|line| line.split(" (0").next().unwrap_or(line)).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    ran grid
    ran summary
    failed: lines
    first: 2 ran, 0 up to date, 1 failed; results in reports/first
    error: pipeline `first`, stage `lines` (plot-lines): table `grid`: no column `height`, its columns are value
      hint: name one of its columns, or rename the column in the file
    ");
    assert_eq!(
        folder.files("reports/first"),
        [".published.json", "grid.grid.parquet", "summary.summary.json"]
    );
}

#[test]
fn the_folder_of_an_instance_says_what_it_stands_for() {
    let folder = super::pipelines::small();
    let settings = ["--set", "noisy.sd=2", "--set", "summary.column=\"value\"", "--seed", "7"];
    folder.run(&[["run", "first"].as_slice(), &settings].concat()).printed();
    let name = folder.files("reports").into_iter().find(|name| name.contains('@'));
    let text = folder.read(&format!("reports/{}/settings.toml", name.expect("a folder")));
    insta::assert_snapshot!(String::from_utf8(text).expect("text"), @r#"
    # What the name of this folder stands for. To make it again:
    #   spikebook run first --set noisy.sd=2 --set 'summary.column="value"' --seed 7

    pipeline = "first"
    seed = 7

    [set]
    "noisy.sd" = 2
    "summary.column" = "value"
    "#);
    let hint =
        folder.run(&["show", "first", "summary.summary", "--set", "noisy.sd=3", "--seed", "7"]);
    insta::assert_snapshot!(hint.error(), @"
    error: pipeline `first`: stage `summary` has no stored result
      hint: `spikebook run first --set noisy.sd=3 --seed 7` makes it
    ");
}

#[test]
fn stages_are_told_with_their_pipeline_where_several_run() {
    let folder = super::pipelines::small();
    let text = folder.read("pipelines/first/pipeline.toml");
    folder.write("pipelines/second/pipeline.toml", text);
    let ended = folder.run(&["run", "--jobs", "1"]);
    ended.printed();
    let told: Vec<&str> =
        ended.stderr.lines().map(|line| line.split(" (0").next().unwrap_or(line)).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    ran first/grid
    ran first/noisy
    ran first/summary
    first: 3 ran, 0 up to date; results in reports/first
    second/grid: up to date
    ran second/noisy
    ran second/summary
    second: 2 ran, 1 up to date; results in reports/second
    ");
}

#[test]
fn what_never_ran_is_told_in_a_line() {
    let folder = super::pipelines::small();
    let before = folder.run(&["verify"]);
    assert_eq!(before.code, Some(1));
    insta::assert_snapshot!(before.stdout, @"
    first: it has not run; `spikebook run first` makes it
    first: 0 of 0 golden numbers met, 0 of 0 results intact
    ");
    folder.run(&["run", "--until", "grid"]).printed();
    insta::assert_snapshot!(folder.run(&["verify"]).stdout, @"
    first: 2 of 3 stages have no stored result: noisy, summary; `spikebook run first` makes it
    first: 0 of 0 golden numbers met, 1 of 1 results intact
    ");
}

#[test]
fn the_things_to_try_in_a_new_project_work_beside_other_pipelines() {
    let folder = Folder::new();
    folder.run(&["new", "mine"]).printed();
    let text = folder.read("mine/pipelines/first-steps/pipeline.toml");
    folder.write("mine/pipelines/my-cells/pipeline.toml", &text);
    let inside = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.current_dir(folder.path("mine"));
        folder.ended(&command.output().expect("the command starts"))
    };
    inside(&["run"]).printed();
    let text = String::from_utf8(text).expect("text");
    let tried: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("#   spikebook ")).collect();
    assert!(tried.len() >= 4);
    for line in tried {
        let typed = line.split("  ").next().unwrap_or(line);
        inside(&typed.split(' ').collect::<Vec<_>>()).printed();
    }
}

#[test]
fn a_book_without_a_browser_is_a_book() {
    let folder = super::pipelines::small();
    folder.run(&["run"]).printed();
    // No program can be found, and so no browser.
    let output = folder.command(&["book", "--open"]).env("PATH", "").output();
    let ended = folder.ended(&output.expect("the command starts"));
    insta::assert_snapshot!(ended.printed(), @"[folder]/reports/book/index.html");
    assert!(ended.stderr.contains("no browser could be started"), "{}", ended.stderr);
}
