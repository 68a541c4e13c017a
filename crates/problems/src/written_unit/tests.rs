use proptest::prelude::*;

use super::*;

fn read(written: &str) -> (f64, String) {
    let number = number(written).expect("a number");
    (number.number, number.unit)
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (written, expected) in [
        ("12.5", 12.5),
        (" 12.5 ", 12.5),
        ("+12.5", 12.5),
        ("12,5", 12.5),
        ("-0,5", -0.5),
        ("0,125", 0.125),
        ("12,3456", 12.3456),
        ("\u{2212}3", -3.0),
        ("1e-3", 1e-3),
        ("1.5E+2", 150.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("'7", 7.0),
        ("\u{a0}7\u{202f}", 7.0),
    ] {
        assert_eq!(read(written), (expected, String::new()), "{written}");
    }
}

#[test]
fn a_unit_may_stand_behind_the_number() {
    assert_eq!(read("120 deg"), (120.0, "deg".into()));
    assert_eq!(read("120°"), (120.0, "°".into()));
    assert_eq!(read("2.1rad"), (2.1, "rad".into()));
    assert_eq!(read("41 spikes/s"), (41.0, "spikes/s".into()));
    assert_eq!(read("50 %"), (50.0, "%".into()));
    assert_eq!(read("3 e"), (3.0, "e".into()), "an exponent has digits");
}

#[test]
fn what_is_no_number_is_told_in_a_sentence() {
    let told = |written: &str| number(written).expect_err("no number");
    insta::assert_snapshot!(told("nan"), @"`nan` is not a finite number; write one like 12.5.");
    insta::assert_snapshot!(told("1,234"), @"`1,234` can be read in two ways; write the number with a decimal point.");
    insta::assert_snapshot!(told("=1+2"), @"It is a formula; write the number that it gives.");
    insta::assert_snapshot!(told("about a hundred, or more than that"), @"`about a hundred, or more than …` is not a finite number; write one like 12.5.");
    for written in [
        "", "NaN", "inf", "-inf", "1e999", "--3", "1.2.3", "12 34", "⑫", "0x", "-", "e5", "@x",
        "<3",
    ] {
        let fails = number(written).is_err();
        let has_unit = number(written).is_ok_and(|number| !number.unit.is_empty());
        assert!(fails || has_unit, "{written}");
    }
}

#[test]
fn units_are_read_as_people_write_them() {
    let deg = |written| factor(written, Unit::DEGREE);
    for written in ["deg", "degrees", "Degree", "°", " deg "] {
        assert_eq!(deg(written), Some(1.0), "{written}");
    }
    assert_eq!(deg("rad"), Some(180.0 / std::f64::consts::PI));
    assert_eq!(deg("radians"), deg("rad"));
    assert_eq!(deg("turns"), Some(360.0));
    assert_eq!(deg("spikes/s"), None);
    let rate = |written| factor(written, Unit::SPIKES_PER_SECOND);
    for written in ["spikes/s", "Hz", "hz", "spikes per second", "Spikes per s", "1/s", "spk/s"] {
        assert_eq!(rate(written), Some(1.0), "{written}");
    }
    assert_eq!(rate("spikes/ms"), Some(1e3));
    assert_eq!(rate("kHz"), Some(1e3));
    assert_eq!(rate("furlongs"), None);
    assert_eq!(rate(""), None);
    assert_eq!(factor("ms", Unit::SECOND), Some(1e-3));
    assert_eq!(factor("µs", Unit::SECOND), Some(1e-6));
}

#[test]
fn the_other_units_of_a_quantity_are_known() {
    let rad = 180.0 / std::f64::consts::PI;
    assert_eq!(other_factors(Unit::DEGREE), [rad, 360.0]);
    assert_eq!(other_factors(Unit::SPIKES_PER_SECOND), [1.0 / 60.0, 1e3]);
    assert!(other_factors(Unit::ONE).is_empty());
    assert_eq!(other_factors(Unit::FRACTION), [0.01]);
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_or_refused(written in "\\PC{0,40}") {
        if let Ok(number) = number(&written) {
            prop_assert!(number.number.is_finite());
        }
        let _ = factor(&written, Unit::DEGREE);
    }

    #[test]
    fn a_number_comes_back_from_its_digits(number in -1e9..1e9f64) {
        prop_assert_eq!(read(&format!("{number:?}")).0, number);
        prop_assert_eq!(read(&format!("{number:.5}").replace('.', ",")).0,
            format!("{number:.5}").parse::<f64>().expect("digits"));
    }
}
