use insta::assert_snapshot;
use ndarray::array;
use spikebook_numeric::Seed;

use super::maximise::Model;
use super::*;

fn sample(n_rows: usize) -> (ndarray::Array2<f64>, ndarray::Array2<f64>, ndarray::Array1<f64>) {
    let loadings =
        array![[1.0, 0.2], [0.8, -0.5], [-0.6, 0.9], [0.3, 0.7], [1.2, 0.1], [0.0, -0.8]];
    let noise = array![0.3, 0.5, 0.2, 0.8, 0.4, 0.6];
    let mut draws = Seed::from_name("factor analysis").replicate("sample", 0);
    let mut matrix = ndarray::Array2::zeros((n_rows, 6));
    for mut row in matrix.rows_mut() {
        let factors = array![draws.standard_normal(), draws.standard_normal()];
        row.assign(&(loadings.dot(&factors) + 3.0));
        for (value, noise) in row.iter_mut().zip(&noise) {
            *value += f64::sqrt(*noise) * draws.standard_normal();
        }
    }
    (matrix, loadings, noise)
}

fn fit(matrix: &ndarray::Array2<f64>) -> FactorAnalysisFit {
    let analysis = FactorAnalysis::new(2).expect("two").with_tolerance(1e-10).expect("inside");
    analysis.fit_matrix(matrix.view()).expect("a fit")
}

#[test]
fn known_loadings_come_back() {
    let (matrix, loadings, noise) = sample(40_000);
    let fit = fit(&matrix);
    let wanted = loadings.dot(&loadings.t()) + ndarray::Array2::from_diag(&noise);
    let error = fit.covariance() - wanted;
    assert!(error.iter().all(|error| error.abs() < 0.04), "{error}");
    let error = &fit.noise_variance() - &noise;
    assert!(error.iter().all(|error| error.abs() < 0.03), "{error}");
}

#[test]
fn the_likelihood_is_that_of_the_normal_density_and_stands_still() {
    let (matrix, _, _) = sample(300);
    let fit = fit(&matrix);
    // The density row by row, from the covariance's own inverse.
    let covariance = fit.covariance();
    let flat: Vec<f64> = covariance.iter().copied().collect();
    let factor = crate::matrix::Cholesky::new(&flat, 6, 0.0).expect("positive definite");
    let mut wanted = 0.0;
    for row in matrix.outer_iter() {
        let centred = &row - &fit.mean();
        let mut solved = centred.to_vec();
        factor.solve(&mut solved);
        let square: f64 = solved.iter().zip(&centred).map(|(a, b)| a * b).sum();
        let ln_tau = spikebook_numeric::elementary::ln(std::f64::consts::TAU);
        wanted -= 0.5 * (6.0 * ln_tau + factor.ln_determinant() + square);
    }
    assert!((fit.ln_likelihood() / wanted - 1.0).abs() < 1e-12);
    let mean = fit.mean_ln_likelihood(matrix.view()).expect("the same columns");
    assert!((mean * 300.0 / wanted - 1.0).abs() < 1e-12);
    // No single number can be moved to a better likelihood.
    let gram = centred_gram(matrix.view(), fit.mean().as_slice().expect("one slice"));
    let sample = from_faer(gram.as_ref()) / 300.0;
    let model = |shift: &dyn Fn(&mut Model)| {
        let mut model =
            Model { loadings: fit.loadings().to_owned(), noise: fit.noise_variance().to_owned() };
        shift(&mut model);
        model.mean_ln_likelihood(&sample).expect("positive definite")
    };
    let step = 1e-5;
    for unit in 0..6 {
        let slope =
            (model(&|m| m.noise[unit] += step) - model(&|m| m.noise[unit] -= step)) / (2.0 * step);
        assert!(slope.abs() < 1e-6, "noise {unit}: {slope}");
        for factor in 0..2 {
            let up = model(&|m| m.loadings[[unit, factor]] += step);
            let down = model(&|m| m.loadings[[unit, factor]] -= step);
            assert!(((up - down) / (2.0 * step)).abs() < 1e-6, "loading {unit}, {factor}");
        }
    }
}

#[test]
fn scores_are_posterior_means() {
    let (matrix, _, _) = sample(50);
    let fit = fit(&matrix);
    let scores = fit.scores(matrix.view()).expect("the same columns");
    // E[f | x] = Λᵀ (Λ Λᵀ + Ψ)⁻¹ (x − μ), the long way round.
    let flat: Vec<f64> = fit.covariance().iter().copied().collect();
    let factor = crate::matrix::Cholesky::new(&flat, 6, 0.0).expect("positive definite");
    for (row, scores) in matrix.outer_iter().zip(scores.outer_iter()) {
        let mut solved = (&row - &fit.mean()).to_vec();
        factor.solve(&mut solved);
        let wanted = fit.loadings().t().dot(&ndarray::Array1::from(solved));
        assert!((&scores - &wanted).iter().all(|error| error.abs() < 1e-12));
    }
    assert_eq!(fit.reconstruct(scores.view()).expect("two factors").dim(), (50, 6));
    assert!(fit.communalities().iter().all(|share| (0.0..1.0).contains(share)));
    assert_eq!(fit.n_parameters(), 6 + 6 + 12 - 1);
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let two = FactorAnalysis::new(2).expect("two");
    let message = |matrix: ndarray::Array2<f64>| {
        two.fit_matrix(matrix.view()).expect_err("refused").to_string()
    };
    assert_snapshot!(FactorAnalysis::new(0).expect_err("none"), @"n_factors: got 0, wanted at least 1");
    assert_snapshot!(message(array![[1.0, 2.0], [2.0, 3.0]]), @"n_factors: got 2, wanted fewer factors than columns");
    assert_snapshot!(message(array![[1.0, 2.0, 3.0]]), @"rows: got 1, wanted at least 2");
    assert_snapshot!(message(array![[1.0, 2.0, 3.0], [2.0, 1.0, 3.0]]), @"column 2: it is constant, wanted some spread to scale by");
    assert_snapshot!(message(array![[1.0, 2.0, f64::NAN], [2.0, 1.0, 3.0]]), @"matrix, column 2, row 1: got NaN, wanted a finite number");
    let hasty = two.with_max_iterations(10).expect("ten");
    let error = hasty.fit_matrix(sample(60).0.view()).expect_err("too few steps").to_string();
    assert!(error.starts_with("factor analysis: after 10 iterations the step is"), "{error}");
    assert_snapshot!(two.with_tolerance(0.0).expect_err("0"), @"tolerance: got 0, wanted a number between 0 and 1");
}
