use insta::assert_snapshot;
use ndarray::{Array1, array};

use super::*;

fn sample(n_rows: usize) -> (Array2<f64>, Vec<usize>) {
    let mut draws = Seed::from_name("perceptron").replicate("sample", 0);
    let matrix = Array2::from_shape_simple_fn((n_rows, 2), || draws.standard_normal());
    // Inside a ring, on it, and outside.
    let labels = matrix
        .outer_iter()
        .map(|row| {
            let radius = row.dot(&row).sqrt();
            usize::from(radius > 0.8) + usize::from(radius > 1.5)
        })
        .collect();
    (matrix, labels)
}

#[test]
fn backpropagation_gives_the_slopes_of_finite_differences() {
    let (matrix, labels) = sample(15);
    for activation in [Activation::Tanh, Activation::Positive] {
        let network = Network::drawn(&[2, 5, 4, 3], activation, Seed::from_number(3));
        let penalty = 0.1;
        let (objective, slopes) = network.backward(matrix.view(), &labels, penalty);
        assert_eq!(objective, network.objective(matrix.view(), &labels, penalty));
        let step = 1e-6;
        for depth in 0..3 {
            let (weights, offsets) = network.layers()[depth].clone();
            for ((unit, input), _) in weights.indexed_iter() {
                let moved =
                    |by: f64| {
                        let mut layers = network.layers().to_vec();
                        layers[depth].0[[unit, input]] += by;
                        Network::from_layers(layers, activation)
                            .expect("the same shapes")
                            .objective(matrix.view(), &labels, penalty)
                    };
                let wanted = (moved(step) - moved(-step)) / (2.0 * step);
                let got = slopes[depth].0[[unit, input]];
                assert!(
                    (got - wanted).abs() < 1e-8,
                    "{activation:?} {depth} {unit} {input}: {got} {wanted}"
                );
            }
            for unit in 0..offsets.len() {
                let moved =
                    |by: f64| {
                        let mut layers = network.layers().to_vec();
                        layers[depth].1[unit] += by;
                        Network::from_layers(layers, activation)
                            .expect("the same shapes")
                            .objective(matrix.view(), &labels, penalty)
                    };
                let wanted = (moved(step) - moved(-step)) / (2.0 * step);
                assert!((slopes[depth].1[unit] - wanted).abs() < 1e-8);
            }
        }
    }
}

#[test]
fn a_ring_is_learned() {
    let (matrix, labels) = sample(400);
    let fit = Perceptron::new(&[12], Seed::from_number(1))
        .expect("a layer")
        .fit(matrix.view(), &labels, 3)
        .expect("it ends");
    let told = fit.predict_rows(matrix.view()).expect("finite");
    let n_right = told.iter().zip(&labels).filter(|(told, label)| told == label).count();
    assert!(n_right > 370, "{n_right} of 400 after {} passes", fit.n_passes());
    assert!(fit.objectives().last() < fit.objectives().first());
}

#[test]
fn without_hidden_layers_it_is_the_multinomial_regression() {
    let (matrix, labels) = sample(200);
    let penalty = 0.05;
    let wanted = crate::classification::MultinomialLogistic::new()
        .with_penalty(penalty)
        .expect("sound")
        .fit(matrix.view(), &labels, 3)
        .expect("a fit");
    let chances = |fit: &dyn FittedClassifier| {
        fit.probabilities(matrix.view()).expect("finite").expect("a model")
    };
    // Batches of any size end there, as near as the tolerance says.
    for (batch_rows, tolerance, nearest) in
        [(200, 1e-7, 1e-3), (64, 1e-7, 1e-3), (16, 1e-7, 1e-3), (64, 1e-10, 1e-4)]
    {
        let network = Perceptron::new(&[], Seed::from_number(1))
            .expect("no layer")
            .with_penalty(penalty)
            .and_then(|network| network.with_batch_rows(batch_rows))
            .and_then(|network| network.with_tolerance(tolerance))
            .expect("sound");
        let fit = network.fit(matrix.view(), &labels, 3).expect("it ends");
        let error = chances(&fit) - chances(&wanted);
        let worst = error.iter().fold(0.0_f64, |worst, error| worst.max(error.abs()));
        assert!(
            worst < nearest,
            "{batch_rows} rows: off by {worst} after {} passes",
            fit.n_passes()
        );
    }
}

#[test]
fn networks_that_cannot_be_are_named() {
    assert_snapshot!(Perceptron::new(&[3, 0], Seed::from_number(1)).expect_err("no units"), @"units of a hidden layer: got 0, wanted at least 1");
    let odd = vec![(array![[1.0, 2.0]], Array1::zeros(1)), (array![[1.0, 2.0]], Array1::zeros(1))];
    assert_snapshot!(Network::from_layers(odd, Activation::Tanh).expect_err("shapes"), @"inputs of a layer: got 2 entries, wanted 1");
    let (matrix, labels) = sample(40);
    let hasty = Perceptron::new(&[3], Seed::from_number(1))
        .expect("a layer")
        .with_max_passes(10)
        .expect("ten");
    let error = hasty.fit(matrix.view(), &labels, 3).expect_err("too few").to_string();
    assert!(error.starts_with("multilayer perceptron: after 10 iterations"), "{error}");
}
