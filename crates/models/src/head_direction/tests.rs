//! The session against closed forms, and the same bytes on any number of threads.

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, exp, sqrt};
use spikebook_numeric::special::scaled_bessel_i0;
use spikebook_numeric::sum::sum;

use super::*;

fn session(n_cells: usize, duration_s: f64) -> HeadDirectionSession {
    let path = TurningPath::new(duration_s, 0.02, 150.0, 0.3).expect("a path");
    let ranges = CellRanges::new((10.0, 60.0), (0.0, 2.0), (1.0, 8.0)).expect("ranges");
    let seed = Seed::from_name("head-direction");
    let model = HeadDirection::with_random_cells(path, n_cells, ranges, seed).expect("cells");
    model.simulate(seed)
}

#[test]
fn the_mean_over_all_directions_is_a_bessel_function() {
    let cell = HeadDirectionCell::new(72.0, 41.0, 1.5, 3.2).expect("a cell");
    let mean = sum((0..720).map(|step| cell.rate_hz(f64::from(step) * 0.5))) / 720.0;
    let expected = 1.5 + 39.5 * scaled_bessel_i0(3.2);
    assert!((mean - expected).abs() < 1e-12 * expected, "{mean} against {expected}");
    assert_eq!(cell.rate_hz(72.0), 41.0);
    let opposite = 1.5 + 39.5 * exp(-6.4);
    assert!((cell.rate_hz(252.0) - opposite).abs() < 1e-13);
}

#[test]
fn a_preferred_direction_is_told_in_one_turn() {
    for (given, told) in [(-30.0, 330.0), (360.0, 0.0), (725.0, 5.0), (-1e-20, 0.0)] {
        let cell = HeadDirectionCell::new(given, 1.0, 0.0, 1.0).expect("a cell");
        assert_eq!(cell.preferred_deg(), told);
    }
}

#[test]
fn counts_follow_the_rates_along_the_path() {
    let session = session(12, 600.0);
    let observed = &session.observed;
    for (cell, spikes) in session.truth.cells.iter().zip(&observed.spike_times_s) {
        let path = &observed.direction_deg[..observed.direction_deg.len() - 1];
        let expected = sum(path.iter().map(|&direction| cell.rate_hz(direction) * 0.02));
        let deviation = (spikes.len() as f64 - expected) / sqrt(expected);
        assert!(deviation.abs() < 5.0, "{} spikes, expected {expected}", spikes.len());
    }
}

#[test]
fn spikes_gather_around_the_preferred_direction() {
    let path = TurningPath::new(2000.0, 0.02, 150.0, 0.3).expect("a path");
    let cell = HeadDirectionCell::new(200.0, 40.0, 0.0, 6.0).expect("a cell");
    let session =
        HeadDirection::new(path, vec![cell]).expect("a cell").simulate(Seed::from_number(3));
    let at_spikes: Vec<f64> = session.observed.spike_times_s[0]
        .iter()
        .map(|time| session.observed.direction_deg[(time / 0.02).floor() as usize])
        .collect();
    let along = sum(at_spikes.iter().map(|direction| cos((direction - 200.0).to_radians())));
    let across = sum(at_spikes.iter().map(|direction| cos((direction - 290.0).to_radians())));
    assert!(along / at_spikes.len() as f64 > 0.85, "the bump is narrow");
    assert!(across.abs() / (at_spikes.len() as f64) < 0.05, "and symmetric");
}

#[test]
fn the_velocity_has_the_deviation_and_the_memory_asked_for() {
    let path = TurningPath::new(20_000.0, 0.02, 150.0, 0.5).expect("a path");
    let directions = path.directions_deg(&mut Seed::from_number(5).replicate("path", 0));
    let turned = |pair: &[f64]| (pair[1] - pair[0] + 540.0).rem_euclid(360.0) - 180.0;
    let speeds: Vec<f64> = directions.windows(2).map(|pair| turned(pair) / 0.02).collect();
    let n = speeds.len() as f64;
    let kept = exp(-0.02 / 0.5);
    // A step shows the mean of two velocities: variance σ²(1 + ρ)/2, lag-25 product σ²ρ²⁵(2 + ρ +
    // 1/ρ)/4.
    let variance = sum(speeds.iter().map(|speed| speed * speed)) / n;
    let expected = 22_500.0 * (1.0 + kept) / 2.0;
    // Squares are correlated over τ/2, so some n Δ/τ of them are independent: 40,000, error 0.7 %.
    assert!((variance / expected - 1.0).abs() < 0.035, "variance {variance}, expected {expected}");
    let lagged = sum(speeds.iter().zip(&speeds[25..]).map(|(now, later)| now * later)) / n;
    let expected = 22_500.0 * exp(-1.0) * (2.0 + kept + 1.0 / kept) / 4.0;
    assert!((lagged / expected - 1.0).abs() < 0.05, "product {lagged}, expected {expected}");
}

#[test]
fn a_session_has_both_ends_and_stays_in_the_turn() {
    let observed = session(2, 10.0).observed;
    assert_eq!(observed.time_s.len(), 501);
    assert_eq!((observed.time_s[0], observed.time_s[500]), (0.0, 10.0));
    assert_eq!(observed.direction_deg.len(), 501);
    assert!(observed.direction_deg.iter().all(|direction| (0.0..360.0).contains(direction)));
    for spikes in &observed.spike_times_s {
        assert!(spikes.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(spikes.iter().all(|time| (0.0..10.0).contains(time)));
    }
}

#[test]
fn another_unit_changes_no_other() {
    let (few, many) = (session(3, 20.0), session(5, 20.0));
    assert_eq!(few.truth.cells, many.truth.cells[..3]);
    assert_eq!(few.observed.direction_deg, many.observed.direction_deg);
    assert_eq!(few.observed.spike_times_s, many.observed.spike_times_s[..3]);
}

#[test]
fn any_number_of_threads_gives_the_same_session() {
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| session(7, 30.0))
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(3));
}
