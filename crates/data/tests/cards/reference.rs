//! `docs/cards.md`: its cards are cards, and no key of a card is missing there.

use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::card::Card;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    fs::read_to_string(root().join("docs/cards.md")).expect("the page is committed")
}

#[test]
fn every_card_of_the_page_can_be_read() {
    let page = page();
    let cards: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect();
    assert!(cards.len() >= 5);
    for text in cards {
        if let Err(findings) = Card::parse("mine", Path::new("dataset.toml"), text) {
            panic!("{findings:#?}\n{text}");
        }
    }
}

#[test]
fn the_page_has_every_key() {
    let folder = root().join("crates/data/src/card");
    let mut keys = Vec::new();
    for name in ["read.rs", "read/file.rs", "read/table.rs", "read/column.rs"] {
        let code = fs::read_to_string(folder.join(name)).expect("the reader of cards");
        for before in ["(document, \"", "(document, section, \"", "(document, &mut section, \""] {
            let found = code.split(before).skip(1);
            keys.extend(found.filter_map(|rest| rest.split('"').next().map(str::to_owned)));
        }
    }
    assert!(keys.len() > 40, "the reader is written in another way: {keys:?}");
    let page = page();
    let is_there = |key: &&String| {
        ["`", "[", ".", " "].iter().any(|edge| {
            page.contains(&format!("{edge}{key}`"))
                || page.contains(&format!("{edge}{key}]"))
                || page.contains(&format!("{edge}{key} ="))
        })
    };
    let absent: Vec<&String> = keys.iter().filter(|key| !is_there(key)).collect();
    assert!(absent.is_empty(), "docs/cards.md does not say {absent:?}");
}
