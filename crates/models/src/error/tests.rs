//! What a user reads.

use insta::assert_snapshot;

use crate::head_direction::{CellRanges, HeadDirection, HeadDirectionCell, TurningPath};
use crate::latent_dynamics::{Activity, LatentDynamics, Plane};
use crate::{Error, error::within};

#[test]
fn messages_name_the_parameter_its_value_and_its_range() {
    let message = |error: Result<_, Error>| {
        error.map(|_: HeadDirectionCell| ()).expect_err("refused").to_string()
    };
    assert_snapshot!(message(HeadDirectionCell::new(f64::NAN, 30.0, 1.0, 4.0)), @"preferred_deg: got NaN, wanted a number between −10⁶ and 10⁶");
    assert_snapshot!(message(HeadDirectionCell::new(0.0, 0.0, 0.0, 4.0)), @"peak_hz: got 0, wanted a number above 0, at most 1000");
    assert_snapshot!(message(HeadDirectionCell::new(0.0, 30.0, 31.0, 4.0)), @"background_hz: got 31, wanted at least 0 and at most the peak rate");
    assert_snapshot!(message(HeadDirectionCell::new(0.0, 30.0, 1.0, 501.0)), @"concentration: got 501, wanted a number above 0, at most 500");
}

#[test]
fn ranges_are_checked_at_both_ends() {
    let refused = |ranges: Result<CellRanges, Error>| ranges.expect_err("refused").to_string();
    assert_snapshot!(refused(CellRanges::new((20.0, 10.0), (0.0, 1.0), (2.0, 4.0))), @"peak_hz: got 10, wanted a highest value not below the lowest");
    assert_snapshot!(refused(CellRanges::new((20.0, 40.0), (0.0, 30.0), (2.0, 4.0))), @"background_hz: got 30, wanted at least 0 and at most the peak rate");
}

#[test]
fn paths_and_populations_are_checked() {
    let refused = |path: Result<TurningPath, Error>| path.expect_err("refused").to_string();
    assert_snapshot!(refused(TurningPath::new(0.01, 0.02, 100.0, 0.3)), @"duration_s: got 0.01, wanted at least one step, at most 604,800");
    assert_snapshot!(refused(TurningPath::new(60.0, 0.0, 100.0, 0.3)), @"step_s: got 0, wanted a number between 0.0001 and 1");
    let path = TurningPath::new(604_800.0, 0.0001, 100.0, 0.3).expect_err("refused");
    assert_snapshot!(path, @"a session of 604800 s in steps of 0.0001 s: got 6048000000 steps, wanted at most 100000000");
    assert_snapshot!(path.hint().expect("a hint"), @"take a longer step or a shorter session");

    let path = TurningPath::new(1.0, 0.1, 100.0, 0.3).expect("a path");
    assert_snapshot!(HeadDirection::new(path, Vec::new()).expect_err("refused"), @"cells: got 0, wanted at least 1");

    let plane = Plane::new(1.0, 1.0, 1.0).expect("a plane");
    let activity = Activity::gaussian(0.0, 1.0).expect("activity");
    let narrow = LatentDynamics::new(10, 0.01, 3, vec![plane; 2], activity).expect_err("refused");
    assert_snapshot!(narrow, @"units: got 3, wanted at least 4");
    assert_snapshot!(narrow.hint().expect("a hint"), @"latents in more directions than units cannot be told apart");
    let huge =
        LatentDynamics::new(usize::MAX, 0.01, 4, vec![plane], activity).expect_err("refused");
    assert_snapshot!(huge, @"n_bins × n_units: got 18446744073709552000, wanted at most 1,000,000,000 bins × units");
}

#[test]
fn not_a_number_is_in_no_range() {
    assert!(within("x", f64::NAN, 0.0.., "at least 0").is_err());
    assert!(within("x", f64::NAN, ..=0.0, "at most 0").is_err());
}
