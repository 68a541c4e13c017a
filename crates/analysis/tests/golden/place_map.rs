//! From tracked samples to speed, occupancy and spatial information.

use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::spike_trains::movement::{
    is_faster, moving_mean, speed, strictly_rising_rows,
};
use spikebook_analysis::spike_trains::occupancy::Occupancy;
use spikebook_analysis::spike_trains::spatial_information::bits_per_spike;

use crate::case::Case;

#[test]
fn a_walk_to_and_fro() {
    let case = Case::reference("place_map");
    let ticks_per_s = case.number("ticks_per_s");
    let (ticks, x) = (case.column("samples.csv", "tick"), case.column("samples.csv", "x"));
    let times_s: Vec<f64> = ticks.iter().map(|tick| tick / ticks_per_s).collect();
    let rows = strictly_rising_rows(&times_s);
    let times_s: Vec<f64> = rows.iter().map(|&row| times_s[row]).collect();
    let positions: Vec<f64> = rows.iter().map(|&row| x[row]).collect();
    case.check_scalar("n_samples", times_s.len() as f64);

    let smooth = moving_mean(&positions, 15).expect("an odd width");
    let speed = speed(&times_s, &smooth).expect("rising times");
    case.check("speed_first_50", speed[..50].iter().copied());
    let running = is_faster(&speed, 21.37);
    let bins = BinEdges::uniform(130.0, 530.0, 20).expect("bins");
    let occupancy = Occupancy::new(&times_s, &positions, &running, &bins, 0.1).expect("samples");
    case.check_scalar("running_s", occupancy.kept_s());
    case.check("occupancy_s", occupancy.seconds().iter().copied());

    let (unit, tick) = (case.column("spikes.csv", "unit"), case.column("spikes.csv", "tick"));
    for number in 0..2 {
        let of_unit = unit.iter().zip(&tick).filter(|(unit, _)| **unit == f64::from(number));
        let spikes: Vec<f64> = of_unit.map(|(_, tick)| tick / ticks_per_s).collect();
        let counts = occupancy.count_spikes(&spikes).expect("ascending times");
        let bits = bits_per_spike(occupancy.seconds(), &counts).expect("spikes");
        case.check_scalar(&format!("bits_{number}"), bits);
        case.check(&format!("counts_{number}"), counts.into_iter().map(f64::from));
    }
}
