//! Draws of rows: only those that qualify, all of them, and always the same.

use std::collections::BTreeSet;
use std::path::Path;

use spikebook_pipeline::run::evaluate;

use super::*;
use crate::set::read;
use crate::toy::{PROBLEMS, Toy};

fn picks(seed: u8) -> (Picked, Picked) {
    let toy = Toy::new();
    let sets = read(Path::new("problems.toml"), PROBLEMS.into()).expect("no faults");
    // One graph for all: only the draw differs.
    let artifacts = evaluate(&toy.graph([1; 32]), toy.catalogue()).expect("it runs");
    let artifacts = Artifacts::new(artifacts);
    let draw = |at: usize| draw(&sets[0].picks[at], &artifacts, &[seed; 32]).expect("rows qualify");
    (draw(0), draw(1))
}

#[test]
fn a_draw_is_the_same_every_time() {
    assert_eq!(picks(7), picks(7));
}

#[test]
fn every_row_that_qualifies_is_drawn_and_no_other() {
    let (mut units, mut pairs) = (BTreeSet::new(), BTreeSet::new());
    for seed in 0..200 {
        let (unit, pair) = picks(seed);
        units.insert(unit.shown(None));
        pairs.insert(pair.shown(None));
        assert_eq!(unit.rows[0]["rate_hz"].number(), unit.names().next().and_then(Cell::number));
    }
    // A rate of at least 2.5: units 3 to 6, whose rate is their number.
    assert_eq!(units.iter().map(String::as_str).collect::<Vec<_>>(), ["3", "4", "5", "6"]);
    // Widths are 5° times the number, so neighbours are about 5° apart: nearly all of 30 pairs
    // qualify.
    assert!(pairs.len() > 20, "{pairs:?}");
    assert!(pairs.contains("1 or 6") && pairs.contains("6 or 1"), "in either order");
}

#[test]
fn a_cell_is_shown_as_a_student_reads_it() {
    for (cell, shown) in [
        (Cell::Integer(7), "7"),
        (Cell::Number(0.1 + 0.2), "0.3"),
        (Cell::Number(12.0), "12"),
        (Cell::Number(-0.25), "-0.25"),
        (Cell::Number(100.0), "100"),
        (Cell::Text("left".into()), "left"),
    ] {
        assert_eq!(cell.to_string(), shown);
    }
    let (_, pair) = picks(1);
    assert!(pair.shown(Some("rate_hz")).contains(" or "));
}

#[test]
fn numbers_below_a_bound_are_equally_likely() {
    let mut counts = [0_u32; 7];
    for replicate in 0..7000_u32 {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&replicate.to_le_bytes());
        counts[below(&seed, "unit", 7)] += 1;
    }
    // 1000 each; the largest of 7 deviations beyond 4.5 of √(1000 · 6/7) comes once in 20,000
    // times.
    assert!(counts.iter().all(|&count| (868..=1132).contains(&count)), "{counts:?}");
}
