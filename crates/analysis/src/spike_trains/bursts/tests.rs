//! Bursts against a search through all runs, and their surprise against the Poisson sum.

use proptest::prelude::*;
use spikebook_numeric::elementary::{exp, power};

use super::*;

proptest! {
    #[test]
    fn bursts_are_the_longest_runs_of_short_intervals(
        mut ticks in prop::collection::vec(0..400_i32, 0..60),
        limit in 1..12_i32,
        min_spikes in 2..5_usize,
    ) {
        ticks.sort_unstable();
        let spikes: Vec<f64> = ticks.iter().map(|tick| f64::from(*tick) / 1000.0).collect();
        let rule = BurstRule::uniform(f64::from(limit) / 1000.0, min_spikes).expect("a rule");
        let found: Vec<(usize, usize)> = rule
            .find(&spikes)
            .expect("ascending")
            .iter()
            .map(|burst| (burst.first, burst.n_spikes))
            .collect();
        // A spike belongs to the run of the one before where the interval is short, in whole ticks.
        let mut wanted = Vec::new();
        let mut first = 0;
        for place in 1..=ticks.len() {
            let ends = place == ticks.len() || ticks[place] - ticks[place - 1] > limit;
            if ends {
                if place - first >= min_spikes {
                    wanted.push((first, place - first));
                }
                first = place;
            }
        }
        prop_assert_eq!(found, wanted);
    }
}

#[test]
fn a_burst_needs_a_short_start_and_may_go_on_slower() {
    let spikes = [0.0, 0.005, 0.014, 0.022, 0.1, 0.108, 0.2, 0.204, 0.23, 0.234];
    let rule = BurstRule::new(0.006, 0.010, 2).expect("a rule");
    let runs = |rule: BurstRule| -> Vec<(usize, usize)> {
        rule.find(&spikes).expect("ascending").iter().map(|b| (b.first, b.n_spikes)).collect()
    };
    assert_eq!(runs(rule), [(0, 4), (6, 2), (8, 2)]);
    assert_eq!(runs(rule.merging(0.03).expect("a gap")), [(0, 4), (6, 4)]);
    assert_eq!(runs(rule.lasting(0.01).expect("a time")), [(0, 4)]);
    let bursts = rule.find(&spikes).expect("ascending");
    let summary = BurstSummary::new(&bursts, spikes.len());
    assert_eq!((summary.n_bursts, summary.share_of_spikes), (3, 0.8));
    assert!((summary.mean_duration_s - 0.01).abs() < 1e-12);
    assert!((summary.mean_gap_s - f64::midpoint(0.178, 0.026)).abs() < 1e-12);
    assert!(BurstSummary::new(&[], 4).mean_spikes.is_nan());
}

#[test]
fn surprise_is_the_tail_of_a_poisson_count() {
    let spikes = [0.0, 1.0, 1.01, 1.02, 1.04, 5.0, 10.0];
    let burst = BurstRule::uniform(0.03, 3).expect("a rule").find(&spikes).expect("ascending")[0];
    assert_eq!((burst.first, burst.n_spikes), (1, 4));
    let mean = 6.0 / 10.0 * 0.04;
    // P(3 or more) = 1 − Σ₀² e^(−m) mᵏ / k!, summed from the other end to keep its digits.
    let tail: f64 = [6.0, 24.0, 120.0, 720.0]
        .iter()
        .enumerate()
        .map(|(k, factorial)| exp(-mean) * power(mean, k as f64 + 3.0) / factorial)
        .sum();
    assert!((burst.surprise + spikebook_numeric::elementary::ln(tail)).abs() < 1e-6);
    insta::assert_snapshot!(BurstRule::uniform(0.0, 2).expect_err("none"), @"start_interval_s: got 0, wanted a finite number above 0");
    insta::assert_snapshot!(BurstRule::uniform(0.1, 1).expect_err("none"), @"min_spikes: got 1, wanted at least 2");
}

#[test]
fn a_poisson_train_has_the_share_that_is_said() {
    let mut stream = spikebook_numeric::Seed::from_name("bursts").replicate("train", 0);
    let mut time = 0.0;
    let spikes: Vec<f64> = (0..200_000)
        .map(|_| {
            time += stream.standard_exponential() / 25.0;
            time
        })
        .collect();
    let rules = [
        BurstRule::uniform(0.01, 2),
        BurstRule::uniform(0.02, 4),
        BurstRule::new(0.004, 0.03, 3),
        BurstRule::new(0.02, 0.01, 2),
    ];
    for rule in rules {
        let rule = rule.expect("a rule");
        let bursts = rule.find(&spikes).expect("ascending");
        let share = BurstSummary::new(&bursts, spikes.len()).share_of_spikes;
        let said = poisson_share(&rule, &spikes).expect("ascending");
        assert!((share - said).abs() < 0.005, "{share} against {said}: {rule:?}");
    }
    assert!(poisson_share(&rules_of_one(), &[1.0]).expect("ascending").is_nan());
}

fn rules_of_one() -> BurstRule {
    BurstRule::uniform(0.01, 2).expect("a rule")
}
