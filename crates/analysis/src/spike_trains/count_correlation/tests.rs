//! Correlations of simulated counts, whose shared part is known.

use super::*;

/// Three units: 0 and 1 tuned alike with shared noise, 2 tuned against them with noise of its own.
fn simulated(n_repeats: usize) -> (Array2<u32>, Vec<usize>) {
    let mut stream = Seed::from_name("counts").replicate("trials", 0);
    let condition: Vec<usize> = (0..8 * n_repeats).map(|row| row % 8).collect();
    let mut counts = Array2::zeros((condition.len(), 3));
    for (row, &condition) in condition.iter().enumerate() {
        let shared = 6.0 * stream.standard_normal();
        let drive = 40.0 + 4.0 * condition as f64;
        for (unit, mean) in [drive + shared, drive + shared, 80.0 - drive].into_iter().enumerate() {
            let own = if unit == 2 { 8.0 } else { 6.0 };
            counts[[row, unit]] = (mean + own * stream.standard_normal()).round().max(0.0) as u32;
        }
    }
    (counts, condition)
}

#[test]
fn shared_noise_and_shared_tuning_are_told_apart() {
    let (counts, condition) = simulated(200);
    let found = CountCorrelations::new(counts.view(), &condition).expect("trials");
    assert!((found.noise()[[0, 1]] - 0.5).abs() < 0.05, "36 of 72 is shared");
    assert!(found.noise()[[0, 2]].abs() < 0.06);
    assert!(found.signal()[[0, 1]] > 0.98 && found.signal()[[0, 2]] < -0.98);
    let (low, high) = found.noise_interval(0, 1, 0.95).expect("units");
    assert!(low < 0.5 && 0.5 < high && high - low < 0.1);
    let seed = Seed::from_number(1);
    assert!(found.shuffle_test(0, 1, 199, seed).expect("units").p_two_sided() < 0.02);
    assert!(found.shuffle_test(0, 2, 199, seed).expect("units").p_two_sided() > 0.02);
    assert_eq!((found.n_trials()[[0, 1]], found.n_conditions()), (1600, 8));
}

#[test]
fn intervals_cover_as_often_as_they_say() {
    let covered = (0..400).filter(|&number| {
        let mut stream = Seed::from_name("cover").replicate("trials", number);
        let condition: Vec<usize> = (0..60).map(|row| row % 3).collect();
        let counts = Array2::from_shape_fn((60, 2), |_| 0_u32);
        let mut counts = counts;
        for row in 0..60 {
            let shared = 7.0 * stream.standard_normal();
            for unit in 0..2 {
                let x = 100.0 + shared + 7.0 * stream.standard_normal();
                counts[[row, unit]] = x.round() as u32;
            }
        }
        let found = CountCorrelations::new(counts.view(), &condition).expect("trials");
        let (low, high) = found.noise_interval(0, 1, 0.9).expect("units");
        low <= 0.5 && 0.5 <= high
    });
    // Binomial(400, 0.9): 340 to 378 with 99.9 % probability; rounding to counts takes little.
    let n = covered.count();
    assert!((340..=379).contains(&n), "{n} of 400");
}

#[test]
fn a_unit_that_is_silent_in_a_condition_has_the_others() {
    let counts = ndarray::array![[1, 0], [2, 0], [3, 4], [5, 6], [4, 4]];
    let found = CountCorrelations::new(counts.view(), &[0, 0, 1, 1, 1]).expect("trials");
    assert_eq!(found.n_trials()[[0, 1]], 3);
    assert_eq!(found.n_trials()[[0, 0]], 5);
    assert!(found.noise()[[0, 1]] > 0.8);
    let constant = ndarray::array![[1, 0], [2, 0], [3, 0]];
    let found = CountCorrelations::new(constant.view(), &[0, 0, 0]).expect("trials");
    assert!(found.noise()[[0, 1]].is_nan() && found.signal()[[0, 1]].is_nan());
    assert!(found.noise_interval(0, 1, 0.95).expect("units").0.is_nan());
    insta::assert_snapshot!(found.shuffle_test(0, 1, 9, Seed::from_number(1)).expect_err("NaN"), @"observed statistic 0: the statistic is not a number, wanted a finite one");
    insta::assert_snapshot!(found.noise_interval(0, 7, 0.95).expect_err("no unit"), @"units: got index 7, wanted one below 2");
    let single = ndarray::array![[1, 0], [2, 0]];
    insta::assert_snapshot!(CountCorrelations::new(single.view(), &[0, 1]).expect_err("no repeats"), @"trials of a condition: got 1, wanted at least 2");
}
