use proptest::prelude::*;
use spikebook_schema::Unit;

use super::*;
use crate::Tolerance;

fn question(answer: AnswerKind, unit: Unit) -> KeyQuestion {
    KeyQuestion {
        id: "q".into(),
        answer,
        unit,
        say_unit: false,
        points: 1.0,
        tolerance: Tolerance::default(),
    }
}

fn key(reference: f64, tolerance: f64) -> Answer {
    Answer::Number { text: String::new(), reference, standard_error: None, tolerance, truth: None }
}

fn row(answer: &str, unit: &str) -> Written {
    Written { answer: answer.into(), unit: unit.into(), twice: false }
}

fn angle(reference: f64, answer: &str, unit: &str) -> &'static str {
    let question = question(AnswerKind::Circular { period: 360.0 }, Unit::DEGREE);
    judge(&question, Some(&key(reference, 5.0)), Some(&row(answer, unit))).word()
}

fn rate(answer: &str, unit: &str) -> &'static str {
    let mut question = question(AnswerKind::Number, Unit::SPIKES_PER_SECOND);
    question.say_unit = true;
    judge(&question, Some(&key(40.0, 2.0)), Some(&row(answer, unit))).word()
}

#[test]
fn an_angle_is_judged_on_the_circle() {
    for (reference, answer, unit, word) in [
        (120.0, "120", "deg", "right"),
        (120.0, "125", "deg", "right"),
        (120.0, "125.1", "deg", "wrong"),
        (120.0, "480", "deg", "right"),
        (120.0, "-240", "", "right"),
        (358.0, "2", "deg", "right"),
        (358.0, "-2", "deg", "right"),
        (120.0, "2.0944", "rad", "right"),
        (120.0, "2.0944 rad", "deg", "right"),
        (120.0, "2.0944", "deg", "other-unit"),
        (240.0, "-2.0944", "deg", "other-unit"),
        (120.0, "0.3333", "deg", "other-unit"),
        (120.0, "120", "rad", "other-unit"),
        (120.0, "240", "deg", "wrong-sign"),
        (120.0, "-120", "deg", "wrong-sign"),
        (120.0, "300", "deg", "opposite"),
        (120.0, "77", "deg", "wrong"),
        (120.0, "120", "cm", "unknown-unit"),
        (120.0, "nan", "deg", "not-a-number"),
        (120.0, "", "deg", "empty"),
    ] {
        assert_eq!(angle(reference, answer, unit), word, "{answer} {unit} for {reference}");
    }
}

#[test]
fn a_choice_may_have_the_word_before_its_number() {
    let judged = |written: &str| {
        let options = vec!["1".to_owned(), "12".to_owned()];
        let answer =
            Answer::Word { text: String::new(), reference: "12".into(), options, truth: None };
        let question = question(AnswerKind::Number, Unit::ONE);
        judge(&question, Some(&answer), Some(&row(written, ""))).word()
    };
    assert_eq!(judged("unit 12"), "right");
    assert_eq!(judged("Unit 1"), "wrong");
    assert_eq!(judged("12.0"), "right");
    assert_eq!(judged("1 or 12"), "not-a-choice");
}

#[test]
fn a_rate_is_judged_with_its_unit() {
    for (answer, unit, word) in [
        ("40", "spikes/s", "right"),
        ("41,9", "Hz", "right"),
        ("42.1", "Hz", "wrong"),
        ("40", "", "no-unit"),
        ("40 Hz", "", "right"),
        ("0.04", "spikes/ms", "right"),
        ("0.04", "spikes/s", "other-unit"),
        ("0.04", "", "other-unit"),
        ("40000", "spikes/ms", "wrong"),
        ("2400", "spikes/s", "other-unit"),
        ("-40", "spikes/s", "wrong-sign"),
        ("40", "deg", "unknown-unit"),
        ("1e999", "Hz", "not-a-number"),
    ] {
        assert_eq!(rate(answer, unit), word, "{answer} {unit}");
    }
}

#[test]
fn a_choice_is_judged_without_regard_to_case() {
    let question = question(AnswerKind::Word { options: Vec::new() }, Unit::LABEL);
    let options = ["3", "10", "Bump"].map(String::from).to_vec();
    let of = |reference: &str, answer: &str| {
        let key = Answer::Word {
            text: String::new(),
            reference: reference.into(),
            options: options.clone(),
            truth: None,
        };
        judge(&question, Some(&key), Some(&row(answer, ""))).word()
    };
    assert_eq!(of("3", "3"), "right");
    assert_eq!(of("3", " 3.0 "), "right");
    assert_eq!(of("3", "10"), "wrong");
    assert_eq!(of("3", "4"), "not-a-choice");
    assert_eq!(of("3", "3 or 10"), "not-a-choice");
    assert_eq!(of("Bump", "\"bump\""), "right");
    assert_eq!(of("Bump", "nan"), "not-a-choice");
}

#[test]
fn a_row_that_is_missing_or_double_is_said_to_be() {
    let question = question(AnswerKind::Number, Unit::ONE);
    let key = key(1.0, 0.1);
    assert_eq!(judge(&question, Some(&key), None), Status::Missing);
    assert_eq!(judge(&question, None, Some(&row("1", ""))), Status::Missing);
    let twice = Written { twice: true, ..row("1", "") };
    assert_eq!(judge(&question, Some(&key), Some(&twice)), Status::AnsweredTwice);
}

proptest! {
    #[test]
    fn right_is_within_the_tolerance_and_nothing_else(
        reference in 0.0..360.0f64, away in -179.0..179.0f64, turns in -3..3i32,
    ) {
        let answer = reference + away + 360.0 * f64::from(turns);
        let word = angle(reference, &format!("{answer:?}"), "deg");
        prop_assume!((away.abs() - 5.0).abs() > 1e-9);
        prop_assert_eq!(word == "right", away.abs() < 5.0);
    }

    #[test]
    fn any_text_is_judged(answer in "\\PC{0,30}", unit in "\\PC{0,10}") {
        angle(10.0, &answer, &unit);
        rate(&answer, &unit);
    }
}
