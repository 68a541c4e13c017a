use proptest::prelude::*;

use super::*;

#[test]
fn of_the_parts_of_a_rule_the_widest_counts() {
    let rule = Tolerance { absolute: Some(1.0), relative: Some(0.05), standard_errors: Some(3.0) };
    assert_eq!(rule.width(10.0, Some(0.1)), Some(1.0));
    assert_eq!(rule.width(-100.0, Some(0.1)), Some(5.0));
    assert_eq!(rule.width(10.0, Some(2.0)), Some(6.0));
}

#[test]
fn a_rule_without_width_is_none() {
    assert_eq!(Tolerance::default().width(3.0, Some(1.0)), None);
    let relative = Tolerance { relative: Some(0.1), ..Tolerance::default() };
    assert_eq!(relative.width(0.0, None), None);
    let errors = Tolerance { standard_errors: Some(3.0), absolute: Some(1.0), relative: None };
    assert_eq!(errors.width(3.0, None), None, "a standard error that is asked for must be there");
    assert_eq!(errors.width(3.0, Some(f64::INFINITY)), None);
}

proptest! {
    #[test]
    fn a_circle_has_no_start(
        a in -1e4..1e4f64, b in -1e4..1e4f64, shift in -1e4..1e4f64, turns in -20..20i32,
    ) {
        let distance = circular_distance(a, b, 360.0);
        prop_assert!((0.0..=180.0).contains(&distance));
        prop_assert_eq!(distance, circular_distance(a, b, 360.0));
        let near = |other: f64| (distance - other).abs() < 1e-8;
        prop_assert!(near(circular_distance(b, a, 360.0)));
        prop_assert!(near(circular_distance(a + shift, b + shift, 360.0)));
        prop_assert!(near(circular_distance(a + 360.0 * f64::from(turns), b, 360.0)));
        prop_assert!(near(circular_distance(-a, -b, 360.0)), "a mirror keeps distances");
    }

    #[test]
    fn the_distance_is_the_shortest_over_all_turns(a in -720.0..720.0f64, b in -720.0..720.0f64) {
        let over_turns = (-5..=5).map(|turns| (a - b + 360.0 * f64::from(turns)).abs());
        let shortest = over_turns.fold(f64::INFINITY, f64::min);
        prop_assert!((circular_distance(a, b, 360.0) - shortest).abs() < 1e-9);
    }

    #[test]
    fn a_detour_is_never_shorter(a in 0.0..360.0f64, b in 0.0..360.0f64, c in 0.0..360.0f64) {
        let direct = circular_distance(a, c, 360.0);
        let detour = circular_distance(a, b, 360.0) + circular_distance(b, c, 360.0);
        prop_assert!(direct <= detour + 1e-9);
    }

    #[test]
    fn a_difference_leads_from_one_to_the_other(a in -720.0..720.0f64, b in -720.0..720.0f64) {
        let there = b + circular_difference(a, b, 360.0);
        prop_assert!(circular_distance(there, a, 360.0) < 1e-9);
    }

    #[test]
    fn a_rule_grows_with_each_part(
        absolute in 0.01..10.0f64, relative in 0.01..1.0f64, count in 0.5..5.0f64,
        reference in -100.0..100.0f64, error in 0.0..10.0f64,
    ) {
        let rule = Tolerance {
            absolute: Some(absolute), relative: Some(relative), standard_errors: Some(count),
        };
        let width = rule.width(reference, Some(error)).expect("the absolute part is above 0");
        let parts = [absolute, relative * reference.abs(), count * error];
        prop_assert!(parts.iter().all(|part| *part <= width));
        prop_assert!(parts.contains(&width));
    }
}
