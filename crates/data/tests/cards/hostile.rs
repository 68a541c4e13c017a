//! Cards and files that somebody broke: an answer in words, never a panic.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use spikebook_data::card::{Card, LocatedFile, import};

use crate::recordings::{data_folders, root};

fn text_of(name: &str) -> String {
    let path = root().join("datasets").join(name).join("dataset.toml");
    std::fs::read_to_string(path).expect("the project has this card")
}

fn parse(text: &str) -> Option<Card> {
    match Card::parse("broken", Path::new("dataset.toml"), text) {
        Ok(card) => Some(card),
        Err(faults) => {
            assert!(!faults.is_empty());
            assert!(faults.iter().all(|fault| !fault.what.is_empty()));
            None
        }
    }
}

/// The files of a card wherever they lie, their digests unlooked at.
fn files(card: &Card) -> Option<Vec<LocatedFile>> {
    let folders = data_folders();
    let place = |path: &str| folders.iter().map(|f| f.join(path)).find(|p| p.is_file());
    card.files()
        .iter()
        .map(|file| Some(LocatedFile { id: file.id.clone(), path: place(&file.path)? }))
        .collect()
}

#[test]
fn a_card_without_one_of_its_lines_is_answered() {
    for name in ["linear-track", "lip-decision"] {
        let text = text_of(name);
        let lines: Vec<&str> = text.lines().collect();
        for left_out in 0..lines.len() {
            let mut fewer = lines.clone();
            fewer.remove(left_out);
            let card = parse(&fewer.join("\n"));
            // The small recording is imported as well, by whatever the card now says.
            if let Some(card) = card.filter(|_| name == "linear-track")
                && let Some(files) = files(&card)
            {
                let _ = import(&card, &files);
            }
        }
    }
}

#[test]
fn a_card_cut_anywhere_is_answered() {
    for name in ["linear-track", "lip-decision", "head-direction"] {
        let text = text_of(name);
        for (at, _) in text.char_indices() {
            parse(&text[..at]);
        }
    }
}

#[test]
fn files_cut_short_are_answered() {
    let Some(card) = parse(&text_of("linear-track")) else { panic!("a card of the project") };
    let Some(whole) = files(&card) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for (place, cut) in whole.iter().enumerate() {
        let bytes = std::fs::read(&cut.path).expect("a file");
        for part in 0..64 {
            let path = folder.path().join(cut.path.file_name().expect("a name"));
            std::fs::write(&path, &bytes[..bytes.len() * part / 64]).expect("a file");
            let mut located = whole.clone();
            located[place].path = path;
            // Records of even length can end where the cut is; everything else is an error.
            if let Err(error) = import(&card, &located) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

/// Paths that are none, lead elsewhere, or lead to something else.
const PATHS: [&str; 12] = [
    "",
    "spikes",
    "spikes{1}",
    "spikes{1}{1}{tetrode}",
    "spikes{1}{1}{tetrode}{cluster}",
    "spikes{1}{1}{tetrode}{cluster}.timerange",
    "spikes{9}{1}{tetrode}{cluster}.time",
    "spikes(1)",
    "time(i)",
    "xloc(i,1)",
    "nothing",
    "spikes{1}{1}{cluster}{tetrode}.time",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_card_with_other_paths_and_types_is_answered(
        swaps in proptest::collection::vec((0..12_usize, 0..PATHS.len()), 1..4),
        column_type in prop_oneof![
            Just(""), Just("float"), Just("integer"), Just("boolean"), Just("text"), Just("vector"),
        ],
    ) {
        let text = text_of("linear-track");
        let mut lines: Vec<String> = text.lines().map(Into::into).collect();
        let with_path: Vec<usize> =
            (0..lines.len()).filter(|&line| lines[line].contains("path = ")).skip(2).collect();
        for (line, path) in swaps {
            let line = with_path[line % with_path.len()];
            let start = lines[line].find("path = \"").expect("it has one") + 8;
            let end = start + lines[line][start..].find('"').expect("closed");
            lines[line].replace_range(start..end, PATHS[path]);
            if !column_type.is_empty() {
                let extra = format!("\", type = \"{column_type}\"");
                let quote = start + PATHS[path].len();
                if lines[line].contains('{') {
                    lines[line].replace_range(quote..=quote, &extra);
                }
            }
        }
        if let Some(card) = parse(&lines.join("\n"))
            && let Some(files) = files(&card)
        {
            let _ = import(&card, &files);
        }
    }

    #[test]
    fn any_text_is_answered(text in "(\\[\\[?[a-z.]{1,12}\\]?\\]|[a-z_]{1,9} = [\"{}0-9a-z\\[\\]., =]{0,20}|\n){0,20}") {
        parse(&text);
    }
}

#[test]
fn a_file_that_is_none_is_answered() {
    let Some(card) = parse(&text_of("linear-track")) else { panic!("a card of the project") };
    let nowhere = |id: &str| LocatedFile { id: id.into(), path: PathBuf::from("/nowhere") };
    let error = import(&card, &[nowhere("spikes"), nowhere("trajectory")]).expect_err("no file");
    assert!(error.to_string().contains("/nowhere"));
}
