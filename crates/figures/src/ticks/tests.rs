use super::*;

fn labels(ticks: &[Tick]) -> Vec<&str> {
    ticks.iter().map(|tick| tick.label.as_str()).collect()
}

#[test]
fn steps_are_1_2_25_5() {
    assert_eq!(labels(&linear(0.0, 10.0, 6)), ["0", "2", "4", "6", "8", "10"]);
    assert_eq!(labels(&linear(0.0, 1.0, 5)), ["0", "0.25", "0.50", "0.75", "1.00"]);
    assert_eq!(labels(&linear(0.0, 1.0, 6)), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    assert_eq!(labels(&linear(0.0, 100.0, 4)), ["0", "50", "100"]);
    assert_eq!(labels(&linear(0.0, 1.0, 20)).len(), 11);
}

#[test]
fn zero_is_never_negative_and_minus_is_a_minus() {
    let ticks = linear(-0.3, 0.3, 8);
    assert_eq!(labels(&ticks), ["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"]);
    assert!(ticks[3].value.is_sign_positive());
    assert_eq!(labels(&linear(-0.0, 1.0, 2))[0], "0");
}

#[test]
fn values_are_the_nearest_numbers_of_the_machine() {
    let values: Vec<f64> = linear(0.0, 1.0, 12).iter().map(|tick| tick.value).collect();
    assert_eq!(values, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]);
}

#[test]
fn thousands_are_set_apart_from_five_digits_on() {
    assert_eq!(labels(&linear(0.0, 2000.0, 3)), ["0", "1000", "2000"]);
    assert_eq!(labels(&linear(0.0, 20_000.0, 3)), ["0", "10\u{2009}000", "20\u{2009}000"]);
}

#[test]
fn long_numbers_share_a_power_of_ten() {
    assert_eq!(labels(&linear(0.0, 2e7, 5)), ["0", "0.5×10⁷", "1.0×10⁷", "1.5×10⁷", "2.0×10⁷"]);
    assert_eq!(labels(&linear(0.0, 4e-9, 3)), ["0", "2×10⁻⁹", "4×10⁻⁹"]);
    assert_eq!(labels(&linear(-1e300, 1e300, 3)), ["−1×10³⁰⁰", "0", "1×10³⁰⁰"]);
}

#[test]
fn ticks_stay_inside_the_range() {
    assert_eq!(labels(&linear(0.13, 0.87, 3)), ["0.25", "0.50", "0.75"]);
    assert_eq!(labels(&linear(821.0, 829.0, 4)), ["822", "824", "826", "828"]);
}

#[test]
fn angles_use_divisors_of_the_circle() {
    assert_eq!(labels(&angular(0.0, 360.0, 6)), ["0", "90", "180", "270", "360"]);
    assert_eq!(labels(&angular(-180.0, 180.0, 10))[..3], ["−180", "−135", "−90"]);
    assert_eq!(labels(&angular(0.0, 10.0, 6)), ["0", "2", "4", "6", "8", "10"]);
}

#[test]
fn decades_are_plain_while_short() {
    let (ticks, minor) = logarithmic(0.01, 100.0, 6);
    assert_eq!(labels(&ticks), ["0.01", "0.1", "1", "10", "100"]);
    assert_eq!(minor.len(), 32);
    assert_eq!(
        labels(&logarithmic(1.0, 1e6, 8).0),
        ["10⁰", "10¹", "10²", "10³", "10⁴", "10⁵", "10⁶"]
    );
    assert_eq!(
        labels(&logarithmic(1e-300, 1e300, 5).0),
        ["10⁻³⁰⁰", "10⁻¹⁷⁹", "10⁻⁵⁸", "10⁶³", "10¹⁸⁴"]
    );
}

#[test]
fn less_than_two_decades_use_1_2_5() {
    assert_eq!(labels(&logarithmic(3.0, 60.0, 6).0), ["5", "10", "20", "50"]);
    assert_eq!(labels(&logarithmic(3.0, 4.5, 4).0), ["3.0", "3.5", "4.0", "4.5"]);
}

#[test]
fn logarithmic_labels_reach_both_ends() {
    // Six of 1, 2 and 5 lie between, which is one too many.
    assert_eq!(labels(&logarithmic(0.003, 0.25, 5).0), ["0.003", "0.01", "0.03", "0.1"]);
    assert_eq!(labels(&logarithmic(0.003, 0.25, 3).0), ["0.01", "0.1"]);
    assert_eq!(labels(&logarithmic(0.003, 0.25, 6).0).len(), 6);
}

#[test]
fn every_span_gets_ticks_that_fit() {
    let mut span = 1e-280;
    while span < 1e290 {
        for low in [0.0, -span / 3.0, 7.1 * span] {
            for target in 2..12 {
                let ticks = linear(low, low + span, target);
                assert!(ticks.len() <= target, "{low} {span} {target}: {ticks:?}");
                assert!(!ticks.is_empty(), "{low} {span} {target}");
                let distinct: std::collections::BTreeSet<&str> =
                    labels(&ticks).into_iter().collect();
                assert_eq!(distinct.len(), ticks.len(), "{ticks:?}");
            }
        }
        span *= 37.0;
    }
}
