//! A disk that is full, and folders that cannot be written.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::results::{assert_same, chains, left};
use crate::cli::folder::{Ended, Folder};

/// Noise that does not compress below a megabyte, behind a grid that does.
fn large() -> String {
    chains(1).replace("n = 10", "n = 150000")
}

/// Types `spikebook run` where no file can grow above 256 blocks.
fn run_with_little_room(folder: &Folder) -> Ended {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 256; exec \"$0\" run",
            env!("CARGO_BIN_EXE_spikebook"),
        ])
        .current_dir(folder.path("."));
    folder.ended(&command.output().expect("there is a shell"))
}

#[test]
fn a_file_that_finds_no_room_is_an_error_and_leaves_nothing_half_written() {
    let folder = Folder::with_pipeline(&large());
    let ended = run_with_little_room(&folder);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    let error = ended.stderr.lines().find(|line| line.starts_with("error: "));
    let error = error.unwrap_or_else(|| panic!("{}", ended.stderr));
    assert!(error.contains("reports/.store/") && error.contains("File too large"), "{error}");
    assert_eq!(folder.files("reports"), [".store"], "nothing is published");
    assert_eq!(folder.files("reports/.store/scratch"), Vec::<String>::new());

    let roomy = Folder::with_pipeline(&large());
    roomy.run(&["run"]).printed();
    folder.run(&["run"]).printed();
    assert_same(&left(&folder), &left(&roomy), "after room was made");
}

#[test]
fn a_copy_that_finds_no_room_leaves_the_old_one() {
    let folder = Folder::with_pipeline(&large());
    folder.run(&["run"]).printed();
    let sound = left(&folder);
    folder.write("reports/first/noisy-0.noisy.parquet", "an old copy");
    let ended = run_with_little_room(&folder);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert_eq!(folder.read("reports/first/noisy-0.noisy.parquet"), b"an old copy");
    folder.run(&["run"]).printed();
    assert_same(&left(&folder), &sound, "after room was made");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = Folder::with_pipeline(&chains(1));
    fs::create_dir(folder.path("reports")).expect("the folder is ours");
    fs::set_permissions(folder.path("reports"), Permissions::from_mode(0o555)).expect("ours");
    if fs::create_dir(folder.path("reports/probe")).is_ok() {
        // Permissions do not bind the administrator.
        return;
    }
    let ended = folder.run(&["run"]);
    assert!(ended.error().contains("[folder]/reports/.store"), "{}", ended.stderr);
    fs::set_permissions(folder.path("reports"), Permissions::from_mode(0o755)).expect("ours");
    folder.run(&["run"]).printed();
}

#[test]
fn something_in_the_way_is_named() {
    for name in ["reports", "reports/.store", "reports/.store/objects"] {
        let folder = Folder::with_pipeline(&chains(1));
        folder.write(name, "in the way");
        let ended = folder.run(&["run"]);
        assert!(ended.error().contains("[folder]/reports"), "{}", ended.stderr);
        assert_eq!(folder.read(name), b"in the way");
    }
    for name in ["reports/.store/lock", "reports/first/grid-0.grid.parquet"] {
        let folder = Folder::with_pipeline(&chains(1));
        fs::create_dir_all(folder.path(name)).expect("the folder is ours");
        let ended = folder.run(&["run"]);
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        let named = format!("[folder]/{name}: ");
        assert!(ended.stderr.contains(&named), "{}", ended.stderr);
    }
}
