//! Against least squares written out, and what it must refuse.

use ndarray::{Array1, Array2};
use spikebook_numeric::Seed;

use super::*;
use crate::regression::OrdinaryLeastSquares;

fn recording(n_bins: usize) -> (Array2<f64>, Array2<f64>) {
    let mut draws = Seed::from_name("wiener").replicate("counts", 0);
    let counts = Array2::from_shape_fn((n_bins, 3), |_| draws.poisson(2.0) as f64);
    let output = |(bin, output): (usize, usize)| {
        let at = |lag: usize, unit: usize| if bin >= lag { counts[[bin - lag, unit]] } else { 0.0 };
        1.0 + 0.5 * at(0, output) - 0.8 * at(2, 1) + 0.3 * draws.standard_normal()
    };
    let outputs = Array2::from_shape_fn((n_bins, 2), output);
    (counts, outputs)
}

#[test]
fn weights_are_least_squares_on_lagged_counts() {
    let (counts, outputs) = recording(80);
    let lags = [0_isize, 1, 2, -1];
    let rows: Vec<usize> = (0..50).collect();
    let fit = WienerDecoder::new(&lags)
        .and_then(|decoder| decoder.fit_bins(counts.view(), outputs.view(), &rows))
        .expect("a fit");
    let inside: Vec<usize> = (2..50).collect();
    let lagged = |(row, column): (usize, usize)| {
        let bin = inside[row] as isize - lags[column % 4];
        counts[[bin as usize, column / 4]]
    };
    let design = Array2::from_shape_fn((48, 12), lagged);
    for output in 0..2 {
        let response: Array1<f64> = inside.iter().map(|&bin| outputs[[bin, output]]).collect();
        let plain = OrdinaryLeastSquares::new()
            .fit_design(design.view(), response.view(), None)
            .expect("a fit");
        for (got, wanted) in fit.weights().column(output).iter().zip(&plain.coefficients()) {
            assert!((got - wanted).abs() < 1e-10, "{got} against {wanted}");
        }
        assert!((fit.intercepts()[output] - plain.intercept()).abs() < 1e-10);
    }
    let decoded = fit.decoded(counts.view(), 60).expect("a bin").expect("inside");
    assert!((decoded[0] - outputs[[60, 0]]).abs() < 1.5);
    assert_eq!(fit.decoded(counts.view(), 1), Ok(None), "a lag of two lies before the recording");
    assert_eq!(fit.decoded(counts.view(), 79), Ok(None), "and one ahead after it");
}

#[test]
fn the_ridge_is_the_minimum_of_its_objective() {
    let (counts, outputs) = recording(40);
    let rows: Vec<usize> = (0..40).collect();
    let penalty = 0.7;
    let fit = WienerDecoder::new(&[0, 1])
        .and_then(|decoder| decoder.with_penalty(penalty))
        .and_then(|decoder| decoder.fit_bins(counts.view(), outputs.view(), &rows))
        .expect("a fit");
    let objective = |weights: &[f64], intercept: f64| {
        let error = |bin: usize| {
            let told: f64 = (0..6).map(|k| weights[k] * counts[[bin - k % 2, k / 2]]).sum();
            let left = outputs[[bin, 0]] - intercept - told;
            left * left
        };
        (1..40).map(error).sum::<f64>() / 39.0
            + penalty * weights.iter().map(|w| w * w).sum::<f64>()
    };
    let weights = fit.weights().column(0).to_vec();
    let intercept = fit.intercepts()[0];
    for k in 0..7 {
        let moved = |step: f64| {
            let mut weights = weights.clone();
            if k < 6 {
                weights[k] += step;
            }
            objective(&weights, intercept + if k == 6 { step } else { 0.0 })
        };
        assert!(((moved(1e-5) - moved(-1e-5)) / 2e-5).abs() < 1e-8, "gradient {k}");
        assert!(moved(1e-3) > moved(0.0) && moved(-1e-3) > moved(0.0));
    }
}

#[test]
fn what_cannot_be_fitted_is_said_by_name() {
    let (mut counts, outputs) = recording(40);
    let rows: Vec<usize> = (0..40).collect();
    counts.column_mut(1).fill(0.0);
    let decoder = WienerDecoder::new(&[0, 1]).expect("lags");
    let error = decoder.fit_bins(counts.view(), outputs.view(), &rows).expect_err("a silent unit");
    assert_eq!(error, Error::RankDeficient { column: 2 });
    let penalised = decoder.clone().with_penalty(0.1).expect("a penalty");
    assert!(penalised.fit_bins(counts.view(), outputs.view(), &rows).is_ok());
    let error = decoder.fit_bins(counts.view(), outputs.view(), &rows[..5]).expect_err("five bins");
    assert_eq!(error, Error::TooFew { what: "bins with all lags", got: 4, wanted: 8 });
    assert!(WienerDecoder::new(&[]).is_err() && decoder.with_penalty(-1.0).is_err());
}
