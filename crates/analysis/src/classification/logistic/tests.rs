use insta::assert_snapshot;
use ndarray::array;
use spikebook_numeric::Seed;

use super::*;
use crate::regression::Glm;

fn sample(n_rows: usize, n_classes: usize) -> (Array2<f64>, Vec<usize>) {
    let mut draws = Seed::from_name("multinomial").replicate("sample", n_classes as u64);
    let labels: Vec<usize> = (0..n_rows).map(|row| row % n_classes).collect();
    let matrix = Array2::from_shape_fn((n_rows, 3), |(row, column)| {
        let centre = if labels[row] == column { 1.0 } else { 0.0 };
        100.0 * (centre + draws.standard_normal()) + 50.0
    });
    (matrix, labels)
}

#[test]
fn two_classes_are_the_binomial_regression() {
    let (matrix, labels) = sample(120, 2);
    let response: Array1<f64> = labels.iter().map(|&label| label as f64).collect();
    for penalty in [0.0, 0.5] {
        let fit = MultinomialLogistic::new()
            .with_penalty(2.0 * penalty)
            .expect("sound")
            .fit(matrix.view(), &labels, 2)
            .expect("a fit");
        // b₁ = −b₀ = b/2: |b₀|² + |b₁|² = |b|²/2.
        let glm = Glm::binomial().with_penalty(penalty).expect("sound");
        let wanted = glm
            .fit_design(matrix.view(), response.view(), None, None)
            .expect("a fit")
            .estimates()
            .to_vec();
        let got: Vec<f64> =
            (0..3).map(|j| fit.coefficients()[[1, j]] - fit.coefficients()[[0, j]]).collect();
        assert!((fit.intercepts()[1] - fit.intercepts()[0] - wanted[0]).abs() < 1e-8);
        assert!(
            got.iter().zip(&wanted[1..]).all(|(got, wanted)| (got - wanted).abs() < 1e-10),
            "{got:?} {wanted:?}"
        );
    }
}

#[test]
fn the_objective_is_flat_at_the_fit() {
    let (matrix, labels) = sample(150, 3);
    let penalty = 2.0;
    let fit = MultinomialLogistic::new()
        .with_penalty(penalty)
        .expect("sound")
        .fit(matrix.view(), &labels, 3)
        .expect("a fit");
    let objective = |fit: &MultinomialLogisticFit| {
        let chances = fit.probabilities(matrix.view()).expect("finite").expect("a model");
        let loss: f64 = labels
            .iter()
            .enumerate()
            .map(|(row, &k)| -spikebook_numeric::elementary::ln(chances[[row, k]]))
            .sum();
        loss / 150.0 + 0.5 * penalty * fit.coefficients.iter().map(|b| b * b).sum::<f64>()
    };
    for k in 0..3 {
        for j in 0..4 {
            let moved = |by: f64| {
                let mut fit = fit.clone();
                if j == 3 {
                    fit.intercepts[k] += by;
                } else {
                    fit.coefficients[[k, j]] += by;
                }
                objective(&fit)
            };
            let step = 1e-6;
            let slope = (moved(step) - moved(-step)) / (2.0 * step);
            assert!(slope.abs() < 1e-6, "{k}, {j}: {slope}");
        }
    }
    assert!(fit.coefficients().sum_axis(ndarray::Axis(0)).iter().all(|sum| sum.abs() < 1e-9));
}

#[test]
fn what_has_no_estimate_is_named() {
    let message = |matrix: Array2<f64>, labels: &[usize]| {
        MultinomialLogistic::new().fit(matrix.view(), labels, 2).expect_err("refused").to_string()
    };
    let apart = array![[1.0], [2.0], [3.0], [4.0]];
    assert_snapshot!(message(apart.clone(), &[0, 0, 1, 1]).split(" (").next().expect("a start").to_owned(), @"response: completely separated by the design matrix, mostly by column 0");
    let touching = array![[1.0], [2.0], [2.0], [4.0]];
    assert_snapshot!(message(touching, &[0, 0, 1, 1]).split(" (").next().expect("a start").to_owned(), @"response: partly separated by the design matrix, mostly by column 0");
    let twice = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0]];
    assert_snapshot!(message(twice, &[0, 1, 0, 1]), @"design matrix, column 1: it is a combination of the intercept and the columns before it, wanted independent columns");
    let penalised = MultinomialLogistic::new().with_penalty(0.1).expect("sound");
    assert!(penalised.fit(apart.view(), &[0, 0, 1, 1], 2).is_ok());
    assert_snapshot!(MultinomialLogistic::new().with_penalty(-1.0).expect_err("negative"), @"penalty: got -1, wanted a finite number of at least 0");
}
