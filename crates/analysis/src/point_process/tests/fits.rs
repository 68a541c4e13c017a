//! Fits and what they say, by other ways.

use ndarray::Array2;
use spikebook_numeric::elementary::{exp, ln};

use super::*;
use crate::folds::FoldPlan;
use crate::matrix::RowBlocks;
use crate::regression::Glm;

fn sample() -> (Vec<f64>, Vec<f64>) {
    let n_bins = 6000;
    let signal = some_signal(n_bins);
    let drive = signal.iter().map(|s| ln(40.0) + 0.5 * s).collect();
    let refractory = SpikeFilter {
        target: 0,
        source: 0,
        first_lag: 1,
        log_gain: vec![-1.2, -0.8, -0.3, 0.2, 0.4, 0.3, 0.1],
    };
    let network = SpikingNetwork::new(WIDTH_S, vec![drive], vec![refractory]).expect("a network");
    let counts = network.simulate(Seed::from_number(8)).expect("a stable unit").remove(0);
    (signal, counts)
}

#[test]
fn a_fit_is_that_of_the_dense_matrix() {
    let (signal, counts) = sample();
    let runs = BinRuns::unbroken(counts.len());
    let (basis, now) = (bumps(), LagBasis::each_lag(WIDTH_S, 0, 1).expect("a lag"));
    let design = PointProcessDesign::new(&runs)
        .with_signal("stimulus", &signal, &now)
        .and_then(|design| design.with_spikes("history", &counts, &basis))
        .expect("a design");
    let fit = PointProcessGlm::new().fit(&design, &counts, WIDTH_S).expect("a fit");
    let dense = design.rows(0, design.n_rows());
    let response: Vec<f64> = design.bins().iter().map(|&bin| counts[bin]).collect();
    let offset = vec![ln(WIDTH_S); response.len()];
    let response = ndarray::Array1::from(response);
    let wanted = Glm::poisson()
        .fit_design(dense.view(), response.view(), None, Some(&offset))
        .expect("a fit")
        .with_feature_names(&design.column_names());
    assert_eq!(fit.glm(), &wanted, "to the last bit");
    for (rate, mean) in fit.rates_hz().iter().zip(wanted.fitted_means()) {
        assert!((rate * WIDTH_S / mean - 1.0).abs() < 1e-12);
    }
    let predicted = fit.predict_rates_hz(&design).expect("the same columns");
    for (rate, predicted) in fit.rates_hz().iter().zip(predicted) {
        assert!((rate / predicted - 1.0).abs() < 1e-9);
    }
}

#[test]
fn a_band_does_not_depend_on_how_the_filter_is_written() {
    let (_, counts) = sample();
    let runs = BinRuns::unbroken(counts.len());
    let n_lags = 5;
    let filter = |basis: &LagBasis| {
        let design = PointProcessDesign::new(&runs).with_spikes("history", &counts, basis);
        let fit = PointProcessGlm::new().fit(&design.expect("a design"), &counts, WIDTH_S);
        let fit = fit.expect("a fit");
        (fit.filters(0.9).expect("a level").remove(0), fit)
    };
    let (free, fit) = filter(&LagBasis::each_lag(WIDTH_S, 1, n_lags).expect("lags"));
    // Lag by lag the filter is the coefficient, and its band Wald's interval.
    let intervals = fit.glm().confidence_intervals(0.9).expect("a level");
    for lag in 0..n_lags {
        assert_eq!(free.log_gain[lag], fit.glm().coefficients()[lag]);
        assert!((free.lower[lag] - intervals[[lag + 1, 0]]).abs() < 1e-12);
        assert!((free.upper[lag] - intervals[[lag + 1, 1]]).abs() < 1e-12);
    }
    // As many splines as lags: other columns of the same space.
    let splines = crate::basis::BSpline::clamped(WIDTH_S, n_lags as f64 * WIDTH_S, n_lags, 2);
    let (bent, _) = filter(&LagBasis::b_spline(&splines.expect("splines"), WIDTH_S).expect("lags"));
    for lag in 0..n_lags {
        assert!((bent.log_gain[lag] - free.log_gain[lag]).abs() < 1e-8, "lag {lag}");
        assert!((bent.standard_errors[lag] - free.standard_errors[lag]).abs() < 1e-8);
    }
}

#[test]
fn the_rate_is_the_drive_and_what_past_spikes_add() {
    let (signal, counts) = sample();
    let runs = BinRuns::unbroken(counts.len());
    let (basis, lags) = (bumps(), LagBasis::each_lag(WIDTH_S, 0, 3).expect("lags"));
    let design = PointProcessDesign::new(&runs)
        .with_spikes("history", &counts, &basis)
        .and_then(|design| design.with_signal("stimulus", &signal, &lags))
        .expect("a design");
    let fit = PointProcessGlm::new().fit(&design, &counts, WIDTH_S).expect("a fit");
    let drive = fit.ln_drive_hz(&design).expect("the same columns");
    let filter = SpikeFilter::of_fit(&fit, 0, 0, 0).expect("a filter of spikes");
    assert_eq!(SpikeFilter::of_fit(&fit, 1, 0, 0), None, "the stimulus is no spike");
    assert_eq!(drive.len(), counts.len());
    for (row, &bin) in fit.bins().iter().enumerate().step_by(97) {
        let past: f64 =
            filter.log_gain.iter().zip(1..).map(|(gain, lag)| gain * counts[bin - lag]).sum();
        let rate = exp(drive[bin] + past);
        assert!((rate / fit.rates_hz()[row] - 1.0).abs() < 1e-9, "bin {bin}");
    }
}

#[test]
fn what_is_held_out_is_judged_by_the_others() {
    let (signal, counts) = sample();
    let runs = BinRuns::unbroken(counts.len());
    let now = LagBasis::each_lag(WIDTH_S, 0, 1).expect("a lag");
    let design = PointProcessDesign::new(&runs).with_signal("stimulus", &signal, &now);
    let design = design.expect("a design");
    let plan = FoldPlan::blocked(counts.len(), 3, 10).expect("folds");
    let glm = PointProcessGlm::new();
    let folds = held_out(&glm, &design, &counts, WIDTH_S, &plan).expect("three fits");
    let x = Array2::from_shape_vec((counts.len(), 1), signal.clone()).expect("a column");
    let mut bits = 0.0;
    for (fold, said) in folds.iter().enumerate() {
        let train: Vec<usize> = plan.train_rows(fold).collect();
        let test: Vec<usize> = plan.test_rows(fold).collect();
        let y: ndarray::Array1<f64> = train.iter().map(|&bin| counts[bin]).collect();
        let x_train = x.select(ndarray::Axis(0), &train);
        let fit = Glm::poisson().fit_design(x_train.view(), y.view(), None, None).expect("a fit");
        let mean = y.sum() / y.len() as f64;
        let means = fit.predict_mean(x.select(ndarray::Axis(0), &test).view(), None);
        for (&bin, mu) in test.iter().zip(means.expect("columns")) {
            bits += (counts[bin] * ln(mu / mean) - (mu - mean)) / std::f64::consts::LN_2;
        }
        assert_eq!(said.n_rows, test.len());
    }
    let n_spikes: f64 = counts.iter().sum();
    let said = bits_per_spike(&folds).expect("spikes");
    assert!((said - bits / n_spikes).abs() < 1e-9, "{said} and {}", bits / n_spikes);
    assert!(said > 0.05, "the stimulus predicts: {said}");
    assert_eq!(bits_per_spike(&[]), None);
}

#[test]
fn threads_change_nothing() {
    let (signal, counts) = sample();
    let runs = BinRuns::unbroken(counts.len());
    let (basis, lags) = (bumps(), LagBasis::each_lag(WIDTH_S, 0, 8).expect("lags"));
    let design = PointProcessDesign::new(&runs)
        .with_signal("stimulus", &signal, &lags)
        .and_then(|design| design.with_spikes("history", &counts, &basis))
        .expect("a design");
    let fits: Vec<PointProcessFit> = [1, 3]
        .into_iter()
        .map(|n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
            let fit = || PointProcessGlm::new().fit(&design, &counts, WIDTH_S).expect("a fit");
            pool.expect("threads").install(fit)
        })
        .collect();
    assert_eq!(fits[0], fits[1]);
}
