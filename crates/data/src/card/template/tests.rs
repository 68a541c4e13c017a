//! Words are found, named indices lead to values, and places are named with numbers.

use insta::assert_snapshot;

use super::*;
use crate::raw::{OpenOptions, open_bytes};

fn words(text: &str) -> Vec<String> {
    Template::parse(text).expect("a template").words().to_vec()
}

#[test]
fn words_stand_for_indices() {
    assert_eq!(words("spikes{1}{1}{tetrode}{cluster}.time"), ["tetrode", "cluster"]);
    assert_eq!(words("x(trial,1)"), ["trial"]);
    assert_eq!(words("x(:,1)"), [] as [&str; 0]);
    assert_eq!(words("\"rate {Hz}\""), [] as [&str; 0]);
    assert!(Template::parse("x(trial,1)").expect("a template").has_items());
    assert!(!Template::parse("x(trial).times").expect("a template").has_items());
}

#[test]
fn a_place_is_named_with_numbers() {
    let template = Template::parse("spikes{1}{tetrode, cluster}.time(trial,1)").expect("fine");
    let indices = [("tetrode", 2), ("cluster", 0), ("trial", 16)].into();
    assert_eq!(template.at(&indices), "spikes{1}{3,1}.time(17,1)");
}

#[test]
fn lines_of_a_text_are_read_by_number() {
    let bytes = b"0.1 0.2\n0.3\n".to_vec();
    let file = open_bytes("trains.txt", bytes, &OpenOptions::default()).expect("numbers");
    let template = Template::parse("lines{trial}").expect("a template");
    let leaves = template.read(&*file).expect("two lines");
    let numbers: Vec<(Vec<usize>, Vec<f64>)> = leaves
        .into_iter()
        .map(|(index, found)| (index, found.to_f64().expect("numbers")))
        .collect();
    assert_eq!(numbers, [(vec![0], vec![0.1, 0.2]), (vec![1], vec![0.3])]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let say = |text: &str| {
        let fault = Template::parse(text).expect_err("a fault");
        format!("{}\n  hint: {}", fault.what, fault.hint.unwrap_or_default())
    };
    assert_snapshot!(say("s{*}"), @"
    `s{*}`: an index without a name, `*`
      hint: write a word for the index, as in `s{trial}`
    ");
    assert_snapshot!(say("s{i}{i}"), @"
    `s{i}{i}`: the word `i` twice
      hint: give each index a word of its own
    ");
    assert_snapshot!(say("x(i,j)"), @"
    `x(i,j)`: two words in one bracket
      hint: write `:` for one of them, and name rows by `j`
    ");
    assert_snapshot!(say("s{trial"), @"
    `s{trial`: `{` without `}`
      hint:
    ");
}
