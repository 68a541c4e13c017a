use insta::assert_snapshot;
use ndarray::arr2;
use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn energy_never_rises(number in any::<u64>(), n_units in 2_usize..40, n_patterns in 1_usize..12) {
        let seed = Seed::from_number(number);
        let patterns = random_patterns(n_patterns, n_units, seed).expect("patterns");
        let network = Hopfield::storing(patterns.view()).expect("a network");
        let mut stream = seed.replicate("test", 0);
        let mut state = random_state(n_units, &mut stream);
        let mut energy = network.energy(&state);
        for _ in 0..4 * n_units {
            network.update_unit(stream.below(n_units), &mut state);
            let next = network.energy(&state);
            prop_assert!(next <= energy + 1e-12 * (1.0 + energy.abs()));
            energy = next;
        }
        let end = network.relax(&state, 1000, &mut stream).expect("a state");
        prop_assert!(end.settled);
        prop_assert!(end.energies.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12 * (1.0 + pair[0].abs())));
    }
}

#[test]
fn the_mixture_of_three_is_at_rest_though_nobody_stored_it() {
    let patterns = random_patterns(3, 2000, Seed::from_number(4)).expect("patterns");
    let network = Hopfield::storing(patterns.view()).expect("a network");
    let mixture: Vec<i8> =
        patterns.columns().into_iter().map(|column| column.sum().signum()).collect();
    let mut stream = Seed::from_number(4).replicate("test", 0);
    let end = network.relax(&mixture, 100, &mut stream).expect("a state");
    assert!(overlap(&end.state, &mixture) > 0.98);
    // Majority of three: an overlap of 1/2 with each.
    for pattern in patterns.rows() {
        assert!((overlap(&end.state, &pattern.to_vec()) - 0.5).abs() < 0.06);
    }
    let negative: Vec<i8> = patterns.row(0).iter().map(|s| -s).collect();
    assert_eq!(network.update_all(&negative), negative);
}

#[test]
fn two_units_that_mirror_each_other_swing_when_updated_at_once() {
    let network = Hopfield::storing(arr2(&[[1_i8, 1]]).view()).expect("a network");
    assert_eq!(network.update_all(&[1, -1]), [-1, 1]);
    assert_eq!(network.update_all(&[-1, 1]), [1, -1]);
}

#[test]
fn memory_breaks_down_beyond_its_capacity() {
    let test = RecallTest::new(0.0, 0.9, 1, 1).expect("a test");
    let recall = |n_patterns: usize| {
        let seed = Seed::from_number(9);
        let patterns = random_patterns(n_patterns, 500, seed).expect("patterns");
        let network = Hopfield::storing(patterns.view()).expect("a network");
        let scores = test.score(&network, patterns.view(), seed).expect("scores");
        scores.recall.iter().sum::<f64>() / n_patterns as f64
    };
    assert_eq!(recall(50), 1.0); // 0.10 N
    assert!(recall(100) < 0.3); // 0.20 N
}

#[test]
fn bad_patterns_are_refused() {
    let refused = |result: Result<Hopfield, Error>| result.expect_err("refused").to_string();
    assert_snapshot!(refused(Hopfield::empty(0)), @"units of a network: got 0, wanted at least 2");
    assert_snapshot!(refused(Hopfield::storing(arr2(&[[1_i8, 0]]).view())), @"state: got 0, wanted +1 or −1");
    let mut stream = Seed::from_number(1).replicate("test", 0);
    let short = Hopfield::empty(3).expect("a network").relax(&[1], 1, &mut stream);
    assert_snapshot!(short.expect_err("refused"), @"length of the state: got 1, wanted one number a unit");
    assert_snapshot!(RecallTest::new(0.7, 0.9, 1, 1).expect_err("refused"), @"cue_flips: got 0.7, wanted a share between 0 and 0.5");
    assert_snapshot!(random_patterns(0, 3, Seed::from_number(1)).expect_err("refused"), @"patterns: got 0, wanted at least 1");
}

#[test]
fn a_descent_shows_every_step_of_a_relaxation() {
    let seed = Seed::from_number(6);
    let patterns = random_patterns(12, 60, seed).expect("patterns");
    let network = Hopfield::storing(patterns.view()).expect("a network");
    let start = random_state(60, &mut seed.replicate("start", 0));
    let end = network.relax(&start, 100, &mut seed.replicate("order", 0)).expect("an end");
    let steps = network.descent(&start, 100, &mut seed.replicate("order", 0)).expect("steps");
    // The relaxation does not note the energy of the last sweep, which changes nothing.
    assert_eq!(steps.len(), 1 + 60 * end.energies.len());
    let sweeps: Vec<f64> = steps.iter().copied().step_by(60).collect();
    assert_eq!(sweeps[..end.energies.len()], end.energies);
    assert!(steps.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
}

#[test]
fn weights_are_taken_back_if_they_are_those_of_such_a_network() {
    let patterns = random_patterns(3, 20, Seed::from_number(6)).expect("patterns");
    let network = Hopfield::storing(patterns.view()).expect("a network");
    let again = Hopfield::with_weights(network.weights().to_owned()).expect("the same network");
    assert_eq!(again, network);
    let refused = |weights| Hopfield::with_weights(weights).expect_err("refused").to_string();
    assert_snapshot!(refused(arr2(&[[0.0, 1.0], [0.5, 0.0]])), @"weight: got 1, wanted the same both ways");
    assert_snapshot!(refused(arr2(&[[0.1, 1.0], [1.0, 0.0]])), @"weight of a unit on itself: got 0.1, wanted 0");
    assert_snapshot!(refused(arr2(&[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])), @"columns of the weights: got 3, wanted as many as rows");
}
