//! How long a file may be, and what must not stand in one.

use std::path::Path;

use super::tree::{files, text};

/// No source file is longer, its tests counted.
const LONGEST: usize = 500;
/// At least half of them are shorter.
const SHORT: usize = 200;

fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> = files()
        .iter()
        .filter(|path| is_source(path))
        .map(|path| {
            let text = text(path).expect("sources are text");
            (text.lines().count(), path.display().to_string())
        })
        .collect();
    lengths.sort();
    let too_long: Vec<_> = lengths.iter().filter(|(length, _)| *length > LONGEST).collect();
    assert!(too_long.is_empty(), "above {LONGEST} lines; cut where the thought ends: {too_long:?}");
    let n_short = lengths.iter().filter(|(length, _)| *length < SHORT).count();
    assert!(
        2 * n_short >= lengths.len(),
        "{n_short} of {} files are below {SHORT} lines; the longest are {:?}",
        lengths.len(),
        &lengths[lengths.len().saturating_sub(20)..]
    );
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = ["utils", "util", "common", "helpers", "helper", "misc", "mod"];
    let named: Vec<_> = files()
        .into_iter()
        .filter(|path| {
            path.components().any(|component| {
                let word = Path::new(component.as_os_str()).file_stem();
                vague.iter().any(|vague| word.is_some_and(|word| word == *vague))
            })
        })
        .collect();
    assert!(named.is_empty(), "name them after what they hold: {named:?}");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Written in two parts, so that this file does not name what it looks for.
    let foreign = [
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/Us", "ers/"),
        ("/wo", "rk/"),
        ("/tm", "p/"),
        ("C:", "\\"),
        ("arti", "factory"),
        ("local", "host:"),
        ("replace-", "with ="),
    ];
    let mut found = Vec::new();
    for path in files() {
        // The dialect of shell scripts and the certificate of a dependency are not ours to choose.
        let Some(text) = text(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            let is_foreign = |(head, tail): &(&str, &str)| line.contains(&format!("{head}{tail}"));
            if foreign.iter().any(is_foreign) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "paths of one machine:\n{}", found.join("\n"));
}

#[test]
fn packages_come_from_the_public_registry_alone() {
    let lock = text(Path::new("Cargo.lock")).expect("the lock file is text");
    let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let others: Vec<&str> =
        lock.lines().filter(|line| line.starts_with("source = ") && *line != public).collect();
    assert!(others.is_empty(), "{others:?}");
}
