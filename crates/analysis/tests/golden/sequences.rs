//! Hidden states: Markov chains and linear dynamics.

use ndarray::{Array2, Array3};
use spikebook_analysis::sequences::hidden_markov::{
    Categorical, Counts, Emissions, Gaussian, HiddenMarkovModel, Points, Poisson, Symbols,
};
use spikebook_analysis::sequences::kalman::LinearGaussianModel;

use crate::case::Case;

const UNITS: [&str; 4] = ["u0", "u1", "u2", "u3"];

fn model<E: Emissions>(case: &Case, laws: E) -> HiddenMarkovModel<E> {
    let transitions = case.matrix("A.csv", &["to0", "to1", "to2"]);
    let start = case.column("pi.csv", "pi").to_vec();
    HiddenMarkovModel::new(&start, transitions.view(), laws).expect("a model")
}

/// Checks what every case has, and gives the posterior of three rows where it is asked for.
fn check<E: Emissions>(case: &Case, model: &HiddenMarkovModel<E>, observations: &E::Observations) {
    case.check_scalar("loglik", model.ln_likelihood(observations).expect("possible"));
    let path = model.most_probable_path(observations).expect("possible");
    case.check_scalar("viterbi_logprob", path.ln_probability);
    case.check("viterbi_path", path.states.into_iter().map(|state| state as f64));
}

fn three_rows(probabilities: &Array2<f64>) -> Vec<f64> {
    let last = probabilities.nrows() - 1;
    [0, 1, last].iter().flat_map(|&row| probabilities.row(row).to_vec()).collect()
}

#[test]
fn categorical() {
    let Some(case) = Case::golden("hmm_categorical") else { return };
    let laws = case.matrix("B.csv", &["s0", "s1", "s2", "s3", "s4"]);
    let model = model(&case, Categorical::new(laws.view()).expect("rows add up to 1"));
    let symbols: Vec<usize> =
        case.column("obs.csv", "symbol").iter().map(|&s| s as usize).collect();
    check(&case, &model, &Symbols::new(&symbols, 5).expect("symbols"));
}

#[test]
fn gaussian() {
    let Some(case) = Case::golden("hmm_gaussian") else { return };
    let means = case.matrix("mu.csv", &["d0", "d1"]);
    let flat: Vec<f64> =
        case.matrix("cov.csv", &["s0", "s1", "s2", "s3"]).iter().copied().collect();
    let covariances = Array3::from_shape_vec((3, 2, 2), flat).expect("three covariances");
    let model = model(&case, Gaussian::new(means.view(), covariances.view()).expect("laws"));
    let points = Points::new(case.matrix("x.csv", &["d0", "d1"]).view()).expect("points");
    check(&case, &model, &points);
    let posterior = model.posterior(&points).expect("possible");
    case.check("gamma_rows_0_1_last", three_rows(&posterior.probabilities));
    let step = model.step(&points).expect("a step");
    case.check("em1_mu", step.model.emissions().means().iter().copied());
}

#[test]
fn poisson() {
    let Some(case) = Case::golden("hmm_poisson") else { return };
    let means = case.matrix("lambda.csv", &UNITS);
    let mut model = model(&case, Poisson::new(means.view()).expect("means"));
    let counts = case.matrix("counts.csv", &UNITS).mapv(|count| count as u32);
    let counts = Counts::new(counts.view()).expect("counts");
    check(&case, &model, &counts);
    let posterior = model.posterior(&counts).expect("possible");
    case.check("gamma_rows_0_1_last", three_rows(&posterior.probabilities));
    case.check("xi_sum", posterior.transitions.iter().copied());
    let mut history = Vec::new();
    for iteration in 0..20 {
        let step = model.step(&counts).expect("a step");
        history.push(step.ln_likelihood);
        model = step.model;
        if iteration == 0 {
            case.check("em1_A", model.transitions().iter().copied());
            case.check("em1_lambda", model.emissions().means().iter().copied());
        }
    }
    case.check("em20_loglik_history", history);
    case.check("em20_lambda", model.emissions().means().iter().copied());
    case.check("em20_A", model.transitions().iter().copied());
}

#[test]
fn a_long_sequence_does_not_underflow() {
    let Some(case) = Case::golden("hmm_underflow") else { return };
    let laws = Categorical::new(matrix(&case, "B").view()).expect("laws");
    let model =
        HiddenMarkovModel::new(&[0.5, 0.5], matrix(&case, "A").view(), laws).expect("a model");
    let symbols: Vec<usize> =
        case.column("obs.csv", "symbol").iter().map(|&s| s as usize).collect();
    let symbols = Symbols::new(&symbols, 3).expect("symbols");
    case.check_scalar("loglik", model.ln_likelihood(&symbols).expect("finite"));
}

#[test]
fn kalman() {
    let Some(case) = Case::golden("kalman") else { return };
    let (model, rows) = linear_model(&case);
    let y = case.matrix("y.csv", &["y0", "y1", "y2"]);
    let filtered = model.filter(y.view()).expect("a path");
    let smoothed = model.smooth(y.view()).expect("a path");
    case.check_scalar("loglik", filtered.ln_likelihood);
    let of_rows =
        |means: &Array2<f64>| rows.iter().flat_map(|&r| means.row(r).to_vec()).collect::<Vec<_>>();
    let of_matrices = |matrices: &Array3<f64>| {
        let of_row = |&r: &usize| {
            matrices.index_axis(ndarray::Axis(0), r).iter().copied().collect::<Vec<_>>()
        };
        rows.iter().flat_map(of_row).collect::<Vec<_>>()
    };
    case.check("filtered_mean_rows", of_rows(&filtered.means));
    case.check("filtered_cov_rows", of_matrices(&filtered.covariances));
    case.check("smoothed_mean_rows", of_rows(&smoothed.means));
    case.check("smoothed_cov_rows", of_matrices(&smoothed.covariances));
    let first = smoothed.lag_one_covariances.index_axis(ndarray::Axis(0), 0).to_owned();
    case.check("lag_one_cov_row0", first.iter().copied());
}

#[test]
fn two_sequences_and_four_measurements() {
    let case = Case::reference("hidden_states");
    let units = &UNITS[..3];
    let counts = case.matrix("counts.csv", units).mapv(|count| count as u32);
    let counts = Counts::new(counts.view()).expect("counts").in_sequences(&[70, 50]).expect("two");
    let means = matrix(&case, "means");
    let laws = Poisson::new(means.view()).expect("means");
    let transitions = matrix(&case, "transitions");
    let mut model = HiddenMarkovModel::new(&[0.6, 0.4], transitions.view(), laws).expect("a model");
    case.check_scalar("ln_likelihood", model.ln_likelihood(&counts).expect("possible"));
    let posterior = model.posterior(&counts).expect("possible").probabilities;
    case.check("posterior_first5", posterior.iter().copied().take(10));
    let path = model.most_probable_path(&counts).expect("possible");
    case.check("path", path.states.iter().map(|&state| state as f64));
    case.check_scalar("path_ln_probability", path.ln_probability);
    for step in 1..=10 {
        model = model.step(&counts).expect("a step").model;
        if step == 1 || step == 10 {
            case.check(&format!("start_after_{step}"), model.start().iter().copied());
            case.check(&format!("transitions_after_{step}"), model.transitions().iter().copied());
            case.check(&format!("means_after_{step}"), model.emissions().means().iter().copied());
        }
    }
    let (model, _) = linear_model(&case);
    let smoothed = model.smooth(case.matrix("y.csv", &["y0", "y1", "y2", "y3"]).view());
    let smoothed = smoothed.expect("a path");
    case.check_scalar("kalman_ln_likelihood", smoothed.ln_likelihood);
    case.check("kalman_filtered_last", smoothed.means.row(39).to_vec());
    case.check("kalman_smoothed_means", smoothed.means.iter().copied());
    case.check("kalman_smoothed_covariances", smoothed.covariances.iter().copied());
}

/// A parameter as a matrix.
fn matrix(case: &Case, name: &str) -> Array2<f64> {
    let rows = case.param(name).as_array().expect("rows");
    let flat: Vec<f64> = rows
        .iter()
        .flat_map(|row| row.as_array().expect("a row"))
        .map(|entry| entry.as_f64().expect("a number"))
        .collect();
    Array2::from_shape_vec((rows.len(), flat.len() / rows.len()), flat).expect("rows")
}

fn linear_model(case: &Case) -> (LinearGaussianModel, Vec<usize>) {
    let numbers = |name: &str| -> Vec<f64> {
        let entries = case.param(name).as_array().expect("a list");
        entries.iter().map(|entry| entry.as_f64().expect("a number")).collect()
    };
    let model = LinearGaussianModel::new(
        matrix(case, "A").view(),
        matrix(case, "C").view(),
        matrix(case, "Q").view(),
        matrix(case, "R").view(),
        &numbers("m0"),
        matrix(case, "P0").view(),
    );
    (model.expect("a model"), numbers("rows").into_iter().map(|row| row as usize).collect())
}
