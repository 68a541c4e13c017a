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
    let text = draft(&paths, "my-rat").expect("a draft").text;
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

/// An NPY member: its name, its shape and its numbers, row by row.
fn member(shape: &[usize], values: &[f64]) -> Vec<u8> {
    let shape: String = shape.iter().map(|size| format!("{size},")).collect();
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape})}}\n");
    let length = u16::try_from(header.len()).expect("short").to_le_bytes();
    let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), &data].concat()
}

/// The draft for an NPZ file with these members, and what it makes of them.
fn drafted_npz(members: &[(&str, Vec<u8>)]) -> (Draft, Result<Vec<(String, crate::Table)>, Error>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.npz");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut writer, bytes).expect("written");
    }
    writer.finish().expect("finished");
    let draft = draft(&[&path], "my-rat").expect("a draft");
    let card = Card::parse("my-rat", Path::new("dataset.toml"), &draft.text)
        .unwrap_or_else(|faults| panic!("{faults:?}\n{}", draft.text));
    let tables = import(&card, &[LocatedFile { id: card.files()[0].id.clone(), path }]);
    (draft, tables)
}

#[test]
fn arrays_that_go_together_become_tables() {
    let (draft, tables) = drafted_npz(&[
        ("spike_times.npy", member(&[3], &[0.5, 1.25, 2.0])),
        ("spike_clusters.npy", member(&[3], &[4.0, 2.0, 4.0])),
        ("position_cm.npy", member(&[2, 2], &[1.0, 2.0, 3.0, 4.0])),
        ("position_t.npy", member(&[2], &[0.0, 0.5])),
        ("weights.npy", member(&[2, 3], &[0.0; 6])),
        ("rate.npy", member(&[], &[30.0])),
    ]);
    let tables_of_draft = &draft.text[draft.text.find("[table.").expect("a table")..];
    assert_snapshot!(tables_of_draft, @r#"
    [table.spikes]
    file = "session"

    [table.spikes.columns]
    unit_id = { path = "spike_clusters" }
    time_s = { path = "spike_times", unit = "s" }

    [table.signals]
    file = "session"

    [table.signals.columns]
    time_s = { path = "position_t", unit = "s" }
    position_1_cm = { path = "position_cm[:,0]", unit = "cm" }
    position_2_cm = { path = "position_cm[:,1]", unit = "cm" }
    weights_1 = { path = "weights[:,0]", unit = "1" }
    weights_2 = { path = "weights[:,1]", unit = "1" }
    weights_3 = { path = "weights[:,2]", unit = "1" }
    # NAME = { path = "rate", unit = "1" }
    "#);
    assert!(draft.unfinished.is_empty());
    let tables = tables.expect("as they are");
    assert_eq!(tables[0].1.integers("unit_id").expect("ids"), [2, 4, 4]);
    assert_eq!(tables[1].1.floats("position_1_cm").expect("numbers"), [1.0, 3.0]);
    assert_eq!(tables[1].1.floats("position_2_cm").expect("numbers"), [2.0, 4.0]);
}

#[test]
fn arrays_that_say_nothing_leave_a_table_to_fill_in() {
    let (draft, _) =
        drafted_npz(&[("a.npy", member(&[2, 2], &[0.0; 4])), ("b.npy", member(&[3], &[0.0; 3]))]);
    assert_eq!(draft.unfinished, ["table"]);
    assert_snapshot!(&draft.text[draft.text.find("[table.").expect("a table")..], @r#"
    [table.table]
    file = "session"
    keep = []                      # names of variables that become columns

    [table.table.columns]
    row = { number_from = 1 }
    # NAME_1 = { path = "a[:,0]", unit = "1" }
    # NAME_2 = { path = "a[:,1]", unit = "1" }
    # NAME = { path = "b", unit = "1" }
    "#);
}

#[test]
fn text_that_looks_like_numbers_is_doubted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("semi.csv");
    std::fs::write(&path, "unit;time_s;depth;name;note\n1;0.5;3,5;a;1\n2;0.75;-4,25;b;x\n")
        .expect("a file");
    let draft = draft(&[path], "my-rat").expect("a draft");
    let said = draft.doubts.join("\n");
    let plain = said.replace(&format!("{}/", folder.path().display()), "");
    assert_snapshot!(plain, @"
    semi.csv, `depth`: taken for text, but `3,5` looks like a number with a decimal comma: save the file with decimal points
    semi.csv, `note`: taken for text, for among its numbers stands `x` (line 3): if it means a missing value, list it as `missing` under [[file]]
    ");
}
