//! Every path of a short sequence, added up one by one.

use ndarray::{Array1, Array2, Array3, array};
use proptest::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{exp, ln};
use spikebook_numeric::special::ln_poisson_probability;

use super::super::*;
use super::poisson_model;

/// ln P(path, observations) of every path, from ln P(observation | state).
fn all_paths<E: Emissions>(
    model: &HiddenMarkovModel<E>,
    n_steps: usize,
    ln_emission: &dyn Fn(usize, usize) -> f64,
) -> Vec<(Vec<usize>, f64)> {
    let k = model.n_states();
    (0..k.pow(n_steps as u32))
        .map(|number| {
            let path: Vec<usize> = (0..n_steps).map(|t| number / k.pow(t as u32) % k).collect();
            let mut ln_joint = ln(model.start()[path[0]]);
            for (step, &state) in path.iter().enumerate() {
                if step > 0 {
                    ln_joint += ln(model.transitions()[[path[step - 1], state]]);
                }
                ln_joint += ln_emission(step, state);
            }
            (path, ln_joint)
        })
        .collect()
}

fn check<E: Emissions>(
    model: &HiddenMarkovModel<E>,
    observations: &E::Observations,
    ln_emission: &dyn Fn(usize, usize) -> f64,
) {
    let (n_steps, k) = (observations.n_steps(), model.n_states());
    let paths = all_paths(model, n_steps, ln_emission);
    let total: f64 = paths.iter().map(|(_, ln_joint)| exp(*ln_joint)).sum();
    let close = |got: f64, wanted: f64| {
        assert!((got - wanted).abs() <= 1e-12 * (1.0 + wanted.abs()), "{got} against {wanted}");
    };
    close(model.ln_likelihood(observations).expect("possible"), ln(total));
    let posterior = model.posterior(observations).expect("possible");
    close(posterior.ln_likelihood, ln(total));
    let mut probabilities: Array2<f64> = Array2::zeros((n_steps, k));
    let mut transitions: Array2<f64> = Array2::zeros((k, k));
    for (path, ln_joint) in &paths {
        let share = exp(*ln_joint) / total;
        for (step, &state) in path.iter().enumerate() {
            probabilities[[step, state]] += share;
            if step > 0 {
                transitions[[path[step - 1], state]] += share;
            }
        }
    }
    for (got, wanted) in posterior.probabilities.iter().zip(&probabilities) {
        close(*got, *wanted);
    }
    for (got, wanted) in posterior.transitions.iter().zip(&transitions) {
        close(*got, *wanted);
    }
    let best = paths.iter().map(|(_, ln_joint)| *ln_joint).fold(f64::NEG_INFINITY, f64::max);
    let path = model.most_probable_path(observations).expect("possible");
    close(path.ln_probability, best);
    let of_path = paths.iter().find(|(states, _)| *states == path.states).expect("it is a path");
    close(of_path.1, best);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn counts(flat in proptest::collection::vec(0_u32..9, 12)) {
        let model = poisson_model();
        let matrix = Array2::from_shape_vec((6, 2), flat).expect("six steps");
        let means = model.emissions().means().to_owned();
        let ln_emission = |step: usize, state: usize| {
            (0..2)
                .map(|u| ln_poisson_probability(f64::from(matrix[[step, u]]), means[[state, u]]))
                .sum()
        };
        check(&model, &Counts::new(matrix.view()).expect("counts"), &ln_emission);
    }

    #[test]
    fn symbols(values in proptest::collection::vec(0_usize..3, 1..7)) {
        let laws = array![[0.5, 0.5, 0.0], [0.1, 0.2, 0.7]];
        let transitions = array![[0.9, 0.1], [0.4, 0.6]];
        let model = HiddenMarkovModel::new(
            &[0.6, 0.4],
            transitions.view(),
            Categorical::new(laws.view()).expect("laws"),
        )
        .expect("a model");
        let ln_emission = |step: usize, state: usize| ln(laws[[state, values[step]]]);
        check(&model, &Symbols::new(&values, 3).expect("symbols"), &ln_emission);
    }

    #[test]
    fn points(flat in proptest::collection::vec(-3.0_f64..3.0, 10)) {
        let matrix = Array2::from_shape_vec((5, 2), flat).expect("five steps");
        let means = array![[0.0, 1.0], [1.0, -1.0]];
        let covariances = Array3::from_shape_vec(
            (2, 2, 2),
            vec![1.0, 0.3, 0.3, 0.5, 2.0, -0.4, -0.4, 1.0],
        )
        .expect("two covariances");
        let transitions = array![[0.9, 0.1], [0.4, 0.6]];
        let laws = Gaussian::new(means.view(), covariances.view()).expect("laws");
        let model = HiddenMarkovModel::new(&[0.6, 0.4], transitions.view(), laws).expect("a model");
        // The inverse of a 2 × 2 matrix by hand.
        let ln_emission = |step: usize, state: usize| {
            let c = |i, j| covariances[[state, i, j]];
            let determinant = c(0, 0) * c(1, 1) - c(0, 1) * c(1, 0);
            let (a, b) = (matrix[[step, 0]] - means[[state, 0]], matrix[[step, 1]] - means[[state, 1]]);
            let squared = (c(1, 1) * a * a - 2.0 * c(0, 1) * a * b + c(0, 0) * b * b) / determinant;
            -0.5 * squared - 0.5 * ln(determinant) - ln(std::f64::consts::TAU)
        };
        check(&model, &Points::new(matrix.view()).expect("points"), &ln_emission);
    }
}

#[test]
fn sequences_do_not_follow_one_another() {
    let model = poisson_model();
    let counts = array![[1_u32, 0], [4, 4], [0, 3], [7, 5], [2, 0]];
    let part = |from: usize, to: usize| {
        let rows = counts.select(ndarray::Axis(0), &(from..to).collect::<Vec<_>>());
        model.posterior(&Counts::new(rows.view()).expect("counts")).expect("possible")
    };
    let (first, second) = (part(0, 2), part(2, 5));
    let both = Counts::new(counts.view()).expect("counts").in_sequences(&[2, 3]).expect("two");
    let together = model.posterior(&both).expect("possible");
    let wanted = first.ln_likelihood + second.ln_likelihood;
    assert!((together.ln_likelihood - wanted).abs() < 1e-12);
    let transitions = &first.transitions + &second.transitions;
    for (got, wanted) in together.transitions.iter().zip(&transitions) {
        assert!((got - wanted).abs() < 1e-13);
    }
    let step = model.step(&both).expect("a step").model;
    for state in 0..3 {
        let wanted =
            f64::midpoint(first.probabilities[[0, state]], second.probabilities[[0, state]]);
        assert!((step.start()[state] - wanted).abs() < 1e-13);
    }
}

#[test]
fn many_states_use_more_lanes_and_agree() {
    // The same law split into copies: the likelihood stays.
    let one = poisson_model();
    let counts = array![[1_u32, 0], [4, 4], [0, 3], [7, 5], [2, 0], [0, 0], [9, 2]];
    let counts = Counts::new(counts.view()).expect("counts");
    let wanted = one.ln_likelihood(&counts).expect("possible");
    for copies in [2, 4, 10] {
        let k = 3 * copies;
        let start: Vec<f64> = (0..k).map(|s| one.start()[s / copies] / copies as f64).collect();
        let split =
            |(i, j): (usize, usize)| one.transitions()[[i / copies, j / copies]] / copies as f64;
        let transitions = Array2::from_shape_fn((k, k), split);
        let means = one.emissions().means();
        let means = Array2::from_shape_fn((k, 2), |(s, u)| means[[s / copies, u]]);
        let laws = Poisson::new(means.view()).expect("means");
        let model = HiddenMarkovModel::new(&start, transitions.view(), laws).expect("a model");
        let got = model.ln_likelihood(&counts).expect("possible");
        assert!((got - wanted).abs() < 1e-12, "{k} states: {got} against {wanted}");
        let posterior = model.posterior(&counts).expect("possible");
        assert!((posterior.transitions.sum() - 6.0).abs() < 1e-12);
    }
}

#[test]
fn every_number_of_states_agrees_with_products_of_matrices() {
    let mut draws = Seed::from_name("numbers of states").replicate("models", 0);
    let counts = Array2::from_shape_fn((7, 2), |_| draws.poisson(2.0) as u32);
    for k in (1..=9).chain([16, 17, 25, 32]) {
        let mut rows = Array2::from_shape_fn((k, k), |_| 0.1 + draws.uniform());
        for mut row in rows.outer_iter_mut() {
            let total = row.sum();
            row /= total;
        }
        let start = vec![1.0 / k as f64; k];
        let means = Array2::from_shape_fn((k, 2), |_| 0.5 + 4.0 * draws.uniform());
        let law = |step: usize, state: usize| -> f64 {
            let ln = |u| ln_poisson_probability(f64::from(counts[[step, u]]), means[[state, u]]);
            exp(ln(0) + ln(1))
        };
        // Without scaling: seven steps do not underflow.
        let laws: Vec<Array1<f64>> =
            (0..7).map(|step| (0..k).map(|state| law(step, state)).collect()).collect();
        let mut forward = vec![&Array1::from(start.clone()) * &laws[0]];
        let mut backward = vec![Array1::ones(k)];
        for step in 1..7 {
            forward.push(forward[step - 1].dot(&rows) * &laws[step]);
            backward.push(rows.dot(&(&backward[step - 1] * &laws[7 - step])));
        }
        backward.reverse();
        let total = forward[6].sum();
        let emissions = Poisson::new(means.view()).expect("means");
        let model = HiddenMarkovModel::new(&start, rows.view(), emissions).expect("a model");
        let found =
            model.posterior(&Counts::new(counts.view()).expect("counts")).expect("possible");
        assert!((found.ln_likelihood - ln(total)).abs() < 1e-12, "{k} states");
        for ((step, state), got) in found.probabilities.indexed_iter() {
            let wanted = forward[step][state] * backward[step][state] / total;
            assert!((got - wanted).abs() < 1e-13, "{k} states: {got} against {wanted}");
        }
        for ((i, j), got) in found.transitions.indexed_iter() {
            let of_step = |t: usize| forward[t][i] * laws[t + 1][j] * backward[t + 1][j];
            let wanted = (0..6).map(of_step).sum::<f64>() * rows[[i, j]] / total;
            assert!((got - wanted).abs() < 1e-13, "{k} states: {got} against {wanted}");
        }
    }
}
