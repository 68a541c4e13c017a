use insta::assert_snapshot;
use ndarray::{Array2, array};

use super::*;

/// A uniform, a Laplacian and a two-valued source, mixed to four signals.
fn sample(n_rows: usize) -> (Array2<f64>, Array2<f64>, Array2<f64>) {
    let mut draws = Seed::from_name("independent").replicate("sample", 0);
    let sources = Array2::from_shape_fn((n_rows, 3), |(_, source)| match source {
        0 => (draws.uniform() - 0.5) * 12.0_f64.sqrt(),
        1 => {
            let sign = if draws.bernoulli(0.5) { 1.0 } else { -1.0 };
            sign * draws.standard_exponential() / 2.0_f64.sqrt()
        }
        _ => {
            if draws.bernoulli(0.5) {
                1.0
            } else {
                -1.0
            }
        }
    });
    let mixing = array![[2.0, 0.3, -0.5, 1.0], [0.4, 1.2, 0.8, -0.6], [0.1, -0.4, 0.9, 0.5]];
    (sources.dot(&mixing) + 7.0, sources, mixing)
}

#[test]
fn known_sources_come_back() {
    let (signals, sources, mixing) = sample(20_000);
    let ica = IndependentComponents::new(3, Seed::from_number(4)).expect("three");
    let fit = ica.fit_matrix(signals.view()).expect("a fit");
    let found = fit.sources(signals.view()).expect("the same columns");
    for k in 0..3 {
        // Sources are mixed in the order of the variance they add, so their places are known.
        let correlation = found.column(k).dot(&sources.column(k)) / 20_000.0;
        assert!(correlation.abs() > 0.999, "source {k}: {correlation}");
        let sign = correlation.signum();
        let error = &fit.mixing().column(k) * sign - mixing.row(k);
        assert!(error.iter().all(|error| error.abs() < 0.05), "{error}");
    }
    let back = fit.reconstruct(found.view()).expect("three sources");
    assert!((&back - &signals).iter().all(|error| error.abs() < 1e-10));
    assert!(
        (found.t().dot(&found) / 20_000.0 - Array2::<f64>::eye(3)).iter().all(|e| e.abs() < 1e-9)
    );
}

#[test]
fn the_fixed_point_is_a_stationary_point_of_the_contrast() {
    let (signals, _, _) = sample(3000);
    let ica = IndependentComponents::new(3, Seed::from_number(1)).expect("three");
    let fit = ica.with_tolerance(1e-14).expect("inside").fit_matrix(signals.view()).expect("a fit");
    let found = fit.sources(signals.view()).expect("the same columns");
    // Turning two sources in their plane does not change ± E[ln cosh sᵢ] ± E[ln cosh sⱼ] to first order, with the
    // sign by which side of the normal distribution a source is on: ± E[tanh(sᵢ) sⱼ] = ± E[tanh(sⱼ) sᵢ].
    let moment = |i: usize, j: usize| -> f64 {
        let (a, b) = (found.column(i), found.column(j));
        let terms = a.iter().zip(b).map(|(a, b)| spikebook_numeric::elementary::tanh(*a) * b);
        terms.sum::<f64>() / 3000.0
    };
    let sign = |i: usize| {
        let bent = found.column(i).mapv(spikebook_numeric::elementary::tanh);
        (moment(i, i) - bent.mapv(|g| 1.0 - g * g).sum() / 3000.0).signum()
    };
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        let difference = sign(i) * moment(i, j) - sign(j) * moment(j, i);
        assert!(difference.abs() < 1e-6, "{i}, {j}: {difference}");
    }
}

#[test]
fn starts_agree_and_the_order_of_the_rows_does_not_matter() {
    let (signals, _, _) = sample(2000);
    let fit = |seed: u64, matrix: &Array2<f64>| {
        let ica = IndependentComponents::new(3, Seed::from_number(seed)).expect("three");
        ica.with_starts(2).expect("two").fit_matrix(matrix.view()).expect("a fit")
    };
    let (first, second) = (fit(1, &signals), fit(2, &signals));
    assert!((&first.mixing() - &second.mixing()).iter().all(|error| error.abs() < 1e-4));
    let order: Vec<usize> = (0..2000).rev().collect();
    let reversed = fit(1, &signals.select(Axis(0), &order));
    assert!((&first.mixing() - &reversed.mixing()).iter().all(|error| error.abs() < 1e-4));
}

#[test]
fn what_cannot_be_told_apart_is_named() {
    let (signals, _, _) = sample(60);
    let ica = |n| IndependentComponents::new(n, Seed::from_number(1));
    assert_snapshot!(ica(0).expect_err("none"), @"n_components: got 0, wanted at least 1");
    let refused = ica(4).expect("four").fit_matrix(signals.view()).expect_err("rank 3");
    assert_snapshot!(refused, @"principal components: component 3 has no variance, wanted some to whiten by");
    let hasty = ica(3).expect("three").with_max_iterations(1).expect("one");
    let error = hasty.fit_matrix(signals.view()).expect_err("too few steps").to_string();
    assert!(error.starts_with("independent components: after 1 iterations"), "{error}");
}
