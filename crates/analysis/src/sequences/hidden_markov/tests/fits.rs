//! Expectation–maximisation: it climbs, it finds the truth, and it says where it does not arrive.

use ndarray::{Array2, array};
use spikebook_numeric::Seed;

use super::super::*;
use super::{poisson_model, simulated};
use crate::Error;

#[test]
fn parameters_come_back() {
    let truth = poisson_model();
    let mut draws = Seed::from_name("recovery").replicate("counts", 0);
    let (states, counts) = simulated(&truth, 20_000, &mut draws);
    let counts = Counts::new(counts.view()).expect("counts");
    let fit = BaumWelch::new(3)
        .and_then(|fit| fit.with_restarts(3))
        .and_then(|fit| fit.fit::<Poisson>(&counts, Seed::from_number(2)))
        .expect("a fit");
    // Sorted by the total of their means: the true states are 1 (2.2), 0 (3.5) and 2 (11).
    let order = [1, 0, 2];
    for (state, &true_state) in order.iter().enumerate() {
        for unit in 0..2 {
            let (got, wanted) = (
                fit.model().emissions().means()[[state, unit]],
                truth.emissions().means()[[true_state, unit]],
            );
            assert!(
                (got - wanted).abs() < 0.1,
                "mean of unit {unit} in state {state}: {got}, {wanted}"
            );
        }
        for (to, &true_to) in order.iter().enumerate() {
            let got = fit.model().transitions()[[state, to]];
            let wanted = truth.transitions()[[true_state, true_to]];
            assert!((got - wanted).abs() < 0.03, "transition {state} to {to}: {got}, {wanted}");
        }
    }
    let path = fit.model().most_probable_path(&counts).expect("a path");
    let n_right =
        states.iter().zip(&path.states).filter(|(is, told)| order[**told] == **is).count();
    assert!(n_right > 18_000, "{n_right} of 20,000 steps");
    assert!(fit.history().windows(2).all(|pair| pair[1] >= pair[0] - 1e-7), "it never falls");
    assert!(fit.ln_likelihood() >= truth.ln_likelihood(&counts).expect("possible"));
    assert_eq!(fit.ln_likelihoods_of_starts().len(), 3);
    let dwell = fit.model().dwell_steps();
    assert!((dwell[1] - 5.0).abs() < 0.5, "a visit lasts 1/(1 − 0.8): {dwell:?}");
}

#[test]
fn held_out_likelihood_prefers_the_true_number_of_states() {
    let truth = poisson_model();
    let mut draws = Seed::from_name("held out").replicate("counts", 0);
    let (_, counts) = simulated(&truth, 6000, &mut draws);
    let half = |from: usize, to: usize| {
        let rows = counts.select(ndarray::Axis(0), &(from..to).collect::<Vec<_>>());
        Counts::new(rows.view()).expect("counts")
    };
    let (train, test) = (half(0, 3000), half(3000, 6000));
    let held_out = |n_states: usize| {
        let fit = BaumWelch::new(n_states)
            .and_then(|fit| fit.with_restarts(3))
            .and_then(|fit| fit.fit::<Poisson>(&train, Seed::from_number(5)))
            .expect("a fit");
        fit.model().ln_likelihood(&test).expect("possible")
    };
    let (two, three) = (held_out(2), held_out(3));
    assert!(three > two + 100.0, "{two} and {three}");
}

#[test]
fn an_end_that_was_not_reached_is_an_error() {
    let mut draws = Seed::from_name("unfinished").replicate("counts", 0);
    let (_, counts) = simulated(&poisson_model(), 500, &mut draws);
    let counts = Counts::new(counts.view()).expect("counts");
    let fit = BaumWelch::new(3).and_then(|fit| fit.with_max_iterations(3)).expect("a fit");
    let error = fit.fit::<Poisson>(&counts, Seed::from_number(1)).expect_err("three iterations");
    let is_named =
        matches!(error, Error::NotConverged { what: "hidden Markov model", n_iterations: 3, .. });
    assert!(is_named, "{error}");
    let one_row = Counts::new(array![[1_u32]].view()).expect("one step");
    let error = fit.fit::<Poisson>(&one_row, Seed::from_number(1)).expect_err("one step");
    assert_eq!(error, Error::TooFew { what: "steps", got: 1, wanted: 3 });
}

#[test]
fn constant_data_are_one_state_or_a_named_error() {
    let counts = Counts::new(Array2::from_elem((50, 2), 3_u32).view()).expect("counts");
    let fit = BaumWelch::new(2).expect("two states").fit::<Poisson>(&counts, Seed::from_number(1));
    assert!(
        fit.expect("a fit").model().emissions().means().iter().all(|mean| (mean - 3.0).abs() < 0.2)
    );
    let points = Points::new(Array2::from_elem((50, 2), 3.0).view()).expect("points");
    let error = BaumWelch::new(2).expect("two").fit::<Gaussian>(&points, Seed::from_number(1));
    assert!(matches!(error, Err(Error::SingularCovariance { .. })), "{error:?}");
}

#[test]
fn gaussian_and_categorical_fits_find_what_is_plain() {
    let mut draws = Seed::from_name("plain").replicate("points", 0);
    let is_high = |step: usize| step / 40 % 2 == 1;
    let points = Array2::from_shape_fn((800, 2), |(step, d)| {
        let level = if is_high(step) { 4.0 } else { -4.0 };
        (if d == 0 { level } else { 1.0 }) + draws.standard_normal()
    });
    let points = Points::new(points.view()).expect("points");
    let fit = BaumWelch::new(2)
        .expect("two")
        .fit::<Gaussian>(&points, Seed::from_number(3))
        .expect("a fit");
    let path = fit.model().most_probable_path(&points).expect("a path");
    assert!((0..800).all(|step| (path.states[step] == 1) == is_high(step)));
    assert!((fit.model().emissions().covariances()[[0, 0, 0]] - 1.0).abs() < 0.2);
    let symbols: Vec<usize> = (0..800)
        .map(|step| usize::from(draws.bernoulli(if is_high(step) { 0.9 } else { 0.1 })))
        .collect();
    let symbols = Symbols::new(&symbols, 2).expect("symbols");
    let fit = BaumWelch::new(2)
        .expect("two")
        .fit::<Categorical>(&symbols, Seed::from_number(3))
        .expect("a fit");
    let path = fit.model().most_probable_path(&symbols).expect("a path");
    let n_right = (0..800).filter(|&step| (path.states[step] == 1) == is_high(step)).count();
    assert!(n_right > 760, "{n_right}");
    assert!(fit.bic() > fit.aic());
}
