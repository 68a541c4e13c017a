//! Maps against loops over samples, and smoothing against the double sum.

use spikebook_numeric::Seed;

use super::*;
use crate::spike_trains::spatial_information::bits_per_spike;

/// Times, x, y, whether a sample counts, and spikes.
type Walk = (Vec<f64>, Vec<f64>, Vec<f64>, Vec<bool>, Vec<f64>);

/// A walk in a box, and spikes near one corner.
fn walk() -> Walk {
    let mut stream = Seed::from_name("walk").replicate("path", 0);
    let (mut x, mut y) = (50.0, 50.0);
    let (mut times, mut xs, mut ys, mut keep, mut spikes) =
        (vec![], vec![], vec![], vec![], vec![]);
    for step in 0..20_000 {
        let time = f64::from(step) * 0.02;
        x = (x + 3.0 * stream.standard_normal()).clamp(0.0, 99.9);
        y = (y + 3.0 * stream.standard_normal()).clamp(0.0, 79.9);
        times.push(time);
        xs.push(x);
        ys.push(y);
        keep.push(step % 10 != 0);
        let away = ((x - 30.0) * (x - 30.0) + (y - 20.0) * (y - 20.0)) / 300.0;
        if stream.uniform() < 0.4 * exp(-away) {
            spikes.push(time + 0.004);
        }
    }
    (times, xs, ys, keep, spikes)
}

fn bins() -> [BinEdges; 2] {
    [
        BinEdges::uniform(0.0, 100.0, 10).expect("bins"),
        BinEdges::uniform(0.0, 80.0, 8).expect("bins"),
    ]
}

#[test]
fn a_map_counts_as_a_loop_over_samples_does() {
    let (times, x, y, keep, spikes) = walk();
    let plane = PlaneOccupancy::new(&times, [&x, &y], &keep, bins(), 0.1).expect("samples");
    let map = TuningMap::new(&plane, &spikes).expect("visited");
    let (mut seconds, mut counts) = (Array2::zeros((8, 10)), Array2::<u32>::zeros((8, 10)));
    for row in 0..times.len() - 1 {
        if keep[row] {
            let place = [(y[row] / 10.0) as usize, (x[row] / 10.0) as usize];
            seconds[place] += times[row + 1] - times[row];
            let here = spikes.iter().filter(|s| (times[row]..times[row + 1]).contains(s)).count();
            counts[place] += here as u32;
        }
    }
    assert_eq!(map.spike_counts(), &counts);
    assert!(
        map.occupancy_s().iter().zip(&seconds).all(|(a, b): (&f64, &f64)| (a - b).abs() < 1e-9)
    );
    let rates = map.rates_hz(0.0);
    let mut best = (0, 0);
    for (place, rate) in rates.indexed_iter() {
        if rate > &rates[best] {
            best = place;
        }
    }
    assert!((1..=2).contains(&best.0) && (2..=3).contains(&best.1), "{best:?}");
    assert_eq!((map.x_centres()[3], map.y_centres()[1]), (35.0, 15.0));
    let flat: Vec<u32> = map.spike_counts().iter().copied().collect();
    let bits = bits_per_spike(plane.flat().seconds(), &flat).expect("spikes");
    assert!(bits > 0.8 && map.sparsity() < 0.5 && map.coherence() > 0.7, "{bits}");
}

#[test]
fn smoothing_pools_spikes_and_seconds_by_distance() {
    let (times, x, y, keep, spikes) = walk();
    let plane = PlaneOccupancy::new(&times, [&x, &y], &keep, bins(), 0.1).expect("samples");
    let map = TuningMap::new(&plane, &spikes).expect("visited");
    let got = map.smoothed_rates_hz(1.5, 0.0).expect("a width");
    let weight = |a: usize, b: usize| {
        let away = a.abs_diff(b) as f64 / 1.5;
        if away * 1.5 > 8.0 { 0.0 } else { exp(-0.5 * away * away) }
    };
    for ((row, column), rate) in got.indexed_iter() {
        let (mut top, mut bottom) = (0.0, 0.0);
        for ((r, c), &seconds) in map.occupancy_s().indexed_iter() {
            let w = weight(row, r) * weight(column, c);
            top += w * f64::from(map.spike_counts()[[r, c]]);
            bottom += w * seconds;
        }
        assert!((rate - top / bottom).abs() < 1e-6 * (1.0 + rate));
    }
    let strict = map.smoothed_rates_hz(1.5, 2.0).expect("a width");
    for (place, rate) in strict.indexed_iter() {
        assert_eq!(rate.is_nan(), map.occupancy_s()[place] < 2.0);
    }
    assert_eq!(
        map.smoothed_rates_hz(0.0, 0.0).expect_err("no width").to_string(),
        "width_bins: got 0, wanted a finite number above 0"
    );
}

#[test]
fn an_even_rate_is_neither_sparse_nor_coherent() {
    let (times, x, y, keep, _) = walk();
    let spikes: Vec<f64> = times.iter().map(|time| time + 0.001).collect();
    let plane = PlaneOccupancy::new(&times, [&x, &y], &keep, bins(), 0.1).expect("samples");
    let map = TuningMap::new(&plane, &spikes).expect("visited");
    assert!((map.sparsity() - 1.0).abs() < 1e-9);
    assert!((map.mean_rate_hz() - 50.0).abs() < 1e-6);
    let short = PlaneOccupancy::new(&times, [&x[1..], &y], &keep, bins(), 0.1).expect_err("short");
    insta::assert_snapshot!(short, @"x: got 19999 entries, wanted 20000");
}
