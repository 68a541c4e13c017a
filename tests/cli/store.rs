//! What is kept of earlier runs, what is let go of, and who waits for whom.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use super::pipelines::small;

#[test]
fn an_instance_lives_as_long_as_its_folder() {
    let folder = small();
    folder.run(&["run"]).printed();
    folder.run(&["run", "--set", "noisy.sd=2"]).printed();
    folder.run(&["run", "--set", "noisy.sd=3"]).printed();
    let instances: Vec<String> =
        folder.files("reports").into_iter().filter(|name| name.starts_with("first@")).collect();
    assert_eq!(instances.len(), 2);
    assert!(folder.run(&["store", "gc"]).printed().starts_with("removed 0 files"));

    std::fs::remove_dir_all(folder.path(&format!("reports/{}", instances[0]))).expect("ours");
    let before = folder.run(&["store", "stat"]).stdout;
    let dry = folder.run(&["store", "gc", "--dry-run"]);
    let said = dry.printed();
    assert!(
        said.starts_with(&format!("would forget {}\nwould remove 1 files", instances[0])),
        "{said}"
    );
    assert!(said.ends_with("2 records of stages\n"), "{said}");
    assert_eq!(folder.run(&["store", "stat"]).stdout, before, "nothing is removed");

    let done = folder.run(&["store", "gc"]);
    assert_eq!(
        done.printed(),
        said.replace("would forget", "forgot").replace("would remove", "removed")
    );
    for sd in ["2", "3"] {
        let ended = folder.run(&["run", "--set", &format!("noisy.sd={sd}")]);
        let n_ran = ended.stderr.lines().filter(|line| line.starts_with("ran ")).count();
        let was_kept = ended.stderr.contains(&format!("reports/{}", instances[1]));
        assert_eq!(n_ran == 0, was_kept, "{}", ended.stderr);
    }
    assert!(folder.run(&["run"]).stderr.contains("0 ran, 3 up to date"));
}

#[test]
fn what_is_read_is_not_removed_meanwhile() {
    let folder = small();
    folder.run(&["run"]).printed();
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    let readers = options.open(folder.path("reports/.store/readers")).expect("ours");
    readers.lock_shared().expect("a lock");
    // Another reader is let in, who removes waits.
    folder.run(&["show", "first", "summary.summary"]).printed();
    let mut removing =
        folder.command(&["store", "gc"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn();
    let removing = removing.as_mut().expect("the command starts");
    let mut line = String::new();
    let mut stderr = BufReader::new(removing.stderr.take().expect("stderr is piped"));
    stderr.read_line(&mut line).expect("text");
    assert_eq!(line, "waiting for those who read results here\n");
    readers.unlock().expect("ours");
    assert!(removing.wait().expect("it ends").success());
}

#[test]
fn who_reads_waits_for_a_removal() {
    let folder = small();
    // A book without chapters reads nothing.
    folder.write("pipelines/first/chapter.md", "# First\n");
    folder.run(&["run"]).printed();
    let readers =
        File::options().read(true).write(true).open(folder.path("reports/.store/readers"));
    let readers = readers.expect("it was read");
    readers.lock().expect("a lock");
    for arguments in [["show", "first"].as_slice(), &["verify"], &["book"]] {
        let mut command = folder.command(arguments);
        let mut reading =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(Duration::from_millis(300));
        assert!(reading.try_wait().expect("ours").is_none(), "{arguments:?} does not wait");
        readers.unlock().expect("ours");
        assert!(reading.wait().expect("it ends").success(), "{arguments:?}");
        readers.lock().expect("a lock");
    }
}
