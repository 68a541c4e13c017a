mod solvers;

use insta::assert_snapshot;
use linfa::Dataset;
use linfa::traits::{Predict, Transformer};
use ndarray::{Axis, array};
use proptest::prelude::*;
use spikebook_numeric::Seed;

use super::*;

/// `n_rows` of `n_columns` with unequal variances.
fn sample(n_rows: usize, n_columns: usize, number: u64) -> Array2<f64> {
    let mut draws = Seed::from_name("pca").replicate("sample", number);
    let sources = Array2::from_shape_fn((n_rows, n_columns), |(_, j)| {
        draws.standard_normal() * 3.0 / (1.0 + j as f64)
    });
    let mixing = Array2::from_shape_simple_fn((n_columns, n_columns), || draws.standard_normal());
    sources.dot(&mixing) + 5.0
}

fn fit(matrix: &Array2<f64>) -> PcaFit {
    Pca::new().fit_matrix(matrix.view()).expect("a fit")
}

fn covariance(matrix: &Array2<f64>) -> Array2<f64> {
    let centred = matrix - &matrix.mean_axis(Axis(0)).expect("rows");
    centred.t().dot(&centred) / (matrix.nrows() - 1) as f64
}

#[track_caller]
fn assert_close<'a>(
    got: impl IntoIterator<Item = &'a f64>,
    wanted: impl IntoIterator<Item = &'a f64>,
    tolerance: f64,
) {
    for (entry, (got, wanted)) in got.into_iter().zip(wanted).enumerate() {
        let scale = 1.0 + wanted.abs();
        assert!((got - wanted).abs() <= tolerance * scale, "entry {entry}: {got}, wanted {wanted}");
    }
}

#[test]
fn two_columns_have_a_closed_form() {
    // Covariance [[2, 1], [1, 2]] · 4/3: variances 4 and 4/3 along the diagonals.
    let matrix = array![[2.0, 1.0], [-2.0, -1.0], [0.0, 1.0], [0.0, -1.0]];
    let covariance = covariance(&matrix);
    let (a, b, c) = (covariance[[0, 0]], covariance[[0, 1]], covariance[[1, 1]]);
    let root = ((a - c) * (a - c) / 4.0 + b * b).sqrt();
    let fit = fit(&matrix);
    let wanted = [f64::midpoint(a, c) + root, f64::midpoint(a, c) - root];
    assert_close(fit.explained_variance(), &wanted, 1e-15);
    // (b, λ − a) is the direction of λ.
    let direction = [b, wanted[0] - a];
    let length = (direction[0] * direction[0] + direction[1] * direction[1]).sqrt();
    let direction = direction.map(|entry| entry / length);
    assert_close(fit.components().row(0), &direction, 1e-15);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn components_diagonalise_the_covariance(n in 3_usize..30, p in 1_usize..9, number in 0_u64..10_000) {
        let matrix = sample(n, p, number);
        let fit = fit(&matrix);
        prop_assert_eq!(fit.n_components(), p.min(n - 1));
        let v = fit.components();
        let diagonal = v.dot(&covariance(&matrix)).dot(&v.t());
        let scale = fit.explained_variance()[0];
        for ((i, j), entry) in diagonal.indexed_iter() {
            let wanted = if i == j { fit.explained_variance()[i] } else { 0.0 };
            prop_assert!((entry - wanted).abs() < 1e-12 * scale);
        }
        let grams = v.dot(&v.t());
        for ((i, j), entry) in grams.indexed_iter() {
            prop_assert!((entry - f64::from(u8::from(i == j))).abs() < 1e-13);
        }
        prop_assert!((fit.explained_variance().sum() / fit.total_variance() - 1.0).abs() < 1e-12);
        prop_assert!(fit.explained_variance().windows(2).into_iter().all(|pair| pair[0] >= pair[1]));
        for component in v.outer_iter() {
            let by_size = |a: &&f64, b: &&f64| a.abs().total_cmp(&b.abs());
            prop_assert!(component.iter().max_by(by_size).is_some_and(|entry| *entry > 0.0));
        }
    }

    #[test]
    fn scores_lead_back_to_the_rows(n in 9_usize..30, number in 0_u64..10_000) {
        let matrix = sample(n, 6, number);
        let fit = fit(&matrix);
        let scores = fit.scores(matrix.view()).expect("the same columns");
        assert_close(&fit.reconstruct(scores.view()).expect("all components"), &matrix, 1e-12);
        let white = fit.whitened_scores(matrix.view()).expect("variance everywhere");
        assert_close(&covariance(&white), &Array2::eye(6), 1e-9);
        let back = fit.reconstruct_whitened(white.view()).expect("all components");
        assert_close(&back, &matrix, 1e-10);
    }

    #[test]
    fn turning_the_rows_turns_the_components(number in 0_u64..10_000) {
        let matrix = sample(40, 3, number);
        let (s, c) = (0.6, 0.8);
        let turn = array![[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]];
        let (plain, turned) = (fit(&matrix), fit(&matrix.dot(&turn)));
        let variances = turned.explained_variance().to_owned();
        assert_close(&variances, plain.explained_variance(), 1e-12);
    }
}

#[test]
fn fewer_components_are_the_first_of_all() {
    let matrix = sample(25, 5, 1);
    let all = fit(&matrix);
    let two = Pca::new().with_components(2).expect("two").fit_matrix(matrix.view()).expect("a fit");
    assert_eq!(two.components(), all.components().slice_axis(Axis(0), (0..2).into()));
    assert_eq!(two.total_variance(), all.total_variance());
    // What is left out is the squared error of the reconstruction (Eckart & Young).
    let scores = two.scores(matrix.view()).expect("the same columns");
    let error = &matrix - &two.reconstruct(scores.view()).expect("two components");
    let left: f64 = all.singular_values().iter().skip(2).map(|s| s * s).sum();
    assert!(((&error * &error).sum() / left - 1.0).abs() < 1e-11);
}

#[test]
fn scaled_components_are_those_of_the_correlations() {
    let mut matrix = sample(30, 4, 2);
    let scaled =
        |matrix: &Array2<f64>| Pca::new().scaled().fit_matrix(matrix.view()).expect("a fit");
    let before = scaled(&matrix);
    assert!((before.total_variance() - 4.0).abs() < 1e-12);
    matrix.column_mut(2).mapv_inplace(|value| 1e6 * value - 3.0);
    let after = scaled(&matrix);
    assert_close(after.explained_variance(), before.explained_variance(), 1e-11);
    let scores = after.scores(matrix.view()).expect("the same columns");
    assert_close(&after.reconstruct(scores.view()).expect("all"), &matrix, 1e-10);
}

#[test]
fn linfas_traits_give_the_same_scores() {
    let matrix = sample(20, 3, 3);
    let targets: ndarray::Array1<f64> = (0..20).map(f64::from).collect();
    let dataset = Dataset::new(matrix.clone(), targets);
    let fit = Pca::new().fit(&dataset).expect("a fit");
    let scores = fit.scores(matrix.view()).expect("the same columns");
    let predicted: Array2<f64> = fit.predict(&matrix);
    assert_eq!(predicted, scores);
    let transformed = fit.transform(dataset);
    assert_eq!(transformed.records(), &scores);
    assert_eq!(transformed.targets()[19], 19.0);
}

#[test]
fn linfa_reduction_agrees_where_it_is_right_and_differs_where_it_is_known_to() {
    let matrix = sample(40, 6, 4);
    let ours = fit(&matrix);
    let dataset = linfa::DatasetBase::from(matrix.clone());
    let theirs = Fit::fit(&linfa_reduction::Pca::params(3), &dataset).expect("linfa's fit");
    let singular_values: Vec<f64> = ours.singular_values().iter().take(3).copied().collect();
    assert_close(theirs.singular_values(), &singular_values, 1e-6);
    for (theirs, ours) in theirs.components().outer_iter().zip(ours.components().outer_iter()) {
        assert!((theirs.dot(&ours).abs() - 1.0).abs() < 1e-6, "the same direction up to sign");
    }
    // Theirs divides by components − 1 = 2 where rows − 1 = 39 is meant.
    let share = theirs.explained_variance()[0] / ours.explained_variance()[0];
    assert!((share - 39.0 / 2.0).abs() < 1e-4, "{share}");
}

#[test]
fn what_cannot_be_decomposed_is_named() {
    let message = |pca: Pca, matrix: Array2<f64>| {
        pca.fit_matrix(matrix.view()).expect_err("refused").to_string()
    };
    let pca = Pca::new();
    assert_snapshot!(message(pca, array![[1.0, 2.0]]), @"rows: got 1, wanted at least 2");
    assert_snapshot!(message(pca, Array2::zeros((3, 0))), @"columns: got 0, wanted at least 1");
    assert_snapshot!(message(pca, array![[1.0], [f64::NAN]]), @"matrix, column 0, row 2: got NaN, wanted a finite number");
    assert_snapshot!(message(pca, Array2::ones((3, 2))), @"principal components: every column is constant, wanted some variance");
    assert_snapshot!(message(pca.scaled(), array![[1.0, 0.1], [2.0, 0.1]]), @"column 1: it is constant, wanted some spread to scale by");
    assert_snapshot!(pca.with_components(0).expect_err("none"), @"n_components: got 0, wanted at least 1");
    let three = pca.with_components(3).expect("three");
    assert_snapshot!(message(three, array![[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]]), @"n_components: got 3, wanted at most the smaller of rows - 1 and columns");
    let flat = array![[1.0, 2.0], [2.0, 4.0], [4.0, 8.0]];
    let flat_fit = fit(&flat);
    let refused = flat_fit.whitened_scores(flat.view()).expect_err("a component without variance");
    assert_snapshot!(refused, @"principal components: component 1 has no variance, wanted some to whiten by");
    assert_snapshot!(refused.hint().expect("a hint"), @"keep 1 components, or do not whiten");
    assert_snapshot!(flat_fit.scores(Array2::zeros((1, 3)).view()).expect_err("columns"), @"columns: got 3 entries, wanted 2");
    let unreached =
        [Error::SingularValues { n_rows: 9, n_columns: 4 }, linfa::Error::NotEnoughSamples.into()];
    assert_snapshot!(unreached[0], @"decomposition: the singular values of 9 rows and 4 columns did not converge");
    assert_snapshot!(unreached[1], @"data set: not enough samples");
}
