//! What each design draws together, and where its intervals come from.

use insta::assert_snapshot;
use spikebook_numeric::elementary::sqrt;

use super::super::*;
use super::VALUES;

fn seed() -> Seed {
    Seed::from_number(11)
}

/// The rows of each of some replicates.
fn drawn(resampling: &Resampling) -> Vec<Vec<usize>> {
    (0..400).map(|b| resampling.draw(seed().replicate("bootstrap", b))).collect()
}

#[test]
fn samples_keep_their_sizes() {
    let samples = vec![vec![0, 2, 4], vec![1, 3, 5, 7, 9]];
    for rows in drawn(&Resampling::Samples(samples)) {
        assert_eq!(rows.len(), 8);
        assert!(rows[..3].iter().all(|row| row % 2 == 0));
        assert!(rows[3..].iter().all(|row| row % 2 == 1));
    }
}

#[test]
fn blocks_are_runs_of_neighbours() {
    let moving = Resampling::MovingBlocks { n_rows: 11, block_rows: 4 };
    let circular = Resampling::CircularBlocks { n_rows: 11, block_rows: 4 };
    for (resampling, wraps) in [(moving, false), (circular, true)] {
        let mut counts = [0_usize; 11];
        for rows in drawn(&resampling) {
            assert_eq!(rows.len(), 11);
            for block in rows.chunks(4) {
                assert!(block.windows(2).all(|pair| (pair[0] + 1) % 11 == pair[1]));
                assert!(wraps || block[0] <= block[block.len() - 1]);
            }
            for row in rows {
                counts[row] += 1;
            }
        }
        // 400 rows each; the first row of a moving block can be drawn by one start of eight only.
        let is_even = counts.iter().all(|count| (320..480).contains(count));
        assert_eq!(is_even, wraps, "{counts:?}");
    }
}

#[test]
fn levels_are_drawn_one_in_the_other() {
    let animal = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2];
    let session = [0, 0, 1, 1, 0, 0, 0, 5, 5, 6, 6, 6];
    let hierarchy = Hierarchy::from_labels(&[&animal, &session]).expect("two levels");
    assert_eq!(hierarchy.n_units(), 3);
    let resampling = Resampling::Hierarchical(hierarchy);
    assert_eq!(resampling.all_rows(), (0..12).collect::<Vec<_>>());
    let mut n_single = 0;
    for rows in drawn(&resampling) {
        // Each draw of an animal takes as many sessions as it has: runs of rows of one animal.
        let animals: Vec<usize> = rows.iter().map(|&row| animal[row]).collect();
        assert!(rows.len() >= 9 && rows.len() <= 18, "three animals of 3 to 6 rows: {rows:?}");
        n_single += usize::from(animals.iter().all(|&other| other == animals[0]));
    }
    // One animal three times: 3 of 27.
    assert!((20..75).contains(&n_single), "{n_single} of 400");
    let bootstrap = Bootstrap::new(10, resampling).expect("a bootstrap");
    let without = bootstrap.jackknife(|rows| rows.len() as f64).expect("finite");
    assert_eq!(without.values(), [8.0, 9.0, 7.0]);
}

#[test]
fn animals_that_differ_make_wide_intervals() {
    // 5 animals of 200 trials, whose means have a standard deviation of 1 and whose trials 1 each.
    let mut stream = Seed::from_name("animals").replicate("data", 0);
    let (mut animal, mut values) = (Vec::new(), Vec::new());
    let mut means = Vec::new();
    for number in 0..5 {
        let mean = stream.standard_normal();
        means.push(mean);
        for _ in 0..200 {
            animal.push(number);
            values.push(mean + stream.standard_normal());
        }
    }
    let spread = |resampling| {
        let bootstrap = Bootstrap::new(2000, resampling).expect("a bootstrap");
        bootstrap.run_mean(seed(), &values).expect("finite").standard_error()
    };
    let hierarchy = Hierarchy::from_labels(&[&animal]).expect("a level");
    let of_levels = spread(Resampling::Hierarchical(hierarchy));
    let of_rows = spread(Resampling::Rows(1000));
    let between = sqrt(descriptive::variance(&means, 0) / 5.0 + 1.0 / 1000.0);
    assert!((of_levels / between - 1.0).abs() < 0.1, "{of_levels} against {between}");
    assert!(of_rows < 0.2 * of_levels, "{of_rows}");
}

#[test]
fn blocks_see_the_correlation_that_rows_hide() {
    // x(t) = 0.8 x(t − 1) + noise: the mean's standard error is 1/(1 − 0.8)/√n, three times that of
    // independent rows of the same variance.
    let mut stream = Seed::from_name("series").replicate("data", 0);
    let mut x = 0.0;
    let values: Vec<f64> = (0..4000)
        .map(|_| {
            x = 0.8 * x + stream.standard_normal();
            x
        })
        .collect();
    let spread = |resampling| {
        let bootstrap = Bootstrap::new(1000, resampling).expect("a bootstrap");
        bootstrap.run_mean(seed(), &values).expect("finite").standard_error()
    };
    let wanted = 5.0 / sqrt(4000.0);
    let of_blocks = spread(Resampling::MovingBlocks { n_rows: 4000, block_rows: 60 });
    let of_circles = spread(Resampling::CircularBlocks { n_rows: 4000, block_rows: 60 });
    let of_rows = spread(Resampling::Rows(4000));
    assert!((of_blocks / wanted - 1.0).abs() < 0.2, "{of_blocks} against {wanted}");
    assert!((of_circles / wanted - 1.0).abs() < 0.2, "{of_circles} against {wanted}");
    assert!(of_rows < 0.45 * wanted, "{of_rows}");
}

#[test]
fn the_fast_mean_draws_what_the_general_bootstrap_draws() {
    let values: Vec<f64> = VALUES.iter().map(|value| 1e6 + value).collect();
    for resampling in [
        Resampling::Rows(12),
        Resampling::MovingBlocks { n_rows: 12, block_rows: 3 },
        Resampling::Samples(vec![(0..5).collect(), (5..12).collect()]),
    ] {
        let bootstrap = Bootstrap::new(300, resampling).expect("a bootstrap");
        let mean = |rows: &[usize]| {
            descriptive::mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>())
        };
        let general = bootstrap.run(seed(), mean).expect("finite");
        let fast = bootstrap.run_mean(seed(), &values).expect("finite");
        for (fast, general) in fast.values().iter().zip(general.values()) {
            assert!((fast - general).abs() < 1e-9, "{fast} against {general}");
        }
    }
    let slow = Bootstrap::new(2, Resampling::Rows(12)).expect("a bootstrap");
    let mean = |rows: &[usize]| {
        descriptive::mean(&rows.iter().map(|&row| VALUES[row]).collect::<Vec<_>>())
    };
    let slow = slow.jackknife(mean).expect("finite");
    let closed = Jackknife::of_mean(&VALUES).expect("finite");
    for (closed, slow) in closed.values().iter().zip(slow.values()) {
        assert!((closed - slow).abs() < 1e-13);
    }
}

#[test]
fn the_jackknife_of_two_samples_weighs_each() {
    // Efron & Tibshirani (1993), 14.3 for two samples: influences (n − 1)(mean − value)/n of each.
    let values = vec![1.0, 2.0, 4.5, 0.5, 0.7, 0.1, 1.9];
    let jackknife = Jackknife::of_samples(values.clone(), &[3, 4]).expect("finite");
    let (mut cubes, mut squares) = (0.0, 0.0);
    for sample in [&values[..3], &values[3..]] {
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        for value in sample {
            let u = (n - 1.0) * (mean - value) / n;
            cubes += u * u * u;
            squares += u * u;
        }
    }
    let wanted = cubes / (6.0 * squares * sqrt(squares));
    assert!((jackknife.acceleration().expect("spread") - wanted).abs() < 1e-14);
}

#[test]
fn messages() {
    let refused = |resampling| Bootstrap::new(10, resampling).expect_err("refused");
    assert_snapshot!(refused(Resampling::MovingBlocks { n_rows: 10, block_rows: 0 }), @"rows in a block: got 0, wanted at least 1");
    assert_snapshot!(refused(Resampling::CircularBlocks { n_rows: 10, block_rows: 10 }), @"blocks to resample: got 1, wanted at least 2");
    assert_snapshot!(refused(Resampling::Samples(vec![vec![0, 1], vec![2]])), @"rows in a sample: got 1, wanted at least 2");
    assert_snapshot!(refused(Resampling::Hierarchical(Hierarchy::from_labels(&[&[4, 4]]).expect("a level"))), @"units of the highest level to resample: got 1, wanted at least 2");
    assert_snapshot!(Hierarchy::from_labels(&[]).expect_err("none"), @"levels of the hierarchy: got 0, wanted at least 1");
    assert_snapshot!(Hierarchy::from_labels(&[&[1, 2], &[1]]).expect_err("lengths"), @"labels of a level: got 1 entries, wanted 2");
    let bootstrap = Bootstrap::new(10, Resampling::Rows(3)).expect("a bootstrap");
    assert_snapshot!(bootstrap.run_mean(seed(), &[1.0, 2.0]).expect_err("two"), @"values: got 2 entries, wanted 3");
    assert_snapshot!(bootstrap.run_mean(seed(), &[1.0, f64::NAN, 0.0]).expect_err("NaN"), @"values, row 2: got NaN, wanted a finite number");
    assert_snapshot!(bootstrap.run_mean(seed(), &[1e308; 3]).expect_err("overflow"), @"estimate 0: the statistic is not a number, wanted a finite one");
    assert_snapshot!(bootstrap.run_nested(seed(), 1, |_| 0.0).expect_err("one"), @"inner resamples: got 1, wanted at least 2");
    assert_snapshot!(Jackknife::of_samples(vec![1.0; 3], &[1, 1]).expect_err("sizes"), @"jackknife samples: got 3 entries, wanted 2");
}
