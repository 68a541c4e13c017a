//! Two runs in one project at once.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

use super::results::{assert_same, chains, left};
use crate::cli::folder::Folder;

fn start(folder: &Folder) -> (Child, BufReader<ChildStderr>) {
    let mut child = folder
        .command(&["run"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
    (child, stderr)
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(status.expect("there is a kill").success());
}

fn line(stderr: &mut BufReader<ChildStderr>) -> String {
    let mut line = String::new();
    stderr.read_line(&mut line).expect("text");
    line
}

#[test]
fn two_runs_at_once_share_the_work() {
    let pipeline = chains(12);
    let alone = Folder::with_pipeline(&pipeline);
    alone.run(&["run"]).printed();

    let folder = Folder::with_pipeline(&pipeline);
    let (mut first, mut first_told) = start(&folder);
    // It holds the lock now, and keeps it while it is stopped.
    let mut told = line(&mut first_told);
    signal(&first, "-STOP");
    let (mut second, mut second_told) = start(&folder);
    let waits = line(&mut second_told);
    assert_eq!(waits, format!("waiting for another run here (process {})\n", first.id()));
    signal(&first, "-CONT");
    first_told.read_to_string(&mut told).expect("text");
    let mut second_text = String::new();
    second_told.read_to_string(&mut second_text).expect("text");
    assert!(first.wait().expect("it ends").success(), "{told}");
    assert!(second.wait().expect("it ends").success(), "{second_text}");

    let n_ran = told.lines().chain(second_text.lines()).filter(|line| line.starts_with("ran "));
    assert_eq!(n_ran.count(), 36, "each stage ran once");
    assert!(second_text.contains("first: 0 ran, 36 up to date"), "{second_text}");
    assert_same(&left(&folder), &left(&alone), "two runs at once");
}
