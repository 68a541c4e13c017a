//! A run that is killed leaves a store from which the next goes on.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use super::results::{Bytes, assert_same, chains, left};
use crate::cli::folder::Folder;

const N_PROJECTS: u64 = 6;
const N_KILLS: u64 = 5;
const N_CHAINS: usize = 12;

/// A number below `end` that depends on nothing but the place.
fn chosen(project: u64, kill: u64, purpose: &str, end: u64) -> u64 {
    let hash = blake3::hash(format!("{project} {kill} {purpose}").as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(bytes) % end
}

/// Starts a run and kills it some microseconds after it told that so many stages ran. Gives how many it
/// told of, and whether the kill came before its end.
fn run_and_kill(folder: &Folder, after_stages: u64, pause: Duration) -> bool {
    let mut child = folder
        .command(&["run", "--jobs", "2"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
    let mut ran = stderr.lines().map_while(Result::ok).filter(|line| line.starts_with("ran "));
    for _ in 0..after_stages {
        if ran.next().is_none() {
            break;
        }
    }
    std::thread::sleep(pause);
    child.kill().expect("it is ours");
    child.wait().expect("it ends").code().is_none()
}

fn undisturbed(pipeline: &str) -> Bytes {
    let folder = Folder::with_pipeline(pipeline);
    folder.run(&["run"]).printed();
    left(&folder)
}

#[test]
fn a_run_that_is_killed_at_any_instant_goes_on() {
    let pipeline = chains(N_CHAINS);
    let wanted = undisturbed(&pipeline);
    let mut n_killed = 0;
    for project in 0..N_PROJECTS {
        let folder = Folder::with_pipeline(&pipeline);
        for kill in 0..N_KILLS {
            // What is left gets less from kill to kill; the last one often falls into the publishing.
            let after_stages = chosen(project, kill, "stages", 3 * N_CHAINS as u64 / (kill + 1));
            let pause = Duration::from_micros(chosen(project, kill, "pause", 4000));
            n_killed += u64::from(run_and_kill(&folder, after_stages, pause));
        }
        folder.run(&["run"]).printed();
        assert_same(&left(&folder), &wanted, "after five kills");
        assert_eq!(folder.run(&["verify"]).code, Some(0));
    }
    // Where every run ended before it was killed, nothing was tried.
    assert!(n_killed > 0);
}

#[test]
fn a_run_that_is_killed_while_a_stage_is_renamed_leaves_no_copies_behind() {
    let folder = Folder::with_pipeline(&chains(2).replace("summary-", "old-summary-"));
    run_and_kill(&folder, 6, Duration::from_millis(1));
    folder.write("pipelines/first/pipeline.toml", chains(2));
    folder.run(&["run"]).printed();
    let published = folder.files("reports/first");
    assert!(published.iter().all(|name| !name.starts_with("old-")), "{published:?}");
}
