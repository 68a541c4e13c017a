//! Ctrl-C in the middle of a stage that takes long.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::cli::folder::Folder;

/// A grid that is there at once, and noise on it that takes seconds.
const LONG: &str = r#"title = "Long"

[[stage]]
id = "grid"
kind = "evenly-spaced"
params = { n = 3000000 }

[[stage]]
id = "long"
kind = "gaussian-noise"
inputs = { grid = "grid.grid" }
"#;

#[test]
fn ctrl_c_waits_for_no_stage_and_the_next_run_continues() {
    let folder = Folder::with_pipeline(LONG);
    let mut child = folder
        .command(&["run"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
    let mut line = String::new();
    stderr.read_line(&mut line).expect("text");
    assert!(line.starts_with("ran grid"), "{line}");
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signalled.expect("there is a kill").success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(rest, "\ninterrupted: what was finished is kept, the next run continues\n");
    assert_eq!(folder.files("reports"), [".store"], "nothing is published");
    let next = folder.run(&["run", "--until", "grid"]);
    next.printed();
    assert!(next.stderr.contains("first: 0 ran, 1 up to date"), "{}", next.stderr);
    assert_eq!(folder.files("reports/.store/scratch"), Vec::<String>::new());
}

#[test]
fn ctrl_c_on_a_stage_alone_leaves_nothing_half_written() {
    let folder = Folder::new();
    let rows: String = (0..400_000).map(|row| format!("{row}\n")).collect();
    folder.write("grid.csv", format!("value\n{rows}"));
    for pause_ms in [0, 60, 120, 240, 400] {
        let arguments = ["stage", "gaussian-noise", "--in", "grid=grid.csv", "--out", "out"];
        let mut child = folder
            .command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        // Before the handler is set the system itself ends the process, which has made nothing yet.
        std::thread::sleep(std::time::Duration::from_millis(30 + pause_ms));
        let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        signalled.expect("there is a kill");
        let code = child.wait().expect("it ends").code();
        let left = folder.files(".");
        match code {
            // It was quicker.
            Some(0) => assert_eq!(left, ["grid.csv", "out"]),
            Some(130) | None => {
                let is_whole = left == ["grid.csv"]
                    || (left == ["grid.csv", "out"] && !folder.files("out").is_empty());
                assert!(is_whole, "{left:?}");
            }
            other => panic!("ended with {other:?}"),
        }
        assert!(folder.files("out").iter().all(|name| name == "noisy.parquet"));
    }
}
