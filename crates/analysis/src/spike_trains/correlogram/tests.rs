//! Counts against brute force in whole ticks, predictors against what they must be.

use proptest::prelude::*;
use spikebook_numeric::Seed;

use super::*;

/// The definition: every spike with every other, in ticks.
fn by_brute_force(a: &[i64], b: &[i64], width: i64, reach: i64, same: bool) -> Vec<u64> {
    let mut counts = vec![0; 2 * reach as usize + 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            let bin = (2 * (y - x) + width).div_euclid(2 * width);
            if bin.abs() <= reach && !(same && i == j) {
                counts[(bin + reach) as usize] += 1;
            }
        }
    }
    counts
}

proptest! {
    #[test]
    fn all_pairs_are_those_of_brute_force(
        mut trains in prop::collection::vec(prop::collection::vec(-300..3000_i64, 0..60), 1..5),
        width in 1..40_i64,
        reach in 0..12_i64,
    ) {
        for train in &mut trains {
            train.sort_unstable();
        }
        // Ticks of 50 µs, as at 20 kHz: many lags lie on edges.
        let seconds: Vec<Vec<f64>> = trains
            .iter()
            .map(|train| train.iter().map(|tick| *tick as f64 / 20_000.0).collect())
            .collect();
        let lags = Lags::new(width as f64 / 20_000.0, reach as usize).expect("lags");
        let views: Vec<&[f64]> = seconds.iter().map(Vec::as_slice).collect();
        let all = correlograms(&views, lags).expect("ascending");
        for (i, a) in trains.iter().enumerate() {
            for (j, b) in trains.iter().enumerate() {
                let wanted = by_brute_force(a, b, width, reach, i == j);
                prop_assert_eq!(all.of_pair(i, j), &wanted[..], "{} with {}", i, j);
                let two = if i == j {
                    auto_correlogram(&seconds[i], lags)
                } else {
                    cross_correlogram(&seconds[i], &seconds[j], lags)
                };
                prop_assert_eq!(two.expect("ascending"), wanted);
            }
        }
    }
}

fn poisson_train(name: &str, rate_hz: f64, length_s: f64) -> Vec<f64> {
    let mut stream = Seed::from_name(name).replicate("train", 0);
    let mut time = 0.0;
    let mut spikes = Vec::new();
    loop {
        time += stream.standard_exponential() / rate_hz;
        if time > length_s {
            return spikes;
        }
        spikes.push(time);
    }
}

#[test]
fn many_stretches_and_threads_give_what_two_trains_give() {
    let trains: Vec<Vec<f64>> =
        (0..6).map(|unit| poisson_train(&format!("unit {unit}"), 20.0, 1000.0)).collect();
    let views: Vec<&[f64]> = trains.iter().map(Vec::as_slice).collect();
    let lags = Lags::new(0.001, 50).expect("lags");
    let on_threads = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| correlograms(&views, lags).expect("ascending"))
    };
    let all = on_threads(1);
    for n_threads in [2, 3, 8] {
        assert_eq!(all, on_threads(n_threads));
    }
    for i in 0..6 {
        assert_eq!(all.of_pair(i, i), auto_correlogram(&trains[i], lags).expect("ascending"));
        for j in (0..6).filter(|&j| j != i) {
            let two = cross_correlogram(&trains[i], &trains[j], lags).expect("ascending");
            assert_eq!(all.of_pair(i, j), two);
        }
    }
    // A width so large that the product would overflow takes the plain division.
    let wide = Lags::new(30.0, 5).expect("lags");
    let all = correlograms(&views, wide).expect("ascending");
    let two = cross_correlogram(&trains[1], &trains[4], wide).expect("ascending");
    assert_eq!(all.of_pair(1, 4), two);
}

#[test]
fn independent_trains_meet_as_often_as_expected() {
    let (a, b) = (poisson_train("a", 30.0, 500.0), poisson_train("b", 20.0, 500.0));
    let lags = Lags::new(0.005, 40).expect("lags");
    let counts = cross_correlogram(&a, &b, lags).expect("ascending");
    let expected = expected_count(a.len(), b.len(), 500.0, lags).expect("a length");
    let chi_squared: f64 = counts
        .iter()
        .zip(&expected)
        .map(|(&got, want)| (got as f64 - want) * (got as f64 - want) / want)
        .sum();
    // 81 degrees of freedom: 45 to 128 with 99.9 % probability.
    assert!((45.0..128.0).contains(&chi_squared), "{chi_squared}");
    let rates = rate_hz(&counts, a.len(), lags);
    assert!((crate::descriptive::mean(&rates) - 20.0).abs() < 1.0);
}

#[test]
fn jitter_keeps_slow_rates_and_finds_fast_pairs() {
    // A common slow rate, and 8 % of spikes copied 2 ms later.
    let mut stream = Seed::from_name("jitter").replicate("pairs", 0);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for step in 0..600_000 {
        let time = f64::from(step) * 0.001;
        let rate = if (step / 500) % 2 == 0 { 0.03 } else { 0.005 };
        if stream.bernoulli(rate) {
            a.push(time);
            if stream.bernoulli(0.08) {
                b.push(time + 0.002);
            }
        }
        if stream.bernoulli(rate) {
            b.push(time);
        }
    }
    b.sort_by(f64::total_cmp);
    let lags = Lags::new(0.001, 30).expect("lags");
    let counts = cross_correlogram(&a, &b, lags).expect("ascending");
    let seed = Seed::from_number(3);
    let predicted =
        jitter_predictor(&a, &b, lags, 0.02, (200, 0.95), seed).expect("ascending times");
    let outside: Vec<usize> =
        (0..61).filter(|&bin| counts[bin] as f64 > predicted.high_anywhere[bin]).collect();
    assert_eq!(outside, [32], "2 ms after, and nothing else");
    let expected = expected_count(a.len(), b.len(), 600.0, lags).expect("a length");
    assert!(predicted.mean[10] > 1.2 * expected[10], "the slow rates stay in the prediction");
    assert!(predicted.low[32] < predicted.mean[32] && predicted.mean[32] < predicted.high[32]);
    // Jittered counts are lower near the ends of the lags by nothing: pairs are kept in number.
    let total = |counts: &[f64]| counts.iter().sum::<f64>();
    let observed: f64 = counts.iter().map(|&count| count as f64).sum();
    assert!((total(&predicted.mean) / observed - 1.0).abs() < 0.05);
}

#[test]
fn the_shift_predictor_is_the_mean_over_all_other_pairings() {
    let trains = |name: &str| -> Vec<Vec<f64>> {
        (0..5).map(|trial| poisson_train(&format!("{name} {trial}"), 40.0, 1.0)).collect()
    };
    let (a, b) = (trains("a"), trains("b"));
    let lags = Lags::new(0.01, 6).expect("lags");
    let mut wanted = vec![0.0; 13];
    for (i, a) in a.iter().enumerate() {
        for (j, b) in b.iter().enumerate().filter(|(j, _)| *j != i) {
            for (sum, count) in wanted.iter_mut().zip(cross_correlogram(a, b, lags).expect("times"))
            {
                *sum += count as f64 / 4.0;
            }
            assert!(i != j);
        }
    }
    let views = |trains: &'static [Vec<f64>]| trains.iter().map(Vec::as_slice).collect::<Vec<_>>();
    let (a, b) = (Box::leak(Box::new(a)), Box::leak(Box::new(b)));
    let got = shift_predictor(&views(a), &views(b), lags).expect("trials");
    assert!(got.iter().zip(&wanted).all(|(got, wanted)| (got - wanted).abs() < 1e-9));
}

#[test]
fn what_makes_no_bins_is_refused() {
    let message = |width_s, reach| Lags::new(width_s, reach).expect_err("no bins").to_string();
    insta::assert_snapshot!(message(0.0, 5), @"bin width (s): got 0, wanted a whole number of nanoseconds, at most a day");
    insta::assert_snapshot!(message(1.0 / 30_000.0, 5), @"bin width (s): got 0.000033333333333333335, wanted a whole number of nanoseconds, at most a day");
    insta::assert_snapshot!(message(0.001, 2_000_000), @"reach: got 2000000, wanted at most 1,000,000 bins to each side");
    let lags = Lags::new(0.001, 5).expect("lags");
    let refused = cross_correlogram(&[0.2, 0.1], &[], lags).expect_err("backwards").to_string();
    insta::assert_snapshot!(refused, @"spike times of the reference, row 2: got 0.1 after 0.2, wanted ascending order");
    let refused = shift_predictor(&[&[0.1]], &[&[0.1]], lags).expect_err("one trial").to_string();
    insta::assert_snapshot!(refused, @"trials: got 1, wanted at least 2");
    let many = vec![&[][..]; 12_000];
    let refused = correlograms(&many, lags).expect_err("too many").to_string();
    insta::assert_snapshot!(refused, @"units: got 12000, wanted units² times bins of at most 134,217,728");
}
