//! Against every path of states, and where it must agree with the decoder without movement.

use ndarray::{Array2, array};
use spikebook_numeric::elementary::exp;

use super::*;

fn decoder() -> PoissonDecoder {
    let rates_hz = array![[2.0, 9.0], [6.0, 5.0], [12.0, 0.5]];
    PoissonDecoder::new(rates_hz.view(), 0.3)
        .and_then(|decoder| decoder.with_prior(&[0.5, 0.3, 0.2]))
        .expect("rates")
}

const COUNTS: [[u32; 2]; 5] = [[1, 3], [2, 1], [0, 0], [4, 1], [3, 0]];

#[test]
fn posteriors_are_sums_over_all_paths() {
    let transitions = array![[0.8, 0.2, 0.0], [0.1, 0.8, 0.1], [0.0, 0.3, 0.7]];
    // Weights in any scale.
    let moving = MovementDecoder::new(decoder(), (&transitions * 7.0).view()).expect("weights");
    let counts = Array2::from_shape_fn((5, 2), |(bin, unit)| COUNTS[bin][unit]);
    let likelihood = |bin: usize, state: usize| {
        exp(decoder().ln_likelihood(&COUNTS[bin]).expect("two counts")[state])
    };
    let by_paths = |n_bins: usize, at: usize| {
        let mut sums = [0.0; 3];
        for number in 0..3_usize.pow(n_bins as u32) {
            let path: Vec<usize> =
                (0..n_bins).map(|t| number / 3_usize.pow(t as u32) % 3).collect();
            let mut joint = [0.5, 0.3, 0.2][path[0]];
            for (bin, &state) in path.iter().enumerate() {
                if bin > 0 {
                    joint *= transitions[[path[bin - 1], state]];
                }
                joint *= likelihood(bin, state);
            }
            sums[path[at]] += joint;
        }
        let total: f64 = sums.iter().sum();
        sums.map(|sum| sum / total)
    };
    let (filtered, smoothed) = (
        moving.filtered(counts.view()).expect("possible"),
        moving.smoothed(counts.view()).expect("possible"),
    );
    for bin in 0..5 {
        for state in 0..3 {
            let (so_far, of_all) = (by_paths(bin + 1, bin)[state], by_paths(5, bin)[state]);
            assert!((filtered.probabilities()[[bin, state]] - so_far).abs() < 1e-13, "bin {bin}");
            assert!((smoothed.probabilities()[[bin, state]] - of_all).abs() < 1e-13, "bin {bin}");
        }
    }
}

#[test]
fn movement_to_anywhere_is_no_movement() {
    // Rows that are all the prior forget where the animal was.
    let prior = [0.5, 0.3, 0.2];
    let weights = Array2::from_shape_fn((3, 3), |(_, to)| prior[to]);
    let moving = MovementDecoder::new(decoder(), weights.view()).expect("weights");
    let counts = Array2::from_shape_fn((5, 2), |(bin, unit)| COUNTS[bin][unit]);
    let plain = decoder().posterior(counts.view()).expect("possible");
    for found in [moving.filtered(counts.view()), moving.smoothed(counts.view())] {
        let found = found.expect("possible");
        for (got, wanted) in found.probabilities().iter().zip(plain.probabilities()) {
            assert!((got - wanted).abs() < 1e-13);
        }
    }
}

#[test]
fn transitions_are_counted_within_stretches() {
    let (first, second) = ([Some(0), Some(1), None, Some(1)], [Some(1), Some(1)]);
    let weights = MovementDecoder::seen_transitions(&[&first, &second], 2, 0.5);
    assert_eq!(weights, array![[0.5, 1.5], [0.5, 1.5]]);
}

#[test]
fn what_cannot_be_is_said_by_name() {
    let none = array![[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]];
    let error = MovementDecoder::new(decoder(), none.view()).expect_err("an empty row");
    assert!(matches!(error, Error::OutOfRange { what: "transitions", row: 1, .. }), "{error}");
    let rates_hz = array![[0.0, 1.0], [1.0, 0.0]];
    let silent = PoissonDecoder::new(rates_hz.view(), 1.0).expect("rates");
    let stays = MovementDecoder::new(silent, Array2::eye(2).view()).expect("weights");
    let counts = array![[0_u32, 1], [1, 0]];
    let wanted = Error::ImpossibleCounts { bin: 1, n_states: 2 };
    assert_eq!(stays.filtered(counts.view()).expect_err("it never moves"), wanted);
}
