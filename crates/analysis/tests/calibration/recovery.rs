//! Fits of simulated recordings give back what went into them.
//!
//! Each recipe draws a recording from known parameters, fits it and gives (estimate, standard error, truth) of each
//! parameter. Over many recordings, errors in units of their standard errors have mean 0 and standard deviation 1.

use ndarray::{Array1, Array2};
use rayon::prelude::*;
use spikebook_analysis::descriptive::{mean, standard_deviation};
use spikebook_analysis::regression::{Glm, GlmFit};
use spikebook_numeric::elementary::{cos, exp, logistic, sin, sqrt};
use spikebook_numeric::{Seed, Stream};

type Recovered = Vec<(f64, f64, f64)>;

/// A name, and one recording drawn and fitted.
type Recipe = (&'static str, fn(Stream) -> Recovered);

const RECIPES: &[Recipe] = &[
    ("direction tuning of a Poisson neuron", |mut stream| {
        // rate = exp(a + b cos θ + c sin θ), 600 bins.
        let truth = [0.2, 0.9, -0.4];
        let angle: Vec<f64> = (0..600).map(|_| std::f64::consts::TAU * stream.uniform()).collect();
        let x = Array2::from_shape_fn((600, 2), |(row, column)| {
            if column == 0 { cos(angle[row]) } else { sin(angle[row]) }
        });
        let y = response(&x, &truth, |line| stream.poisson(exp(line)) as f64);
        recovered(
            &Glm::poisson().fit_design(x.view(), y.view(), None, None).expect("a fit"),
            &truth,
        )
    }),
    ("choices with a bias and a slope on evidence", |mut stream| {
        let truth = [-0.3, 1.2];
        let x = Array2::from_shape_fn((800, 1), |_| 2.0 * stream.uniform() - 1.0);
        let y = response(&x, &truth, |line| f64::from(u8::from(stream.bernoulli(logistic(line)))));
        recovered(
            &Glm::binomial().fit_design(x.view(), y.view(), None, None).expect("a fit"),
            &truth,
        )
    }),
    ("choices that depend on the one before", |mut stream| {
        // log-odds = a + b evidence + c previous choice (±1).
        let truth = [0.1, 1.0, 0.5];
        let (mut x, mut y) = (Array2::zeros((1000, 2)), Array1::zeros(1000));
        let mut previous = 1.0;
        for row in 0..1000 {
            x[[row, 0]] = stream.standard_normal();
            x[[row, 1]] = previous;
            let line = truth[0] + truth[1] * x[[row, 0]] + truth[2] * previous;
            let choice = stream.bernoulli(logistic(line));
            y[row] = f64::from(u8::from(choice));
            previous = if choice { 1.0 } else { -1.0 };
        }
        recovered(
            &Glm::binomial().fit_design(x.view(), y.view(), None, None).expect("a fit"),
            &truth,
        )
    }),
    ("a neuron that is refractory to its own spikes", |mut stream| {
        // log rate = a − b (count in the bin before), 3000 bins.
        let truth = [-0.2, -0.8];
        let (mut x, mut y) = (Array2::zeros((3000, 1)), Array1::zeros(3000));
        let mut previous = 0.0;
        for row in 0..3000 {
            x[[row, 0]] = previous;
            previous = stream.poisson(exp(truth[0] + truth[1] * previous)) as f64;
            y[row] = previous;
        }
        recovered(
            &Glm::poisson().fit_design(x.view(), y.view(), None, None).expect("a fit"),
            &truth,
        )
    }),
];

fn response(x: &Array2<f64>, truth: &[f64], mut draw: impl FnMut(f64) -> f64) -> Array1<f64> {
    x.outer_iter()
        .map(|row| {
            let slopes = row.iter().zip(&truth[1..]).map(|(x, slope)| x * slope);
            draw(truth[0] + slopes.sum::<f64>())
        })
        .collect()
}

fn recovered(fit: &GlmFit, truth: &[f64]) -> Recovered {
    let (estimates, errors) = (fit.estimates(), fit.standard_errors());
    (0..truth.len()).map(|at| (estimates[at], errors[at], truth[at])).collect()
}

fn parameters_come_back(n_recordings: usize) {
    for &(name, recipe) in RECIPES {
        let seed = Seed::from_name("recovery").child(name);
        let all: Vec<Recovered> = (0..n_recordings as u64)
            .into_par_iter()
            .map(|number| recipe(seed.replicate("recording", number)))
            .collect();
        for at in 0..all[0].len() {
            let z: Vec<f64> = all
                .iter()
                .map(|recording| (recording[at].0 - recording[at].2) / recording[at].1)
                .collect();
            let n = n_recordings as f64;
            // Maximum likelihood is biased by a share of its standard error that falls with 1/√rows.
            let (centre, spread) = (mean(&z), standard_deviation(&z, 1));
            assert!(
                centre.abs() < 0.08 + 3.9 / sqrt(n),
                "{name}, parameter {at}: mean error {centre}"
            );
            let room = 0.04 + 3.9 / sqrt(2.0 * n);
            assert!((spread - 1.0).abs() < room, "{name}, parameter {at}: spread {spread}");
        }
    }
}

#[test]
fn parameters_come_back_in_a_few_recordings() {
    parameters_come_back(60);
}

#[test]
#[ignore = "1,000 recordings of each model: make test-slow"]
fn parameters_come_back_in_many_recordings() {
    parameters_come_back(1000);
}
