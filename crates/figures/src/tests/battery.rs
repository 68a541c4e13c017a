//! Data that break plots, through every kind.

use proptest::collection::vec;
use proptest::num::f64::ANY;
use proptest::prelude::*;

use super::documents::assert_sound;
use super::specimens::{SPECIMENS, on_axes};
use crate::{Axis, Error};

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;

/// A name, abscissae and ordinates.
type Data = (&'static str, &'static [f64], &'static [f64]);

/// Data for which every kind must give a picture, with the kinds that must refuse instead.
const DRAWABLE: [(Data, &[&str]); 10] = [
    (("plain", &[0.0, 1.0, 2.0], &[0.2, 0.9, 0.4]), &[]),
    (("gaps", &[0.0, 1.0, 2.0, 3.0], &[0.2, NAN, 0.4, NAN]), &[]),
    (("infinite values are gaps", &[0.0, 1.0, 2.0], &[0.2, INFINITY, 0.4]), &["psychometric plot"]),
    (("gap first", &[0.0, 1.0, 2.0], &[NAN, 0.1, 0.4]), &[]),
    (("single point", &[1.0], &[0.5]), &["histogram"]),
    (("constant", &[0.0, 1.0, 2.0], &[0.3, 0.3, 0.3]), &[]),
    (("zero", &[0.0, 1.0], &[0.0, 0.0]), &[]),
    (("denormal", &[0.0, 1.0], &[1e-310, 3e-310]), &[]),
    (("tiny steps", &[1e9, 1e9 + 1e-5, 1e9 + 2e-5], &[0.5, 0.5 + 1e-15, 0.5]), &[]),
    (
        ("huge", &[-4e299, 0.0, 4e299], &[0.0, 1e300, 1e299]),
        &["coefficient plot", "psychometric plot"],
    ),
];

/// Data that are refused, or drawn where a kind can.
const DOUBTFUL: [Data; 6] = [
    ("empty", &[], &[]),
    ("only gaps", &[0.0, 1.0], &[NAN, NAN]),
    ("all missing", &[NAN, NAN], &[NAN, NAN]),
    ("too large", &[0.0, 1.0], &[f64::MAX, f64::MIN]),
    ("unequal", &[0.0, 1.0, 2.0], &[0.5]),
    ("falling", &[2.0, 1.0, 0.0], &[0.1, 0.2, 0.3]),
];

#[test]
fn every_kind_draws_what_can_be_drawn() {
    for ((data, x, y), refused_by) in DRAWABLE {
        for (kind, draw) in SPECIMENS {
            match draw(x, y, "label") {
                Ok(picture) => assert_sound(&format!("{kind}, {data}"), &picture),
                Err(error) => assert!(refused_by.contains(&kind), "{kind}, {data}: {error}"),
            }
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_a_named_error() {
    for (data, x, y) in DOUBTFUL {
        for (kind, draw) in SPECIMENS {
            match draw(x, y, "label") {
                Ok(picture) => assert_sound(&format!("{kind}, {data}"), &picture),
                Err(Error::Drawing { .. } | Error::Svg { .. } | Error::Png { .. }) => {
                    panic!("{kind}, {data}: refused too late")
                }
                Err(error) => {
                    assert!(error.to_string().starts_with(kind), "{kind}, {data}: {error}");
                }
            }
        }
    }
}

#[test]
fn empty_data_are_refused_by_every_kind() {
    for (kind, draw) in SPECIMENS {
        assert!(draw(&[], &[], "label").is_err() || kind == "raster", "{kind}");
    }
}

#[test]
fn hostile_labels_are_shown_or_cut() {
    let long = "very ".repeat(200);
    let hostile = [
        "</desc><script>alert(\"1\")</script>&amp;'",
        "\u{0}\u{7}\u{1b}[31m\n\r\t\u{ffff}\u{fffe}]]>",
        "\u{202e}אבג 漢字 𝔘 🧠 \u{301}\u{301}\u{301}",
        &long,
        "W",
    ];
    for label in hostile {
        for (kind, draw) in SPECIMENS {
            let picture = draw(&[0.0, 1.0, 2.0], &[0.2, 0.9, 0.4], label)
                .unwrap_or_else(|error| panic!("{kind}, {label:?}: {error}"));
            assert_sound(&format!("{kind}, {label:?}"), &picture);
        }
    }
}

#[test]
fn a_million_points_make_a_picture_of_modest_size_or_a_named_error() {
    let n = 1_000_000;
    let x: Vec<f64> = (0..n).map(f64::from).collect();
    let y: Vec<f64> = (0..n).map(|i| f64::from(i % 1009 * 7919 % 1009) / 1009.0).collect();
    for (kind, draw) in SPECIMENS {
        match draw(&x, &y, "label") {
            Ok(picture) => {
                let size = picture.svg.len();
                assert!(size < 6_000_000, "{kind}: {size} bytes");
            }
            Err(Error::TooMany { .. }) => {}
            Err(error) => panic!("{kind}: {error}"),
        }
    }
}

#[test]
fn logarithmic_axes_draw_what_is_positive() {
    for ((data, x, y), _) in DRAWABLE {
        let axis = || Axis::new("label", "Hz").log();
        match on_axes(axis(), axis(), x, y) {
            Ok(picture) => assert_sound(data, &picture),
            Err(Error::NoPositive { .. }) => assert_eq!(data, "zero"),
            Err(error) => panic!("{data}: {error}"),
        }
    }
}

#[test]
fn limits_cut_the_data() {
    let axis = || Axis::new("label", "s");
    for (low, high) in [(0.3, 0.6), (-1e300, 1e300), (50.0, 51.0), (0.5, 0.5 + 1e-17)] {
        for ((data, x, y), _) in DRAWABLE {
            match on_axes(axis().between(low, high), axis().between(low, high), x, y) {
                Ok(picture) => assert_sound(data, &picture),
                Err(Error::NotAscending { .. }) => assert!(low >= high, "{data}"),
                Err(error) => panic!("{data}: {error}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any numbers at all, of any class, make a sound picture or a named error.
    #[test]
    fn no_numbers_panic(x in vec(ANY, 0..9), y in vec(ANY, 0..9), n in 0..9_usize) {
        let (x, y) = (&x[..n.min(x.len())], &y[..n.min(y.len())]);
        for (kind, draw) in SPECIMENS {
            match draw(x, y, "label") {
                Ok(picture) => assert_sound(kind, &picture),
                Err(error) => prop_assert!(error.to_string().starts_with(kind), "{}", error),
            }
        }
    }

    /// Moderate numbers of like length are drawn more often than refused.
    #[test]
    fn moderate_numbers_are_drawn(points in vec((-1e3..1e3_f64, -1.0..1.0_f64), 2..40)) {
        let (mut x, y): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
        x.sort_by(f64::total_cmp);
        for (kind, draw) in SPECIMENS {
            let picture = draw(&x, &y, "label");
            prop_assert!(picture.is_ok() || kind == "histogram", "{}: {:?}", kind, picture.err());
        }
    }
}
