use insta::assert_snapshot;
use ndarray::array;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::exp;

use super::*;

fn sample(n_rows: usize) -> (Array2<f64>, Vec<usize>) {
    let mut draws = Seed::from_name("discriminant").replicate("sample", 0);
    let labels: Vec<usize> = (0..n_rows).map(|row| [0, 0, 1, 2][row % 4]).collect();
    let matrix = Array2::from_shape_fn((n_rows, 2), |(row, column)| {
        let class = labels[row] as f64;
        draws.standard_normal() * (1.0 + class * column as f64) + class * (2.0 - column as f64)
    });
    (matrix, labels)
}

#[test]
fn one_column_has_a_closed_form() {
    let matrix = array![[0.0], [2.0], [4.0], [9.0], [11.0]];
    let labels = [0, 0, 0, 1, 1];
    let probability = |classifier: &dyn Classifier, x: f64| {
        let fit = classifier.fit_labels(matrix.view(), &labels, 2).expect("a fit");
        fit.probabilities(array![[x]].view()).expect("finite").expect("a model")[[0, 1]]
    };
    let normal = |x: f64, mean: f64, variance: f64| {
        exp(-0.5 * (x - mean) * (x - mean) / variance) / variance.sqrt()
    };
    for x in [1.0, 6.0, 7.0, 12.0] {
        // Within: 8 + 2 over 5 rows.
        let (a, b) = (0.6 * normal(x, 2.0, 2.0), 0.4 * normal(x, 10.0, 2.0));
        assert!((probability(&LinearDiscriminant::new(), x) - b / (a + b)).abs() < 1e-13);
        let (a, b) = (0.6 * normal(x, 2.0, 8.0 / 3.0), 0.4 * normal(x, 10.0, 1.0));
        assert!((probability(&QuadraticDiscriminant::new(), x) - b / (a + b)).abs() < 1e-13);
    }
}

#[test]
fn linear_scores_are_those_of_the_inverse() {
    let (matrix, labels) = sample(60);
    let shrunk = LinearDiscriminant::new().with_shrinkage(0.3).expect("inside");
    let got = shrunk
        .fit_labels(matrix.view(), &labels, 3)
        .expect("a fit")
        .probabilities(matrix.view())
        .expect("finite")
        .expect("a model");
    let training = Training::new(matrix.view(), &labels, 3, 1).expect("sound");
    let moments = training.class_moments();
    let w = moments.iter().fold(Array2::<f64>::zeros((2, 2)), |sum, (_, s)| sum + s) / 60.0;
    let (t, w) = (f64::midpoint(w[[0, 0]], w[[1, 1]]), w * 0.7);
    let (a, b, c) = (w[[0, 0]] + 0.3 * t, w[[0, 1]], w[[1, 1]] + 0.3 * t);
    let inverse = array![[c, -b], [-b, a]] / (a * c - b * b);
    for (row, got) in matrix.outer_iter().zip(got.outer_iter()) {
        let weights: Vec<f64> = (0..3)
            .map(|k| {
                let z = &row - &moments[k].0;
                [0.5, 0.25, 0.25][k] * exp(-0.5 * z.dot(&inverse.dot(&z)))
            })
            .collect();
        let total: f64 = weights.iter().sum();
        assert!((0..3).all(|k| (got[k] - weights[k] / total).abs() < 1e-12));
    }
}

#[test]
fn what_cannot_be_told_apart_is_named() {
    let message = |classifier: &dyn Classifier, matrix: Array2<f64>, labels: &[usize], n| {
        classifier
            .fit_labels(matrix.view(), labels, n)
            .map(|_| ())
            .expect_err("refused")
            .to_string()
    };
    let (linear, quadratic) = (LinearDiscriminant::new(), QuadraticDiscriminant::new());
    let flat = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [5.0, 10.0]];
    assert_snapshot!(message(&linear, flat.clone(), &[0, 1, 0, 1], 2), @"linear discriminant, all classes as of class 0: its covariance is singular, wanted rows in every direction");
    assert_snapshot!(message(&quadratic, flat.clone(), &[0, 1, 0, 1], 2), @"quadratic discriminant, class 0: its covariance is singular, wanted rows in every direction");
    assert_snapshot!(message(&linear, flat.clone(), &[0, 1, 0, 1], 3), @"rows of a class to learn from: got 0, wanted at least 1");
    assert_snapshot!(message(&quadratic, flat.clone(), &[0, 1, 0, 0], 2), @"rows of a class to learn from: got 1, wanted at least 2");
    assert_snapshot!(message(&linear, flat.clone(), &[0, 4, 0, 0], 2), @"class: got index 4, wanted one below 2");
    assert_snapshot!(message(&linear, flat.clone(), &[0, 0, 0, 0], 1), @"classes: got 1, wanted at least 2");
    assert_snapshot!(linear.with_shrinkage(1.5).expect_err("1.5"), @"shrinkage: got 1.5, wanted a number from 0 to 1");
    let sound = linear
        .with_shrinkage(0.1)
        .expect("inside")
        .fit_labels(flat.view(), &[0, 1, 0, 1], 2)
        .expect("a fit");
    assert_snapshot!(sound.predict_rows(array![[1.0]].view()).expect_err("one column"), @"columns: got 1 entries, wanted 2");
}
