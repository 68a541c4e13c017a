//! Enumeration against brute force, random deals against enumeration, and shifts.

use insta::assert_snapshot;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::sqrt;

use super::*;
use crate::Error;

/// Every deal by counting in binary.
fn brute_force(a: &[f64], b: &[f64]) -> Vec<f64> {
    let pooled = [a, b].concat();
    let deals = (0_u32..1 << pooled.len()).filter(|deal| deal.count_ones() as usize == a.len());
    let difference = |deal: u32| {
        let (mut of_a, mut of_b) = (0.0, 0.0);
        for (row, value) in pooled.iter().enumerate() {
            if deal >> row & 1 == 1 { of_a += value } else { of_b += value }
        }
        of_a / a.len() as f64 - of_b / b.len() as f64
    };
    deals.map(difference).collect()
}

#[test]
fn enumeration_is_that_of_brute_force() {
    let (a, b) = ([1.5, 2.5, 0.25, 7.0], [3.0, 0.5, 2.75]);
    let test = MeanDifference::default().run(&a, &b, Seed::from_number(0)).expect("samples");
    let (mut got, mut wanted) = (test.values().to_vec(), brute_force(&a, &b));
    got.sort_by(f64::total_cmp);
    wanted.sort_by(f64::total_cmp);
    assert_eq!(got.len(), 35);
    for (got, wanted) in got.iter().zip(&wanted) {
        assert!((got - wanted).abs() < 1e-14, "{got} against {wanted}");
    }
}

#[test]
fn random_deals_are_of_the_sample_that_is_asked_for() {
    // Whichever sample is the smaller, the null is that of shuffled labels, mean and spread.
    let (a, b): (Vec<f64>, Vec<f64>) =
        ((0..30).map(f64::from).collect(), (0..90).map(|k| f64::from(k * k % 17)).collect());
    let test = MeanDifference { max_exact: 0, n_random: 20_000 };
    let pooled = [a.clone(), b.clone()].concat();
    let slow = label_shuffle_null(120, 20_000, Seed::from_number(8), |order| {
        let mean =
            |rows: &[usize]| rows.iter().map(|&row| pooled[row]).sum::<f64>() / rows.len() as f64;
        mean(&order[..30]) - mean(&order[30..])
    })
    .expect("a null");
    let moments = |null: &NullDistribution| {
        (crate::descriptive::mean(null.values()), crate::descriptive::variance(null.values(), 1))
    };
    let forth = test.run(&a, &b, Seed::from_number(9)).expect("a null");
    let back = test.run(&b, &a, Seed::from_number(9)).expect("a null");
    assert!((forth.observed() - slow.observed()).abs() < 1e-12);
    assert!((back.observed() + slow.observed()).abs() < 1e-12);
    let (wanted, got) = (moments(&slow), moments(&forth));
    assert!((wanted.0 - got.0).abs() < 4.0 * sqrt(2.0 * wanted.1 / 20_000.0));
    assert!((got.1 / wanted.1 - 1.0).abs() < 0.05, "{got:?} against {wanted:?}");
    let back = moments(&back);
    assert!((back.0 + wanted.0).abs() < 4.0 * sqrt(2.0 * wanted.1 / 20_000.0));
    assert!((back.1 / wanted.1 - 1.0).abs() < 0.05, "{back:?} against {wanted:?}");
}

#[test]
fn signs_are_enumerated_or_drawn() {
    let differences = [0.3, -1.2, 2.5, 0.9, 1.4, -0.2, 0.8];
    let exact = SignFlip::default().run(&differences, Seed::from_number(0)).expect("a null");
    let mut wanted = Vec::new();
    for signs in 0..128_usize {
        let signed = |(row, value): (usize, &f64)| {
            if signs >> row & 1 == 1 { -value } else { *value }
        };
        wanted.push(differences.iter().enumerate().map(signed).sum::<f64>() / 7.0);
    }
    for (got, wanted) in exact.values().iter().zip(&wanted) {
        assert!((got - wanted).abs() < 1e-14);
    }
    let random = SignFlip { max_exact: 0, n_random: 20_000 };
    let random = random.run(&differences, Seed::from_number(0)).expect("a null");
    assert!(exact.is_exact() && !random.is_exact());
    assert!((exact.p_greater() - random.p_greater()).abs() < 0.015);
    assert!((exact.p_absolute() - random.p_absolute()).abs() < 0.015);
}

#[test]
fn orders_are_enumerated_or_kept_within_groups() {
    let rank = |order: &[usize]| order.iter().fold(0.0, |code, &row| 10.0 * code + row as f64);
    let all = LabelShuffle::default().run(5, Seed::from_number(1), rank).expect("a null");
    let mut seen = all.values().to_vec();
    seen.dedup();
    assert!(all.is_exact() && seen.len() == 120 && all.p_less() == 1.0 / 120.0);
    let groups = [vec![0, 3], vec![1, 2, 4]];
    let kept = |order: &[usize]| {
        for group in &groups {
            assert!(group.iter().all(|&row| group.contains(&order[row])));
        }
        rank(order)
    };
    let within = LabelShuffle { max_exact: 0, n_random: 500 };
    let null = within.run_within(&groups, Seed::from_number(1), kept).expect("a null");
    let mut seen: Vec<u64> = null.values().iter().map(|value| *value as u64).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 12, "2! times 3! orders");
    let twice = within.run_within(&[vec![0, 1], vec![1]], Seed::from_number(1), rank);
    assert_snapshot!(twice.expect_err("row 1 twice"), @"rows of the groups, each once: got 2 entries, wanted 3");
}

#[test]
fn every_shift_leaves_nothing_to_chance() {
    let null = every_circular_shift_null(10, 3, |shift| shift as f64).expect("shifts");
    assert_eq!(null.values(), [0.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    assert_eq!((null.p_less(), null.is_exact()), (1.0 / 6.0, true));
}

#[test]
fn ties_that_rounding_splits_are_ties() {
    // 0.1 + 0.2 + 0.3 in any order: all deals of {0.1, 0.2, 0.3} against itself that swap equals
    // tie.
    let sample = [0.1, 0.2, 0.3];
    let test =
        MeanDifference::default().run(&sample, &sample, Seed::from_number(0)).expect("samples");
    assert_eq!(test.observed().abs(), 0.0);
    assert_eq!(test.p_absolute(), 1.0);
    let at_zero = test.values().iter().filter(|value| value.abs() < 1e-12).count() as f64;
    assert_eq!(test.p_greater(), (20.0 + at_zero) / 40.0, "the null is symmetric");
}

#[test]
fn random_deals_come_near_to_enumeration() {
    let (a, b) = ([1.5, 2.5, 0.25, 7.0, 3.1], [3.0, 0.5, 2.75, 0.1, 1.1]);
    let exact = MeanDifference::default().run(&a, &b, Seed::from_number(0)).expect("samples");
    let random = MeanDifference { max_exact: 0, n_random: 20_000 };
    let random = random.run(&a, &b, Seed::from_number(0)).expect("samples");
    assert!(exact.is_exact() && !random.is_exact());
    for (exact, random) in [
        (exact.p_greater(), random.p_greater()),
        (exact.p_less(), random.p_less()),
        (exact.p_two_sided(), random.p_two_sided()),
        (exact.p_absolute(), random.p_absolute()),
    ] {
        assert!((exact - random).abs() < 0.02, "{exact} against {random}");
    }
}

#[test]
fn a_random_p_value_is_never_zero() {
    let null = NullDistribution::from_random(10.0, vec![0.0; 99]).expect("a null");
    assert_eq!(null.p_greater(), 0.01);
    assert_eq!(null.p_less(), 1.0);
    assert_eq!(null.p_two_sided(), 0.02);
    assert!(null.z_score().is_nan(), "a null without spread");
}

#[test]
fn shuffles_start_from_the_data_and_keep_the_labels() {
    let mut seen = std::collections::BTreeSet::new();
    let null = label_shuffle_null(4, 300, Seed::from_number(9), |order| {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3]);
        order.iter().fold(0.0, |code, &row| 10.0 * code + row as f64)
    })
    .expect("finite");
    assert_eq!(null.observed(), 123.0);
    seen.extend(null.values().iter().map(|value| *value as u64));
    assert_eq!(seen.len(), 24, "300 deals of 4 rows meet all 24 orders");
}

#[test]
fn shifts_keep_away_from_none() {
    let null = circular_shift_null(10, 3, 500, Seed::from_number(1), |shift| shift as f64)
        .expect("shifts");
    assert_eq!(null.observed(), 0.0);
    let mut seen: Vec<u64> = null.values().iter().map(|value| *value as u64).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, [3, 4, 5, 6, 7]);
}

#[test]
fn any_number_of_threads_gives_the_same_null() {
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        let statistic = |order: &[usize]| order[0] as f64 - order[1] as f64;
        pool.install(|| label_shuffle_null(20, 300, Seed::from_number(1), statistic))
            .expect("finite")
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(3));
}

#[test]
fn messages() {
    let seed = Seed::from_number(1);
    let refused = |test: Result<NullDistribution, Error>| test.expect_err("refused").to_string();
    let test = MeanDifference::default();
    assert_snapshot!(refused(test.run(&[], &[1.0], seed)), @"sample a: got 0, wanted at least 1");
    assert_snapshot!(refused(test.run(&[1.0], &[1.0, f64::INFINITY], seed)), @"sample b, row 2: got inf, wanted a finite number");
    assert_snapshot!(refused(label_shuffle_null(1, 10, seed, |_| 0.0)), @"rows to shuffle: got 1, wanted at least 2");
    assert_snapshot!(refused(label_shuffle_null(5, 0, seed, |_| 0.0)), @"permutations: got 0, wanted at least 1");
    assert_snapshot!(refused(label_shuffle_null(5, 3, seed, |order| if order[0] == 0 && order[1] == 1 { 0.0 } else { f64::NAN })), @"permutation 0: the statistic is not a number, wanted a finite one");
    assert_snapshot!(refused(circular_shift_null(10, 6, 5, seed, |_| 0.0)), @"circular shift: a least shift of 6 of 10 samples leaves none, wanted at most half");
    let hint = circular_shift_null(10, 0, 5, seed, |_| 0.0).expect_err("refused").hint();
    assert_snapshot!(hint.expect("a hint"), @"take a smaller least shift or a longer recording");
}
