//! Readers that go away, and Ctrl-C.

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

use super::pipelines::small;

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = super::folder::Folder::new();
    let mut child = folder
        .command(&["stages", "--format", "json-schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn ctrl_c_ends_a_run_with_a_message() {
    let folder = small();
    folder.run(&["run"]).printed();
    // As if another run worked here: this one waits, for ever if nobody interrupts it.
    let lock = File::open(folder.path("reports/.store/lock")).expect("a run leaves its lock file");
    lock.lock().expect("nobody holds it");
    let mut child = folder
        .command(&["run"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stderr = child.stderr.take().expect("stderr is piped");
    let mut told = [0; 7];
    stderr.read_exact(&mut told).expect("it says that it waits");
    assert_eq!(&told, b"waiting");
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signalled.expect("there is a kill").success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("text");
    assert_eq!(child.wait().expect("the command ends").code(), Some(130));
    assert!(
        rest.ends_with("interrupted: what was finished is kept, the next run continues\n"),
        "{rest}"
    );
}
