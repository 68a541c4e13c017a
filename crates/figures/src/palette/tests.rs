use super::colour_science::{Vision, contrast, difference};
use super::*;

/// White, and the grounds of mdBook's navy, coal and ayu themes.
const GROUNDS: [Colour; 4] = [
    Colour::new(0xff, 0xff, 0xff),
    Colour::new(0x16, 0x19, 0x23),
    Colour::new(0x14, 0x16, 0x17),
    Colour::new(0x0f, 0x14, 0x19),
];

#[test]
fn contrast_is_wcag_s_own_example() {
    // black on white is 21 : 1 and #777777 on white 4.48 : 1 (WCAG 2.2, understanding 1.4.3)
    assert!((contrast(Colour::new(0, 0, 0), GROUNDS[0]) - 21.0).abs() < 1e-9);
    assert!((contrast(Colour::new(0x77, 0x77, 0x77), GROUNDS[0]) - 4.48).abs() < 0.005);
}

#[test]
fn series_stand_out_from_light_and_dark_grounds() {
    for ground in GROUNDS {
        for colour in SERIES {
            let got = contrast(colour, ground);
            assert!(got >= 3.0, "{colour} on {ground}: {got:.2}");
        }
    }
}

#[test]
fn ordered_levels_stand_out_from_light_and_dark_grounds() {
    for ground in GROUNDS {
        for step in 0..=40 {
            let colour = ordered(f64::from(step) / 40.0);
            let got = contrast(colour, ground);
            assert!(got >= 3.0, "{colour} (level {step}/40) on {ground}: {got:.2}");
        }
    }
}

#[test]
fn series_stay_apart_for_every_kind_of_colour_vision() {
    for vision in Vision::ALL {
        for (index, first) in SERIES.iter().enumerate() {
            for second in &SERIES[index + 1..] {
                let got = difference(*first, *second, vision);
                assert!(got >= 0.1, "{first} and {second} for {vision:?}: {got:.3}");
            }
        }
    }
}

#[test]
fn interpolation_meets_its_anchors_and_clamps() {
    assert_eq!(ordered(0.0), ORDERED[0]);
    assert_eq!(ordered(0.5), ORDERED[2]);
    assert_eq!(ordered(1.0), ORDERED[4]);
    assert_eq!(ordered(7.0), ORDERED[4]);
    assert_eq!(ordered(f64::NAN), ORDERED[0]);
}
