//! The columns, entry by entry.

use ndarray::{Array2, Axis};

use super::*;
use crate::basis::BSpline;
use crate::matrix::RowBlocks;

#[test]
fn columns_are_the_sums_of_their_definition() {
    let n_bins = 300;
    let (signal, counts) = (some_signal(n_bins), some_counts(n_bins, 60.0));
    let splines = BSpline::clamped(0.0, 0.02, 5, 3).expect("splines");
    let (stimulus, history) = (LagBasis::b_spline(&splines, WIDTH_S).expect("lags"), bumps());
    // Three runs: of 100, 10 and 190 bins.
    let time_s: Vec<f64> = (0..n_bins)
        .map(|bin| {
            bin as f64 * WIDTH_S
                + if bin < 100 {
                    0.0
                } else if bin < 110 {
                    5.0
                } else {
                    9.0
                }
        })
        .collect();
    let runs = BinRuns::of_times(&time_s, WIDTH_S).expect("ascending");
    assert_eq!(runs.n_runs(), 3);
    let place = Array2::from_shape_fn((n_bins, 2), |(bin, column)| (bin * (column + 1)) as f64);
    let design = PointProcessDesign::new(&runs)
        .with_covariates("place", place.view())
        .and_then(|design| design.with_signal("stimulus", &signal, &stimulus))
        .and_then(|design| design.with_spikes("history", &counts, &history))
        .expect("a design");

    // The history reaches back 15 bins; at the last of them all functions have come down, but it counts.
    let reach = history.last_lag();
    let wanted: Vec<usize> = (reach..100).chain(110 + reach..300).collect();
    assert_eq!(design.bins(), wanted, "the short run has no row");
    assert_eq!(design.n_columns(), 2 + 5 + 4);
    let rows = design.rows(0, design.n_rows());
    for (row, &bin) in design.bins().iter().enumerate() {
        assert_eq!(rows[[row, 1]], 2.0 * bin as f64);
        for j in 0..5 {
            let sum: f64 = (0..stimulus.n_lags())
                .map(|lag| stimulus.values()[[lag, j]] * signal[bin - lag])
                .sum();
            assert!((rows[[row, 2 + j]] - sum).abs() < 1e-13, "signal, bin {bin}, function {j}");
        }
        for j in 0..4 {
            let sum: f64 = (0..history.n_lags())
                .map(|lag| history.values()[[lag, j]] * counts[bin - lag - 1])
                .sum();
            assert!((rows[[row, 7 + j]] - sum).abs() < 1e-13, "spikes, bin {bin}, function {j}");
        }
    }
    assert_eq!(design.column_names()[7], "history 1");
}

#[test]
fn blocks_are_the_same_however_they_are_cut() {
    let counts = some_counts(500, 80.0);
    let (runs, basis) = (BinRuns::unbroken(500), bumps());
    let design = PointProcessDesign::new(&runs).with_spikes("history", &counts, &basis);
    let design = design.expect("a design").restricted(|bin| bin % 3 != 1);
    let whole = design.rows(0, design.n_rows());
    for first in [0, 1, 17, 200] {
        let block = design.rows(first, 40);
        assert_eq!(block, whole.slice_axis(Axis(0), (first..first + 40).into()));
    }
}

#[test]
fn lags_of_splines_fill_their_interval() {
    let splines = BSpline::clamped(0.002, 0.03, 4, 3).expect("splines");
    let basis = LagBasis::b_spline(&splines, WIDTH_S).expect("lags");
    assert_eq!((basis.first_lag(), basis.last_lag()), (1, 15));
    assert!((basis.values()[[0, 0]] - 1.0).abs() < 1e-12);
    assert!((basis.values()[[14, 3]] - 1.0).abs() < 1e-12);
    let free = LagBasis::each_lag(WIDTH_S, 1, 3).expect("three lags");
    assert_eq!(free.values(), Array2::<f64>::eye(3));
    assert!((free.lags_s()[2] - 0.006).abs() < 1e-18);
}
