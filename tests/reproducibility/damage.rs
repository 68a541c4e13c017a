//! Bytes of the store that are not what was stored.

use super::results::{assert_same, below, chains, left, ran};
use crate::cli::folder::Folder;

#[test]
fn a_flipped_byte_is_found_before_use_and_named_and_healed() {
    let folder = Folder::with_pipeline(&chains(1));
    folder.run(&["run"]).printed();
    let sound = left(&folder);
    let objects = below(&folder, "reports/.store/objects");
    assert_eq!(objects.len(), 3);
    for (name, bytes) in &objects {
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            folder.write(name, &flipped);
            let verified = folder.run(&["verify"]);
            assert_eq!(verified.code, Some(1), "{name}, byte {at}");
            assert!(verified.stdout.contains(name.as_str()), "{}", verified.stdout);
            let ended = folder.run(&["run", "--jobs", "1"]);
            ended.printed();
            let named = |line: &str| line.starts_with("damaged: ") && line.contains(name.as_str());
            assert!(ended.stderr.lines().any(named), "{}", ended.stderr);
            assert_eq!(ran(&ended).len(), 1, "{}", ended.stderr);
            folder.run(&["verify"]).printed();
            assert_same(&left(&folder), &sound, name);
        }
    }
}

#[test]
fn a_damaged_result_is_not_shown() {
    let folder = Folder::with_pipeline(&chains(1));
    folder.run(&["run"]).printed();
    for (name, bytes) in below(&folder, "reports/.store/objects") {
        folder.write(&name, &bytes[..bytes.len() - 1]);
    }
    let shown = folder.run(&["show", "first", "summary-0.summary"]);
    assert!(shown.error().contains("is damaged"), "{}", shown.stderr);
}

#[test]
fn a_damaged_result_is_not_published() {
    let folder = Folder::with_pipeline(&chains(1));
    folder.run(&["run"]).printed();
    let published = below(&folder, "reports/first");
    let objects = below(&folder, "reports/.store/objects");
    std::fs::remove_dir_all(folder.path("reports/first")).expect("it is there");
    for (name, bytes) in &objects {
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        folder.write(name, flipped);
    }
    // Only the grid is asked for, so that only the grid is made again.
    let ended = folder.run(&["run", "--until", "grid-0"]);
    ended.printed();
    assert_eq!(folder.files("reports/first"), [".published.json", "grid-0.grid.parquet"]);
    folder.run(&["run"]).printed();
    assert_same(&below(&folder, "reports/first"), &published, "all are made again");
}

#[test]
fn a_copy_that_was_cut_or_removed_is_made_again() {
    let folder = Folder::with_pipeline(&chains(1));
    folder.run(&["run"]).printed();
    let sound = left(&folder);
    for (name, bytes) in below(&folder, "reports/first") {
        folder.write(&name, &bytes[..bytes.len() / 2]);
        folder.run(&["run"]).printed();
        assert_same(&left(&folder), &sound, &name);
        std::fs::remove_file(folder.path(&name)).expect("it is there");
        folder.run(&["run"]).printed();
        assert_same(&left(&folder), &sound, &name);
    }
    folder.write("reports/first/notes.txt", "mine");
    folder.run(&["run"]).printed();
    assert_eq!(folder.read("reports/first/notes.txt"), b"mine", "what others put there stays");
}

#[test]
fn a_copy_in_which_a_byte_was_changed_is_found_and_made_again() {
    let folder = Folder::with_pipeline(&chains(1));
    folder.run(&["run"]).printed();
    let sound = left(&folder);
    for (name, bytes) in below(&folder, "reports/first") {
        if name.ends_with(".published.json") {
            continue;
        }
        // Of the same size, and of the same time of change.
        let path = folder.path(&name);
        let time = std::fs::metadata(&path).and_then(|metadata| metadata.modified());
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        folder.write(&name, &flipped);
        let file = std::fs::File::options().write(true).open(&path).expect("ours");
        file.set_modified(time.expect("a time")).expect("ours");

        let verified = folder.run(&["verify"]);
        assert_eq!(verified.code, Some(1), "{}", verified.stdout);
        let said = format!("{name} is not what was published; a run makes it again");
        assert!(verified.stdout.contains(&said), "{}", verified.stdout);
        folder.run(&["run"]).printed();
        assert_same(&left(&folder), &sound, &name);
        folder.run(&["verify"]).printed();
    }
    std::fs::remove_file(folder.path("reports/first/grid-0.grid.parquet")).expect("it is there");
    let verified = folder.run(&["verify"]);
    assert_eq!(verified.code, Some(1));
    assert!(verified.stdout.contains("grid-0.grid.parquet is not there"), "{}", verified.stdout);
}
