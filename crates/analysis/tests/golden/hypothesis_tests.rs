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

#[test]
fn directions_in_degrees() {
    let case = Case::reference("circular");
    let angles = case.column("angles.csv", "angle_deg").to_vec();
    let weights = case.column("angles.csv", "weight").to_vec();
    let turn = Turn::DEGREES;
    case.check_scalar("mean_deg", turn.mean(&angles).expect("a direction"));
    let mean = turn.weighted_mean(&angles, &weights).expect("a direction");
    case.check_scalar("weighted_mean_deg", mean);
    case.check_scalar("weighted_length", turn.weighted_resultant_length(&angles, &weights));
    let test = RayleighTest::of(&angles, turn).expect("finite angles");
    case.check_scalar("resultant_length", test.resultant_length);
    case.check_scalar("rayleigh_z", test.z);
    case.check_scalar("rayleigh_p", test.p_value);
}
