//! Plain text: numbers and lines, and what is said about wrong files.

use insta::assert_snapshot;

use crate::raw::complaint::{complaint, open};

fn numbers(text: &str) -> (Vec<f64>, Vec<usize>) {
    let found = open("spikes.txt", text.as_bytes()).read_one("").expect("numbers");
    (found.to_f64().expect("numbers"), found.value.shape())
}

#[test]
fn numbers_come_in_the_order_of_reading() {
    assert_eq!(numbers("# times in s\n0.5\n1.5\n\n2e0\n"), (vec![0.5, 1.5, 2.0], vec![3]));
    assert_eq!(numbers("\u{feff}0.5 1.5\t2\r\n"), (vec![0.5, 1.5, 2.0], vec![3]));
    // Two columns; the first axis is the fastest.
    assert_eq!(
        numbers("0 10\n50 11\n100 12\n"),
        (vec![0.0, 50.0, 100.0, 10.0, 11.0, 12.0], vec![3, 2])
    );
    let ragged = numbers("1 2 3\n4\n");
    assert_eq!(ragged, (vec![1.0, 2.0, 3.0, 4.0], vec![4]));
    let (gap, _) = numbers("1\nNA\n");
    assert!(gap[1].is_nan());
}

#[test]
fn lines_are_trials() {
    let file = open("trials.txt", b"0.1 0.2\n0.5\n0.3 0.4 0.6\n");
    let trials = file.read("lines{*}").expect("trials");
    let times: Vec<Vec<f64>> = trials.iter().map(|trial| trial.to_f64().expect("times")).collect();
    assert_eq!(times, [vec![0.1, 0.2], vec![0.5], vec![0.3, 0.4, 0.6]]);
    assert_eq!(trials[2].indices, [2]);
}

#[test]
fn wrong_files_name_the_line() {
    assert_snapshot!(complaint("spikes.txt", b"# s\n0.5\n0.x\n"), @"
    wrong value in spikes.txt, line 3: got '0.x', wanted a number
    hint: if it stands for a missing value, list it in the option `missing`; decimals are written with a point
    ");
    assert_snapshot!(complaint("spikes.txt", b"0.5\n\xb51.5\n"), @"
    not UTF-8: text in spikes.txt, line 2: got byte 0xb5, wanted UTF-8
    hint: the text may be in Latin-1 or Windows-1252: save it again as UTF-8
    ");
    assert_snapshot!(complaint("spikes.txt", b"0.5\nabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n"), @"
    wrong value in spikes.txt, line 2: got 'abcdefghijklmnopqrstuvwxyzabcdefghijklmn…', wanted a number
    hint: if it stands for a missing value, list it in the option `missing`; decimals are written with a point
    ");
}
