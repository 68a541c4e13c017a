use insta::assert_snapshot;
use ndarray::arr2;
use spikebook_numeric::Seed;

use super::*;

#[test]
fn oja_finds_the_first_principal_component() {
    // Standard deviations 2 and 1 along axes turned by atan2(3, 4).
    let mut stream = Seed::from_number(3).replicate("test", 0);
    let inputs = Array2::from_shape_vec(
        (4000, 2),
        (0..4000)
            .flat_map(|_| {
                let (a, b) = (2.0 * stream.standard_normal(), stream.standard_normal());
                [0.8 * a - 0.6 * b, 0.6 * a + 0.8 * b]
            })
            .collect(),
    )
    .expect("a shape");
    let learner =
        Learner::new(Rule::oja(0.001).expect("a rule"), vec![0.1, -0.2]).expect("a learner");
    let weights = learner.learn(inputs.view(), 5).expect("weights").weights;
    assert!((weights[0] * 0.8 + weights[1] * 0.6).abs() > 0.998, "{weights:?}");
    assert!((weights[0] * weights[0] + weights[1] * weights[1] - 1.0).abs() < 0.02);
}

#[test]
fn bcm_chooses_one_of_two_patterns() {
    // Two patterns in turn, one of them chosen: at rest y = θ for it and 0 for the other, and θ returns to itself
    // after both, (1 − 1/T) (1 − 1/T + θ/T) = 1 (near 2, where y² averages to θ).
    let threshold = 20.0 * (1.0 / 0.95 - 0.95);
    let inputs = arr2(&[[1.0, 0.2], [0.2, 1.0]]);
    let learner =
        Learner::new(Rule::bcm(0.005, 20.0).expect("a rule"), vec![0.6, 0.4]).expect("a learner");
    let trace = learner.learn(inputs.view(), 20_000).expect("weights");
    let response = |x: [f64; 2]| trace.weights[0] * x[0] + trace.weights[1] * x[1];
    assert!((response([1.0, 0.2]) - threshold).abs() < 1e-9);
    assert!(response([0.2, 1.0]).abs() < 1e-9);
    assert!((trace.threshold - threshold).abs() < 1e-9);
}

#[test]
fn hebb_alone_grows_without_bound() {
    let learner = Learner::new(Rule::hebb(1.0).expect("a rule"), vec![1.0]).expect("a learner");
    // Each input multiplies the weight by 1 + 1000²: 10⁶ to the power 52 is beyond the numbers.
    let error = learner.learn(arr2(&[[1000.0]]).view(), 100).expect_err("it diverges").to_string();
    assert!(error.starts_with("the integration diverges at time 52: "), "{error}");
}

#[test]
fn bad_rules_are_refused() {
    assert_snapshot!(Rule::oja(0.0).expect_err("refused"), @"rate: got 0, wanted a number above 0, at most 1");
    assert_snapshot!(Rule::bcm(0.1, 0.5).expect_err("refused"), @"memory: got 0.5, wanted a number between 1 and 1,000,000 inputs");
    assert_snapshot!(Learner::new(Rule::oja(0.1).expect("a rule"), Vec::new()).expect_err("refused"), @"weights: got 0, wanted at least 1");
}
