use insta::assert_snapshot;
use ndarray::array;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, log2};

use super::*;
use crate::embedding::trustworthiness;

fn sample(n_rows: usize) -> (Array2<f64>, Vec<usize>) {
    let mut draws = Seed::from_name("t-sne").replicate("sample", 0);
    let labels: Vec<usize> = (0..n_rows).map(|row| row % 3).collect();
    let matrix = Array2::from_shape_fn((n_rows, 5), |(row, column)| {
        let centre = if column == labels[row] { 8.0 } else { 0.0 };
        centre + draws.standard_normal()
    });
    (matrix, labels)
}

#[test]
fn probabilities_have_the_perplexity_that_was_asked_for() {
    let (matrix, _) = sample(60);
    let joint = neighbours::joint_probabilities(matrix.view(), 9.0);
    assert!((joint.sum() - 1.0).abs() < 1e-12);
    assert_eq!(joint, joint.t());
    // Two rows beside a third: p by hand, where every width gives the same perplexity of 2.
    let corner = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
    let joint = neighbours::joint_probabilities(corner.view(), 2.5);
    // p ∝ (1, 1, e^{−β}) with the entropy of perplexity 2.5: solve for the ratio by bisection.
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..100 {
        let ratio = f64::midpoint(low, high);
        let (near, far) = (1.0 / (2.0 + ratio), ratio / (2.0 + ratio));
        let entropy = -2.0 * near * log2(near) - far * log2(far);
        if entropy < log2(2.5) { low = ratio } else { high = ratio }
    }
    assert!((joint[[0, 3]] / joint[[0, 1]] - low).abs() < 1e-8);
}

#[test]
fn the_gradient_is_that_of_finite_differences() {
    let (matrix, _) = sample(20);
    let joint = neighbours::joint_probabilities(matrix.view(), 5.0);
    let mut draws = Seed::from_name("t-sne").replicate("places", 0);
    let places = Array2::from_shape_simple_fn((20, 2), || draws.standard_normal());
    let (slopes, _) = descend::gradient(&joint, &places, 1.0);
    for ((row, axis), slope) in slopes.indexed_iter() {
        let moved = |by: f64| {
            let mut places = places.clone();
            places[[row, axis]] += by;
            descend::gradient(&joint, &places, 1.0).1
        };
        let wanted = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        assert!((slope - wanted).abs() < 1e-8, "{row}, {axis}: {slope} {wanted}");
    }
}

#[test]
fn clouds_stay_apart_and_neighbours_stay_neighbours() {
    let (matrix, labels) = sample(150);
    let fit =
        StochasticNeighbours::new(15.0).expect("sound").fit_matrix(matrix.view()).expect("it ends");
    let trust = trustworthiness(matrix.view(), fit.places(), 10).expect("few neighbours");
    assert!(trust > 0.9, "{trust}");
    let silhouette = crate::clustering::silhouette::mean(fit.places(), &labels).expect("three");
    assert!(silhouette > 0.6, "{silhouette}");
    assert!(fit.divergence() > 0.0 && fit.divergence() < exp(1.0));
}

#[test]
fn what_cannot_be_placed_is_named() {
    let (matrix, _) = sample(20);
    let message = |perplexity: f64, matrix: ArrayView2<'_, f64>| {
        StochasticNeighbours::new(perplexity)
            .expect("sound")
            .fit_matrix(matrix)
            .expect_err("refused")
            .to_string()
    };
    assert_snapshot!(message(10.0, matrix.view()), @"perplexity: got 10, wanted fewer than a third of the other rows");
    assert_snapshot!(message(1.0, array![[1.0, 2.0]].view()), @"rows: got 1, wanted at least 4");
    assert_snapshot!(StochasticNeighbours::new(0.5).expect_err("0.5"), @"perplexity: got 0.5, wanted a finite number of at least 1");
    let hasty = StochasticNeighbours::new(5.0).expect("sound").with_max_iterations(1).expect("one");
    let error = hasty.fit_matrix(matrix.view()).expect_err("too few").to_string();
    assert!(error.starts_with("stochastic neighbour embedding: after 501 iterations"), "{error}");
}

#[test]
fn the_valley_does_not_depend_on_the_last_bit() {
    let (matrix, _) = sample(90);
    let neighbours = StochasticNeighbours::new(12.0).expect("sound");
    // Rows in another order and in another unit: other roundings all the way.
    let divergence =
        |matrix: &Array2<f64>| neighbours.fit_matrix(matrix.view()).expect("it ends").divergence();
    let first = divergence(&matrix);
    let turned: Array2<f64> = matrix.select(ndarray::Axis(0), &(0..90).rev().collect::<Vec<_>>());
    for again in [divergence(&turned), divergence(&matrix.mapv(|x| 3.0 * x + 0.1))] {
        assert!((again - first).abs() < 0.01 * first, "{again} and {first}");
    }
}
