//! Information against closed forms, and corrections against simulated bias.

use ndarray::array;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::log2;

use super::*;

#[test]
fn information_has_its_closed_forms() {
    // A channel that flips one in ten: 1 − H(0.1).
    let joint = JointCounts::new(array![[90, 10], [10, 90]]).expect("trials");
    let flipped = 1.0 + 0.1 * log2(0.1) + 0.9 * log2(0.9);
    assert!((joint.mutual_information_bits(Correction::None) - flipped).abs() < 1e-14);
    // What says everything says the entropy; what is independent says nothing.
    let all = JointCounts::new(array![[7, 0, 0], [0, 0, 9], [0, 5, 0]]).expect("trials");
    let bits = all.mutual_information_bits(Correction::None);
    assert!((bits - all.stimulus_entropy_bits()).abs() < 1e-14);
    assert!((bits - all.response_entropy_bits()).abs() < 1e-14);
    let none = JointCounts::new(array![[4, 8], [2, 4]]).expect("trials");
    assert!(none.mutual_information_bits(Correction::None).abs() < 1e-15);
    assert_eq!(entropy_bits(&[3]).expect("outcomes"), 0.0);
    assert!(entropy_bits(&[3]).expect("outcomes").is_sign_positive());
}

#[test]
fn cells_that_nobody_saw_change_nothing() {
    let joint = JointCounts::new(array![[4, 1, 2], [1, 3, 3]]).expect("trials");
    let wider = JointCounts::new(array![[4, 0, 1, 2], [0, 0, 0, 0], [1, 0, 3, 3]]).expect("trials");
    for correction in [Correction::None, Correction::MillerMadow, Correction::PanzeriTreves] {
        let bits = joint.mutual_information_bits(correction);
        assert!((bits - wider.mutual_information_bits(correction)).abs() < 1e-14);
    }
}

/// The mean estimate over many small samples of a known channel.
fn mean_estimate(correction: Correction, n_trials: usize, informative: bool) -> f64 {
    let n_sets = 400;
    let total: f64 = (0..n_sets)
        .map(|number| {
            let mut stream = Seed::from_name("bias").replicate("trials", number);
            let stimuli: Vec<usize> = (0..n_trials).map(|trial| trial % 4).collect();
            let responses: Vec<usize> = stimuli
                .iter()
                .map(|&s| {
                    let mean = if informative { 1.0 + 1.5 * s as f64 } else { 3.0 };
                    stream.poisson(mean).min(9) as usize
                })
                .collect();
            let joint = JointCounts::of_trials(&stimuli, &responses).expect("trials");
            joint.mutual_information_bits(correction)
        })
        .sum();
    total / n_sets as f64
}

#[test]
fn corrections_take_off_most_of_the_bias() {
    for informative in [false, true] {
        let truth = if informative { mean_estimate(Correction::None, 40_000, true) } else { 0.0 };
        let [plug_in, miller, panzeri] =
            [Correction::None, Correction::MillerMadow, Correction::PanzeriTreves]
                .map(|correction| mean_estimate(correction, 80, informative) - truth);
        assert!(plug_in > 0.1, "{plug_in}");
        // Cells that few trials have not shown are not counted by the first, and guessed at by the second.
        assert!(miller.abs() < 0.6 * plug_in, "{miller} of {plug_in}");
        assert!(panzeri.abs() < 0.5 * plug_in, "{panzeri} of {plug_in}");
    }
}

#[test]
fn dealt_responses_tell_whether_there_is_information() {
    let stimuli: Vec<usize> = (0..200).map(|trial| trial % 4).collect();
    let mut stream = Seed::from_name("deals").replicate("trials", 0);
    let said: Vec<usize> =
        stimuli.iter().map(|&s| stream.poisson(1.0 + s as f64) as usize).collect();
    let silent: Vec<usize> = stimuli.iter().map(|_| stream.poisson(2.0) as usize).collect();
    let test = |responses: &[usize], correction| {
        shuffle_null(&stimuli, responses, correction, 199, Seed::from_number(2)).expect("trials")
    };
    assert_eq!(test(&said, Correction::None).p_greater(), 1.0 / 200.0);
    assert!(test(&silent, Correction::None).p_greater() > 0.01);
    let [bias, left] = [Correction::None, Correction::MillerMadow]
        .map(|correction| crate::descriptive::mean(test(&said, correction).values()));
    assert!(left.abs() < 0.6 * bias, "{left} of {bias}");
}

#[test]
fn what_cannot_be_counted_is_refused() {
    insta::assert_snapshot!(JointCounts::of_trials(&[], &[]).expect_err("none"), @"trials: got 0, wanted at least 1");
    insta::assert_snapshot!(JointCounts::of_trials(&[0], &[]).expect_err("one"), @"responses: got 0 entries, wanted 1");
    insta::assert_snapshot!(JointCounts::of_trials(&[9], &[1 << 40]).expect_err("many"), @"responses: got 1099511627777, wanted at most 268,435,456 cells of stimuli times responses");
    insta::assert_snapshot!(entropy_bits(&[0, 0]).expect_err("none"), @"outcomes: got 0, wanted at least 1");
}
