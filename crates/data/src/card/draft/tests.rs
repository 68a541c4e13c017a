//! Drafts are cards, and those of simple files import them as they are.

use insta::assert_snapshot;

use super::*;
use crate::card::{Card, LocatedFile, import};

/// The draft for files of these names and texts, and the tables that it makes of them.
fn drafted(files: &[(&str, &str)]) -> (String, Result<Vec<(String, crate::Table)>, Error>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut paths = Vec::new();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        paths.push(path);
    }
    let text = draft(&paths, "my-rat").expect("a draft");
    let card = Card::parse("my-rat", Path::new("dataset.toml"), &text)
        .unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    let located: Vec<LocatedFile> = card
        .files()
        .iter()
        .map(|file| LocatedFile { id: file.id.clone(), path: folder.path().join(&file.path) })
        .collect();
    let tables = import(&card, &located);
    (text, tables)
}

#[test]
fn spikes_in_a_table_are_spikes() {
    let csv = "Unit,time_ms,depth\n1,10,0.3\n2,5.5,0.4\n1,20,0.3\n";
    let (text, tables) = drafted(&[("spikes.csv", csv)]);
    assert_snapshot!(text, @r#"
    # Drafted by `spikebook dataset import`. What a line says after `#` is for its reader.

    title = "my rat"
    licence = "unknown"            # who may use it, and how
    citation = ""
    url = ""

    [[file]]
    id = "spikes"
    path = "spikes.csv"
    bytes = 47
    sha256 = "f3f4ad390cdfa441ef24e395fa3986f3e0e851191e000090ce5875e74422d5f3"

    # spikes holds
    #   Unit                     i64 of 3
    #   time_ms                  f64 of 3
    #   depth                    f64 of 3

    [table.spikes]
    file = "spikes"
    keep = "*"                     # all other variables, as they are

    [table.spikes.columns]
    unit_id = { path = "Unit" }
    time_s = { path = "time_ms", unit = "ms" }
    "#);
    let tables = tables.expect("as it is");
    assert_eq!(tables[0].1.integers("unit_id").expect("ids"), [1, 1, 2]);
    assert_eq!(tables[0].1.floats("time_s").expect("times"), [0.01, 0.02, 0.0055]);
    assert_eq!(tables[0].1.optional_floats("depth").expect("kept")[2], Some(0.4));
}

#[test]
fn trials_and_signals_are_known_by_their_times() {
    let (text, tables) = drafted(&[
        ("task.tsv", "onset\tstop_time\tside\n0.5\t1\tleft\n2\t3\tright\n"),
        ("eye.csv", "t,x\n0,1.5\n0.1,1.6\n"),
    ]);
    assert!(text.contains("[table.trials]") && text.contains("[table.signals]"), "{text}");
    let tables = tables.expect("as they are");
    assert_eq!(tables[0].1.integers("trial_id").expect("ids"), [1, 2]);
    assert_eq!(tables[0].1.texts("side").expect("texts"), [Some("left"), Some("right")]);
    assert_eq!(tables[1].1.floats("time_s").expect("times"), [0.0, 0.1]);
}

#[test]
fn a_train_is_spikes_of_one_unit() {
    let (text, tables) = drafted(&[("train.txt", "0.1\n0.2\n0.7\n")]);
    assert!(text.contains("unit_id = { value = 1 }"), "{text}");
    assert_eq!(tables.expect("as it is")[0].1.floats("time_s").expect("times"), [0.1, 0.2, 0.7]);
}

#[test]
fn what_says_nothing_is_kept() {
    let (text, tables) = drafted(&[("odd.csv", "a,b\n1,x\n2,y\n")]);
    assert!(text.contains("keep = \"*\""), "{text}");
    assert_eq!(tables.expect("as it is")[0].1.optional_integers("a").expect("kept")[1], Some(2));
}

#[test]
fn large_whole_times_are_taken_for_ticks() {
    let (text, tables) = drafted(&[("sorted.csv", "cluster,times\n3,30000000\n3,30003000\n")]);
    assert!(text.contains("clock_hz = 30000"), "{text}");
    assert_eq!(tables.expect("as it is")[0].1.floats("time_s").expect("times"), [1000.0, 1000.1]);
}
