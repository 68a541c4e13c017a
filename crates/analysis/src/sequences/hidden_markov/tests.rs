//! The scaled passes against sums over all paths, and the fit against what it must not do.

mod brute_force;
mod fits;

use ndarray::{Array2, Array3, array};
use spikebook_numeric::{Seed, Stream};

use super::*;
use crate::Error;

/// A model of three states and two units.
fn poisson_model() -> HiddenMarkovModel<Poisson> {
    let transitions = array![[0.8, 0.15, 0.05], [0.1, 0.85, 0.05], [0.3, 0.0, 0.7]];
    let means = array![[0.5, 3.0], [2.0, 0.2], [6.0, 5.0]];
    let laws = Poisson::new(means.view()).expect("means");
    HiddenMarkovModel::new(&[0.5, 0.3, 0.2], transitions.view(), laws).expect("a model")
}

/// A state path and its counts.
fn simulated(
    model: &HiddenMarkovModel<Poisson>,
    n_steps: usize,
    draws: &mut Stream,
) -> (Vec<usize>, Array2<u32>) {
    let mut states = Vec::with_capacity(n_steps);
    let means = model.emissions().means();
    let mut counts = Array2::zeros((n_steps, means.ncols()));
    for step in 0..n_steps {
        let chances = match states.last() {
            None => model.start().to_vec(),
            Some(&before) => model.transitions().row(before).to_vec(),
        };
        let mut left = draws.uniform();
        let state = chances.iter().position(|chance| {
            left -= chance;
            left < 0.0
        });
        let state = state.unwrap_or(chances.len() - 1);
        for unit in 0..means.ncols() {
            counts[[step, unit]] = draws.poisson(means[[state, unit]]) as u32;
        }
        states.push(state);
    }
    (states, counts)
}

#[test]
fn what_cannot_be_is_said_by_name() {
    let model = poisson_model();
    let counts = Counts::new(array![[1_u32, 0, 0]].view()).expect("one step");
    assert_eq!(
        model.ln_likelihood(&counts).expect_err("three units"),
        Error::Length { what: "units of the counts", got: 3, wanted: 2 }
    );
    let laws = Categorical::new(array![[1.0, 0.0], [0.5, 0.5]].view()).expect("two states");
    let stays = array![[1.0, 0.0], [0.0, 1.0]];
    let model = HiddenMarkovModel::new(&[1.0, 0.0], stays.view(), laws).expect("a model");
    let symbols = Symbols::new(&[0, 0, 1, 0], 2).expect("symbols");
    let error = Error::ImpossibleObservation { row: 2, n_states: 2 };
    assert_eq!(model.ln_likelihood(&symbols), Err(error.clone()));
    assert_eq!(model.posterior(&symbols).expect_err("none"), error);
    assert_eq!(model.most_probable_path(&symbols).expect_err("none"), error);
    insta::assert_snapshot!(error, @"row 3: the observation has probability 0 in each of the 2 states that can be reached, wanted one that allows it");
    insta::assert_snapshot!(error.hint().expect("a hint"), @"give probabilities of 0 a small value, or leave the observation out");
    let flat = Array3::zeros((1, 2, 2));
    let error = Gaussian::new(array![[0.0, 0.0]].view(), flat.view()).expect_err("no spread");
    insta::assert_snapshot!(error, @"covariance of state 0: it has no spread along some direction, wanted a positive definite matrix");
    insta::assert_snapshot!(error.hint().expect("a hint"), @"leave out columns that follow from others, or take fewer states or a longer recording");
    let refused = |result: Result<Counts, Error>| result.expect_err("refused");
    assert_eq!(
        refused(Counts::new(Array2::zeros((0, 2)).view())),
        Error::TooFew { what: "steps", got: 0, wanted: 1 }
    );
    let three = Counts::new(Array2::zeros((3, 1)).view()).expect("three steps");
    assert_eq!(
        refused(three.in_sequences(&[1, 1])),
        Error::Length { what: "steps of all sequences", got: 2, wanted: 3 }
    );
    assert!(BaumWelch::new(0).is_err() && BaumWelch::new(33).is_err());
    let rows = array![[0.5, 0.4], [0.0, 1.0]];
    let laws = Categorical::new(array![[1.0], [1.0]].view()).expect("one symbol");
    assert!(HiddenMarkovModel::new(&[0.5, 0.5], rows.view(), laws).is_err(), "a row of 0.9");
}

#[test]
fn threads_do_not_change_a_bit() {
    let model = poisson_model();
    let mut draws = Seed::from_name("threads").replicate("counts", 0);
    let (_, counts) = simulated(&model, 9000, &mut draws);
    let counts = Counts::new(counts.view()).expect("counts");
    let on = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| model.step(&counts).expect("a step"))
    };
    let first = on(1);
    for n_threads in [2, 3, 8] {
        assert_eq!(on(n_threads), first, "{n_threads} threads");
    }
}
