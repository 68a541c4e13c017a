use super::*;

fn found(text: &str) -> Vec<String> {
    numerals(text).into_iter().map(|numeral| numeral.value.signed()).collect()
}

fn stored(value: f64, unit: Unit) -> StoredNumber {
    StoredNumber { place: String::new(), directive: String::new(), value, unit, is_cell: false }
}

fn cell(value: f64) -> StoredNumber {
    StoredNumber { is_cell: true, ..stored(value, Unit::ONE) }
}

fn only(text: &str) -> Numeral {
    numerals(text).pop().expect("there is one").value
}

#[test]
fn numerals_with_a_point_or_three_digits_count() {
    assert_eq!(found("1 of 12 in 821, 0.5 and 28,829."), ["821", "0.5", "28829"]);
    assert_eq!(found("(-0.25) and \u{2212}3.1, 2.5-3.5"), ["-0.25", "-3.1", "2.5", "3.5"]);
}

#[test]
fn names_dates_and_versions_do_not() {
    assert_eq!(found("v0.642 W7T123 2002-11-23 0.5.4 10.1523/J #123 1,2 a-100"), [""; 0]);
}

#[test]
fn a_copy_equals_the_value_at_its_printed_digits() {
    assert!(only("0.642").copies(&stored(0.64179, Unit::ONE)));
    assert!(!only("0.641").copies(&stored(0.64179, Unit::ONE)));
    assert!(only("821 ms").copies(&stored(821.3, Unit::MILLISECOND)));
    assert!(only("821 ms").copies(&stored(0.8213, Unit::SECOND)));
    assert!(!only("821 ms").copies(&stored(0.8213, Unit::ONE)));
    assert!(only("64.2 %").copies(&stored(0.64179, Unit::FRACTION)));
    assert!(only("-0.25").copies(&stored(-0.251, Unit::ONE)));
    assert!(!only("0.25").copies(&stored(-0.251, Unit::ONE)));
}

#[test]
fn a_single_telling_digit_must_be_the_value() {
    assert!(!only("0.5").copies(&stored(0.53, Unit::ONE)));
    assert!(only("0.5").copies(&stored(0.5, Unit::ONE)));
    assert!(only("1.0").copies(&stored(0.98, Unit::ONE)));
}

#[test]
fn a_round_number_is_no_copy_of_a_cell() {
    assert!(only("0.642").copies(&cell(0.64179)));
    for round in ["300", "0.50", "0.050"] {
        assert!(!only(round).copies(&cell(round.parse().expect("a number"))));
    }
}

#[test]
fn the_options_print_what_was_written() {
    assert_eq!(only("0.642").options(&stored(0.64179, Unit::ONE)), "");
    assert_eq!(only("65.38").options(&stored(65.3812, Unit::ONE)), " decimals=2");
    assert_eq!(only("821 ms").options(&stored(0.82134, Unit::SECOND)), " unit=ms");
    assert_eq!(only("28,829").options(&stored(28829.0, Unit::SPIKES)), "");
}
