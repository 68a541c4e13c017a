//! Distances against brute force, and the laws of a metric.

use proptest::prelude::*;

use super::*;

/// Every way to match spikes in order, tried out.
fn cheapest(a: &[f64], b: &[f64], cost: f64) -> f64 {
    match (a, b) {
        ([], rest) | (rest, []) => rest.len() as f64,
        ([x, a_rest @ ..], [y, b_rest @ ..]) => {
            let matched = cost * (x - y).abs() + cheapest(a_rest, b_rest, cost);
            let dropped = (1.0 + cheapest(a_rest, b, cost)).min(1.0 + cheapest(a, b_rest, cost));
            matched.min(dropped)
        }
    }
}

/// The integral in small steps.
fn integrated(a: &[f64], b: &[f64], tau: f64) -> f64 {
    let step = tau / 400.0;
    let trace = |train: &[f64], time: f64| -> f64 {
        let passed = train.iter().filter(|spike| **spike <= time);
        passed.map(|spike| spikebook_numeric::elementary::exp((spike - time) / tau)).sum()
    };
    let n = ((2.0 + 20.0 * tau) / step) as usize;
    let squares = (0..n).map(|k| {
        let time = (k as f64 + 0.5) * step;
        let apart = trace(a, time) - trace(b, time);
        apart * apart * step
    });
    (2.0 / tau * squares.sum::<f64>()).sqrt()
}

fn seconds(ticks: &mut [u32]) -> Vec<f64> {
    ticks.sort_unstable();
    ticks.iter().map(|tick| f64::from(*tick) / 1000.0).collect()
}

proptest! {
    #[test]
    fn distances_are_those_of_brute_force(
        mut a in prop::collection::vec(0..1000_u32, 0..6),
        mut b in prop::collection::vec(0..1000_u32, 0..6),
        cost in 0.0..200.0_f64,
        tau in 0.02..0.3_f64,
    ) {
        let (a, b) = (seconds(&mut a), seconds(&mut b));
        let edit = victor_purpura(&a, &b, cost).expect("ascending");
        prop_assert!((edit - cheapest(&a, &b, cost)).abs() < 1e-12);
        let area = van_rossum(&a, &b, tau).expect("ascending");
        prop_assert!((area - integrated(&a, &b, tau)).abs() < 0.05, "{}", area);
        let mut double_sum = 0.0;
        for (x, one) in a.iter().map(|x| (x, 1.0)).chain(b.iter().map(|x| (x, -1.0))) {
            for (y, other) in a.iter().map(|x| (x, 1.0)).chain(b.iter().map(|x| (x, -1.0))) {
                double_sum += one * other * spikebook_numeric::elementary::exp(-(x - y).abs() / tau);
            }
        }
        prop_assert!((area * area - double_sum).abs() < 1e-10);
    }

    #[test]
    fn no_detour_is_shorter(
        mut a in prop::collection::vec(0..1000_u32, 0..15),
        mut b in prop::collection::vec(0..1000_u32, 0..15),
        mut c in prop::collection::vec(0..1000_u32, 0..15),
        cost in 0.0..200.0_f64,
    ) {
        let trains = [seconds(&mut a), seconds(&mut b), seconds(&mut c)];
        let views: Vec<&[f64]> = trains.iter().map(Vec::as_slice).collect();
        let metrics = [
            Metric::VictorPurpura { cost_per_s: cost },
            Metric::VanRossum { time_constant_s: 0.02 },
        ];
        for metric in metrics {
            let distances = distance_matrix(&views, metric).expect("ascending");
            for i in 0..3 {
                prop_assert_eq!(distances[[i, i]], 0.0);
                for j in 0..3 {
                    prop_assert_eq!(distances[[i, j]], distances[[j, i]]);
                    for k in 0..3 {
                        let detour = distances[[i, k]] + distances[[k, j]];
                        prop_assert!(distances[[i, j]] <= detour + 1e-7);
                    }
                }
            }
        }
    }
}

#[test]
fn ends_of_the_scale() {
    let (a, b) = ([0.1, 0.2, 0.3], [0.1, 0.25]);
    assert_eq!(victor_purpura(&a, &b, 0.0).expect("ascending"), 1.0);
    assert_eq!(victor_purpura(&a, &b, f64::INFINITY).expect("ascending"), 3.0);
    assert_eq!(van_rossum(&a, &a, 0.01).expect("ascending"), 0.0);
    assert!(
        (van_rossum(&[0.0], &[1000.0], 0.01).expect("ascending") - 2.0_f64.sqrt()).abs() < 1e-12
    );
    assert_eq!(van_rossum(&[], &[], 0.01).expect("ascending"), 0.0);
    let refused = victor_purpura(&a, &b, -1.0).expect_err("negative").to_string();
    insta::assert_snapshot!(refused, @"cost_per_s: got -1, wanted at least 0");
    let refused = van_rossum(&a, &b, 0.0).expect_err("no time").to_string();
    insta::assert_snapshot!(refused, @"time_constant_s: got 0, wanted a finite number above 0");
}
