//! The circular part of the hypothesis tests.

use spikebook_analysis::circular::{RayleighTest, Turn};

use crate::case::Case;

#[test]
fn directions_in_radians() {
    let Some(case) = Case::golden("hypothesis_tests") else { return };
    let angles = case.column("angles.csv", "theta").to_vec();
    case.check_scalar("circ_mean", Turn::RADIANS.mean(&angles).expect("a direction"));
    let test = RayleighTest::of(&angles, Turn::RADIANS).expect("finite angles");
    case.check_scalar("vector_strength", test.resultant_length);
    case.check_scalar("rayleigh_z", test.z);
    case.check_scalar("rayleigh_p_zar", test.p_value);
}
