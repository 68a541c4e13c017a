//! Wrapping, means and Rayleigh's test.

use insta::assert_snapshot;
use proptest::prelude::*;
use spikebook_numeric::Seed;

use super::*;

#[test]
fn a_mean_crosses_north() {
    let mean = Turn::DEGREES.mean(&[350.0, 10.0]).expect("a direction");
    assert!(Turn::DEGREES.distance(mean, 0.0) < 1e-12, "{mean}");
    let hours = Turn::new(24.0).expect("a turn");
    let mean = hours.mean(&[23.0, 3.0]).expect("a direction");
    assert!((mean - 1.0).abs() < 1e-12, "{mean}");
}

#[test]
fn angles_that_cancel_point_nowhere() {
    assert_eq!(Turn::DEGREES.mean(&[0.0, 120.0, 240.0]), None);
    assert_eq!(Turn::DEGREES.mean(&[]), None);
    assert_eq!(Turn::RADIANS.weighted_mean(&[1.0, 2.0], &[0.0, 0.0]), None);
    assert!(Turn::DEGREES.resultant_length(&[0.0, 180.0]) < 1e-15);
    assert_eq!(Turn::DEGREES.resultant_length(&[0.0, 0.0]), 1.0);
}

#[test]
fn a_weight_counts_like_repeats() {
    let repeated = Turn::DEGREES.mean(&[10.0, 10.0, 10.0, 100.0]).expect("a direction");
    let weighted = Turn::DEGREES.weighted_mean(&[10.0, 100.0], &[3.0, 1.0]).expect("a direction");
    assert!((repeated - weighted).abs() < 1e-12);
    let length = Turn::DEGREES.weighted_resultant_length(&[10.0, 100.0], &[3.0, 1.0]);
    assert!((length - 10.0_f64.sqrt() / 4.0).abs() < 1e-15);
}

#[test]
fn half_a_turn_is_negative() {
    assert_eq!(Turn::DEGREES.difference(270.0, 90.0), -180.0);
    assert_eq!(Turn::DEGREES.difference(90.0, 270.0), -180.0);
    assert_eq!(Turn::DEGREES.wrap(-1e-20), 0.0);
    assert_eq!(Turn::DEGREES.wrap(360.0), 0.0);
}

#[test]
fn rayleighs_p_is_even_where_there_is_no_direction() {
    // Brute force: of 2000 samples of 15 even angles, a share p has p values below p.
    let p_values: Vec<f64> = (0..2000)
        .map(|replicate| {
            let mut stream = Seed::from_name("rayleigh").replicate("angles", replicate);
            let angles: Vec<f64> = (0..15).map(|_| 360.0 * stream.uniform()).collect();
            RayleighTest::of(&angles, Turn::DEGREES).expect("angles").p_value
        })
        .collect();
    for level in [0.05, 0.2, 0.5] {
        let share = p_values.iter().filter(|p| **p < level).count() as f64 / 2000.0;
        let error = (level * (1.0 - level) / 2000.0).sqrt();
        assert!((share - level).abs() < 4.0 * error, "{share} of the p values are below {level}");
    }
}

#[test]
fn messages() {
    let refused = |error: crate::Error| error.to_string();
    assert_snapshot!(refused(Turn::new(0.0).expect_err("no turn")), @"turn: got 0, wanted a finite number above 0");
    assert_snapshot!(refused(RayleighTest::of(&[1.0], Turn::RADIANS).expect_err("one angle")), @"angles: got 1, wanted at least 2");
    assert_snapshot!(refused(RayleighTest::of(&[1.0, f64::NAN], Turn::RADIANS).expect_err("NaN")), @"angles, row 2: got NaN, wanted a finite number");
}

proptest! {
    #[test]
    fn a_wrapped_angle_is_the_same_direction(angle in -1e4..1e4_f64) {
        let (wrapped, signed) = (Turn::DEGREES.wrap(angle), Turn::DEGREES.wrap_signed(angle));
        prop_assert!((0.0..360.0).contains(&wrapped) && (-180.0..180.0).contains(&signed));
        let turns = (angle - wrapped) / 360.0;
        prop_assert!((turns - turns.round()).abs() < 1e-10);
        prop_assert!(Turn::DEGREES.distance(wrapped, signed) < 1e-9);
    }

    #[test]
    fn the_mean_turns_with_the_angles(
        angles in prop::collection::vec(0.0..100.0_f64, 1..20),
        turned in 0.0..360.0_f64,
    ) {
        let mean = Turn::DEGREES.mean(&angles).expect("within a third of a turn");
        let all: Vec<f64> = angles.iter().map(|angle| angle + turned).collect();
        let turned_mean = Turn::DEGREES.mean(&all).expect("within a third of a turn");
        prop_assert!(Turn::DEGREES.distance(turned_mean, mean + turned) < 1e-9);
    }
}
