//! Movement, occupancy, tuning curves and spatial information.

use proptest::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, log2};

use crate::Error;
use crate::descriptive::{self, BinEdges};
use crate::spike_trains::movement::*;
use crate::spike_trains::occupancy::*;
use crate::spike_trains::spatial_information::*;
use crate::spike_trains::tuning_curve::*;

#[test]
fn speed_is_exact_on_a_line_and_one_sided_at_its_ends() {
    let times = [0.0, 0.5, 1.0, 3.0];
    let positions = times.map(|time| 2.0 - 4.0 * time);
    assert_eq!(speed(&times, &positions).expect("rising"), [-4.0; 4]);
    assert_eq!(is_faster(&[-4.0, 3.9, f64::NAN], 3.95), [true, false, false]);
}

#[test]
fn a_repeated_stamp_keeps_its_first_row() {
    assert_eq!(strictly_rising_rows(&[0.0, 0.1, 0.1, 0.05, 0.2, f64::NAN, 0.3]), [0, 1, 4, 6]);
}

#[test]
fn a_gap_is_no_long_stay() {
    let durations = sample_durations_s(&[0.0, 0.1, 5.0, 5.1], 0.5).expect("rising");
    assert_eq!(durations.len(), 4);
    assert_eq!((durations[1], durations[3]), (0.5, 0.0));
}

#[test]
fn a_spike_belongs_to_the_last_sample_not_after_it() {
    let bins = BinEdges::uniform(0.0, 2.0, 2).expect("bins");
    let keep = [true, false, true, true];
    let occupancy =
        Occupancy::new(&[1.0, 2.0, 3.0, 4.0], &[0.5, 0.5, 1.5, 9.0], &keep, &bins, 10.0);
    let occupancy = occupancy.expect("samples");
    assert_eq!(occupancy.sample_of_spike(0.999), None);
    assert_eq!(occupancy.sample_of_spike(2.0), Some(1));
    assert_eq!(occupancy.sample_of_spike(3.999), Some(2));
    assert_eq!(occupancy.sample_of_spike(4.0), None, "the last sample stands for no time");
    assert_eq!(occupancy.count_spikes(&[0.5, 1.5, 2.5, 3.5, 4.5]).expect("ascending"), [1, 1]);
    assert_eq!(
        (occupancy.seconds(), occupancy.outside_s(), occupancy.kept_s()),
        (&[1.0, 1.0][..], 0.0, 2.0)
    );
}

#[test]
fn smoothing_pools_counts_and_seconds_before_it_divides() {
    let bins = BinEdges::uniform(0.0, 5.0, 5).expect("bins");
    let curve =
        TuningCurve::new(&bins, &[1.0, 1.0, 0.0, 2.0, 1.0], &[4, 0, 0, 2, 0]).expect("visited");
    let kernel = |steps: f64| exp(-0.5 * steps * steps);
    let by_hand = |bin: usize, joined: bool| {
        let (mut spikes, mut seconds) = (0.0, 0.0);
        for other in 0..5_usize {
            let along = bin.abs_diff(other);
            let weight = kernel(if joined { along.min(5 - along) } else { along } as f64);
            spikes += weight * f64::from(curve.spike_counts()[other]);
            seconds += weight * curve.occupancy_s()[other];
        }
        spikes / seconds
    };
    for (ends, joined) in [(Ends::Open, false), (Ends::Joined, true)] {
        let smoothed = curve.smoothed_rates_hz(1.0, ends).expect("a width");
        for (bin, rate) in smoothed.iter().enumerate() {
            assert!((rate - by_hand(bin, joined)).abs() < 1e-14, "bin {bin}, {ends:?}");
        }
    }
    assert_eq!(curve.mean_rate_hz(), 1.2);
    assert!(curve.rates_hz()[2].is_nan());
}

#[test]
fn a_flat_rate_stays_flat_under_smoothing() {
    let bins = BinEdges::uniform(0.0, 360.0, 36).expect("bins");
    let seconds: Vec<f64> = (1..=36).map(f64::from).collect();
    let counts: Vec<u32> = (1..=36).map(|seconds| 3 * seconds).collect();
    let curve = TuningCurve::new(&bins, &seconds, &counts).expect("visited");
    for ends in [Ends::Open, Ends::Joined] {
        for rate in curve.smoothed_rates_hz(2.5, ends).expect("a width") {
            assert!((rate - 3.0).abs() < 1e-12, "{rate}");
        }
    }
}

#[test]
fn information_is_that_of_skaggs_formula() {
    let (seconds, counts) = ([2.0, 3.0, 0.0, 5.0], [4_u32, 0, 0, 1]);
    let total = 10.0;
    let mean_rate = 0.5;
    let by_hand: f64 = (0..4)
        .filter(|&bin| counts[bin] > 0)
        .map(|bin| {
            let (share, rate) = (seconds[bin] / total, f64::from(counts[bin]) / seconds[bin]);
            share * rate / mean_rate * log2(rate / mean_rate)
        })
        .sum();
    assert!((bits_per_spike(&seconds, &counts).expect("spikes") - by_hand).abs() < 1e-14);
    assert_eq!(bits_per_spike(&[1.0, 3.0], &[2, 6]).expect("spikes"), 0.0);
    assert!(matches!(bits_per_spike(&[1.0, 0.0], &[2, 1]), Err(Error::NoOccupancy { .. })));
}

#[test]
fn a_place_cell_stands_out_of_its_null_and_another_does_not() {
    // A path to and fro over 10 bins, 50 samples a second for 200 s; a lap takes 20 s.
    let times: Vec<f64> = (0..=10_000).map(|i| f64::from(i) / 50.0).collect();
    let position = |time: f64| 10.0 * (1.0 - (time / 10.0).rem_euclid(2.0)).abs().min(0.9999);
    let positions: Vec<f64> = times.iter().map(|&time| position(time)).collect();
    let bins = BinEdges::uniform(0.0, 10.0, 10).expect("bins");
    let occupancy =
        Occupancy::new(&times, &positions, &vec![true; times.len()], &bins, 0.1).expect("samples");
    let mut stream = Seed::from_name("place").replicate("spikes", 0);
    let mut cell = Vec::new();
    let mut even = Vec::new();
    for &time in &times {
        if (3.0..5.0).contains(&position(time)) && stream.bernoulli(0.2) {
            cell.push(time + 0.001);
        }
        if stream.bernoulli(0.04) {
            even.push(time + 0.001);
        }
    }
    // The lap makes a shift by whole laps the identity, so the null keeps a few high values.
    let seed = Seed::from_number(1);
    let of_cell = shift_null(&occupancy, &cell, 3.0, 200, seed).expect("shifts");
    assert!(
        of_cell.observed() > 2.0,
        "two bins of ten: log₂ 5 = 2.3 bits, got {}",
        of_cell.observed()
    );
    assert!(descriptive::median(of_cell.values()) < of_cell.observed() - 0.5);
    let of_even = shift_null(&occupancy, &even, 3.0, 200, seed).expect("shifts");
    assert!(of_even.p_greater() > 0.05, "{}", of_even.p_greater());
    assert!(
        (bits_per_spike(occupancy.seconds(), &occupancy.count_spikes(&cell).expect("ascending"))
            .expect("spikes")
            - of_cell.observed())
        .abs()
            < 1e-15
    );
}

proptest! {
    #[test]
    fn a_moving_mean_is_the_mean_of_what_is_there(
        values in prop::collection::vec(-100.0..100.0_f64, 1..50),
        half in 0..8_usize,
    ) {
        let means = moving_mean(&values, 2 * half + 1).expect("an odd width");
        for (row, mean) in means.iter().enumerate() {
            let window = &values[row.saturating_sub(half)..(row + half + 1).min(values.len())];
            prop_assert!((mean - descriptive::mean(window)).abs() < 1e-11);
        }
    }

    #[test]
    fn occupancy_is_a_partition_of_kept_time(
        samples in prop::collection::vec((0.01..0.3_f64, -1.0..3.0_f64, any::<bool>()), 2..80),
        mut spikes in prop::collection::vec(0.0..10.0_f64, 0..60),
    ) {
        let mut time = 0.0;
        let times: Vec<f64> = samples.iter().map(|(step, _, _)| { time += step; time }).collect();
        let positions: Vec<f64> = samples.iter().map(|(_, position, _)| *position).collect();
        let keep: Vec<bool> = samples.iter().map(|(_, _, keep)| *keep).collect();
        let bins = BinEdges::uniform(0.0, 2.0, 5).expect("bins");
        let occupancy = Occupancy::new(&times, &positions, &keep, &bins, 0.2).expect("samples");
        let durations = sample_durations_s(&times, 0.2).expect("rising");
        let kept = durations.iter().zip(&keep).filter(|(_, keep)| **keep);
        let kept: f64 = kept.map(|(seconds, _)| seconds).sum();
        prop_assert!((occupancy.kept_s() - kept).abs() < 1e-12);

        spikes.sort_by(f64::total_cmp);
        let counts = occupancy.count_spikes(&spikes).expect("ascending");
        let mut by_hand = vec![0_u32; 5];
        for spike in &spikes {
            let Some(sample) = times.iter().rposition(|time| time <= spike) else { continue };
            let stands_for_time = sample + 1 < times.len() && keep[sample];
            if let Some(bin) = bins.bin_of(positions[sample]).filter(|_| stands_for_time) {
                by_hand[bin] += 1;
            }
        }
        prop_assert_eq!(counts, by_hand);
    }

    #[test]
    fn information_is_not_negative(
        pairs in prop::collection::vec((0.1..10.0_f64, 0..20_u32), 1..20),
    ) {
        let (seconds, counts): (Vec<f64>, Vec<u32>) = pairs.into_iter().unzip();
        if let Ok(bits) = bits_per_spike(&seconds, &counts) {
            let least = seconds.iter().fold(f64::INFINITY, |least, &seconds| least.min(seconds));
            let most = log2(seconds.iter().sum::<f64>() / least);
            prop_assert!(bits >= -1e-12 && bits <= most + 1e-12, "{bits} bits, at most {most}");
        } else {
            prop_assert!(counts.iter().all(|&count| count == 0));
        }
    }
}
